// Of a stranger's revision, what a plan is made of: settings and manifests, as plain files. What cannot be taken as such is
// refused and never left out: a plan without it would say that nothing changes.
import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { settingsFile } from "../../simulator/engine/stack.ts";
import { UserError } from "../../text/errors.ts";
import { readStackConfig } from "../plan/stack-config.ts";
import { printable } from "../../text/printable.ts";
import { git } from "./git.ts";

/** Bytes of one file of a stranger's revision; the program refuses larger manifests itself. */
const MAX_FILE = 1_000_000;

const MANIFEST = /^[a-z][a-z0-9-]{0,63}\.yaml$/;
/** What Pulumi allows in a stack's name. Pulumi.yaml is not taken: it says which code runs. */
const SETTINGS = /^Pulumi\.[A-Za-z0-9_.-]{1,100}\.yaml$/;
/** Below the project, and no part hidden or a way up. */
const FOLDER = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

export interface DataToTake {
  readonly programDir: string;
  /** Commits: what `folder` is a checkout of, and what its data is taken of. */
  readonly base: string;
  readonly head: string;
  /** Of the project in its repository. */
  readonly prefix: string;
  readonly folder: string;
}

interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly size: number;
}

type Listing = ReadonlyMap<string, Entry>;

/** Replaces settings and manifests in `folder` by those of `head`. */
export async function takeData({ programDir, base, head, prefix, folder }: DataToTake): Promise<void> {
  const [before, after] = [await listing(programDir, base, prefix), await listing(programDir, head, prefix)];
  const replace = async (concerned: (name: string) => boolean, known: (name: string) => boolean): Promise<string[]> => {
    for (const [name, entry] of before) {
      if (concerned(name) && !same(entry, after.get(name))) rmSync(within(folder, name), { force: true });
    }
    const taken: string[] = [];
    for (const [name, entry] of after) {
      if (!concerned(name)) continue;
      if (isPlain(entry) && known(name)) taken.push(name);
      // What the base has, too, is in the folder already.
      else if (!same(entry, before.get(name))) throw new UserError(refusal(name));
      if (same(entry, before.get(name))) continue;
      if (entry.size > MAX_FILE) {
        throw new UserError(`${printable(name)}: has ${String(entry.size)} bytes; allowed are ${String(MAX_FILE)}`);
      }
      const place = within(folder, name);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, await git(programDir, ["cat-file", "blob", entry.object]));
    }
    return taken;
  };

  const place = settingsFolder(folder);
  requireFolder(place, after);
  const isSettings = (name: string): boolean =>
    posix.dirname(name) === place && /^Pulumi\..*\.yaml$/s.test(posix.basename(name));
  const taken = await replace(isSettings, (name) => SETTINGS.test(posix.basename(name)));

  for (const apps of new Set(taken.map((name) => applicationsFolder(folder, name)))) {
    requireFolder(apps, after);
    within(folder, join(apps, "x.yaml"));
    await replace(
      (name) => name.startsWith(`${apps}/`),
      (name) => posix.dirname(name) === apps && MANIFEST.test(posix.basename(name)),
    );
  }
}

/** Where a file stands in the checkout, on a way without links: `node_modules` is one, and leads to packages that run. */
function within(folder: string, name: string): string {
  const parts = name.split("/").slice(0, -1);
  for (const [index] of parts.entries()) {
    const way = parts.slice(0, index + 1).join("/");
    if (lstatSync(join(folder, way), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new UserError(`${printable(way)}: is a link, and with --manifests-only nothing is taken by way of one`);
    }
  }
  const place = join(folder, name);
  // The last part, too: what is written must not go where a link of the base leads.
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(place);
  return place;
}

async function listing(programDir: string, commit: string, prefix: string): Promise<Listing> {
  const place = prefix === "" ? "." : prefix;
  const text = await git(programDir, ["ls-tree", "-r", "-z", "--long", "--full-tree", commit, "--", place]);
  return new Map(
    text.split("\0").flatMap((line): [string, Entry][] => {
      const [, mode = "", object = "", size, path = ""] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
      return path.startsWith(prefix) && path !== prefix
        ? [[path.slice(prefix.length), { mode, object, size: size === "-" ? 0 : Number(size) }]]
        : [];
    }),
  );
}

function same(a: Entry, b: Entry | undefined): boolean {
  return a.mode === b?.mode && a.object === b.object;
}

/** A symbolic link (mode 120000) could lead anywhere on this machine; a submodule (160000) holds what nobody sees. */
function isPlain({ mode }: Entry): boolean {
  return mode.startsWith("100");
}

function refusal(name: string): string {
  return `${printable(name)}: HEAD changes it, and with --manifests-only only plain files are taken: manifests called <application>.yaml, in lowercase, and settings called Pulumi.<stack>.yaml; read it, and compare without --manifests-only`;
}

/** A link or a submodule in place of a folder would hide what is below it. */
function requireFolder(folder: string, there: Listing): void {
  const parts = folder.split("/");
  const hides = parts.map((_, index) => parts.slice(0, index + 1).join("/")).find((path) => there.has(path));
  if (hides !== undefined) throw new UserError(`${printable(hides)}: HEAD has something else in place of a folder`);
}

/** As Pulumi.yaml of the base says. */
function settingsFolder(folder: string): string {
  if (!existsSync(join(folder, "Pulumi.yaml"))) {
    throw new UserError("BASE has no Pulumi.yaml, so no code to read HEAD by; compare without --manifests-only");
  }
  return posix.dirname(relative(folder, settingsFile(folder, "x")));
}

/** As the program of the base reads it. */
function applicationsFolder(programDir: string, file: string): string {
  const stack = posix.basename(file).slice("Pulumi.".length, -".yaml".length);
  const named = readStackConfig(programDir, stack).values["strongroom:applicationsFolder"] ?? "apps";
  const folder = posix.normalize(named).replace(/\/$/, "");
  if (!FOLDER.test(folder)) {
    throw new UserError(
      `${printable(file)}: strongroom:applicationsFolder: "${printable(named)}" is no folder below that of Pulumi.yaml`,
    );
  }
  return folder;
}
