// Imported first by every program of the benchmark: says at the end what its process took, memory and processor time.
import { writeFileSync } from "node:fs";

export interface ProgramCost {
  readonly peakBytes: number;
  readonly processorMs: number;
}

process.on("exit", () => {
  const file = process.env["STRONGROOM_BENCH_COST"];
  if (file === undefined) return;
  // Kilobytes and microseconds (Node.js documentation, process.resourceUsage).
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cost: ProgramCost = { peakBytes: maxRSS * 1024, processorMs: (userCPUTime + systemCPUTime) / 1000 };
  writeFileSync(file, JSON.stringify(cost));
});
