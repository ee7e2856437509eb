// The packages as somebody installs them who has nothing of this repository: packed, and put with what they need into an empty
// folder by npm, from its cache and without the network.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ROOT } from "./tiny-project.ts";

const PACKAGES = ["components", "policy"] as const;

interface Entry {
  readonly integrity?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Entries = Readonly<Record<string, Entry>>;

export interface Installed {
  /** An empty project with node_modules. */
  readonly folder: string;
  /** What each tarball holds, by the package's folder here. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  remove(): void;
}

export function installPackages(): Installed {
  const folder = mkdtempSync(path.join(tmpdir(), "strongroom-installed-"));
  const lock = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as { readonly packages: Entries };
  const packed = PACKAGES.map((name) => pack(name, folder));
  const dependencies = Object.fromEntries(packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]));
  const ours = packed.map(({ manifest, tarball }): [string, Entry & { readonly resolved: string }] => [
    `node_modules/${manifest.name}`,
    { ...manifest, resolved: `file:${tarball}`, integrity: integrityOf(path.join(folder, tarball)) },
  ]);
  const others = closure(
    lock.packages,
    packed.flatMap(({ manifest }) => needs(manifest)),
  );
  const project = { name: "somebody", version: "1.0.0", private: true, type: "module", dependencies };
  const packages = { "": project, ...Object.fromEntries(ours), ...others };
  write(folder, "package.json", project);
  write(folder, "package-lock.json", { ...project, lockfileVersion: 3, requires: true, packages });
  npm(["ci", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
  return {
    folder,
    files: Object.fromEntries(packed.map(({ from, files }) => [from, files])),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Packed {
  readonly from: string;
  readonly tarball: string;
  readonly files: readonly string[];
  readonly manifest: Entry & { readonly name: string };
}

function pack(from: (typeof PACKAGES)[number], into: string): Packed {
  mkdirSync(into, { recursive: true });
  const said = npm(["pack", "--json", "--pack-destination", into], path.join(ROOT, from));
  const list = JSON.parse(said.slice(said.indexOf("["))) as { filename: string; files: { path: string }[] }[];
  const [{ filename, files } = { filename: "", files: [] }] = list;
  const { name, version, dependencies, peerDependencies, bin } = JSON.parse(
    readFileSync(path.join(ROOT, from, "package.json"), "utf8"),
  ) as Packed["manifest"] & { readonly bin?: unknown };
  const manifest = { name, version, dependencies, peerDependencies, bin } as Packed["manifest"];
  return { from, tarball: filename, files: files.map((file) => file.path), manifest };
}

const needs = ({ dependencies, peerDependencies, optionalDependencies }: Entry): string[] =>
  Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });

/** Every entry that the names lead to, as Node finds packages: the nearest node_modules first. */
function closure(all: Entries, names: readonly string[]): Entries {
  const found = new Map<string, Entry>();
  const visit = (name: string, from: string): void => {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
      const place = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
      const entry = all[place];
      if (entry !== undefined && !found.has(place)) {
        found.set(place, entry);
        for (const next of needs(entry)) visit(next, place);
      }
      if (entry !== undefined || at === "") return;
    }
  };
  for (const name of names) visit(name, "");
  return Object.fromEntries(
    [...found].map(([place, entry]) => [place, { ...entry, dev: undefined, devOptional: undefined, peer: undefined }]),
  );
}

const integrityOf = (file: string): string =>
  `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;

function write(folder: string, name: string, content: unknown): void {
  writeFileSync(path.join(folder, name), JSON.stringify(content, null, 2));
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync("npm", [...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
