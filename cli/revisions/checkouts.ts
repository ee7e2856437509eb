// Checkouts of git revisions, each in a folder of its own that is gone afterwards, so that what somebody is editing is never touched.
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { packageRoot } from "../project.ts";
import { stacksWithSettings } from "../../simulator/engine/stack.ts";
import { git } from "./git.ts";
import { takeData } from "./stranger-data.ts";

export interface TwoRevisions {
  readonly programDir: string;
  readonly base: string;
  readonly head: string;
  /** Of `head`, only manifests and settings are taken. */
  readonly manifestsOnly: boolean;
}

export interface Checkouts {
  /** Commits. */
  readonly base: string;
  readonly head: string;
  /** Of the project in its repository. */
  readonly prefix: string;
  /** Folders. */
  readonly before: string;
  readonly after: string;
}

/** What `body` makes of both. */
export async function withBoth<T>(what: TwoRevisions, body: (at: Checkouts) => Promise<T>): Promise<T> {
  const { programDir, manifestsOnly } = what;
  const prefix = await prefixOf(programDir);
  const base = await commitOf(programDir, what.base, "BASE");
  const head = await commitOf(programDir, what.head, "HEAD");
  return withCheckout(programDir, base, prefix, async (before) =>
    withCheckout(programDir, manifestsOnly ? base : head, prefix, async (after) => {
      if (manifestsOnly) await takeData({ programDir, base, head, prefix, folder: after });
      return body({ base, head, prefix, before, after });
    }),
  );
}

export function stacksIn(folder: string): readonly string[] {
  return existsSync(join(folder, "Pulumi.yaml")) ? stacksWithSettings(folder) : [];
}

/** What `body` makes of one revision's files, in a folder that is gone afterwards. */
export async function atRevision<T>(
  programDir: string,
  revision: string,
  option: string,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  const prefix = await prefixOf(programDir);
  const commit = await commitOf(programDir, revision, option);
  return withCheckout(programDir, commit, prefix, body);
}

/** Where the project is in its repository; git refuses a folder that is in none, or that belongs to somebody else. */
export async function prefixOf(programDir: string): Promise<string> {
  try {
    return (await git(programDir, ["rev-parse", "--show-prefix"])).trim();
  } catch (error) {
    throw new UserError(`${messageOf(error)}; two plan files can be compared without git`);
  }
}

/** The commit's id; what looks like an option is no revision. */
export async function commitOf(programDir: string, revision: string, name: string): Promise<string> {
  const refused = `${name}: "${printable(revision)}" is neither a plan file nor a git revision; make a plan with: strongroom plan --json --out FILE`;
  if (revision.startsWith("-")) throw new UserError(refused);
  try {
    const id = await git(programDir, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
    return id.trim();
  } catch {
    throw new UserError(refused);
  }
}

/** A folder with the commit's files, gone afterwards; the packages are those that run now. */
export async function withCheckout<T>(
  programDir: string,
  commit: string,
  prefix: string,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), "strongroom-diff-"));
  const tree = join(parent, "tree");
  try {
    await git(programDir, ["worktree", "add", "--detach", "--force", tree, commit]);
    const folder = join(tree, prefix);
    const modules = join(folder, "node_modules");
    if (existsSync(folder) && !existsSync(modules)) symlinkSync(packagesOf(programDir), modules);
    return await body(folder);
  } finally {
    await git(programDir, ["worktree", "remove", "--force", tree]).catch(() => undefined);
    rmSync(parent, { recursive: true, force: true });
  }
}

/** Where this package is a workspace of another repository, npm puts its packages into that one's folder. */
function packagesOf(programDir: string): string {
  const [own, ours] = [programDir, packageRoot()].map((folder) => join(folder, "node_modules")) as [string, string];
  return existsSync(own) ? own : ours;
}
