// What a person who reviews a pull request is told: all stacks, the policy, and what nobody knows. Whatever is not known is never
// "no approval needed".
import { order } from "../../text/values.ts";
import type { Commits, PlansOfPair, StackPlans } from "./pair.ts";
import { diffPlans } from "./diff.ts";
import { policyDataChanges, type PolicyChange } from "./policy-changes.ts";
import { unknownStack, type StackDiff } from "./stack-diff.ts";

/** What the service that holds the pull request says of it. */
export interface PullRequest extends Commits {
  /** Whether more than manifests and settings changes; `unknown` where not every file could be seen. */
  readonly code: "yes" | "no" | "unknown";
  /** The base is the branch that is deployed. */
  readonly ontoDeployed: boolean;
}

export interface Review {
  readonly commits?: Commits;
  readonly diffs: readonly StackDiff[];
  readonly policy: readonly PolicyChange[];
  /** About all stacks. */
  readonly unknown: readonly string[];
}

export function review(plans: PlansOfPair, pull?: PullRequest): Review {
  const { commits } = plans;
  const unknown = [...plans.unknown, ...(pull === undefined ? [] : doubts(commits, pull))];
  const both = plans.stacks.filter(({ before, after }) => before !== undefined && after !== undefined);
  const policy = new Map(
    both
      .flatMap(({ before, after }) => policyDataChanges(before?.policy, after?.policy))
      .map((change) => [change.message, change]),
  );
  if (both.length === 0) unknown.push("no stack has a plan of both sides, so what changes in policy.yaml is not known");
  const diffs = plans.stacks.map(diffOf).sort(
    // Production first: a comment may be cut.
    (a, b) => Number(b.isProduction) - Number(a.isProduction) || order(a.stack, b.stack),
  );
  return { ...(commits === undefined ? {} : { commits }), diffs, policy: [...policy.values()], unknown };
}

function diffOf({ stack, before, after, unknown }: StackPlans): StackDiff {
  // Of half a pair nothing can be said: all would be new, or gone.
  return unknown.length > 0 || (before === undefined && after === undefined)
    ? unknownStack(stack, unknown)
    : diffPlans({ ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
}

function doubts(commits: Commits | undefined, { base, head, code, ontoDeployed }: PullRequest): string[] {
  const isStale = commits !== undefined && (commits.base !== base || commits.head !== head);
  return [
    ...(isStale ? ["base or head has moved on since these plans were made: bring the branch up to date"] : []),
    ...(ontoDeployed ? [] : ["the base is not the branch that is deployed, so what changes there is not known"]),
    ...(code === "yes"
      ? ["more than manifests and settings changes, and the plans were made by that very code: read the code first"]
      : []),
    ...(code === "unknown" ? ["more files change than can be listed: code may be among them, so read it first"] : []),
  ];
}
