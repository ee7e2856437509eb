// One step on the way of a packet and a token: what it asks, and what it makes of what was seen. A step is pure; it names a
// cause only where what was seen proves it.
import type { Kind } from "./cause.ts";
import type { Evidence } from "./evidence.ts";
import type { Promised } from "./promise.ts";

export interface FoundCause {
  /** Short and stable: what a script compares. */
  readonly id: string;
  readonly kind: Kind;
  /** One sentence, without its end. */
  readonly cause: string;
  /** One sentence: the command or the change that mends it. */
  readonly remedy: string;
  /** It can end by itself: --wait goes on looking. */
  readonly passes: boolean;
  /** It counts although the workload's own call succeeds, such as a placeholder that nobody replaced. */
  readonly despiteCall: boolean;
}

export type Outcome =
  | { readonly state: "ok"; readonly says: string }
  | { readonly state: "bad"; readonly cause: FoundCause }
  /** It could not be asked; the verdict must not lean on it. */
  | { readonly state: "unknown"; readonly why: string }
  /** There is nothing to ask here. */
  | { readonly state: "skipped"; readonly why: string };

export interface Step {
  readonly id: string;
  /** What it asks, as the report prints it. */
  readonly asks: string;
  /** Whether the workload cannot be said to reach anything while this is unknown. */
  readonly decisive: boolean;
  readonly look: (promised: Promised, evidence: Evidence) => Outcome;
}

export const ok = (says: string): Outcome => ({ state: "ok", says });
export const unknown = (why: string): Outcome => ({ state: "unknown", why });
export const skipped = (why: string): Outcome => ({ state: "skipped", why });

/** A cause that lasts until somebody mends it. */
export const bad = (
  id: string,
  kind: Kind,
  cause: string,
  remedy: string,
  more: Partial<FoundCause> = {},
): Outcome => ({
  state: "bad",
  cause: { id, kind, cause, remedy, passes: false, despiteCall: false, ...more },
});

/** Minutes after which Azure has told everybody of a role assignment (azure-docs: troubleshoot Azure RBAC, "up to 10 minutes"). */
export const PROPAGATION_MINUTES = 10;
/** Minutes after which Entra knows a federated credential everywhere (entra-docs: workload identity federation, considerations). */
export const CREDENTIAL_MINUTES = 5;

/** Whole minutes since then; undefined where Azure does not say. */
export function minutesSince(then: Date | undefined, now: Date): number | undefined {
  return then === undefined ? undefined : Math.floor((now.getTime() - then.getTime()) / 60_000);
}

/** A condition that a mended deployment ends: absent today, there tomorrow. */
export const WAITABLE: Partial<FoundCause> = { passes: true };
