// Runs the checks and the tests, and ends with one line that a machine can read: `N passed, N failed, N skipped`, also when
// something breaks before a test could run. Each of type check, lint and format counts as one test.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { PARTS, type Part } from "./parts.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const ROOT = path.join(import.meta.dirname, "..", "..");
const NODE_MODULES_BIN = path.join(ROOT, "node_modules", ".bin");
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

const RUNNERS: Readonly<Record<string, (folder: string) => Counts>> = {
  check: () =>
    sum([
      check("type check", "tsc", ["--noEmit", "-p", "."]),
      check("lint", "eslint", ["."]),
      check("format", "prettier", ["--check", "--log-level", "warn", "."]),
    ]),
  ...Object.fromEntries(PARTS.map((part) => [part, (folder: string) => mocha(part, folder)])),
};

function check(title: string, command: string, args: readonly string[]): Counts {
  const started = Date.now();
  const { status } = spawnSync(path.join(NODE_MODULES_BIN, command), args, { cwd: ROOT, stdio: "inherit" });
  console.log(`  ${status === 0 ? "✔" : "✘"} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : FAILED;
}

/** Runs a part in a process of its own; one that dies without counting counts as failed. */
function mocha(part: Part, folder: string): Counts {
  const file = path.join(folder, `${part}.json`);
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, "run-mocha.ts"), part, file], {
    cwd: ROOT,
    stdio: "inherit",
  });
  let counts: Counts;
  try {
    counts = JSON.parse(readFileSync(file, "utf8")) as Counts;
  } catch {
    console.log(`  ✘ ${part}: the tests could not be run`);
    return FAILED;
  }
  // An error outside any test must not pass as success.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }));
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((part) => !(part in RUNNERS));
if (wanted.length === 0 || unknown !== undefined) {
  console.error(`run-tests: no part "${unknown ?? ""}"; allowed are ${Object.keys(RUNNERS).join(", ")}`);
  process.exit(2);
}
const folder = mkdtempSync(path.join(tmpdir(), "strongroom-tests-"));
try {
  const total = sum(wanted.map((part) => RUNNERS[part]?.(folder) ?? FAILED));
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
