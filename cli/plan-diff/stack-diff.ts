// What changes in one stack, as a report tells it.
import type { AccessDifference } from "../access/difference.ts";
import type { StackEnd } from "../ends/ends.ts";
import type { ResourceChange } from "./changes.ts";
import type { ExceptionChange, Exposure } from "./exposure.ts";
import type { GroupChange } from "./groups.ts";
import type { ClassedChange } from "./classed.ts";
import { REASONS } from "./reasons.ts";
import type { ItemChange } from "./schedules.ts";
import type { SettingChange } from "./settings-changes.ts";

export interface Counted {
  readonly kind: string;
  readonly created: number;
  readonly changed: number;
  readonly destroyed: number;
}

export interface StackDiff {
  readonly stack: string;
  readonly environment: string;
  readonly access: AccessDifference;
  /** Who stands behind a group, or lets others in. */
  readonly groups: readonly GroupChange[];
  readonly exposures: readonly Exposure[];
  readonly exceptions: readonly ExceptionChange[];
  /** Destroyed, created anew, no longer kept by Pulumi, or no longer protected. */
  readonly losses: readonly ResourceChange[];
  readonly items: readonly ItemChange[];
  /** What no other part judges and nobody has called harmless. */
  readonly classed: readonly ClassedChange[];
  /** Of Pulumi.<stack>.yaml. */
  readonly settings: readonly SettingChange[];
  /** What could not be compared, in words. */
  readonly unknown: readonly string[];
  /** Where the stack is only on one side. */
  readonly only?: "base" | "head";
  readonly rest: readonly Counted[];
  /** What ends within 90 days, or has ended: no change, but somebody must hear of it. */
  readonly ends: readonly StackEnd[];
  /** Where base or head says so, or neither says anything. */
  readonly isProduction: boolean;
  /** Why a person must approve; empty where none must. */
  readonly approvals: readonly string[];
}

/** A stack of which nothing can be said. */
export function unknownStack(stack: string, unknown: readonly string[]): StackDiff {
  return {
    stack,
    environment: "not known",
    access: { gained: [], lost: [] },
    groups: [],
    exposures: [],
    exceptions: [],
    losses: [],
    items: [],
    classed: [],
    settings: [],
    rest: [],
    ends: [],
    unknown,
    isProduction: true,
    approvals: [`${REASONS.unknown.title}: ${String(Math.max(1, unknown.length))}`],
  };
}
