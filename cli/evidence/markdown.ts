// Evidence for a reader: a line for each control, then what was seen for it. Names come from the state, so nothing of them is
// markup.
import { code, markdownTable } from "../access/markdown.ts";
import type { ControlEvidence, Evidence, EvidenceReport } from "./collect.ts";
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
    "A control is *satisfied* where the state shows what the rules below ask for and nothing speaks against it. Whether that is all the control demands is the assessor's to say. The mapping of rules to controls is Strongroom's.",
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

function evidenceLines({ id, title, satisfied, notSatisfied, excepted, notShown }: Evidence): string[] {
  const total = satisfied.length + notSatisfied.length + excepted.length + notShown.length;
  if (total === 0) return [`- ${code(title)} (${code(id)}): no such resource is deployed`];
  return [
    `- ${code(title)} (${code(id)}): ${String(satisfied.length)} of ${String(total)}`,
    ...factLines("satisfied", satisfied),
    ...factLines("not satisfied", notSatisfied, Number.POSITIVE_INFINITY),
    ...factLines("excepted", excepted, Number.POSITIVE_INFINITY),
    ...factLines("not shown", notShown),
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
