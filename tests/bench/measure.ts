// Takes the figures: one command, its wall time, and how much memory the program and the engine had at most.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withSession } from "../../simulator/engine/session.ts";
import { measureStack } from "../../cli/plan/evaluate-stack.ts";
import type { ProgramCost } from "./report-cost.ts";
import { STACK } from "./generate.ts";

/** Milliseconds between two looks at the engine's memory. */
const LOOK_MS = 100;

export interface Figures {
  readonly wallMs: number;
  /** Of the process that runs the program: what it had at most, and how long it kept a processor busy. */
  readonly programBytes: number;
  readonly processorMs: number;
  /** Of the Pulumi CLI; absent for a plan, which needs none, and where the system does not say. */
  readonly engineBytes?: number;
}

/** The plan, without an engine. */
export async function measurePlan(programDir: string): Promise<Figures & { readonly firstResourceMs: number }> {
  const started = performance.now();
  const { cost } = await measureStack({ programDir, stack: STACK });
  const { peakBytes: programBytes, processorMs, firstResourceMs } = cost;
  return { wallMs: performance.now() - started, programBytes, processorMs, firstResourceMs };
}

export interface EngineRun {
  readonly root: string;
  readonly programDir: string;
  /** Empty: simulated Azure starts with nothing in it. */
  readonly stateDir: string;
  readonly command: "preview" | "up";
}

/** A command of the real engine on simulated Azure that holds nothing yet. */
export async function measureEngine({ root, programDir, stateDir, command }: EngineRun): Promise<Figures> {
  rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true });
  const costFile = join(stateDir, "cost.json");
  // The language host runs in this process and starts the program with this environment.
  process.env["STRONGROOM_BENCH_COST"] = costFile;
  try {
    return await withSession({ root, programDir, stateDir, skipCheckpoints: true }, async (session) => {
      // Making the stack is no part of the command.
      await session.pulumi(["stack", "ls"], { stack: STACK });
      const started = performance.now();
      const running = await session.start(command === "up" ? ["up", "--yes", "--skip-preview"] : ["preview"], {
        stack: STACK,
      });
      const watch = watchPeak(running.pid);
      const { exitCode, stdout, stderr } = await running.result;
      const wallMs = performance.now() - started;
      const engineBytes = watch();
      if (exitCode !== 0)
        throw new Error(
          `pulumi ${command} in ${programDir} ended with ${String(exitCode)}: ${stdout.slice(-2000)}${stderr.slice(-2000)}`,
        );
      const { peakBytes, processorMs } = JSON.parse(readFileSync(costFile, "utf8")) as ProgramCost;
      return {
        wallMs,
        programBytes: peakBytes,
        processorMs,
        ...(engineBytes === undefined ? {} : { engineBytes }),
      };
    });
  } finally {
    delete process.env["STRONGROOM_BENCH_COST"];
  }
}

/** The most memory a process had so far, as Linux keeps it (proc(5), VmHWM); looked at until it is gone. */
function watchPeak(pid: number | undefined): () => number | undefined {
  let bytes: number | undefined;
  const timer = setInterval(() => {
    try {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1];
      if (kilobytes !== undefined) bytes = Number(kilobytes) * 1024;
    } catch {
      // Gone, or not Linux.
    }
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return bytes;
  };
}
