// What the child process that runs the program says to the one that asked for a plan.
import type { Plan } from "./document.ts";

/** Milliseconds and bytes; for the benchmark. */
export interface Cost {
  /** From the first import of the program to its first resource. */
  readonly firstResourceMs: number;
  /** From the first import of the program to the last registration. */
  readonly totalMs: number;
  /** Peak resident memory of the process. */
  readonly peakBytes: number;
  /** How long the process kept a processor busy, user and system. */
  readonly processorMs: number;
}

export type ChildMessage =
  | { readonly kind: "plan"; readonly plan: Plan; readonly cost: Cost }
  /** The program says in its own words what is wrong with its input. */
  | { readonly kind: "refused"; readonly message: string }
  /** The program is wrong. */
  | { readonly kind: "fault"; readonly stack: string };
