// What separates a database from what was declared for it, and the statements that close the gap. Plain data: `check`
// reports it, `apply` carries it out, and a person reads it before either.

export const FINDINGS = {
  /** Declared, and not there. */
  missing: { drift: true },
  /** One of our users or roles that nobody declares any more. */
  extra: { drift: true },
  /** One of ours that may do more than was declared. */
  "too broad": { drift: true },
  /** Same name, other identity: the identity was created anew and cannot sign in. */
  orphaned: { drift: true },
  /** There as declared, made by somebody else: it becomes ours. */
  unmarked: { drift: true },
  /** Declared for a schema that is not there (yet): granted as soon as it is. */
  waiting: { drift: true },
  /** One of ours owns what no manifest can give it: its owner may do anything with it. A person gives it away. */
  owner: { drift: true },
  /** Cannot be reconciled without a person's decision; nothing is changed in the database. */
  refused: { drift: true },
  /** Denied by hand: a suspension, say. Left alone. */
  denied: { drift: false },
  /** Not ours, in one of our roles. Left alone. */
  "foreign member": { drift: false },
  /** A user of Entra that is not ours. Left alone. */
  foreign: { drift: false },
  /** A user or login that signs in with a password. Left alone. */
  password: { drift: false },
  /** The server still takes passwords. */
  "passwords allowed": { drift: false },
  /** A DDL trigger: runs with our rights when we change a user. */
  "ddl trigger": { drift: false },
} as const;

export type FindingKind = keyof typeof FINDINGS;

export interface Finding {
  readonly kind: FindingKind;
  /** Name of the user, role, login or trigger. */
  readonly subject: string;
  /** One sentence. */
  readonly detail: string;
}

/** A change of what somebody may do. */
export interface Effect {
  readonly kind: "gains" | "loses";
  readonly principal: string;
  readonly what: string;
}

export interface Step {
  readonly sql: string;
  readonly effects: readonly Effect[];
}

export interface Plan {
  /** In the order in which they run; empty when nothing is to do, or when something is refused. */
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
}

export const isDrift = (finding: Finding): boolean => FINDINGS[finding.kind].drift;

export const isPassword = (finding: Finding): boolean =>
  finding.kind === "password" || finding.kind === "passwords allowed";

export const refusalsOf = (plan: Plan): readonly Finding[] => plan.findings.filter(({ kind }) => kind === "refused");

export const effectsOf = (plan: Plan): readonly Effect[] => plan.steps.flatMap((step) => step.effects);
