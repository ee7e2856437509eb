// What a process that plans parts of one stack is asked, and what it answers.
import type { Plan, PlanResource, PlanValue } from "../plan/document.ts";
import type { Place } from "./stand.ts";

export interface PartsJob {
  readonly place: Place;
  /** File with the program. */
  readonly main: string;
  /** ISO date. */
  readonly date: string;
  /** Which of how many processes this is; each takes its share of the applications. */
  readonly worker: number;
  readonly workers: number;
  /** Applications that are planned at a time; with each of these parts the platform is planned, too. */
  readonly atATime: number;
  /** File that it writes: a line of JSON for each application. */
  readonly file: string;
}

/** A line of that file. */
export interface ApplicationLine {
  readonly app: string;
  readonly resources: readonly PlanResource[];
  /** Of the stack's outputs, what is about this application: by the output's name. */
  readonly outputs: Readonly<Record<string, PlanValue>>;
}

export interface LineAt {
  readonly app: string;
  /** URN of the component that all applications belong to. */
  readonly parent?: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

export interface Shared {
  /** What belongs to no application, in the document's order. */
  readonly resources: readonly PlanResource[];
  readonly outputs: Readonly<Record<string, PlanValue>>;
}

export type PartsAnswer =
  | {
      readonly kind: "parts";
      /** In the order of the catalogue. */
      readonly applications: readonly string[];
      readonly lines: readonly LineAt[];
      readonly shared: Shared;
      readonly head: Pick<Plan, "version" | "project" | "stack" | "environment" | "date" | "stage" | "shape">;
      readonly peakBytes: number;
    }
  /** A whole plan is needed, and says what is wrong where something is. */
  | { readonly kind: "whole"; readonly because: string };
