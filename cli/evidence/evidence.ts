// What one rule or statement says of the resources that it is about.
import type { Controls } from "../../policy/controls.ts";
import type { Fact } from "./statements/statement.ts";

/** One rule or statement, and what it says of the resources that it is about. */
export interface Evidence {
  readonly id: string;
  readonly title: string;
  readonly satisfied: readonly Fact[];
  readonly notSatisfied: readonly Fact[];
  /** Wrong, and somebody answers for it until a day. */
  readonly excepted: readonly Fact[];
  /** It rests on what somebody wrote: a tag, or a schedule that somebody is to keep. */
  readonly declared: readonly Fact[];
  /** The state does not say. */
  readonly notShown: readonly Fact[];
  /** Of which the rule asks nothing, such as a region of what lies in none. */
  readonly notAsked: readonly Fact[];
  /** Why there is nothing to look at. */
  readonly notApplicable?: string;
}

export interface Answering {
  readonly controls: Controls;
  readonly evidence: Evidence;
}

/** With nothing to look at, evidence says why; silence would read as "satisfied". */
export function withReason(evidence: Evidence, reason: string): Evidence {
  const { satisfied, notSatisfied, excepted, declared, notShown } = evidence;
  const seen = [satisfied, notSatisfied, excepted, declared, notShown].some((facts) => facts.length > 0);
  return seen ? evidence : { ...evidence, notApplicable: reason };
}
