// What changes in one stack, as a report tells it.
import type { AccessDifference } from "../access/difference.ts";
import type { ResourceChange } from "./changes.ts";
import type { ExceptionChange, Exposure } from "./exposure.ts";
import type { GroupChange } from "./groups.ts";
import type { ItemChange } from "./schedules.ts";

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
  readonly rest: readonly Counted[];
  /** Why a person must approve; empty where none must. */
  readonly approvals: readonly string[];
}
