// The parts of the tests, and which file belongs to which. `fast` is what one runs after every edit: it shows in seconds what
// is wrong. What takes long by its nature is `slow`: processes and compilers that are started, a browser, searches for an
// input that breaks something. `engine` drives the real Pulumi engine. `npm test` runs these three.
// `deep` takes hours: `npm run test:deep`, at night.
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import * as path from "node:path";

/** What `npm test` runs, and every pull request. */
export const DAILY = ["fast", "slow", "engine"] as const;
export const PARTS = [...DAILY, "deep"] as const;
export type Part = (typeof PARTS)[number];

const TESTS = path.join(import.meta.dirname, "..");

/** What takes long by its nature, each with what it waits for; all else is fast. */
export const SLOW: Readonly<Record<string, string>> = {
  "bad-input/properties.test.ts": "searches for input that breaks the readers",
  "cli/hostile-commands.test.ts": "runs every other printing command with each hostile text",
  "cli/connect/onboard.test.ts": "plans the page's manifests, in processes of their own",
  "cli/affected/command.test.ts": "plans two revisions of a repository",
  "cli/affected/differential.test.ts": "plans hundreds of changes twice",
  "cli/doctor/many-causes.test.ts": "searches for causes that hide each other",
  "cli/hostile-output.test.ts": "runs every printing command with each hostile text",
  "cli/parts/parts.test.ts": "plans a stack by several processes",
  "cli/plan/plan.test.ts": "plans programs, in processes of their own",
  "cli/plan/read-plan.test.ts": "plans programs, in processes of their own",
  "cli/plan-diff/revisions.test.ts": "checks out revisions with Git, and plans them",
  "cli/report/browser.test.ts": "drives a browser",
  "cli/rotate/crash.test.ts": "kills a run at every call that it makes",
  "cli/rotate/process.test.ts": "kills processes",
  "cli/rotate/schedules-http.test.ts": "searches for a schedule that breaks a promise, over HTTP",
  "cli/rotate/schedules.test.ts": "searches for a schedule that breaks a promise",
  "image/tree.test.ts": "puts together what the image holds, and runs it as another user",
  "samples/samples.test.ts": "compiles the samples with the tools of their languages",
  "rules/rules.test.ts": "evaluates every alert rule over rows of logs, with a database engine",
  "cli/sql/convergence.test.ts": "searches for databases that do not converge",
  "cli/another-repository.test.ts": "plans another repository, and two revisions of it",
  "conformance/recorded.test.ts": "plays hundreds of recorded requests",
  "simulator/engine/cli.test.ts": "starts the CLIs that it finds",
  "simulator/engine/language-host.test.ts": "starts programs, and waits for their ends",
  "simulator/engine/lock.test.ts": "starts processes that hold the lock",
  "workflows/flow.test.ts": "goes the whole way of a pull request",
  "workflows/lint.test.ts": "runs the linters of workflows",
  "workflows/scripts.test.ts": "runs the workflows' scripts",
  "workflows/stacks.test.ts": "runs the scripts that choose the stacks of a workflow",
};

/** What takes hours. */
const DEEP = ".deep.ts";

/** Workers that share the fast tests: more need more memory than they save time. */
const MAX_WORKERS = 8;
/** Workers that share the tests on the engine: in each an engine, a program and providers are busy. */
const ENGINE_WORKERS = 2;

interface Run {
  /** Milliseconds for one test. */
  readonly limitMs: number;
  /** Processes that the files are shared out to; those of a part that starts processes itself come one after the other. */
  readonly workers: number;
}

export const RUNS: Readonly<Record<Part, Run>> = {
  fast: { limitMs: 20_000, workers: Math.min(availableParallelism(), MAX_WORKERS) },
  slow: { limitMs: 20_000, workers: 1 },
  // An `up` of a whole stack takes its time on a small machine.
  // Each session has a state folder, providers and ports of its own, so that two files disturb each other in nothing.
  engine: { limitMs: 300_000, workers: Math.min(availableParallelism(), ENGINE_WORKERS) },
  deep: { limitMs: 3_600_000, workers: 1 },
};

/** Every test file, below tests/. */
export function testFiles(): string[] {
  return globSync(["**/*.test.ts", `**/*${DEEP}`], { cwd: TESTS })
    .map((file) => file.split(path.sep).join("/"))
    .sort();
}

export function partOf(file: string): Part {
  if (file.startsWith("engine/")) return "engine";
  if (file.endsWith(DEEP)) return "deep";
  return Object.hasOwn(SLOW, file) ? "slow" : "fast";
}

/** Takes longest by far: begun last, it would leave the other workers idle. */
const FIRST = "engine/stacks.test.ts";

/** The part's files, by their full paths, in the order in which workers take them. */
export function filesOf(part: Part): string[] {
  return testFiles()
    .filter((file) => partOf(file) === part)
    .toSorted((a, b) => Number(b === FIRST) - Number(a === FIRST))
    .map((file) => path.join(TESTS, file));
}
