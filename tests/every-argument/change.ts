// One field changed alone, and what follows.
import type { Data } from "./support.ts";

export interface Change {
  /** Another value than the example's; undefined takes the field away. */
  readonly to: unknown;
  /** Where, when it is not the first place in the example that has the field. */
  readonly at?: string;
  /** What the change is refused with, where a refusal is what the field is for. */
  readonly refused?: RegExp;
  /** What else is different, before and after. */
  readonly given?: Data;
}
