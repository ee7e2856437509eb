// What a run works with: one secret with the roads to its vaults and its target, and what the run knows of its surroundings.
import type { FailureKind, Patience } from "../reconcile/failures.ts";
import type { Action, Decision } from "./decide.ts";
import type { Rotating } from "./declared.ts";
import type { SecretStore } from "./store.ts";
import type { Strategy } from "./strategies/strategy.ts";

/** What the run knows of its surroundings. */
export interface Run {
  /** Its name in a claim, and in the ids of what it publishes. */
  readonly runId: string;
  readonly patience: Patience;
  readonly failures: FailureKind;
  /** Whether every reader has fetched the current value since then; undefined where nobody can say. */
  readonly readersFollowed?: (rotating: Rotating, decision: Decision) => Promise<boolean | undefined>;
  /** Does what the manifest says is to be done after publishing. */
  readonly after: (rotating: Rotating) => Promise<void>;
}

/** One secret with the roads to its vaults and its target. */
export interface Job {
  readonly rotating: Rotating;
  /** In the order of `rotating.vaults`. */
  readonly stores: readonly SecretStore[];
  /** Undefined where only the owner can make the value. */
  readonly strategy: Strategy | undefined;
}

export interface Outcome {
  readonly rotating: Rotating;
  /** What was done, in order; a dry run says what would be done first. */
  readonly done: readonly Action[];
  /** As it was found last; undefined where it could not be looked at. */
  readonly decision?: Decision;
  readonly failure?: unknown;
}
