// Runs one part of the tests with mocha and leaves its counts in a file: `run-mocha.ts fast|slow|engine <file>`.
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import Mocha from "mocha";
import { findCli } from "../../simulator/engine/cli.ts";
import { compileCache } from "../../simulator/engine/compile-cache.ts";
import { filesOf, PARTS, RUNS } from "./parts.ts";
import { planOf, PLANS_FOLDER, STACKS } from "./plans.ts";

const [wanted, countsFile = ""] = process.argv.slice(2);
const part = PARTS.find((each) => each === wanted);
if (part === undefined || countsFile === "") {
  throw new Error(`usage: run-mocha.ts ${PARTS.join("|")} <file>`);
}

if (part === "engine" || part === "deep") {
  // Building the CLI takes longer than any test may: it happens first, with its progress on screen.
  await findCli();
}

// Of this run alone: its processes share the plans that they make, and the next run makes its own.
process.env[PLANS_FOLDER] = path.dirname(countsFile);
if (part === "fast") {
  // Before any test waits for them, each with a limit of its own; what fails to plan fails there, and says why.
  await Promise.allSettled(STACKS.map(planOf));
}
// Compiled code of earlier runs, for every process that the tests run in.
process.env["NODE_COMPILE_CACHE"] = compileCache();

const { limitMs, workers } = RUNS[part];
const mocha = new Mocha({ timeout: limitMs, forbidOnly: true, reporter: "spec" });
for (const file of filesOf(part)) {
  mocha.addFile(file);
}
if (workers > 1) {
  mocha.parallelMode(true);
  mocha.options.jobs = workers;
} else {
  await mocha.loadFilesAsync();
}
const runner = mocha.run((failures) => {
  const stats = runner.stats;
  const passed = stats?.passes ?? 0;
  const skipped = stats?.pending ?? 0;
  // Nothing at all is no success (mocha's own failZero does not count what workers ran).
  const failed = passed + failures + skipped === 0 ? 1 : failures;
  const counts = { passed, failed, skipped };
  writeFileSync(countsFile, JSON.stringify(counts));
  // What a test left open must not keep the whole run waiting; the session's tests look for leftovers themselves.
  process.exit(failed === 0 ? 0 : 1);
});
