// Reads a plan from a file, which anybody may have written: everything is checked, and each fault is one sentence.
import { readFileSync } from "node:fs";
import { UserError, messageOf } from "../errors.ts";
import { PLAN_VERSION, planSchema, type Plan } from "./document.ts";

/** Problems that a message names; the rest are counted. */
const MAX_SHOWN = 3;

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
    throw new UserError(`${file} is no plan: not valid JSON: ${messageOf(error)}`);
  }
  if (typeof content !== "object" || content === null || !("version" in content) || !("resources" in content)) {
    throw new UserError(
      `${file} is no plan: "version" and "resources" are missing; make one with: strongroom plan --json --out FILE`,
    );
  }
  const { version } = content;
  if (version !== PLAN_VERSION) {
    const made = version === undefined ? "of no version" : JSON.stringify(version);
    throw new UserError(
      `${file} was made by plan schema ${made}; this command reads ${String(PLAN_VERSION)}: make both plans with the same version of strongroom`,
    );
  }
  const parsed = planSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
    const more = problems.length > MAX_SHOWN ? `, and ${String(problems.length - MAX_SHOWN)} more` : "";
    throw new UserError(`${file} is no plan: ${problems.slice(0, MAX_SHOWN).join("; ")}${more}`);
  }
  return parsed.data;
}
