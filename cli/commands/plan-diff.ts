// `strongroom plan diff BASE HEAD`: what a change does to access, exposure, resources and secrets, for the person who reviews
// it. BASE and HEAD are two plan files, or two git revisions.
import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import { out } from "../../text/door.ts";
import { EXIT, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { projectRoot } from "../project.ts";
import { listOption } from "../list-option.ts";
import type { DiffOptions, PlanPair } from "../plan-diff/diff.ts";

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** A person must approve. */
export const EXIT_APPROVAL = 2;

interface Options {
  readonly stack: readonly string[];
  readonly manifestsOnly?: true;
  readonly markdown?: true;
  readonly json?: true;
}

export interface PlanDiffDependencies {
  readonly out: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

const EXIT_HELP = `
Exit codes:
  0  nothing needs an approval
  1  something you can mend; the message says what
  2  a person must approve: access widened, something exposed or another group behind a name in prod, a protected resource
     destroyed or created anew, protection or an encryption key taken away, an exception added`;

/** Adds the subcommand to `plan`. */
export function registerDiff(plan: Command): void {
  registerDiffWith(plan, {
    out,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

export function registerDiffWith(plan: Command, from: PlanDiffDependencies): void {
  // Or `--json` after `diff` would be taken for that of `plan`.
  plan.enablePositionalOptions();
  plan
    .command("diff")
    .description("say what a change does: access, exposure, losses, secrets, and the rest by kind")
    .argument("<base>", "a plan file, or a git revision")
    .argument("<head>", "a plan file, or a git revision")
    .addOption(
      listOption({
        flags: "-s, --stack <name>",
        description: "of revisions: only this stack; may be given again",
        usual: "every stack",
      }),
    )
    .option("--manifests-only", "of revisions: take only manifests and settings of HEAD, and run no code of it")
    .option("--markdown", "print Markdown for a comment")
    .option("--json", "print JSON")
    .addHelpText("after", EXIT_HELP)
    .action((base: string, head: string, options: Options) => planDiff(base, head, options, from));
}

async function planDiff(base: string, head: string, options: Options, from: PlanDiffDependencies): Promise<void> {
  if (options.markdown && options.json) throw new UserError("--markdown and --json exclude each other: choose one");
  const { pairs, exceptions } =
    isFile(base) || isFile(head) ? await ofFiles(base, head, options) : await ofRevisions(base, head, options);
  const [{ diffPlans }, { diffJson, diffMarkdown, diffText }] = await Promise.all([
    import("../plan-diff/diff.ts"),
    import("../plan-diff/report.ts"),
  ]);
  const diffs = pairs.map(({ pair, options: known }) => diffPlans(pair, known));
  const approvals = diffs.some((diff) => diff.approvals.length > 0) || exceptions.length > 0;
  if (options.json) from.out(diffJson(diffs, exceptions));
  else from.out(options.markdown ? diffMarkdown(diffs, exceptions) : diffText(diffs, exceptions));
  from.setExitCode(approvals ? EXIT_APPROVAL : EXIT.ok);
}

interface ToCompare {
  readonly pairs: readonly { readonly pair: PlanPair; readonly options: DiffOptions }[];
  readonly exceptions: readonly string[];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

async function ofFiles(base: string, head: string, options: Options): Promise<ToCompare> {
  if (options.stack.length > 0 || options.manifestsOnly) {
    throw new UserError("--stack and --manifests-only are for git revisions; a plan file holds one stack");
  }
  const { readPlan } = await import("../plan/read-plan.ts");
  const [before, after] = [readPlan(base), readPlan(head)];
  if (before.stack !== after.stack) {
    throw new UserError(
      printable(`${base} is a plan of stack ${before.stack}, ${head} of ${after.stack}; compare plans of one stack`),
    );
  }
  return { pairs: [{ pair: { before, after }, options: {} }], exceptions: [] };
}

async function ofRevisions(base: string, head: string, options: Options): Promise<ToCompare> {
  const [{ planRevisions }, { addedExceptions }, { planStack }] = await Promise.all([
    import("../plan-diff/revisions.ts"),
    import("../plan-diff/policy-exceptions.ts"),
    import("../plan/evaluate-stack.ts"),
  ]);
  // One day for all plans, or the first after midnight would differ in every expiry.
  const sourceDateEpoch = process.env["SOURCE_DATE_EPOCH"] || String(Math.floor(Date.now() / DAY) * (DAY / 1000));
  const { pairs, policies } = await planRevisions({
    programDir: projectRoot(),
    base,
    head,
    stacks: options.stack,
    manifestsOnly: options.manifestsOnly === true,
    planStack: (programDir, stack) => planStack({ programDir, stack, sourceDateEpoch }),
  });
  return {
    pairs: pairs.map((pair) => ({ pair, options: {} })),
    exceptions: addedExceptions(policies.before, policies.after),
  };
}
