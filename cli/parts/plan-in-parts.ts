// A stack planned in parts, by as many processes as there are cores, and read again one application at a time: what is in memory is an
// index of names, what belongs to no application, and the application at hand.
import { mkdtempSync, rmSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan, PlanResource } from "../plan/document.ts";
import { planEnvironment, type StackToPlan } from "../plan/evaluate-stack.ts";
import { readStackConfig } from "../plan/stack-config.ts";
import { askChild } from "./ask-child.ts";
import { epochOf, isoDate } from "./day.ts";
import { inOrder } from "./in-order.ts";
import type { ApplicationLine, LineAt, PartsAnswer, PartsJob, Shared } from "./message.ts";
import { joinShared } from "./shared.ts";

/** Megabytes of one process' heap: some ten times what a part takes. */
const HEAP = 512;

/** Applications; of fewer the platform, which is planned with each part, would take more of the time. */
const AT_A_TIME = 25;

export interface PartsOptions {
  /** Processes. @default as many as there are cores */
  readonly workers?: number;
  /** Applications that a process plans at a time. @default 25 */
  readonly atATime?: number;
}

/** A plan as today's document, but for its resources. */
export type PlanHead = Omit<Plan, "resources" | "outputs">;

/** Resources that belong together: those of one application, or of none. */
export interface Group {
  readonly app?: string;
  readonly resources: readonly PlanResource[];
}

export interface PlanInParts {
  readonly head: PlanHead;
  /** What belongs to no application. */
  readonly shared: Shared;
  /** In the order of their manifests. */
  readonly applications: readonly string[];
  /** Most memory that any of the processes had, and how many there were. */
  readonly peakBytes: number;
  readonly workers: number;
  /** All resources in the document's order, an application at a time. */
  readonly groups: () => AsyncGenerator<Group>;
  /** Of one application. */
  readonly line: (app: string) => Promise<ApplicationLine>;
}

/** What `body` makes of it; undefined where the stack cannot be planned in parts: a whole plan then says why, or is one. */
export async function withPlanInParts<T>(
  what: StackToPlan,
  body: (plan: PlanInParts) => Promise<T>,
  { workers = availableParallelism(), atATime = AT_A_TIME }: PartsOptions = {},
): Promise<{ readonly made: T } | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "strongroom-parts-"));
  const files: FileHandle[] = [];
  try {
    const answers = await askAll(what, folder, { workers, atATime });
    const answered = answers.flatMap((answer) => (answer?.kind === "parts" ? [answer] : []));
    const [first] = answered;
    const shared = joinShared(answered.map((answer) => answer.shared));
    if (first === undefined || shared === undefined || answers.some((answer) => !isShare(answer))) return undefined;
    const places = new Map<string, LineAt & { readonly file: FileHandle }>();
    for (const [index, answer] of answers.entries()) {
      const file = await open(fileOf(folder, index));
      files.push(file);
      if (answer?.kind === "parts") for (const line of answer.lines) places.set(line.app, { ...line, file });
    }
    const line = async (app: string): Promise<ApplicationLine> => {
      const at = places.get(app);
      if (at === undefined) throw new Error(`no application ${app} in this plan`);
      const bytes = Buffer.alloc(at.length);
      await at.file.read(bytes, 0, at.length, at.offset);
      return JSON.parse(bytes.toString("utf8")) as ApplicationLine;
    };
    const { document, policy } = readStackConfig(what.programDir, what.stack);
    const plan: PlanInParts = {
      head: { ...first.head, settings: { ...document }, ...(policy === undefined ? {} : { policy: { ...policy } }) },
      shared,
      applications: first.applications,
      peakBytes: Math.max(...answered.map(({ peakBytes }) => peakBytes)),
      workers,
      groups: async function* () {
        for (const next of inOrder(shared.resources, [...places.values()])) {
          yield "app" in next ? { app: next.app, resources: (await line(next.app)).resources } : next;
        }
      },
      line,
    };
    return { made: await body(plan) };
  } finally {
    await Promise.all(files.map((file) => file.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A process that has nothing to do where there are few applications is none that failed. */
function isShare(answer: PartsAnswer | undefined): boolean {
  return answer !== undefined && (answer.kind === "parts" || answer.because === "there is nothing to share");
}

const fileOf = (folder: string, worker: number): string => join(folder, `${String(worker)}.jsonl`);

async function askAll(
  what: StackToPlan,
  folder: string,
  { workers, atATime }: Required<PartsOptions>,
): Promise<(PartsAnswer | undefined)[]> {
  const { programDir, stack } = what;
  const config = readStackConfig(programDir, stack);
  const epoch = what.sourceDateEpoch ?? epochOf();
  const { project, values, secretKeys } = config;
  const env = planEnvironment(programDir, stack, config, epoch);
  return Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const job: PartsJob = {
        place: { folder: programDir, project, stack, values, secretKeys },
        main: join(programDir, config.main),
        date: isoDate(epoch),
        worker,
        workers,
        atATime,
        file: fileOf(folder, worker),
      };
      return askChild<PartsAnswer>(job, {
        script: join(import.meta.dirname, "child.ts"),
        cwd: programDir,
        env,
        nodeArgs: [`--max-old-space-size=${String(HEAP)}`],
        // What the program says, one of them says.
        silent: worker > 0,
      });
    }),
  );
}
