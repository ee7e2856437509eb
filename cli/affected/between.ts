// What a change touches, between two git revisions: of each stack the applications, or all of it with the reason.
import { order } from "../../text/values.ts";
import { stacksIn, withBoth, type TwoRevisions } from "../revisions/checkouts.ts";
import { changedFiles } from "../revisions/changed-files.ts";
import { compareStacks } from "./compare-stacks.ts";

export interface AffectedStack {
  readonly stack: string;
  /** Why all of it can differ, platform included; empty where it cannot. */
  readonly everything: readonly string[];
  /** Why, by application; where everything can differ, those that also differ by themselves. */
  readonly applications: Readonly<Record<string, readonly string[]>>;
}

export interface AffectedChange {
  /** Commits. */
  readonly base: string;
  readonly head: string;
  /** Files that every plan may be made by. */
  readonly code: readonly string[];
  /** policy.yaml changes: no plan differs by it, and each may be judged otherwise. */
  readonly policy: boolean;
  /** Every stack of either revision, by name. */
  readonly stacks: readonly AffectedStack[];
}

export interface ChangeToRead extends TwoRevisions {
  /** Seconds since 1970. */
  readonly sourceDateEpoch: string;
}

const UNREADABLE = "what its plan is made from is refused; strongroom plan says why";

export async function affectedBetween(what: ChangeToRead): Promise<AffectedChange> {
  return withBoth(what, async (at) => {
    const { base, head, before, after } = at;
    const { code, policy } = await changedFiles(what.programDir, at);
    const [was, is] = [stacksIn(before), stacksIn(after)];
    const names = [...new Set([...was, ...is])].sort(order);
    const both = names.filter((name) => was.includes(name) && is.includes(name));
    const counted = what.manifestsOnly ? [] : code;
    const { sourceDateEpoch } = what;
    const known =
      counted.length > 0
        ? undefined
        : await compareStacks({ before, after, stacks: both, sourceDateEpoch, plans: false });
    const stacks = names.map((stack): AffectedStack => {
      const all = (everything: readonly string[]): AffectedStack => ({ stack, everything, applications: {} });
      if (!was.includes(stack)) return all(["the stack is new"]);
      if (!is.includes(stack)) return all(["the stack is gone"]);
      if (known === undefined) return all(["code"]);
      const found = known.get(stack);
      return found === undefined
        ? all([UNREADABLE])
        : { stack, everything: found.everything, applications: found.applications };
    });
    return { base, head, code: counted, policy, stacks };
  });
}

/** Whether to look at the stack, or deploy it, because of the change. */
export function isTouched({ everything, applications }: AffectedStack, { policy }: AffectedChange): boolean {
  return policy || everything.length > 0 || Object.keys(applications).length > 0;
}
