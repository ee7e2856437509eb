// Thousands of edits: more than one waits for.
import { saysTheSame } from "./differential-suite.ts";

saysTheSame(5000, 1_000_000);
