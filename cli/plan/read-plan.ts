// Reads a plan from a file, which anybody may have written: everything is checked, and each fault is one sentence.
import { readFileSync } from "node:fs";
import { UserError, messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { PLAN_VERSION, planSchema, type Plan } from "./document.ts";

/** Problems that a message names; the rest are counted. */
const MAX_SHOWN = 3;
/** Levels of nesting; a plan of ours has some twenty. What reads a plan goes down them one by one. */
const MAX_DEPTH = 100;
export const MAKE_ONE = "make one with: strongroom plan --json --out FILE";

export function readPlan(file: string): Plan {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === "ENOENT"
        ? `no plan file ${file}; make one with: strongroom plan --json --out ${file}`
        : `${file} cannot be read: ${messageOf(error)}`,
    );
  }
  return parsePlan(text, file);
}

/** `file` is what messages call it. */
export function parsePlan(text: string, file: string): Plan {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is no plan: not valid JSON: ${printable(messageOf(error))}; ${MAKE_ONE}`);
  }
  return parsedPlan(content, file);
}

/** The document, validated; `file` is what messages call it. */
export function parsedPlan(content: unknown, file: string): Plan {
  if (typeof content !== "object" || content === null || !("version" in content)) {
    throw new UserError(`${file} is no plan: "version" is missing; ${MAKE_ONE}`);
  }
  // First of all: what else must be there is this version's to say.
  const { version } = content;
  if (version !== PLAN_VERSION) {
    throw new UserError(
      `${file} was made by plan schema ${JSON.stringify(version)}; this command reads ${String(PLAN_VERSION)}: make both plans with the same version of strongroom`,
    );
  }
  if (isDeeper(content, MAX_DEPTH)) {
    throw new UserError(`${file} is no plan: nested deeper than ${String(MAX_DEPTH)} levels; ${MAKE_ONE}`);
  }
  const parsed = planSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
    const more = problems.length > MAX_SHOWN ? `, and ${String(problems.length - MAX_SHOWN)} more` : "";
    throw new UserError(
      `${file} is no plan: ${printable(problems.slice(0, MAX_SHOWN).join("; "))}${more}; ${MAKE_ONE}`,
    );
  }
  return parsed.data;
}

/** Level by level, since a function that calls itself would fail on the very documents that are to be refused. */
function isDeeper(content: unknown, levels: number): boolean {
  let level: unknown[] = [content];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value as Readonly<Record<string, unknown>>) : [],
    );
  }
  return false;
}
