// What the policy rules say of a deployed stack, as evidence: what a property shows, what rests on a tag, what is excused.
import { levelOf, type Environment, type PolicyConfig } from "../../policy/config.ts";
import { fromState } from "../../policy/from-state.ts";
import { assess, judge, type Assessment } from "../../policy/judge.ts";
import { isStackRule, type Rule } from "../../policy/rule.ts";
import { RULES } from "../../policy/rules.ts";
import type { Resource } from "../../policy/shapes.ts";
import { resourcesOf } from "../../policy/templates.ts";
import { get, show } from "../../policy/value.ts";
import { order } from "../../text/values.ts";
import { withReason, type Answering, type Evidence } from "./evidence.ts";
import { companions, propertiesOf } from "./shown-by.ts";
import type { Fact } from "./statements/statement.ts";

export function ofRules(document: unknown, config: PolicyConfig, environment: Environment, now: Date): Answering[] {
  const judged = fromState(document);
  const resources = judged.flatMap(resourcesOf);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const verdicts = judge(judged, config, environment, { now });
  const assessments = Map.groupBy(assess(judged, config, environment, { now }), ({ rule }) => rule);
  const shownBy = companions(resources);
  return RULES.filter((rule) => levelOf(rule, config, environment) !== "disabled").map((rule) => {
    const facts = (status: Assessment["status"]): Fact[] =>
      (assessments.get(rule) ?? [])
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
            ...(wrong
              ? { property: verdict?.path ?? "", value: saidOf(verdict) }
              : propertiesOf(rule, resource, shownBy)),
          };
        })
        .sort((a, b) => order(a.resource, b.resource));
    const passed = facts("passed");
    const seen = passed.filter(({ property }) => property !== "");
    // Nothing speaks against it, and no property for it: of one resource alone it then asks nothing.
    const unseen = passed.filter(({ property }) => property === "");
    const byTag = restsOnTags(rule);
    const byClass = rule.settings?.includes("classificationTag") === true;
    const evidence: Evidence = {
      id: rule.id,
      title: rule.title,
      satisfied: byTag ? [] : seen,
      declared: [
        ...(byTag ? seen : []),
        ...(byClass ? unseen.map((fact) => byTagOf(fact, byUrn.get(fact.urn), config)) : []),
      ],
      notSatisfied: facts("failed"),
      excepted: facts("excepted"),
      notShown: [...facts("unknown"), ...(isStackRule(rule) && !byClass ? unseen : [])],
      notAsked: isStackRule(rule) || byClass ? [] : unseen,
    };
    // A rule that did not ask has found nothing, whatever is deployed.
    const answered = asks(rule, config) ? evidence : { ...evidence, ...NOTHING_SEEN };
    return { controls: rule.controls, evidence: withReason(answered, whyNothing(rule, config)) };
  });
}

/** What a resource is classified as is somebody's word, and what lets it do without. */
function byTagOf(fact: Fact, resource: Resource | undefined, { settings }: PolicyConfig): Fact {
  const property = `tags.${settings.classificationTag}`;
  return { ...fact, property, value: show(get(resource?.props, property)) };
}

/** Whether all that the rule looks at is tags: what somebody wrote about a resource, and no property of it. */
function restsOnTags(rule: Rule): boolean {
  const paths = [...Object.values(rule.needs), ...Object.values(rule.refuses ?? {})].flat();
  return paths.length > 0 && paths.every((path) => path?.startsWith("tags") === true);
}

const NOTHING_SEEN = { satisfied: [], notSatisfied: [], excepted: [], declared: [], notShown: [], notAsked: [] };

/** Whether the rule is about what this stack answers for. */
function asks(rule: Rule, { settings }: PolicyConfig): boolean {
  return settings.ownsSubscription || rule.settings?.includes("ownsSubscription") !== true;
}

function whyNothing(rule: Rule, config: PolicyConfig): string {
  if (!asks(rule, config)) {
    return "settings.ownsSubscription is false: another stack answers for what exists once in a subscription";
  }
  if (rule.appliesTo === "any") return "no Azure resource is deployed";
  return rule.appliesTo.length === 0
    ? "nothing that it looks at is wrong, and no resource shows it"
    : `no ${rule.appliesTo.join(", ")} is deployed`;
}

function saidOf(verdict: ReturnType<typeof judge>[number] | undefined): string {
  if (verdict === undefined) return "";
  const { message, exception } = verdict;
  return exception === undefined
    ? message
    : `${message}; excepted until ${exception.until} by ${exception.owner}: ${exception.reason}`;
}
