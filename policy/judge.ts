// The one entry that all three ways use: the engine, a plan, a deployed stack. It applies the rules, the levels and the
// exceptions, so that a preview on a laptop and the check on a pull request cannot disagree.
import { levelOf, type Environment, type PolicyConfig } from "./config.ts";
import type { Controls } from "./controls.ts";
import { evaluate, type Evaluated } from "./evaluate.ts";
import type { Judged } from "./judged.ts";
import { appliesTo, isStackRule, type Context, type Level, type Rule, type Severity } from "./rule.ts";
import { RULES } from "./rules.ts";
import type { Resource } from "./shapes.ts";
import { Stack } from "./stack.ts";
import { resourcesOf } from "./templates.ts";
import { certainProps } from "./value.ts";

export interface Verdict {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly level: Exclude<Level, "disabled">;
  /** "excepted": it is wrong, somebody answers for it, and the end has not come. */
  readonly status: "failed" | "excepted";
  /** The resource; the stack itself where no resource is at fault. */
  readonly urn: string;
  /** Pulumi's name of the resource, or of the stack. */
  readonly name: string;
  readonly type: string;
  readonly message: string;
  readonly path?: string;
  readonly help: string;
  readonly controls: Controls;
  /** The scanners' checks that find the same. */
  readonly equals: readonly string[];
  readonly exception?: { readonly reason: string; readonly owner: string; readonly until: string };
}

/** What a rule says of one resource, passes included: the raw material of evidence. */
export interface Assessment {
  readonly rule: Rule;
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  /** "unknown": nothing is wrong so far, but what the rule looks at is not known yet. */
  readonly status: "passed" | "failed" | "excepted" | "unknown";
}

export interface JudgeOptions {
  /** The time against which expiries and exceptions are judged. @default now */
  readonly now?: Date;
}

/** Every violation, worst first; an empty list means that nothing is wrong as far as it can be known. */
export function judge(
  resources: readonly Judged[],
  config: PolicyConfig,
  environment: Environment,
  options: JudgeOptions = {},
): Verdict[] {
  const { stack, context } = prepare(resources, config, options);
  return enabledRules(config, environment)
    .flatMap(({ rule, level }) =>
      evaluate(rule, stack, context).map((found) => toVerdict(found, rule, level, resources)),
    )
    .toSorted(byWeight);
}

/** Whether anything that was judged must stop the deployment. */
export function mustStop(verdicts: readonly Verdict[]): boolean {
  return verdicts.some((verdict) => verdict.status === "failed" && verdict.level === "mandatory");
}

/** For each rule that is not disabled and each resource that it is about: whether it holds. */
export function assess(
  resources: readonly Judged[],
  config: PolicyConfig,
  environment: Environment,
  options: JudgeOptions = {},
): Assessment[] {
  const { stack, context } = prepare(resources, config, options);
  // What is not known, taken away: a rule that only now fails has passed for want of knowledge.
  const known = new Stack(stack.resources.map((resource) => ({ ...resource, props: certainProps(resource.props) })));
  return enabledRules(config, environment).flatMap(({ rule }) => {
    const found = evaluate(rule, stack, context);
    const certain = evaluate(rule, known, context);
    return subjects(rule, stack, found).map((subject) => {
      const mine = found.filter((one) => one.subject === subject.urn);
      const status = mine.some(({ exception }) => exception === undefined)
        ? "failed"
        : mine.length > 0
          ? "excepted"
          : certain.some((one) => one.subject === subject.urn)
            ? "unknown"
            : "passed";
      return { rule, urn: subject.urn, name: subject.name, type: subject.type, status };
    });
  });
}

function prepare(resources: readonly Judged[], config: PolicyConfig, { now = new Date() }: JudgeOptions) {
  const stack = new Stack(resources.flatMap(resourcesOf));
  const context: Context = { settings: config.settings, exceptions: config.exceptions, now };
  return { stack, context };
}

function enabledRules(config: PolicyConfig, environment: Environment) {
  return RULES.flatMap((rule) => {
    const level = levelOf(rule, config, environment);
    return level === "disabled" ? [] : [{ rule, level }];
  });
}

function subjects(
  rule: Rule,
  stack: Stack,
  found: readonly Evaluated[],
): readonly Pick<Resource, "urn" | "name" | "type">[] {
  const about = stack.resources.filter((resource) => appliesTo(rule, resource.kind));
  const whole = isStackRule(rule) && found.some(({ urn }) => urn === "");
  return whole ? [...about, { urn: "", name: "", type: "" }] : about;
}

function toVerdict(found: Evaluated, rule: Rule, level: Exclude<Level, "disabled">, all: readonly Judged[]): Verdict {
  const root = all.find((resource) => resource.type === "pulumi:pulumi:Stack");
  const resource = found.urn === "" ? root : all.find((candidate) => candidate.urn === found.urn);
  return {
    rule: rule.id,
    title: rule.title,
    severity: rule.severity,
    // What time alone has made wrong warns: whoever deploys today has changed nothing.
    level: found.ended === undefined ? level : "advisory",
    status: found.exception === undefined ? "failed" : "excepted",
    urn: resource?.urn ?? found.urn,
    name: resource?.name ?? "",
    type: resource?.type ?? "pulumi:pulumi:Stack",
    message: found.message,
    ...(found.path === undefined ? {} : { path: found.path }),
    help: rule.help,
    controls: rule.controls,
    equals: rule.equals,
    ...(found.exception === undefined ? {} : { exception: found.exception }),
  };
}

const WEIGHT: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

function byWeight(a: Verdict, b: Verdict): number {
  const excepted = Number(a.status === "excepted") - Number(b.status === "excepted");
  return excepted || WEIGHT[a.severity] - WEIGHT[b.severity] || order(a.rule, b.rule) || order(a.urn, b.urn);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
