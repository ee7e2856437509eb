// States that earlier releases left: what this program must be able to take over. Each release has a folder of its own with
// the manifests and settings that it deployed, and for each stack what the engine and simulated Azure then held.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

const FOLDER = import.meta.dirname;

/** Files below a session's state folder that a deployment leaves and a later command needs; the rest is made again. */
const KEPT =
  /^(azure\.json|state\/\.pulumi\/(meta\.yaml|stacks\/[^/]+\/[^/]+\.json)|stacks\/[^/]+\/Pulumi\.[^/]+\.yaml)$/;

const STATE_FILE = /^(.+)\.state\.json\.gz$/;

/** The releases whose state is kept, oldest first. */
export function releases(): string[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** The stacks of a release. */
export function stacksOf(release: string): string[] {
  return readdirSync(path.join(FOLDER, release))
    .map((file) => STATE_FILE.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}

/** Puts a release's manifests and settings where a program reads them. */
export function copyInputs(release: string, programDir: string): void {
  for (const name of readdirSync(path.join(FOLDER, release)).filter((file) => !STATE_FILE.test(file))) {
    cpSync(path.join(FOLDER, release, name), path.join(programDir, name), { recursive: true });
  }
}

/** Keeps what a session left in its state folder. */
export function keepState(release: string, stack: string, stateDir: string): void {
  const files = Object.fromEntries(
    readdirSync(stateDir, { recursive: true, encoding: "utf8" })
      .map((file) => file.split(path.sep).join("/"))
      .filter((file) => KEPT.test(file))
      .sort()
      .map((file) => [file, compact(file, readFileSync(path.join(stateDir, file), "utf8"))]),
  );
  mkdirSync(path.join(FOLDER, release), { recursive: true });
  writeFileSync(stateFile(release, stack), gzipSync(JSON.stringify(files), { level: 9 }));
}

/** Makes a session's state folder as the release left it. */
export function restoreState(release: string, stack: string, stateDir: string): void {
  const files = JSON.parse(gunzipSync(readFileSync(stateFile(release, stack))).toString()) as Record<string, string>;
  for (const [file, content] of Object.entries(files)) {
    const place = path.join(stateDir, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
  }
}

/** Whether the folder of a release has manifests and settings. */
export function hasInputs(release: string): boolean {
  return existsSync(path.join(FOLDER, release, "apps"));
}

/** The folder of a release. */
export function releaseFolder(release: string): string {
  return path.join(FOLDER, release);
}

function stateFile(release: string, stack: string): string {
  return path.join(FOLDER, release, `${stack}.state.json.gz`);
}

function compact(file: string, content: string): string {
  return file.endsWith(".json") ? JSON.stringify(JSON.parse(content)) : content;
}
