// A stack of the local backend, made on first use. Removes one risk: that playing with simulated Azure changes the committed
// settings. Pulumi writes an `encryptionsalt` into Pulumi.<stack>.yaml and `destroy --remove` deletes the file; so the engine
// works on a copy below the state folder, made fresh from the committed file for every command.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { isMap, parse, parseDocument, visit, type Document } from "yaml";
import { formatProblem } from "../../infra/input/problems.ts";
import { stackConfigDir } from "../../infra/settings/settings-folder.ts";
import { readYaml } from "../../infra/input/yaml-document.ts";
import { UserError, messageOf } from "../../text/errors.ts";
import type { Cli } from "./cli.ts";
import { isAlive } from "./lock.ts";

/** What a stack may be called here: it becomes a file's name (Pulumi allows the same characters, 100 at most). */
const STACK_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

export interface StackPlace {
  /** The folder of Pulumi.yaml. */
  readonly programDir: string;
  readonly stateDir: string;
  readonly stack: string;
}

/** What Pulumi.yaml says about its stacks. */
interface Project {
  readonly name: string;
  readonly stackConfigDir: string;
}

function readProject(programDir: string): Project {
  const file = path.join(programDir, "Pulumi.yaml");
  if (!existsSync(file)) {
    throw new UserError(`no Pulumi.yaml in ${programDir}; run this in the project's folder`);
  }
  const text = readFileSync(file, "utf8");
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw brokenYaml("Pulumi.yaml", text);
  }
  const { name } = (content ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !STACK_NAME.test(name)) {
    throw new UserError(
      `Pulumi.yaml: name: ${JSON.stringify(name)} is not a project name; allowed are letters, digits, "-", "_" and "."`,
    );
  }
  return { name, stackConfigDir: stackConfigDir(content) };
}

/** The committed settings of a stack. */
export function settingsFile(programDir: string, stack: string): string {
  checkStackName(stack);
  return path.join(programDir, readProject(programDir).stackConfigDir, `Pulumi.${stack}.yaml`);
}

/** The stacks that have settings, by name. */
export function stacksWithSettings(programDir: string): string[] {
  const folder = path.join(programDir, readProject(programDir).stackConfigDir);
  return readdirSync(folder)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}

export function checkStackName(stack: string): void {
  if (!STACK_NAME.test(stack)) {
    throw new UserError(
      `"${stack}" is not a stack's name; allowed are letters, digits, "-", "_" and ".", as in --stack dev`,
    );
  }
}

export interface LocalSettings {
  /** The copy that the engine reads and writes. */
  readonly file: string;
  /** Makes the copy fresh from the committed settings. */
  write(): void;
  /** Puts the committed settings back if the engine deleted them. */
  restore(): void;
}

/** The copy of a stack's settings that the engine works on. */
export function localSettings(place: StackPlace): LocalSettings {
  const committed = settingsFile(place.programDir, place.stack);
  const file = path.join(place.stateDir, "settings", readProject(place.programDir).name, `Pulumi.${place.stack}.yaml`);
  const before = existsSync(committed) ? readFileSync(committed, "utf8") : undefined;
  return {
    file,
    write: () => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, withLocalEncryption(before ?? "", path.basename(committed), saltOf(place)));
    },
    restore: () => {
      if (before !== undefined && !existsSync(committed)) {
        writeFileSync(committed, before);
      }
    },
  };
}

/** The settings with the local stack's encryption instead of the real stack's. */
export function withLocalEncryption(text: string, name: string, salt: string | undefined): string {
  const document: Document = parseDocument(text);
  if (document.errors.length > 0) {
    throw brokenYaml(name, text);
  }
  visit(document, {
    Pair: (_, pair) => {
      if (isMap(pair.value) && pair.value.items.length === 1 && pair.value.has("secure")) {
        const line = text.slice(0, pair.value.range?.[0] ?? 0).split("\n").length;
        throw new UserError(
          `${name}:${line}: ${String(pair.key)} is encrypted for the real stack and cannot be read against simulated Azure; settings hold no secrets, so move it into a vault`,
        );
      }
    },
  });
  if (document.contents !== null && !isMap(document.contents)) {
    throw new UserError(`${name}:1: settings must be a mapping that starts with "config:"`);
  }
  document.contents ??= document.createNode({});
  for (const key of ["secretsprovider", "encryptedkey", "encryptionsalt"]) {
    document.delete(key);
  }
  if (salt !== undefined) {
    document.set("encryptionsalt", salt);
  }
  return document.toString();
}

/** What is wrong with it, as the program itself says it. */
function brokenYaml(name: string, text: string): UserError {
  const [problem = { file: name, line: 1, path: "", message: "cannot be read as YAML" }] = readYaml(
    name,
    Buffer.from(text),
  ).problems;
  return new UserError(formatProblem(problem));
}

/** Where Pulumi believes the project to be when it makes a stack: it writes the salt there. */
function cradle(place: StackPlace): string {
  return path.join(place.stateDir, "stacks", readProject(place.programDir).name);
}

function saltOf(place: StackPlace): string | undefined {
  const file = path.join(cradle(place), `Pulumi.${place.stack}.yaml`);
  if (!existsSync(file)) {
    return undefined;
  }
  const { encryptionsalt } = (parse(readFileSync(file, "utf8")) ?? {}) as Record<string, unknown>;
  return typeof encryptionsalt === "string" ? encryptionsalt : undefined;
}

/** Makes the local stack unless it is there. */
export async function initializeStack(
  place: StackPlace & { readonly cli: Cli; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const { name } = readProject(place.programDir);
  const stacks = path.join(place.stateDir, "state", ".pulumi", "stacks", name);
  if (existsSync(path.join(stacks, `${place.stack}.json`))) {
    return;
  }
  const folder = cradle(place);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
  const args = ["stack", "init", place.stack, "--no-select", "--non-interactive", "--color=never", "--cwd", folder];
  try {
    await promisify(execFile)(place.cli.path, args, { env: place.env, cwd: folder });
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    throw new UserError(
      `cannot make the local stack ${place.stack}: ${(stderr ?? messageOf(error)).trim().replaceAll("\n", " ")}`,
    );
  }
}

/**
 * Removes locks that a killed CLI left behind: the file backend would refuse every later command. Only locks of this machine
 * whose process is gone; the lock's content is `lockContent` in pulumi's backend/diy/lock.go.
 */
export function removeStaleLocks(stateDir: string): number {
  const root = path.join(stateDir, "state", ".pulumi", "locks");
  if (!existsSync(root)) {
    return 0;
  }
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
  const stale = files.map((file) => path.join(root, file)).filter((file) => isStale(file));
  for (const file of stale) {
    rmSync(file, { force: true });
  }
  return stale.length;
}

function isStale(file: string): boolean {
  try {
    const lock = JSON.parse(readFileSync(file, "utf8")) as { readonly pid?: unknown; readonly hostname?: unknown };
    return lock.hostname === hostname() && typeof lock.pid === "number" && !isAlive(lock.pid);
  } catch {
    // Released meanwhile, or not a lock of Pulumi's: not ours to judge.
    return false;
  }
}
