// Evidence, control by control, from what is deployed and nothing else: what satisfies it, what does not, what is excused by
// an exception, and what the state does not show. A control is called satisfied only where something was seen, and nothing
// seen speaks against it.
import { levelOf, type PolicyConfig } from "../../policy/config.ts";
import { fromState as judgedFromState } from "../../policy/from-state.ts";
import { assess, judge } from "../../policy/judge.ts";
import type { Rule } from "../../policy/rule.ts";
import { RULES } from "../../policy/rules.ts";
import type { Resource } from "../../policy/shapes.ts";
import { resourcesOf } from "../../policy/templates.ts";
import { get, show } from "../../policy/value.ts";
import { deployed, fromState, type Snapshot } from "../snapshot/records.ts";
import { at, order, text } from "../../text/values.ts";
import { compareIds, FRAMEWORKS, type Framework, type FrameworkName } from "./frameworks.ts";
import { STATEMENTS } from "./statements.ts";
import type { Fact } from "./statements/statement.ts";

/** One rule or statement, and what it says of the resources that it is about. */
export interface Evidence {
  readonly id: string;
  readonly title: string;
  readonly satisfied: readonly Fact[];
  readonly notSatisfied: readonly Fact[];
  /** Wrong, and somebody answers for it until a day. */
  readonly excepted: readonly Fact[];
  /** The state does not say. */
  readonly notShown: readonly Fact[];
}

export type ControlStatus = "satisfied" | "not satisfied" | "excepted" | "not shown";

export interface ControlEvidence {
  readonly id: string;
  readonly status: ControlStatus;
  readonly evidence: readonly Evidence[];
}

export interface EvidenceReport {
  readonly framework: Framework;
  readonly project: string;
  readonly stack: string;
  readonly environment: string;
  /** When the report was made (ISO timestamp). */
  readonly made: string;
  /** When Pulumi last wrote the state, as it says. */
  readonly stateOf?: string;
  readonly resources: number;
  readonly controls: readonly ControlEvidence[];
  /** Rules that the configuration turns off here, so that nothing was looked for. */
  readonly disabled: readonly string[];
  readonly notOurs: readonly string[];
}

export interface CollectOptions {
  readonly framework: FrameworkName;
  readonly config: PolicyConfig;
  readonly now: Date;
  /** What messages call the document. */
  readonly source: string;
  readonly stack: string;
}

/** `document` is what `pulumi stack export` prints. */
export function collectEvidence(document: unknown, options: CollectOptions): EvidenceReport {
  const { config, now } = options;
  const framework = FRAMEWORKS[options.framework];
  const snapshot = deployed(fromState(document, options.source, options.stack));
  const found = [...ofRules(document, config, snapshot.environment, now), ...ofStatements(snapshot)].filter(
    ({ controls }) => controls[framework.key].length > 0,
  );
  const ids = [...new Set(found.flatMap(({ controls }) => controls[framework.key]))].sort(compareIds);
  const stateOf = text(at(document, "deployment.manifest.time"));
  return {
    framework,
    project: snapshot.resources[0]?.urn.split("::")[1] ?? "?",
    stack: snapshot.stack,
    environment: snapshot.environment,
    made: now.toISOString(),
    ...(stateOf === undefined ? {} : { stateOf }),
    resources: snapshot.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length,
    controls: ids.map((id) => {
      const evidence = found.filter(({ controls }) => controls[framework.key].includes(id)).map((one) => one.evidence);
      return { id, status: statusOf(evidence), evidence };
    }),
    disabled: RULES.filter(
      (rule) => rule.controls[framework.key].length > 0 && levelOf(rule, config, snapshot.environment) === "disabled",
    ).map(({ id }) => id),
    notOurs: framework.notOurs,
  };
}

function statusOf(evidence: readonly Evidence[]): ControlStatus {
  if (evidence.some(({ notSatisfied }) => notSatisfied.length > 0)) return "not satisfied";
  if (evidence.some(({ excepted }) => excepted.length > 0)) return "excepted";
  // What is not known speaks against nothing, and for nothing.
  if (evidence.some(({ notShown }) => notShown.length > 0)) return "not shown";
  return evidence.some(({ satisfied }) => satisfied.length > 0) ? "satisfied" : "not shown";
}

interface Answering {
  readonly controls: Rule["controls"];
  readonly evidence: Evidence;
}

function ofStatements(snapshot: Snapshot): Answering[] {
  return STATEMENTS.map(({ id, title, controls, evaluate }) => {
    const { shown, missing } = evaluate(snapshot);
    return { controls, evidence: { id, title, satisfied: shown, notSatisfied: missing, excepted: [], notShown: [] } };
  });
}

function ofRules(document: unknown, config: PolicyConfig, environment: string, now: Date): Answering[] {
  const judged = judgedFromState(document);
  const byUrn = new Map(judged.flatMap(resourcesOf).map((resource) => [resource.urn, resource]));
  const verdicts = judge(judged, config, environment, { now });
  const assessments = assess(judged, config, environment, { now });
  return [...Map.groupBy(assessments, ({ rule }) => rule)].map(([rule, same]) => {
    const facts = (status: (typeof same)[number]["status"]): Fact[] =>
      same
        .filter((assessment) => assessment.status === status)
        .map(({ urn, name }) => {
          const resource = byUrn.get(urn);
          const verdict = verdicts.find(
            (one) => one.rule === rule.id && (one.urn === urn || resource?.origin === one.urn),
          );
          const what = resource === undefined ? "the stack" : `${resource.kind} ${name}`;
          const wrong = status === "failed" || status === "excepted";
          return {
            urn,
            resource: what,
            ...(wrong ? { property: verdict?.path ?? "", value: saidOf(verdict) } : propertiesOf(rule, resource)),
          };
        })
        .sort((a, b) => order(a.resource, b.resource));
    return {
      controls: rule.controls,
      evidence: {
        id: rule.id,
        title: rule.title,
        satisfied: facts("passed"),
        notSatisfied: facts("failed"),
        excepted: facts("excepted"),
        notShown: facts("unknown"),
      },
    };
  });
}

function saidOf(verdict: ReturnType<typeof judge>[number] | undefined): string {
  if (verdict === undefined) return "";
  const { message, exception } = verdict;
  return exception === undefined
    ? message
    : `${message}; excepted until ${exception.until} by ${exception.owner}: ${exception.reason}`;
}

/** The properties that the rule looks at, with their values in the state. */
function propertiesOf(rule: Rule, resource: Resource | undefined): Pick<Fact, "property" | "value"> {
  if (resource === undefined) return { property: "", value: "" };
  const paths = [...(rule.needs[resource.kind] ?? []), ...(rule.refuses?.[resource.kind] ?? [])];
  return { property: paths.join(", "), value: paths.map((path) => show(get(resource.props, path))).join(", ") };
}
