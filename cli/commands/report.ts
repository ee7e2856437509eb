// `strongroom report`: one page about a stack that anybody can open, from a plan, so that it needs no credential.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { PolicyConfig } from "../../policy/config.ts";
import type { Plan } from "../plan/document.ts";
import { out as print } from "../../text/door.ts";
import { UserError, messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { projectRoot } from "../project.ts";

interface ReportOptions {
  readonly stack?: string;
  readonly plan?: string;
  readonly out: string;
}

const EXIT_HELP = `
Exit codes:
  0  done
  1  something you can mend; the message says what`;

export function register(program: Command): void {
  program
    .command("report")
    .description("write one page about a stack: diagram, access, rotations, policy, inventory")
    .option("-s, --stack <name>", 'the stack (default: "dev")')
    .option("--plan <file>", "a plan made with strongroom plan --json, instead of making one")
    .option("--out <file>", "the page", "report.html")
    .addHelpText("after", EXIT_HELP)
    .action(report);
}

async function report({ stack, plan: file, out }: ReportOptions): Promise<void> {
  if (stack !== undefined && file !== undefined) {
    throw new UserError("--stack and --plan exclude each other: a plan is of one stack");
  }
  const root = projectRoot();
  const plan = file === undefined ? await planned(stack ?? "dev", root) : await read(file);
  const [{ reportData }, { page }] = await Promise.all([import("../report/data.ts"), import("../report/page.ts")]);
  const data = reportData(plan, { policy: await policyOf(root), groups: await groupsOf(plan.stack, root), now: now() });
  try {
    writeFileSync(out, page(data));
  } catch (error) {
    throw new UserError(`--out: ${out} cannot be written: ${messageOf(error)}`);
  }
  print(`${printable(plan.stack)}: written to ${out}; open it in any browser, it needs no network\n`);
}

async function planned(stack: string, programDir: string): Promise<Plan> {
  const [{ planStack }, { stacksOf }] = await Promise.all([
    import("../plan/evaluate-stack.ts"),
    import("../snapshot/sources.ts"),
  ]);
  stacksOf({ stack: [stack] }, programDir);
  return planStack({ programDir, stack });
}

async function read(file: string): Promise<Plan> {
  const { readPlan } = await import("../plan/read-plan.ts");
  return readPlan(file);
}

/** The project's policy.yaml; every rule at its default where there is none. */
async function policyOf(root: string): Promise<PolicyConfig> {
  const { DEFAULT_CONFIG, PolicyConfigError, parseConfig } = await import("../../policy/config.ts");
  let text: string;
  try {
    text = readFileSync(join(root, "policy.yaml"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return DEFAULT_CONFIG;
    throw new UserError(`policy.yaml cannot be read: ${messageOf(error)}`);
  }
  try {
    return parseConfig(text, "policy.yaml");
  } catch (error) {
    if (error instanceof PolicyConfigError) throw new UserError(error.message);
    throw error;
  }
}

/** Names of groups, where the plan is of a stack whose settings are here. */
async function groupsOf(stack: string, root: string): Promise<Readonly<Record<string, string>>> {
  const [{ realSources, settingsOf }, { stacksWithSettings }] = await Promise.all([
    import("../snapshot/sources.ts"),
    import("../../simulator/engine/stack.ts"),
  ]);
  return stacksWithSettings(root).includes(stack) ? settingsOf(stack, await realSources(root)).groups : {};
}

/** SOURCE_DATE_EPOCH, so that the same input gives the same page. */
function now(): Date {
  const epoch = process.env["SOURCE_DATE_EPOCH"] ?? "";
  return /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}
