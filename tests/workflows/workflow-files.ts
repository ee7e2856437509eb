// The workflows as data, for the tests that hold them to rules that no linter knows.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../support/plans.ts";

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly "runs-on"?: string;
  readonly environment?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = join(ROOT, ".github", "workflows");

export const WORKFLOWS: readonly Workflow[] = readdirSync(FOLDER)
  .sort()
  .map((file) => {
    const text = readFileSync(join(FOLDER, file), "utf8");
    return { file, text, ...(parse(text) as Omit<Workflow, "file" | "text">) };
  });

export function workflow(file: string): Workflow {
  const found = WORKFLOWS.find((one) => one.file === file);
  if (found === undefined) throw new Error(`no workflow ${file}`);
  return found;
}

/** Every job of a workflow, by `file: job`. */
export function jobs(of: readonly Workflow[] = WORKFLOWS): readonly (readonly [name: string, job: Job])[] {
  return of.flatMap((one) => Object.entries(one.jobs).map(([name, job]) => [`${one.file}: ${name}`, job] as const));
}

const action = parse(readFileSync(join(ROOT, ".github", "actions", "setup", "action.yml"), "utf8")) as {
  readonly runs: { readonly steps: readonly Step[] };
};

/** Every step, those of our own action too. */
export const STEPS: readonly Step[] = [...jobs().flatMap(([, job]) => job.steps ?? []), ...action.runs.steps];
