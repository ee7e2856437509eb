// Evidence as OSCAL assessment results, which an assessor's tools read. Ids are made of what they name, so that the same state
// gives the same document. Source: NIST, OSCAL 1.1.3, assessment-results JSON schema (oscal_assessment-results_schema.json).
import { v5 as uuid } from "uuid";
import type { ControlEvidence, EvidenceReport } from "./collect.ts";
import type { Evidence } from "./evidence.ts";
import type { Fact } from "./statements/statement.ts";

const OSCAL_VERSION = "1.1.3";

/** Namespace of our ids: itself a name-based id, of "strongroom" in the namespace for URLs. */
const NAMESPACE = uuid("https://strongroom.example/evidence", uuid.URL);

export function evidenceOscal(report: EvidenceReport): unknown {
  const { framework, stack, environment, made, controls, notOurs, disabled } = report;
  const of = (...parts: readonly string[]): string =>
    uuid(JSON.stringify([framework.name, report.project, stack, ...parts]), NAMESPACE);
  const all = new Map(controls.flatMap(({ evidence }) => evidence.map((one) => [one.id, one] as const)));
  const seen = [...all.values()].filter((one) => factsOf(one).length > 0);
  const components = new Map(
    seen.flatMap((one) => factsOf(one).map((fact) => [of("component", fact.urn, fact.resource), fact] as const)),
  );
  const plan = of("no assessment plan");
  return {
    "assessment-results": {
      uuid: of("results", made),
      metadata: {
        title: `${framework.title}: evidence of stack ${visible(stack)}`,
        "last-modified": made,
        version: made,
        "oscal-version": OSCAL_VERSION,
        remarks: [
          ...notOurs.map((what) => `Not ours to say: ${what}.`),
          ...disabled.map((rule) => `Rule ${rule} is disabled here.`),
        ].join(" "),
      },
      "import-ap": {
        href: `#${plan}`,
        remarks: "There is no assessment plan: the rules themselves say what is looked for.",
      },
      results: [
        {
          uuid: of("result"),
          title: `Stack ${visible(stack)} (${visible(environment)})`,
          description: "What the deployed state shows, and nothing that it does not.",
          start: made,
          end: made,
          ...(components.size === 0
            ? {}
            : {
                "local-definitions": {
                  components: [...components].map(([id, fact]) => ({
                    uuid: id,
                    type: "service",
                    title: visible(fact.resource),
                    description: visible(fact.urn === "" ? fact.resource : fact.urn),
                    status: { state: "operational" },
                  })),
                },
              }),
          "reviewed-controls": {
            "control-selections": [
              controls.length === 0
                ? { description: "None of the rules names a control of this framework." }
                : { "include-controls": controls.map(({ id }) => ({ "control-id": controlId(framework.name, id) })) },
            ],
          },
          ...(seen.length === 0 ? {} : { observations: seen.map((one) => observation(one, made, of)) }),
          ...(controls.length === 0
            ? {}
            : { findings: controls.map((control) => finding(control, framework.name, of)) }),
        },
      ],
      "back-matter": {
        resources: [
          { uuid: plan, title: "No assessment plan", description: "Stands for the plan that import-ap must name." },
        ],
      },
    },
  };
}

type MakeId = (...parts: readonly string[]) => string;

function factsOf({ satisfied, notSatisfied, excepted, declared, notShown }: Evidence): readonly Fact[] {
  return [...satisfied, ...notSatisfied, ...excepted, ...declared, ...notShown];
}

function observation(one: Evidence, made: string, of: MakeId): unknown {
  const counts = `${String(one.satisfied.length)} satisfied, ${String(one.notSatisfied.length)} not, ${String(one.excepted.length)} excepted, ${String(one.declared.length)} declared, ${String(one.notShown.length)} not shown`;
  const subject = (result: string) => (fact: Fact) => ({
    "subject-uuid": of("component", fact.urn, fact.resource),
    type: "component",
    title: visible(fact.resource),
    props: [
      { name: "result", ns: "https://strongroom.example/ns/oscal", value: result },
      ...(fact.property === ""
        ? []
        : [{ name: "property", ns: "https://strongroom.example/ns/oscal", value: visible(fact.property) }]),
      ...(fact.value === ""
        ? []
        : [{ name: "value", ns: "https://strongroom.example/ns/oscal", value: visible(fact.value) }]),
    ],
  });
  return {
    uuid: of("observation", one.id),
    title: one.title,
    description: `${one.title} (${one.id}): ${counts}.`,
    methods: ["TEST"],
    subjects: [
      ...one.satisfied.map(subject("satisfied")),
      ...one.notSatisfied.map(subject("not-satisfied")),
      ...one.excepted.map(subject("excepted")),
      ...one.declared.map(subject("declared")),
      ...one.notShown.map(subject("not-shown")),
    ],
    collected: made,
  };
}

const REMARKS = {
  excepted: "An exception is in force.",
  declared: "It rests on a tag or a schedule, and no property shows it.",
  "not shown": "The state does not show it.",
  "not applicable": "There is nothing that it is about.",
} as const;

/** OSCAL knows two states: what is excepted, declared, not shown or not applicable is not satisfied, and says why. */
function finding({ id, status, evidence }: ControlEvidence, framework: string, of: MakeId): unknown {
  const related = evidence.filter((one) => factsOf(one).length > 0);
  return {
    uuid: of("finding", id),
    title: `${id}: ${status}`,
    description: `${status}: shown by ${evidence.map((one) => one.id).join(", ")}.`,
    target: {
      type: "objective-id",
      "target-id": controlId(framework, id),
      status: {
        state: status === "satisfied" ? "satisfied" : "not-satisfied",
        reason: status === "satisfied" ? "pass" : status === "not satisfied" ? "fail" : "other",
        ...(status === "satisfied" || status === "not satisfied" ? {} : { remarks: REMARKS[status] }),
      },
    },
    ...(related.length === 0
      ? {}
      : { "related-observations": related.map((one) => ({ "observation-uuid": of("observation", one.id) })) }),
  };
}

/** NIST's catalogue writes AC-6(5) as ac-6.5; an id may not begin with a digit, so the others get their framework's name. */
export function controlId(framework: string, id: string): string {
  const token = id.toLowerCase().replaceAll("(", ".").replaceAll(")", "");
  return framework === "nist" ? token : `${framework}-${token}`;
}

/** OSCAL's strings begin and end with something visible, and hold one line. */
function visible(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").trim();
  return line === "" ? "?" : line;
}
