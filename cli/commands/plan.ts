// `strongroom plan`: what a deployment would register, without engine, cloud or credentials, so that a pull request from a
// fork can be judged like any other.
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { Plan } from "../plan/document.ts";
import { out as print } from "../../text/door.ts";
import { UserError, messageOf } from "../../text/errors.ts";
import { printableJson } from "../../text/printable.ts";
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

interface PlanOptions {
  readonly stack: string;
  readonly json?: true;
  readonly out?: string;
}

export function register(program: Command): void {
  const command = program
    .command("plan")
    .description("say what a deployment would register, without engine, cloud or credentials")
    .option("-s, --stack <name>", "the stack to plan", "dev")
    .option("--json", "write the whole document (docs/plan.md)")
    .option("--out <file>", "write the document to a file, and the summary to the terminal")
    .action(plan);
  registerDiff(command);
}

async function plan({ stack, json, out }: PlanOptions): Promise<void> {
  const { planStack } = await import("../plan/evaluate-stack.ts");
  const document = await planStack({ programDir: projectRoot(), stack });
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (out !== undefined) {
    try {
      writeFileSync(out, text);
    } catch (error) {
      throw new UserError(`--out: ${out} cannot be written: ${messageOf(error)}`);
    }
  }
  if (json) {
    print(out === undefined ? `${printableJson(document)}\n` : "");
    return;
  }
  const { summarize } = await import("../plan/summary.ts");
  print(summarize(document));
  print(await limitWarnings(document));
  if (out !== undefined) print(`written to ${out}\n`);
}
