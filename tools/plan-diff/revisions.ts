// Plans of two git revisions, each made from its own files in a folder of its own, so that what somebody is editing is never
// touched. A stranger's revision may hold code: with `manifestsOnly` nothing of it runs, only its manifests and settings are
// read, by the code of the base.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { messageOf, UserError } from "../errors.ts";
import { packageRoot } from "../project.ts";
import { stacksWithSettings } from "../engine/stack.ts";
import type { Plan } from "../plan/document.ts";
import { printable } from "../printable.ts";
import type { PlanPair } from "./diff.ts";

/** Bytes of one file of a stranger's revision; the program refuses larger manifests itself. */
const MAX_FILE = 1_000_000;

/** What is taken of a stranger's revision. Pulumi.yaml is not: it says which code runs. */
const DATA = /^(apps\/[a-z][a-z0-9-]{0,63}\.yaml|Pulumi\.[A-Za-z0-9_-]{1,100}\.yaml)$/;

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
      if (what.manifestsOnly) await takeData(programDir, head, prefix, after);
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

/** Replaces manifests and settings in `folder` by those of the commit: plain files of the right names, nothing else. */
async function takeData(programDir: string, commit: string, prefix: string, folder: string): Promise<void> {
  for (const name of dataIn(folder)) rmSync(join(folder, name));
  const listing = await git(programDir, [
    "ls-tree",
    "-r",
    "-z",
    "--long",
    "--full-tree",
    commit,
    "--",
    prefix === "" ? "." : prefix,
  ]);
  for (const entry of listing.split("\0")) {
    const [, mode, type, object, size, path = ""] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(entry) ?? [];
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : path;
    // A symbolic link (mode 120000) could lead anywhere on this machine.
    if (type !== "blob" || object === undefined || !/^100/.test(mode ?? "") || !DATA.test(name)) continue;
    if (Number(size) > MAX_FILE)
      throw new UserError(`${name}: has ${size ?? "?"} bytes; allowed are ${String(MAX_FILE)}`);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), await git(programDir, ["cat-file", "blob", object]));
  }
}

function dataIn(folder: string): string[] {
  const apps = existsSync(join(folder, "apps")) ? readdirSync(join(folder, "apps")).map((name) => `apps/${name}`) : [];
  return [...apps, ...readdirSync(folder)].filter((name) => DATA.test(name));
}

async function fileOf(programDir: string, commit: string, path: string): Promise<string | undefined> {
  try {
    return await git(programDir, ["cat-file", "blob", `${commit}:${path}`]);
  } catch {
    return undefined;
  }
}

/** No shell, no hooks: a hook is code that a checkout would run. */
async function git(folder: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-c", "core.hooksPath=/dev/null", ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new UserError("git is not on the PATH: install it");
    }
    throw new UserError(`git ${args[0] ?? ""} failed: ${printable(said(error))}`);
  }
}

/** What git calls fatal, or else its last line: advice may follow. */
function said(error: unknown): string {
  const { stderr } = error as { readonly stderr?: string };
  const lines = stderr?.trim().split("\n") ?? [];
  return lines.find((line) => line.startsWith("fatal: ")) ?? lines.at(-1) ?? messageOf(error);
}
