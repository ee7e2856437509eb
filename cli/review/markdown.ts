// The review as the text of a pull request: what is proposed, on what it stands, and what could not be said. A review that finds
// nothing says just as clearly what it looked at.
import { printable } from "../../text/printable.ts";
import type { Edit } from "./subjects.ts";
import { KINDS } from "./subjects.ts";
import type { Reviewed } from "./review.ts";
import { SOURCES } from "./questions.ts";
import { day, UNUSED_DAYS, WINDOW_DAYS } from "./window.ts";

const cell = (text: string): string => printable(text).replaceAll("|", "\\|").replaceAll("`", "'");

export function reviewMarkdown(stack: string, all: readonly Reviewed[], edits: readonly Edit[], to: Date): string {
  const of = (state: Reviewed["state"]): readonly Reviewed[] => all.filter((each) => each.state === state);
  const proposed = [...of("fault"), ...of("unused")];
  return [
    `# Review of stack ${cell(stack)}, ${day(to)}`,
    "",
    proposed.length === 0
      ? `${all.length} things were looked at, and none of them is to go. This page is the evidence of it.`
      : `${all.length} things were looked at. ${proposed.length} are to be decided: take each away, or keep it with a reason, an owner and an end in the file of decisions.`,
    "",
    ...table("To be decided", proposed),
    ...(edits.length === 0
      ? []
      : [
          "## Edits of manifests",
          "",
          ...edits.map(
            ({ file, path, value }) =>
              `- \`${cell(file)}\`: takes \`${cell(value)}\` out of \`${cell(path.join("."))}\`, in every environment of the manifest`,
          ),
          "",
        ]),
    ...table("Kept by a decision", of("kept")),
    ...table("Not said, since the logs do not cover it", of("unclear")),
    "## What was looked at",
    "",
    "| what | looked at | in use | to be decided | kept | not said |",
    "| --- | --- | --- | --- | --- | --- |",
    ...KINDS.map((kind) => {
      const these = all.filter(({ subject }) => subject.kind === kind);
      const count = (...states: readonly Reviewed["state"][]): string =>
        String(these.filter(({ state }) => states.includes(state)).length);
      return `| ${kind} | ${these.length} | ${count("in use")} | ${count("unused", "fault")} | ${count("kept")} | ${count("unclear")} |`;
    }),
    "",
    "## The logs",
    "",
    "| log | from | to | whole |",
    "| --- | --- | --- | --- |",
    ...SOURCES.map((source) => {
      const window = all.find(({ subject }) => subject.source === source)?.window;
      return window === undefined
        ? `| ${source} | | | nothing was asked of it |`
        : `| ${source} | ${day(window.from)} | ${day(window.to)} | ${window.complete ? "yes" : cell(window.lacks.join("; "))} |`;
    }),
    "",
    `Unused means: no use in ${UNUSED_DAYS} days. Something is proposed on a whole window of ${WINDOW_DAYS} days alone, since a job may run once a quarter.`,
    "",
  ].join("\n");
}

function table(title: string, rows: readonly Reviewed[]): readonly string[] {
  if (rows.length === 0) return [];
  return [
    `## ${title}`,
    "",
    "| what | first use | last use | why | declared in |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(({ subject, use, decision, state, window }) => {
      const why =
        decision !== undefined
          ? `kept until ${decision.until} by ${decision.owner}: ${decision.reason}`
          : (subject.fault ??
            subject.untold ??
            (state === "unused"
              ? `no use in the log of ${day(window?.from ?? 0)} to ${day(window?.to ?? 0)}`
              : `the log ${window?.lacks.join("; ") ?? ""}`));
      return `| ${cell(subject.says)} | ${use === undefined ? "none seen" : day(use.first)} | ${use === undefined ? "none seen" : day(use.last)} | ${cell(why)} | ${cell(subject.why ?? "")} |`;
    }),
    "",
  ];
}

/** What a person completes: each with the subject's id, and the three things that a decision needs. */
export function decisionsDraft(all: readonly Reviewed[]): string {
  const open = all.filter(({ state }) => state === "unused" || state === "fault");
  if (open.length === 0) return "decisions: []\n";
  const lines = open.map(
    ({ subject }) =>
      `#  - subject: ${JSON.stringify(printable(subject.id))}\n#    decision: keep\n#    reason: \n#    owner: \n#    until: `,
  );
  return `# Take the signs away before what is to stay, and complete it; what is left out goes with the manifest's edit.\ndecisions:\n${lines.join("\n")}\n`;
}
