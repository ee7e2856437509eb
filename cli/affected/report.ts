// What a change touches, for a person and for a machine.
import { printable, printableJson } from "../../text/printable.ts";
import { grid } from "../access/report.ts";
import { isTouched, type AffectedChange } from "./between.ts";

/** Files that a line names; the rest are counted. */
const MAX_FILES = 5;

export function affectedText(change: AffectedChange): string {
  const { stacks, code, policy } = change;
  const rows = stacks.flatMap(({ stack, everything, applications }): string[][] => {
    const own = Object.entries(applications).map(([name, because]) => [stack, name, because.join(", ")]);
    return everything.length > 0 ? [[stack, "all", everything.join(", ")], ...own] : own;
  });
  const untouched = stacks.filter((stack) => !isTouched(stack, change)).map(({ stack }) => printable(stack));
  const shown = code.slice(0, MAX_FILES).map(printable).join(", ");
  const more = code.length > MAX_FILES ? `, and ${String(code.length - MAX_FILES)} more` : "";
  return [
    ...(rows.length === 0 ? [] : [grid([["stack", "application", "because of"], ...rows])]),
    ...(code.length === 0 ? [] : [`code: ${shown}${more}\n`]),
    ...(policy ? ["policy.yaml: every plan may be judged otherwise\n"] : []),
    ...(untouched.length === 0 ? [] : [`not touched: ${untouched.join(", ")}\n`]),
  ].join("");
}

export function affectedJson(change: AffectedChange): string {
  const stacks = change.stacks.map((stack) => ({ ...stack, touched: isTouched(stack, change) }));
  return `${printableJson({ version: 1, ...change, stacks })}\n`;
}
