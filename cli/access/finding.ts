// One thing that a reviewer of access should look at.
import type { AccessRow } from "./row.ts";

export type FindingKind =
  | "two environments"
  | "foreign environment"
  | "person"
  | "everybody"
  | "stranger"
  | "administers"
  | "wide scope"
  | "adds nothing"
  | "access policy";

export interface AccessFinding {
  readonly kind: FindingKind;
  /** "alarm" fails `--strict`; "note" is for a reviewer who knows why it is so. */
  readonly weight: "alarm" | "note";
  readonly message: string;
  readonly rows: readonly AccessRow[];
}
