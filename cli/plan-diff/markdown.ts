// The comment as it is posted, under a stranger's pull request by a machine: nothing a stranger wrote may act there, no comment may be
// refused for its length, and what nobody knows never reads as harmless.
import { code, markdownTable } from "../access/markdown.ts";
import { endSection, isEmpty, isUnknown, needsApproval, policyRows, sections, verdict } from "./report.ts";
import type { Review } from "./review.ts";
import type { StackDiff } from "./stack-diff.ts";

/** Characters of a comment on GitHub (its API refuses a longer body). */
export const MAX_COMMENT = 65_536;

/** How a comment of ours begins; GitHub shows nothing of it. */
export const MARKER = "<!-- strongroom: plan";

export type Outcome = "none" | "approval" | "unknown";

export function outcomeOf(review: Review): Outcome {
  return isUnknown(review) ? "unknown" : needsApproval(review) ? "approval" : "none";
}

export function diffMarkdown(review: Review, maximum: number = MAX_COMMENT): string {
  const { commits, diffs, policy } = review;
  const [, ...reasons] = verdict(review);
  const outcome = outcomeOf(review);
  const headline = {
    none: "Nothing here needs more than the usual review.",
    approval: "**A person must approve this:**",
    unknown: "**A person must look: not everything could be compared.**",
  }[outcome];
  const pair = commits === undefined ? "" : ` base=${commits.base} head=${commits.head}`;
  const lines = [
    `${MARKER} outcome=${outcome}${pair} -->`,
    "## What this change does",
    "",
    headline,
    "",
    ...reasons.map((reason) => `- ${code(reason)}`),
    ...(reasons.length === 0 ? [] : [""]),
    ...(commits === undefined
      ? []
      : [`Base ${code(commits.base)}, head ${code(commits.head)}; a push to either makes this out of date.`, ""]),
    ...(policy.length === 0 ? [] : ["### `policy.yaml`", "", ...table(policyRows(policy)), ""]),
    ...diffs.flatMap((diff) => stackLines(diff)),
  ];
  return fitted(lines, maximum);
}

/** In place of a comment that no longer holds. */
export function staleMarkdown(): string {
  return [
    `${MARKER} outcome=stale -->`,
    "",
    "## What this change does",
    "",
    "**A person must look: base or head has moved on, and what was compared no longer holds.**",
    "",
    "A run that is under way will say what changes now. Where none is, bring the branch up to date.",
    "",
  ].join("\n");
}

function stackLines(diff: StackDiff): string[] {
  const head = [`### ${code(diff.stack)}`, ""];
  return [
    ...head,
    ...(isEmpty(diff) ? ["Nothing changes.", ""] : []),
    ...[...sections(diff), endSection(diff)]
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ title, heading, rows }) => [`#### ${title}`, "", ...table([heading, ...rows]), ""]),
  ];
}

function table([heading = [], ...rows]: readonly (readonly string[])[]): string[] {
  return markdownTable(
    heading.map((name) => (name === "" ? " " : name)),
    rows.map((cells) => cells.map(code)),
  );
}

/** As many lines as there is room for, and how many are not shown. */
function fitted(lines: readonly string[], maximum: number): string {
  const whole = `${lines.join("\n")}\n`;
  if (whole.length <= maximum) return whole;
  const note = (left: number): string =>
    `\n… and ${String(left)} more lines; see them all with: strongroom plan diff\n`;
  let size = note(lines.length).length;
  const fit = lines.findIndex((line) => (size += line.length + 1) > maximum);
  return `${lines.slice(0, fit).join("\n")}${note(lines.length - fit)}`;
}
