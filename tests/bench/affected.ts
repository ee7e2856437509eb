// `npm run bench -- affected`: what it costs to compare two revisions that differ in one manifest, by plans of what it touches and by whole
// plans; and to plan a large stack, by one process and in parts. Each pair in one run, one after the other, so that what else the machine
// does falls on both; the ratio is what counts.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "table";
import { generateProject, STACK } from "./generate.ts";
import { machine } from "./report.ts";

/** Milliseconds between two looks at the memory of the processes. */
const LOOK_MS = 250;

export interface Cost {
  readonly wallS: number;
  /** Of the command and all that it starts, as the system counts it. */
  readonly processorS: number;
  /** Of the largest process, and of all together at any one moment. */
  readonly largestMb: number;
  readonly togetherMb: number;
}

export interface AffectedRow {
  readonly command: string;
  readonly applications: number;
  readonly ours: Cost;
  /** The way that it was before: whole plans, one process. */
  readonly before?: Cost;
}

export async function benchAffected(root: string, sizes: readonly number[], without: number): Promise<AffectedRow[]> {
  const scratch = mkdtempSync(join(tmpdir(), "strongroom-bench-affected-"));
  const rows: AffectedRow[] = [];
  try {
    for (const applications of sizes) {
      const folder = join(scratch, String(applications));
      twoRevisions(folder, root, applications);
      const run = (...args: string[]): Promise<Cost> => measure(root, folder, args);
      const both = applications <= without;
      say(`plan diff of one manifest among ${String(applications)}`);
      const diff = await run("plan", "diff", "HEAD~1", "HEAD");
      const whole = both ? await run("plan", "diff", "HEAD~1", "HEAD", "--whole") : undefined;
      rows.push(row("plan diff of one manifest", applications, diff, whole));
      say(`plan of ${String(applications)}`);
      const out = join(folder, ".plan.json");
      const parts = await run("plan", "--out", out);
      const one = both ? await run("plan", "--whole", "--out", out) : undefined;
      rows.push(row("plan, into a file", applications, parts, one));
      rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return rows;
}

function row(command: string, applications: number, ours: Cost, before: Cost | undefined): AffectedRow {
  return { command, applications, ours, ...(before === undefined ? {} : { before }) };
}

const say = (what: string): void => void process.stderr.write(`${what}\n`);

/** A repository of which the second commit edits one manifest. */
function twoRevisions(folder: string, root: string, applications: number): void {
  generateProject(folder, root, applications);
  const git = (...args: string[]): void => {
    const who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...who, ...args], { cwd: folder });
  };
  writeFileSync(join(folder, ".gitignore"), "node_modules\n.plan.json\n");
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "before");
  const edited = join(folder, "apps", "pay1.yaml");
  const text = readFileSync(edited, "utf8");
  writeFileSync(edited, text.replace("every: 90d", "every: 60d"));
  git("commit", "-q", "-a", "-m", "after");
}

/** The command as people type it. */
async function measure(root: string, cwd: string, args: readonly string[]): Promise<Cost> {
  const started = performance.now();
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1767225600" };
  const child = spawn(process.execPath, [join(root, "cli", "strongroom.mjs"), ...args], { cwd, env, stdio: "ignore" });
  const watch = watchTree(child.pid ?? 0);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const { largestMb, togetherMb, processorS } = watch();
  // 2: a person must approve.
  if (code !== 0 && code !== 2) throw new Error(`strongroom ${args.join(" ")} in ${cwd} ended with ${String(code)}`);
  return { wallS: (performance.now() - started) / 1000, processorS, largestMb, togetherMb };
}

interface Tree {
  readonly largestMb: number;
  readonly togetherMb: number;
  readonly processorS: number;
}

/** What a process and all below it use, as Linux keeps it (proc(5): status, stat); nothing on other systems. */
function watchTree(root: number): () => Tree {
  let [largestMb, togetherMb] = [0, 0];
  const ticks = new Map<string, number>();
  const timer = setInterval(() => {
    const parents = new Map<string, string>();
    const memory = new Map<string, number>();
    for (const pid of pids()) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        parents.set(pid, stat[1] ?? "");
        memory.set(
          pid,
          Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000,
        );
        ticks.set(pid, Number(stat[11]) + Number(stat[12]));
      } catch {
        // Gone meanwhile.
      }
    }
    const isOurs = (pid: string): boolean => {
      for (let at: string | undefined = pid; at !== undefined && at !== "0"; at = parents.get(at)) {
        if (at === String(root)) return true;
      }
      return false;
    };
    const ours = [...memory].filter(([pid]) => isOurs(pid)).map(([pid, mb]) => [pid, mb] as const);
    for (const pid of ticks.keys()) if (parents.has(pid) && !isOurs(pid)) ticks.delete(pid);
    largestMb = Math.max(largestMb, ...ours.map(([, mb]) => mb));
    togetherMb = Math.max(
      togetherMb,
      ours.reduce((sum, [, mb]) => sum + mb, 0),
    );
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    // Hundredths of a second on every Linux that Node runs on (USER_HZ).
    const processorS = [...ticks.values()].reduce((sum, each) => sum + each, 0) / 100;
    return { largestMb, togetherMb, processorS };
  };
}

function pids(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

export function affectedTable(rows: readonly AffectedRow[]): string[][] {
  const heading = [
    "command",
    "applications",
    "wall time",
    "whole, one process",
    "ratio",
    "processor time",
    "whole",
    "largest process",
    "all processes",
    "whole",
  ];
  const seconds = (cost: Cost | undefined, key: "wallS" | "processorS"): string =>
    cost === undefined ? "" : `${cost[key].toFixed(1)} s`;
  const megabytes = (cost: Cost | undefined, key: "largestMb" | "togetherMb"): string =>
    cost === undefined ? "" : `${cost[key].toFixed(0)} MB`;
  return [
    heading,
    ...rows.map(({ command, applications, ours, before }) => [
      command,
      String(applications),
      seconds(ours, "wallS"),
      seconds(before, "wallS"),
      before === undefined ? "" : (ours.wallS / before.wallS).toFixed(2),
      seconds(ours, "processorS"),
      seconds(before, "processorS"),
      megabytes(ours, "largestMb"),
      megabytes(ours, "togetherMb"),
      megabytes(before, "largestMb"),
    ]),
  ];
}

/** Sizes from the command line; whole plans are taken up to `--without`. */
export async function runAffected(root: string, sizes: readonly number[], without: number): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const rows = await benchAffected(root, sizes, without);
  process.stdout.write(table(affectedTable(rows)));
  const { cpu, node } = machine();
  process.stdout.write(
    `${cpu}, ${String(availableParallelism())} cores, Node ${node}, stack ${STACK}, load before ${load.toFixed(1)}\n`,
  );
  const folder = join(root, ".strongroom", "bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `affected-${new Date().toISOString().replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ machine: machine(), load, rows }, undefined, 2)}\n`);
  process.stdout.write(`written to ${file}\n`);
}
