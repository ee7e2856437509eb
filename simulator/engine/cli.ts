// Finds the Pulumi CLI, or prepares one: on PATH, in the cache, by the official installer, or built from Go modules. A fresh
// clone must work with either a CLI or Go on the machine, and wait for a build only once.
import { execFile } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../text/errors.ts";
import { buildWithGo, hasGo } from "./go-build.ts";
import { installOfficial } from "./install.ts";
import { acquireLock } from "./lock.ts";
import { terminalProgress, type Progress } from "./progress.ts";
import { PULUMI_VERSION } from "./version.ts";

/** Milliseconds that `pulumi version` may take: it prints one line, a second on a cold disk. */
const ANSWER_MS = 20_000;

export interface Cli {
  readonly path: string;
  /** Without the leading "v". */
  readonly version: string;
  readonly source: "path" | "cache" | "installer" | "go";
}

export interface FindOptions {
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** @default on the terminal's standard error */
  readonly progress?: Progress;
  /** Prepares the CLI below `folder`, or says why it cannot. @default the official installer, then Go */
  readonly makers?: readonly Maker[];
}

/** A way to get the CLI: leaves `<folder>/bin/pulumi`, or throws. */
export interface Maker {
  readonly source: "installer" | "go";
  /** False when the machine lacks what this way needs. */
  available(env: NodeJS.ProcessEnv): Promise<boolean>;
  make(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void>;
}

const MAKERS: readonly Maker[] = [
  { source: "installer", available: () => Promise.resolve(process.platform !== "win32"), make: installOfficial },
  { source: "go", available: hasGo, make: buildWithGo },
];

/** Where prepared CLIs are kept: per user, so that fresh clones share them. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(userCache(env), "pulumi", PULUMI_VERSION);
}

/** What is kept for a user, for all clones and projects. */
export function userCache(env: NodeJS.ProcessEnv): string {
  return path.join(env["XDG_CACHE_HOME"] || path.join(env["HOME"] || homedir(), ".cache"), "strongroom");
}

/** The Pulumi CLI to use, prepared if there is none. */
export async function findCli(options: FindOptions = {}): Promise<Cli> {
  const env = options.env ?? process.env;
  const progress = options.progress ?? terminalProgress();
  const found = (await onPath(env, progress)) ?? (await inCache(env));
  return found ?? prepare(env, progress, options.makers ?? MAKERS);
}

async function onPath(env: NodeJS.ProcessEnv, progress: Progress): Promise<Cli | undefined> {
  const file = findExecutable("pulumi", env);
  if (file === undefined) {
    return undefined;
  }
  const version = await answer(file, env);
  if (version === undefined) {
    progress.note(`${file} does not answer "version"; it is passed over`);
    return undefined;
  }
  if (isOlder(version, PULUMI_VERSION)) {
    progress.note(`${file} is Pulumi ${version}, older than ${PULUMI_VERSION}; it is passed over`);
    return undefined;
  }
  return { path: realpathSync(file), version, source: "path" };
}

async function inCache(env: NodeJS.ProcessEnv): Promise<Cli | undefined> {
  const file = binary(cacheFolder(env));
  const version = existsSync(file) ? await answer(file, env) : undefined;
  return version === undefined ? undefined : { path: file, version, source: "cache" };
}

async function prepare(env: NodeJS.ProcessEnv, progress: Progress, makers: readonly Maker[]): Promise<Cli> {
  const target = cacheFolder(env);
  mkdirSync(path.dirname(target), { recursive: true });
  const release = await acquireLock(`${target}.lock`, {
    wait: true,
    onWait: (holder) => {
      progress.note(`process ${holder} is preparing the Pulumi CLI; waiting for it`);
    },
  });
  try {
    // Somebody may have finished while we waited.
    const ready = await inCache(env);
    if (ready) {
      return ready;
    }
    removeLeftovers(target);
    const failures: string[] = [];
    for (const maker of makers) {
      if (!(await maker.available(env))) {
        continue;
      }
      const staging = mkdtempSync(`${target}-`);
      try {
        await maker.make(staging, env, progress);
        const version = await answer(binary(staging), env);
        if (version === undefined) {
          throw new Error('what it made does not answer "version"');
        }
        rmSync(target, { recursive: true, force: true });
        renameSync(staging, target);
        progress.note(`the Pulumi CLI ${version} is ready in ${target}; it is kept there`);
        return { path: binary(target), version, source: maker.source };
      } catch (error) {
        const reason = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, "; ");
        const failure = `${maker.source === "go" ? "the build from Go modules" : "the official installer"}: ${reason}`;
        failures.push(failure);
        progress.note(failure);
      } finally {
        rmSync(staging, { recursive: true, force: true });
      }
    }
    throw new UserError(
      `no Pulumi CLI on this machine; install Pulumi ${PULUMI_VERSION} or later, or Go 1.21 or later to build it from Go modules, and put it on PATH` +
        (failures.length === 0 ? "" : ` (tried ${failures.join(", and ")})`),
    );
  } finally {
    release();
  }
}

/** What an interrupted preparation left; we hold the lock, so nobody is at it. */
function removeLeftovers(target: string): void {
  const folder = path.dirname(target);
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(`${path.basename(target)}-`))) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function binary(folder: string): string {
  return path.join(folder, "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi");
}

/** The first executable of that name on PATH. */
export function findExecutable(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (env["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => names.map((file) => path.join(folder, file)))
    .find((file) => isExecutable(file));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The version that a CLI gives, without "v"; undefined when it is no working Pulumi CLI. */
async function answer(file: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ["version"], {
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: ANSWER_MS,
      killSignal: "SIGKILL",
    });
    return /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
  } catch {
    return undefined;
  }
}

function isOlder(version: string, than: string): boolean {
  const numbers = (text: string): number[] => text.split(/[.+-]/, 3).map(Number);
  const [a, b] = [numbers(version), numbers(than)];
  const differs = a.findIndex((part, index) => part !== b[index]);
  return differs >= 0 && (a[differs] ?? 0) < (b[differs] ?? 0);
}
