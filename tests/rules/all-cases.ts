// The cases of all rules.
import { CASES as FIRST, type RuleCase } from "./cases.ts";
import { LATE_CASES } from "./late-cases.ts";

export const CASES: readonly RuleCase[] = [...FIRST, ...LATE_CASES];
