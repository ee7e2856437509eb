// Plans of two git revisions, each made from its own files in a folder of its own, so that what somebody is editing is never
// touched. A stranger's revision may hold code: with `manifestsOnly` nothing of it runs, only its manifests and settings are
// read, by the code of the base.
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf, UserError } from "../../text/errors.ts";
import { packageRoot } from "../project.ts";
import { stacksWithSettings } from "../../simulator/engine/stack.ts";
import type { Plan } from "../plan/document.ts";
import { printable } from "../../text/printable.ts";
import type { PlanPair } from "./diff.ts";
import { git } from "./git.ts";
import { takeData } from "./stranger-data.ts";

export interface RevisionsToCompare {
  readonly programDir: string;
  readonly base: string;
  readonly head: string;
  /** Only these. @default every stack that has settings in either */
  readonly stacks: readonly string[];
  /** Of `head`, only manifests and settings are taken. */
  readonly manifestsOnly: boolean;
  readonly planStack: (programDir: string, stack: string) => Promise<Plan>;
}

export interface ComparedRevisions {
  readonly pairs: readonly PlanPair[];
  /** policy.yaml of each, where there is one. */
  readonly policies: { readonly before?: string; readonly after?: string };
}

export async function planRevisions(what: RevisionsToCompare): Promise<ComparedRevisions> {
  const { programDir, planStack } = what;
  const prefix = await prefixOf(programDir);
  const base = await commitOf(programDir, what.base, "BASE");
  const head = await commitOf(programDir, what.head, "HEAD");

  return withCheckout(programDir, base, prefix, async (before) =>
    withCheckout(programDir, what.manifestsOnly ? base : head, prefix, async (after) => {
      if (what.manifestsOnly) await takeData({ programDir, base, head, prefix, folder: after });
      const known = [...new Set([...stacksIn(before), ...stacksIn(after)])].sort();
      const missing = what.stacks.filter((stack) => !known.includes(stack));
      if (missing.length > 0) {
        throw new UserError(
          `--stack: no settings of ${missing.join(", ")} in either revision; there are ${known.join(", ")}`,
        );
      }
      const stacks = what.stacks.length === 0 ? known : what.stacks;
      const pairs: PlanPair[] = [];
      for (const stack of stacks) {
        pairs.push({
          ...(stacksIn(before).includes(stack) ? { before: await planned(before, stack, what.base, planStack) } : {}),
          ...(stacksIn(after).includes(stack) ? { after: await planned(after, stack, what.head, planStack) } : {}),
        });
      }
      const policies = {
        ...property("before", await fileOf(programDir, base, `${prefix}policy.yaml`)),
        ...property("after", await fileOf(programDir, head, `${prefix}policy.yaml`)),
      };
      return { pairs, policies };
    }),
  );
}

function property<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}

async function planned(
  folder: string,
  stack: string,
  revision: string,
  planStack: RevisionsToCompare["planStack"],
): Promise<Plan> {
  try {
    return await planStack(folder, stack);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${printable(revision)}: ${error.message}`);
    throw error;
  }
}

function stacksIn(folder: string): readonly string[] {
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
async function prefixOf(programDir: string): Promise<string> {
  try {
    return (await git(programDir, ["rev-parse", "--show-prefix"])).trim();
  } catch (error) {
    throw new UserError(`${messageOf(error)}; two plan files can be compared without git`);
  }
}

/** The commit's id; what looks like an option is no revision. */
async function commitOf(programDir: string, revision: string, name: string): Promise<string> {
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
async function withCheckout<T>(
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

async function fileOf(programDir: string, commit: string, path: string): Promise<string | undefined> {
  try {
    return await git(programDir, ["cat-file", "blob", `${commit}:${path}`]);
  } catch {
    return undefined;
  }
}
