// Imported first by every program of the benchmark: says at the end how much memory its process had at most.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env["STRONGROOM_BENCH_PEAK"];
  // resourceUsage counts in kilobytes (Node.js documentation, process.resourceUsage).
  if (file !== undefined) writeFileSync(file, String(process.resourceUsage().maxRSS * 1024));
});
