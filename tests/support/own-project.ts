// The repository's own program in a temporary folder, with manifests and settings that a test may edit, and the words in
// which the tests on the real engine talk about what happened. The working tree is never deployed and never changed.
import { expect } from "chai";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { withSession, type RunResult, type Session, type SessionOptions } from "../../simulator/engine/session.ts";
import type { Azure, AzureResource } from "./azure.ts";
import { ROOT } from "./tiny-project.ts";

/** What a deployment reads. */
export const PARTS = [
  "apps",
  "components",
  "facts",
  "infra",
  "schemas",
  "stacks",
  "text",
  "package.json",
  "Pulumi.yaml",
];

export const UP = ["up", "--yes", "--skip-preview"] as const;
/**
 * The drift check (.github/scripts/drift.sh): what the program would change after a refresh. A refresh by itself also shows, once,
 * what Azure says after the fact and the program looks away from.
 */
export const REFRESH = ["preview", "--refresh", "--expect-no-changes"] as const;
export const DESTROY = ["destroy", "--yes", "--skip-preview"] as const;

/** One for the locks, and one for each that was made after another thing that is locked. */
const MOST_DESTROYS = 8;

/** A manifest or settings as plain data. */
export type Plain = Record<string, unknown>;

export class OwnProject {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "strongroom-own-"));
  readonly programDir = path.join(this.#folder, "program");
  readonly stateDir = path.join(this.#folder, "state");
  #copies = 0;

  constructor() {
    for (const part of [...PARTS, ...["dev", "staging", "prod"].map(settingsName)]) {
      cpSync(path.join(ROOT, part), path.join(this.programDir, part), { recursive: true });
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(this.programDir, "node_modules"));
  }

  /** A session on the project's own state, or on another. */
  session<T>(body: (session: Session) => Promise<T>, options: Partial<SessionOptions> = {}): Promise<T> {
    return withSession({ root: ROOT, programDir: this.programDir, stateDir: this.stateDir, ...options }, body);
  }

  /** A session that goes on from what is deployed, and leaves it as it is. */
  onCopy<T>(body: (session: Session) => Promise<T>, options: Partial<SessionOptions> = {}): Promise<T> {
    const stateDir = `${this.stateDir}-${String(++this.#copies)}`;
    cpSync(this.stateDir, stateDir, { recursive: true });
    return this.session(body, { stateDir, ...options });
  }

  /** A place for a file of the test's own. */
  file(name: string): string {
    return path.join(this.#folder, name);
  }

  /** Writes a file of the project. */
  writeFile(name: string, content: string): void {
    const place = path.join(this.programDir, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
  }

  editManifest(app: string, edit: (manifest: Plain) => void): void {
    this.#edit(path.join("apps", `${app}.yaml`), edit);
  }

  /** Settings of a stack; the keys are what stands below `config`. */
  editSettings(stack: string, edit: (config: Plain) => void): void {
    this.#edit(settingsName(stack), (settings) => {
      edit(settings["config"] as Plain);
    });
  }

  /** Settings of one more stack, made of those of another. */
  addStack(stack: string, from: string, edit: (config: Plain) => void): void {
    cpSync(path.join(this.programDir, settingsName(from)), path.join(this.programDir, settingsName(stack)));
    this.editSettings(stack, edit);
  }

  /** Replaces a text in a source file; one that is not there is an error of the test. */
  editSource(file: string, from: string, to: string): void {
    const place = path.join(this.programDir, file);
    const before = readFileSync(place, "utf8");
    expect(before, file).to.include(from);
    writeFileSync(place, before.replaceAll(from, to));
  }

  /** Puts manifests, settings and sources back as the repository has them. */
  undoEdits(): void {
    for (const part of ["apps", "stacks", ...["dev", "staging", "prod"].map(settingsName)]) {
      rmSync(path.join(this.programDir, part), { recursive: true });
      cpSync(path.join(ROOT, part), path.join(this.programDir, part), { recursive: true });
    }
  }

  /** Takes away the repository's manifests and settings: others come in their place. */
  clearInputs(): void {
    for (const part of ["apps", ...["dev", "staging", "prod"].map(settingsName)]) {
      rmSync(path.join(this.programDir, part), { recursive: true, force: true });
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Every file below a folder, with what is in it. */
  filesBelow(folder: string): readonly (readonly [file: string, content: string])[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, "latin1")] as const);
  }

  #edit(file: string, edit: (content: Plain) => void): void {
    const place = path.join(this.programDir, file);
    const content = parse(readFileSync(place, "utf8")) as Plain;
    const before = stringify(content);
    edit(content);
    const after = stringify(content);
    expect(after, `the edit of ${file}`).to.not.equal(before);
    writeFileSync(place, after);
  }
}

function settingsName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}

/** Destroys the stack in as many runs as locks take that linger: the last one's result. */
export async function destroy(session: Session, stack: string): Promise<RunResult> {
  for (let run = 1; ; run++) {
    const result = await session.pulumi(DESTROY, { stack });
    if (result.exitCode === 0 || run === MOST_DESTROYS) return result;
    expect(refused(result), "what stops a `destroy`").to.include("ScopeLocked");
  }
}

/** Fails with the engine's own words. */
export function succeed(result: RunResult): RunResult {
  expect(result.exitCode, result.stdout + result.stderr).to.equal(0);
  return result;
}

/** The words of a command that had to fail. */
export function refused(result: RunResult): string {
  const said = result.stdout + result.stderr;
  expect(result.exitCode, said).to.not.equal(0);
  return said;
}

/** What is asked of the logs names who is declared, so it is updated with every grant (components/observability/alerts.ts). */
const RULES =
  /^update azure-native:(monitor:ScheduledQueryRule (\S+-)?alerts-|applicationinsights:Workbook queries-workbook$)/;

/** What happened to resources, as "op type name", without those that stayed as they were, and beside telling the rules of it. */
export function changes(result: RunResult): string[] {
  return result.events
    .flatMap(({ resourcePreEvent }) => (resourcePreEvent === undefined ? [] : [resourcePreEvent.metadata]))
    .filter(({ op, type }) => !["same", "refresh", "read"].includes(op) && !type.startsWith("pulumi:"))
    .map(({ op, urn }) => `${op} ${urn.split("::").slice(-2).join(" ").replace(/^.*\$/, "")}`)
    .filter((change) => !RULES.test(change))
    .toSorted();
}

export { readAzure, writeAzure, type Azure, type AzureResource } from "./azure.ts";

/** Versions of every secret that the program does not own: connection strings are its own. */
export function liveSecrets({ resources }: Azure): Record<string, AzureResource["facts"]> {
  return Object.fromEntries(
    Object.entries(resources)
      .filter(([key, { type }]) => type === "azure-native:keyvault:Secret" && !key.endsWith("-sql-conn"))
      .map(([key, { facts }]) => [key, facts]),
  );
}
