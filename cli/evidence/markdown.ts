// Evidence for a reader: a line for each control, then what was seen for it. Names come from the state, so nothing of them is
// markup.
import { code, markdownTable } from "../access/markdown.ts";
import type { ControlEvidence, EvidenceReport } from "./collect.ts";
import type { Evidence } from "./evidence.ts";
import type { Fact } from "./statements/statement.ts";

/** Resources that are named for one rule; the rest are counted here and named in the JSON. */
const MAX_NAMED = 5;

export function evidenceMarkdown(report: EvidenceReport): string {
  const { framework, stack, environment, made, stateOf, resources, controls, disabled, notOurs } = report;
  return [
    `# Evidence: ${framework.title}`,
    "",
    `Stack ${code(stack)} (${code(environment)}), ${String(resources)} deployed resources, state of ${code(stateOf ?? "an unknown time")}, written ${code(made)}.`,
    "",
    "A control is *satisfied* where a resource and a property show what the rules below ask for and nothing speaks against it, *declared* where it rests on a tag or a schedule that somebody is to keep, and *not applicable* where there is nothing that it is about. Whether that is all the control demands is the assessor's to say. The mapping of rules to controls is Strongroom's.",
    "",
    ...markdownTable(
      ["control", "status", "shown by", "resources"],
      controls.map(({ id, status, evidence }) => [
        code(id),
        status,
        String(evidence.length),
        String(evidence.reduce((sum, { satisfied }) => sum + satisfied.length, 0)),
      ]),
    ),
    "",
    ...controls.flatMap(controlLines),
    "## Not ours to say",
    "",
    ...notOurs.map((what) => `- ${what}`),
    ...disabled.map((rule) => `- Rule ${code(rule)} is disabled for this environment: nothing was looked for`),
    "",
  ].join("\n");
}

function controlLines({ id, status, evidence }: ControlEvidence): string[] {
  return [`## ${code(id)}: ${status}`, "", ...evidence.flatMap(evidenceLines), ""];
}

function evidenceLines(evidence: Evidence): string[] {
  const { id, title, satisfied, notSatisfied, excepted, declared, notShown, notAsked, notApplicable } = evidence;
  if (notApplicable !== undefined) return [`- ${code(title)} (${code(id)}): not applicable: ${code(notApplicable)}`];
  const total = satisfied.length + notSatisfied.length + excepted.length + declared.length + notShown.length;
  const counted =
    declared.length > 0 && satisfied.length === 0
      ? `${String(declared.length)} of ${String(total)} declared, none shown`
      : `${String(satisfied.length)} of ${String(total)}`;
  return [
    `- ${code(title)} (${code(id)}): ${counted}`,
    ...factLines("satisfied", satisfied),
    ...factLines("declared", declared),
    ...factLines("not satisfied", notSatisfied, Number.POSITIVE_INFINITY),
    ...factLines("excepted", excepted, Number.POSITIVE_INFINITY),
    ...factLines("not shown", notShown),
    ...(notAsked.length === 0 ? [] : [`  - not applicable: ${String(notAsked.length)} of which it asks nothing`]),
  ];
}

function factLines(what: string, facts: readonly Fact[], most: number = MAX_NAMED): string[] {
  const lines = facts.slice(0, most).map(({ resource, property, value }) => {
    const seen =
      property === "" && value === ""
        ? ""
        : `: ${[property, value]
            .filter((part) => part !== "")
            .map(code)
            .join(" is ")}`;
    return `  - ${what}: ${code(resource)}${seen}`;
  });
  return facts.length > most ? [...lines, `  - ${what}: and ${String(facts.length - most)} more`] : lines;
}
