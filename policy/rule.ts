// What a rule is: a pure function over plain data with everything a reader of its result needs. No rule imports Pulumi,
// so the very same functions judge a preview, a plan on a pull request and a deployed stack.
import type { Controls } from "./controls.ts";
import type { Exception } from "./exceptions.ts";
import type { Kind } from "./kinds.ts";
import type { Settings } from "./settings.ts";
import type { Resource } from "./shapes.ts";
import type { Stack } from "./stack.ts";

export type Severity = "critical" | "high" | "medium" | "low";

export type Level = "advisory" | "mandatory" | "disabled";

export interface Finding {
  /** The resource to change; empty where the stack as a whole lacks something. */
  readonly urn: string;
  /** What is wrong, with the value and what is allowed. */
  readonly message: string;
  /** The property to change. */
  readonly path?: string;
}

export interface Context {
  readonly settings: Settings;
  readonly exceptions: readonly Exception[];
  /** The time against which expiries are judged; given, so that a rule stays a pure function. */
  readonly now: Date;
}

/** For each kind of resource, properties of it. */
export type Reads = Readonly<Partial<Record<Kind, readonly string[]>>>;

interface RuleBase {
  /** Kebab-case, and for ever: configurations, exceptions and code scanning refer to it. */
  readonly id: string;
  /** What holds when the rule passes. */
  readonly title: string;
  readonly severity: Severity;
  readonly controls: Controls;
  /** Checks of the field's scanners that find the same: CKV_ Checkov, AZU- trivy, AZR- PSRule, POL- built-in Azure Policy. */
  readonly equals: readonly string[];
  /** Kinds of which a resource can be at fault; "any" stands for every Azure resource. */
  readonly appliesTo: readonly Kind[] | "any";
  /** Properties whose absence is a finding; the tests prove it for each. */
  readonly needs: Reads;
  /** Properties that offend by being there, so taking them away is a remedy. */
  readonly refuses?: Reads;
  /** Further properties that show that it holds; their absence is no finding of this rule. */
  readonly shows?: Reads;
  /** Settings that the rule heeds. */
  readonly settings?: readonly (keyof Settings)[];
  /** Where a rule is not for everybody. @default the configuration's default */
  readonly level?: Level;
  /** What to change. */
  readonly help: string;
}

/** A rule that one resource can keep by itself. */
export interface ResourceRule extends RuleBase {
  check(resource: Resource, context: Context): readonly Finding[];
}

/** A rule that takes other resources to keep. */
export interface StackRule extends RuleBase {
  checkStack(stack: Stack, context: Context): readonly Finding[];
}

export type Rule = ResourceRule | StackRule;

export function isStackRule(rule: Rule): rule is StackRule {
  return "checkStack" in rule;
}

export function appliesTo(rule: Rule, kind: Kind): boolean {
  return rule.appliesTo === "any" || rule.appliesTo.includes(kind);
}
