// `strongroom plan`: what a deployment would register, without engine, cloud or credentials, so that a pull request from a
// fork can be judged like any other.
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { PlanInParts } from "../parts/plan-in-parts.ts";
import type { Plan, PlanResource } from "../plan/document.ts";
import { out as print } from "../../text/door.ts";
import { UserError, messageOf } from "../../text/errors.ts";
import { printable, printableJsonText } from "../../text/printable.ts";
import { projectRoot } from "../project.ts";
import { registerDiff } from "./plan-diff.ts";

/** What of this stack is near to what Azure allows, or over it; `strongroom isolation` counts all stacks together. */
export async function limitWarnings(document: Plan): Promise<string> {
  const { fromPlan } = await import("../snapshot/records.ts");
  const { limitUses } = await import("../access/limits.ts");
  const { limitText } = await import("../access/isolation.ts");
  return limitUses([fromPlan(document)])
    .filter(({ status }) => status !== "ok")
    .map((use) => `${use.status === "exceeded" ? "over the limit" : "near the limit"}: ${limitText(use)}\n`)
    .join("");
}

/** What is near to a limit of Azure's, of a plan that is read one application at a time. */
async function limitWarningsOf(plan: PlanInParts): Promise<string> {
  const { fromPlan } = await import("../snapshot/records.ts");
  const { isCounted } = await import("../access/limits.ts");
  const { shared, head } = plan;
  const resources: PlanResource[] = [];
  const counted = (all: readonly PlanResource[]): void => {
    const records = fromPlan({ ...head, resources: [...all], outputs: {} }).resources;
    resources.push(...all.filter((_, index) => records[index] !== undefined && isCounted(records[index])));
  };
  counted(shared.resources);
  for (const app of plan.applications) counted((await plan.line(app)).resources);
  return limitWarnings({ ...head, resources, outputs: {} });
}

interface PlanOptions {
  readonly stack: string;
  readonly json?: true;
  readonly lines?: true;
  readonly whole?: true;
  readonly out?: string;
}

export function register(program: Command): void {
  const command = program
    .command("plan")
    .description("say what a deployment would register, without engine, cloud or credentials")
    .option("-s, --stack <name>", "the stack to plan", "dev")
    .option("--json", "write the whole document (docs/plan.md)")
    .option("--lines", "write it as lines of JSON: what it is of, then a resource a line")
    .option("--whole", "by one process, also where there are many applications")
    .option("--out <file>", "write the document to a file, and the summary to the terminal")
    .action(plan);
  registerDiff(command);
}

async function plan(options: PlanOptions): Promise<void> {
  const { stack, json, lines, out } = options;
  if (json && lines) throw new UserError("--json and --lines exclude each other: choose one");
  const what = { programDir: projectRoot(), stack };
  const { isLarge } = await import("../parts/plan-stack.ts");
  if (options.whole !== true && (lines || isLarge(what))) {
    const { withPlanInParts } = await import("../parts/plan-in-parts.ts");
    const made = await withPlanInParts(what, (found) => tellParts(found, options));
    if (made !== undefined) return;
  }
  const { planStack } = await import("../plan/evaluate-stack.ts");
  const document = await planStack(what);
  const text = lines ? linesOf(document) : `${JSON.stringify(document, undefined, 2)}\n`;
  if (out !== undefined) {
    try {
      writeFileSync(out, text);
    } catch (error) {
      throw new UserError(`--out: ${out} cannot be written: ${messageOf(error)}`);
    }
  }
  if (json || lines) {
    print(out === undefined ? printableJsonText(text) : "");
    return;
  }
  const { summarize } = await import("../plan/summary.ts");
  print(summarize(document));
  print(await limitWarnings(document));
  await tellEnds(document);
  if (out !== undefined) print(`written to ${out}\n`);
}

async function tellEnds(plan: Pick<Plan, "stack" | "ends" | "policy" | "date">): Promise<void> {
  const { endLine, endsSoon } = await import("../ends/ends.ts");
  print(
    endsSoon(plan, new Date(plan.date))
      .map((end) => `${printable(endLine(end))}\n`)
      .join(""),
  );
}

/** The first line is the plan without its resources and outputs, every further one a resource. */
function linesOf({ resources, outputs: _outputs, ...head }: Plan): string {
  return [head, ...resources].map((one) => `${JSON.stringify(one)}\n`).join("");
}

/** The same of a plan that is never in memory as a whole. */
async function tellParts(found: PlanInParts, { json, lines, out }: PlanOptions): Promise<void> {
  const { writePlan, writePlanFile } = await import("../parts/write-document.ts");
  const form = lines ? "lines" : "document";
  if (out !== undefined) await writePlanFile(found, form, out, "--out");
  if (json || lines) {
    if (out === undefined)
      await writePlan(found, form, (text) => {
        print(printableJsonText(text));
      });
    return;
  }
  const { summarizeGroups } = await import("../plan/summary.ts");
  print(await summarizeGroups(found.head, found.groups()));
  print(await limitWarningsOf(found));
  await tellEnds(found.head);
  if (out !== undefined) print(`written to ${out}\n`);
}
