// Runs one suite of tests with mocha and leaves its counts in a file: `run-mocha.ts fast|engine <file>`.
import { globSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import Mocha from "mocha";
import { findCli } from "../../tools/engine/cli.ts";

const TESTS = path.join(import.meta.dirname, "..");
const ENGINE = `engine${path.sep}`;

/** Milliseconds for one test: an `up` of a whole stack takes its time on a small machine. */
const LIMIT_MS = { fast: 20_000, engine: 300_000 };

const [suite, countsFile = ""] = process.argv.slice(2);
if ((suite !== "fast" && suite !== "engine") || countsFile === "") {
  throw new Error("usage: run-mocha.ts fast|engine <file>");
}

if (suite === "engine") {
  // Building the CLI takes longer than any test may: it happens first, with its progress on screen.
  await findCli();
}

const files = globSync("**/*.test.ts", { cwd: TESTS })
  .filter((file) => file.startsWith(ENGINE) === (suite === "engine"))
  .sort();
const mocha = new Mocha({ timeout: LIMIT_MS[suite], forbidOnly: true, reporter: "spec", failZero: true });
for (const file of files) {
  mocha.addFile(path.join(TESTS, file));
}
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  const stats = runner.stats;
  const counts = { passed: stats?.passes ?? 0, failed: failures, skipped: stats?.pending ?? 0 };
  writeFileSync(countsFile, JSON.stringify(counts));
  // What a test left open must not keep the whole run waiting; the session's tests look for leftovers themselves.
  process.exit(failures === 0 ? 0 : 1);
});
