// Evidence, control by control, from what is deployed and nothing else: what satisfies it, what does not, what is excused by
// an exception, what somebody only declares, and what the state does not show. A control is called satisfied only where a
// resource and a property of it show that it is, and nothing speaks against it.
import { levelOf, type PolicyConfig } from "../../policy/config.ts";
import { RULES } from "../../policy/rules.ts";
import { deployed, fromState, type Snapshot } from "../snapshot/records.ts";
import { at, text } from "../../text/values.ts";
import { withReason, type Answering, type Evidence } from "./evidence.ts";
import { compareIds, FRAMEWORKS, type Framework, type FrameworkName } from "./frameworks.ts";
import { ofRules } from "./of-rules.ts";
import { STATEMENTS } from "./statements.ts";

export type ControlStatus = "satisfied" | "declared" | "not satisfied" | "excepted" | "not shown" | "not applicable";

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
  /** What the environment is like: its levels hold where the policy names none for the environment. @default its name alone counts */
  readonly shape?: string;
  /** What is shown besides, such as by logs. @default nothing */
  readonly further?: readonly Answering[];
}

/** `document` is what `pulumi stack export` prints. */
export function collectEvidence(document: unknown, options: CollectOptions): EvidenceReport {
  const { config, now } = options;
  const framework = FRAMEWORKS[options.framework];
  const snapshot = deployed(fromState(document, options.source, options.stack));
  const known = options.shape === undefined ? snapshot.environment : [snapshot.environment, options.shape];
  const found = [
    ...ofRules(document, config, known, now),
    ...ofStatements(snapshot),
    ...(options.further ?? []),
  ].filter(({ controls }) => controls[framework.key].length > 0);
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
      (rule) => rule.controls[framework.key].length > 0 && levelOf(rule, config, known) === "disabled",
    ).map(({ id }) => id),
    notOurs: framework.notOurs,
  };
}

/** The weakest of what it rests on. */
function statusOf(evidence: readonly Evidence[]): ControlStatus {
  if (evidence.some(({ notSatisfied }) => notSatisfied.length > 0)) return "not satisfied";
  if (evidence.some(({ excepted }) => excepted.length > 0)) return "excepted";
  // What is not known speaks against nothing, and for nothing.
  if (evidence.some(({ notShown }) => notShown.length > 0)) return "not shown";
  if (evidence.some(({ declared }) => declared.length > 0)) return "declared";
  return evidence.some(({ satisfied }) => satisfied.length > 0) ? "satisfied" : "not applicable";
}

function ofStatements(snapshot: Snapshot): Answering[] {
  return STATEMENTS.map(({ id, title, controls, about, evaluate }) => {
    const { shown, declared = [], missing } = evaluate(snapshot);
    const facts = { satisfied: shown, notSatisfied: missing, excepted: [], declared, notShown: [], notAsked: [] };
    return { controls, evidence: withReason({ id, title, ...facts }, `no ${about} is deployed`) };
  });
}
