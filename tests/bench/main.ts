// `npm run bench`: what our program costs beside the least that a program with the same resources can cost. In one run, on the
// same simulated Azure, so that the machine's mood falls on all alike.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table } from "table";
import { UserError, messageOf } from "../../text/errors.ts";
import { packageRoot } from "../../cli/project.ts";
import { planStack } from "../../cli/plan/evaluate-stack.ts";
import { runAffected } from "./affected.ts";
import { runRotate } from "./rotate.ts";
import { flatten } from "./flatten.ts";
import type { FlatData } from "./flat-program.ts";
import { generateProject, STACK, writeFrame } from "./generate.ts";
import { measureEngine, measurePlan, type Figures } from "./measure.ts";
import { cells, machine, markdown, SHIPPED, VARIANTS, type Report, type Row, type Variant } from "./report.ts";

/** How many applications, how often each figure is taken, and whether `up` is run. */
const SIZES: readonly { readonly applications: number; readonly rounds: number; readonly up: boolean }[] = [
  { applications: 10, rounds: 2, up: true },
  { applications: 50, rounds: 1, up: false },
  { applications: 200, rounds: 1, up: false },
];

const DOCS = "docs/performance.md";
const BEGIN = "<!-- figures: npm run bench -- --docs -->";
const END = "<!-- end of figures -->";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Of `affected`: applications, and up to how many whole plans are made beside. */
    sizes: { type: "string", default: "500,2000" },
    without: { type: "string", default: "2000" },
    quick: { type: "boolean", default: false },
    docs: { type: "boolean", default: false },
    /** Applications; larger sizes are left out. */
    largest: { type: "string", default: "200" },
  },
});

// Of 200 applications the flat program with aliases outgrows Node's default heap; ours and the flat one without do not.
process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --max-old-space-size=12288`.trim();

const root = packageRoot();
if (positionals[0] === "rotate") {
  await runRotate();
  process.exit();
}
if (positionals[0] === "affected") {
  await runAffected(root, options.sizes.split(",").map(Number), Number(options.without));
  process.exit();
}
const scratch = mkdtempSync(join(tmpdir(), "strongroom-bench-"));
try {
  const largest = options.quick ? SIZES[0]?.applications : Number(options.largest);
  const sizes = SIZES.filter(({ applications }) => applications <= (largest ?? 0));
  const rows: Row[] = [];
  const firsts: number[] = [];
  const reportSoFar = (): Report => ({
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    firstResourceMs: Math.min(...firsts),
    rows,
  });
  for (const size of sizes) {
    rows.push(...(await benchSize(size, firsts)));
    // The largest size takes most of the time: what is known by then stays if somebody ends it.
    if (options.docs) writeDocs(reportSoFar());
  }
  const report = reportSoFar();
  process.stdout.write(table(cells(report)));
  process.stdout.write(`first resource after ${(report.firstResourceMs / 1000).toFixed(2)} s\n`);
  const folder = join(root, ".strongroom", "bench");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  process.stdout.write(`written to ${file}\n`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`bench: ${messageOf(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function benchSize({ applications, rounds, up }: (typeof SIZES)[number], firsts: number[]): Promise<Row[]> {
  const projects = await makeProjects(applications);
  const rows: Row[] = [];
  for (const command of ["plan", "preview", "up"] as const) {
    if (command === "up" && !up) continue;
    const best = new Map<Variant, Figures>();
    for (let round = 1; round <= rounds; round++) {
      for (const variant of VARIANTS) {
        process.stderr.write(
          `${command} of ${String(applications)} applications, ${variant}, ${String(round)} of ${String(rounds)}\n`,
        );
        const taken = await take(command, variant, projects.folders[variant]);
        if (variant === "ours" && applications === SIZES[0]?.applications && "firstResourceMs" in taken)
          firsts.push(taken.firstResourceMs);
        best.set(variant, better(best.get(variant), taken));
      }
    }
    rows.push({
      command,
      applications,
      rounds,
      resources: projects.resources,
      figures: Object.fromEntries(best) as Row["figures"],
    });
  }
  return rows;
}

async function take(
  command: Row["command"],
  variant: Variant,
  programDir: string,
): Promise<Figures & { readonly firstResourceMs?: number }> {
  // Plans and programs are started with this process' environment.
  if (variant !== "ours" && SHIPPED[variant].traces) process.env["STRONGROOM_TRACE"] = "1";
  else delete process.env["STRONGROOM_TRACE"];
  return command === "plan"
    ? measurePlan(programDir)
    : measureEngine({ root, programDir, stateDir: join(scratch, "state"), command });
}

/** Least of each: what else the machine did can only add. */
function better(known: Figures | undefined, { wallMs, programBytes, processorMs, engineBytes }: Figures): Figures {
  const engines = [known?.engineBytes, engineBytes].filter((bytes) => bytes !== undefined);
  return {
    wallMs: Math.min(wallMs, known?.wallMs ?? Infinity),
    programBytes: Math.min(programBytes, known?.programBytes ?? Infinity),
    processorMs: Math.min(processorMs, known?.processorMs ?? Infinity),
    ...(engines.length === 0 ? {} : { engineBytes: Math.min(...engines) }),
  };
}

/** Ours, and the flat ones made from its plan. */
async function makeProjects(
  applications: number,
): Promise<{ readonly folders: Readonly<Record<Variant, string>>; readonly resources: number }> {
  const folder = (variant: string): string => join(scratch, `${String(applications)}-${variant.replaceAll(" ", "-")}`);
  generateProject(folder("ours"), root, applications);
  const resources = flatten(await planStack({ programDir: folder("ours"), stack: STACK }));
  for (const variant of VARIANTS.filter((each) => each !== "ours")) {
    writeFrame(folder(variant), root, join(import.meta.dirname, "flat-program.ts"));
    const data: FlatData = { aliases: SHIPPED[variant].aliases, resources };
    writeFileSync(join(folder(variant), "flat.json"), JSON.stringify(data));
  }
  const folders = Object.fromEntries(VARIANTS.map((variant) => [variant, folder(variant)])) as Record<Variant, string>;
  return { folders, resources: resources.length };
}

function writeDocs(report: Report): void {
  const file = join(root, DOCS);
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new UserError(`${DOCS} has no place for the figures: "${BEGIN}" … "${END}"`);
  writeFileSync(file, `${before}${BEGIN}\n\n${markdown(report)}\n\n${END}${after}`);
}
