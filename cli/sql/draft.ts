// A plan while it is being made. Statements are collected by phase, so that whoever loses does so before anybody gains,
// and a user is there before it becomes a member; within a phase the order is that of names, for a plan that two runs agree on.
import { printable } from "../../text/printable.ts";
import type { Effect, Finding, FindingKind, Plan, Step } from "./plan.ts";

/** Phases in the order in which they run. */
const PHASES = ["take away", "drop users", "drop roles", "create roles", "create users", "mark", "give"] as const;
export type Phase = (typeof PHASES)[number];

export class Draft {
  readonly #steps = new Map<Phase, Step[]>(PHASES.map((phase) => [phase, []]));
  readonly #findings: Finding[] = [];

  step(phase: Phase, sql: string, ...effects: readonly Effect[]): void {
    this.#steps.get(phase)?.push({ sql, effects });
  }

  finding(kind: FindingKind, subject: string, detail: string): void {
    this.#findings.push({ kind, subject: printable(subject), detail });
  }

  /** The plan; without a step when anything was refused, because half a reconciliation is none. */
  finish(): Plan {
    const refused = this.#findings.some(({ kind }) => kind === "refused");
    const findings = this.#findings.toSorted((a, b) => compare(a.subject, b.subject) || compare(a.kind, b.kind));
    return { steps: refused ? [] : PHASES.flatMap((phase) => this.#steps.get(phase) ?? []), findings };
  }
}

/** By code unit: the same on every machine, whatever its language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export const byName = (a: { readonly name: string }, b: { readonly name: string }): number => compare(a.name, b.name);

export const gains = (principal: string, what: string): Effect => ({
  kind: "gains",
  principal: printable(principal),
  what: printable(what),
});

export const loses = (principal: string, what: string): Effect => ({
  kind: "loses",
  principal: printable(principal),
  what: printable(what),
});
