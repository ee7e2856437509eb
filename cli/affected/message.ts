// What the process that compares parts is asked, and what it answers.
import type { Plan } from "../plan/document.ts";
import type { Place } from "../parts/stand.ts";

export interface Job {
  /** File with the program, of both. */
  readonly main: string;
  readonly date: string;
  readonly plans: boolean;
  readonly pairs: readonly { readonly base: Place; readonly head: Place }[];
}

export interface AffectedAnswer {
  readonly stack: string;
  /** Why all can differ; empty where it cannot. */
  readonly everything: readonly string[];
  /** Why, by application. */
  readonly applications: Readonly<Record<string, readonly string[]>>;
  /** Plans that say together what whole ones would; absent where whole ones are needed, or none were wanted. */
  readonly plans?: { readonly before: Plan; readonly after: Plan };
  /** Why whole plans are needed. */
  readonly whole?: string;
}

/** Absent where nothing could be read: what is wrong with the input a whole plan says. */
export interface CompareAnswer {
  readonly stacks: readonly (AffectedAnswer | { readonly stack: string; readonly unreadable: string })[];
  readonly peakBytes: number;
}
