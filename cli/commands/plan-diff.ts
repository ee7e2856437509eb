// `strongroom plan diff BASE HEAD`: what a change does to access, exposure, resources and secrets, for the person who reviews
// it. BASE and HEAD are two plan files, or two git revisions; or the plans of a pull request lie in a folder (--from).
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { note, out } from "../../text/door.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { epochOf } from "../parts/day.ts";
import { projectRoot } from "../project.ts";
import { listOption } from "../list-option.ts";
import type { DiffOptions, PlanPair } from "../plan-diff/diff.ts";
import type { PolicyChange } from "../plan-diff/policy-changes.ts";
import type { PullRequest, Review } from "../plan-diff/review.ts";
import { reasonsHelp } from "../plan-diff/reasons.ts";

/** A person must approve. */
export const EXIT_APPROVAL = 2;

interface Options {
  readonly stack: readonly string[];
  readonly manifestsOnly?: true;
  readonly whole?: true;
  readonly plans?: string;
  readonly markdown?: true;
  readonly json?: true;
  readonly from?: string;
  readonly pair?: string;
  readonly code?: string;
  readonly baseBranch?: string;
  readonly stale?: true;
}

export interface PlanDiffDependencies {
  readonly out: (text: string) => void;
  /** For the log: what files say is wrong with them. */
  readonly note: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

const EXIT_HELP = `
Exit codes:
  0  nothing needs an approval
  1  something you can mend; the message says what
  2  a person must approve:
${reasonsHelp()}`;

/** Adds the subcommand to `plan`. */
export function registerDiff(plan: Command): void {
  registerDiffWith(plan, {
    out,
    note,
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
    .argument("[base]", "a plan file, or a git revision")
    .argument("[head]", "a plan file, or a git revision")
    .option("--from <folder>", "in place of both: the plans of a pull request, base-STACK.json and head-STACK.json")
    .option(
      "--pair <base..head>",
      "of --from: the commits of the pull request as they are now; others make the plans out of date",
    )
    .option("--code <yes|no|unknown>", "of --from: whether the pull request changes more than manifests and settings")
    .option("--base-branch <deployed|other>", "of --from: whether the base is the branch that is deployed")
    .option("--stale", "print the comment that takes the place of one that no longer holds")
    .addOption(
      listOption({
        flags: "-s, --stack <name>",
        description: "of revisions: only this stack; may be given again",
        usual: "every stack",
      }),
    )
    .option("--manifests-only", "of revisions: take only manifests and settings of HEAD, and run no code of it")
    .option("--whole", "of revisions: plan every application on both sides, and not only those that the change touches")
    .option("--plans <folder>", "of revisions: also leave the plans there, for --from and for strongroom check")
    .option("--markdown", "print Markdown for a comment")
    .option("--json", "print JSON")
    .addHelpText("after", EXIT_HELP)
    .action((base: string | undefined, head: string | undefined, options: Options) =>
      planDiff(base, head, options, from),
    );
}

async function planDiff(
  base: string | undefined,
  head: string | undefined,
  options: Options,
  from: PlanDiffDependencies,
): Promise<void> {
  if (options.markdown && options.json) throw new UserError("--markdown and --json exclude each other: choose one");
  const [{ diffJson, diffText, needsApproval }, { diffMarkdown, staleMarkdown }] = await Promise.all([
    import("../plan-diff/report.ts"),
    import("../plan-diff/markdown.ts"),
  ]);
  if (options.stale) {
    from.out(staleMarkdown());
    return;
  }
  const review = await reviewOf(base, head, options, from);
  if (options.json) from.out(diffJson(review));
  else from.out(options.markdown ? diffMarkdown(review) : diffText(review));
  from.setExitCode(needsApproval(review) ? EXIT_APPROVAL : EXIT.ok);
}

async function reviewOf(
  base: string | undefined,
  head: string | undefined,
  options: Options,
  from: PlanDiffDependencies,
): Promise<Review> {
  if (options.from !== undefined) {
    if (base !== undefined || options.stack.length > 0 || options.manifestsOnly || options.whole) {
      throw new UserError(
        "--from takes the place of BASE, HEAD, --stack, --manifests-only and --whole: leave them out",
      );
    }
    const [{ readPair }, { review }] = await Promise.all([
      import("../plan-diff/pair.ts"),
      import("../plan-diff/review.ts"),
    ]);
    const plans = await readPair(options.from);
    for (const detail of plans.details) from.note(printable(detail));
    return review(plans, pullRequestOf(options));
  }
  if (base === undefined || head === undefined) {
    throw new UserError("name BASE and HEAD, or the folder of a pull request's plans with --from");
  }
  const { pairs, policy } =
    isFile(base) || isFile(head) ? await ofFiles(base, head, options) : await ofRevisions(base, head, options);
  const { diffPlans } = await import("../plan-diff/diff.ts");
  return { diffs: pairs.map(({ pair, options: known }) => diffPlans(pair, known)), policy, unknown: [] };
}

/** What the service says; nothing where the run compares its own plans. */
function pullRequestOf({ pair, code, baseBranch }: Options): PullRequest | undefined {
  if (pair === undefined && code === undefined && baseBranch === undefined) return undefined;
  const [, base, head] = /^([0-9a-f]{40})\.\.([0-9a-f]{40})$/.exec(pair ?? "") ?? [];
  if (base === undefined || head === undefined) {
    throw new UserError("--pair: write the ids of two commits: BASE..HEAD, 40 hexadecimal digits each");
  }
  if (code !== "yes" && code !== "no" && code !== "unknown") {
    throw new UserError("--code: write yes, no or unknown");
  }
  if (baseBranch !== "deployed" && baseBranch !== "other") {
    throw new UserError("--base-branch: write deployed or other");
  }
  return { base, head, code, ontoDeployed: baseBranch === "deployed" };
}

interface ToCompare {
  readonly pairs: readonly { readonly pair: PlanPair; readonly options: DiffOptions }[];
  readonly policy: readonly PolicyChange[];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

async function ofFiles(base: string, head: string, options: Options): Promise<ToCompare> {
  if (options.stack.length > 0 || options.manifestsOnly || options.whole || options.plans !== undefined) {
    throw new UserError(
      "--stack, --manifests-only, --whole and --plans are for git revisions; a plan file holds one stack",
    );
  }
  const [{ streamPlan }, { policyDataChanges }] = await Promise.all([
    import("../plan/stream-plan.ts"),
    import("../plan-diff/policy-changes.ts"),
  ]);
  const [before, after] = [await streamPlan(base), await streamPlan(head)];
  if (before.stack !== after.stack) {
    throw new UserError(
      printable(`${base} is a plan of stack ${before.stack}, ${head} of ${after.stack}; compare plans of one stack`),
    );
  }
  return { pairs: [{ pair: { before, after }, options: {} }], policy: policyDataChanges(before.policy, after.policy) };
}

async function ofRevisions(base: string, head: string, options: Options): Promise<ToCompare> {
  const [{ planRevisions }, { policyChanges }, { planAnyStack }, { planParts }] = await Promise.all([
    import("../plan-diff/revisions.ts"),
    import("../plan-diff/policy-changes.ts"),
    import("../parts/plan-stack.ts"),
    import("../affected/compare-stacks.ts"),
  ]);
  const sourceDateEpoch = epochOf();
  const programDir = projectRoot();
  const { pairs, policies } = await planRevisions({
    programDir,
    base,
    head,
    stacks: options.stack,
    manifestsOnly: options.manifestsOnly === true,
    planStack: (programDir, stack) => planAnyStack({ programDir, stack, sourceDateEpoch }),
    rulesCount: options.plans !== undefined,
    ...(options.whole === true
      ? {}
      : {
          planParts: async (before, after, stacks) => {
            const parts = await planParts({ before, after, stacks, sourceDateEpoch });
            if (options.plans === undefined || !(await excusesAny(after))) return parts;
            return new Map([...parts].filter(([, pair]) => !isAnyGone(pair)));
          },
        }),
  });
  if (options.plans !== undefined) leavePlans(options.plans, pairs);
  return {
    pairs: pairs.map((pair) => ({ pair, options: {} })),
    policy: policyChanges(policies.before, policies.after),
  };
}

/** An exception whose resource goes excuses nothing any more, which is wrong; and only a whole plan says that there is nothing. */
function isAnyGone({ before, after }: Required<PlanPair>): boolean {
  const there = new Set(after.resources.map(({ urn }) => urn));
  return before.resources.some(({ urn }) => !there.has(urn));
}

async function excusesAny(programDir: string): Promise<boolean> {
  const { readPolicy } = await import("../plan/stack-config.ts");
  const exceptions = readPolicy(programDir)?.["exceptions"];
  return exceptions !== undefined && exceptions !== null && JSON.stringify(exceptions) !== "[]";
}

/** As --from reads them. */
function leavePlans(folder: string, pairs: readonly PlanPair[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { before, after } of pairs) {
      if (before !== undefined) writeFileSync(join(folder, `base-${before.stack}.json`), JSON.stringify(before));
      if (after !== undefined) writeFileSync(join(folder, `head-${after.stack}.json`), JSON.stringify(after));
    }
  } catch (error) {
    throw new UserError(`--plans: ${folder} cannot be written: ${messageOf(error)}`);
  }
}
