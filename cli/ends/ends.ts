// What ends soon, or has ended: in manifests and settings, as a plan carries it, and among the exceptions of policy.yaml. Time
// alone stops nobody, so whoever answers for it must have heard of it before.
import { endText, soon } from "../../infra/ends.ts";
import { concerns } from "../../policy/exceptions.ts";
import { fields, list, text } from "../../text/values.ts";
import type { Plan } from "../plan/document.ts";

export interface StackEnd {
  /** `apps/payments.yaml:24: secrets.stripe-key.retiring.until`. */
  readonly where: string;
  /** The last day (ISO date, UTC). */
  readonly until: string;
  /** A sentence: what happens after it, or has happened, and what to do. */
  readonly message: string;
}

type Known = Pick<Plan, "stack" | "ends" | "policy">;

/** Of a stack: what ends within 90 days of `now`, or has ended; what is due first stands on top. */
export function endsSoon({ stack, ends = [], policy }: Known, now: Date): StackEnd[] {
  return soon([...ends, ...exceptionEnds(policy, stack)], now)
    .map((end) => ({ where: end.where, until: end.until, message: endText(end, now) }))
    .sort((a, b) => (a.until < b.until ? -1 : Number(a.until > b.until)));
}

/** As text for a terminal, a line each. */
export const endLine = ({ where, message }: StackEnd): string => `ends: ${where}: ${message}`;

function exceptionEnds(policy: unknown, stack: string): NonNullable<Plan["ends"]> {
  return list(fields(policy)["exceptions"]).flatMap((exception, index) => {
    const { rule, resource, owner, until, stacks } = fields(exception);
    const day = text(until);
    const named = stacks === undefined ? {} : { stacks: list(stacks).flatMap((name) => text(name) ?? []) };
    if (day === undefined || !concerns(named, stack)) return [];
    return [
      {
        where: `policy.yaml: exceptions[${String(index)}]`,
        until: day,
        then: `the exception to ${text(rule) ?? "a rule"} for ${text(resource) ?? "a resource"} holds no more: the rule fails again, and warns`,
        advice: `mend what it excuses and take it out, or have ${text(owner) ?? "its owner"} agree to a new end`,
      },
    ];
  });
}
