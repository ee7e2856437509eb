// The rules as CrossGuard policies: the same functions, asked by the engine before anything is created.
import type {
  PolicyConfigSchema,
  PolicyPackArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { z } from "zod";
import { evaluate, type Evaluated } from "./evaluate.ts";
import { exceptionSchema, ruleExceptionsSchema, type Exception } from "./exceptions.ts";
import { fromArgs, fromResources } from "./from-engine.ts";
import { GENERIC, kindOf, type Kind } from "./kinds.ts";
import { appliesTo, isStackRule, type Context, type ResourceRule, type Rule, type StackRule } from "./rule.ts";
import { ruleById, RULES } from "./rules.ts";
import { settingsSchema, settingsShape } from "./settings.ts";
import { Stack } from "./stack.ts";
import { DEPLOYMENT, resourcesOf } from "./templates.ts";
import type { Props } from "./value.ts";
import { printable } from "./printable.ts";

/** The rules that judge the exceptions themselves, so they alone get them all. */
export const EXCEPTIONS_RULES: ReadonlySet<string> = new Set([
  "exception-ended",
  "exception-length",
  "exception-matches",
]);

export const DESCRIPTION = "Vaults, workload identities and Azure SQL as Strongroom builds them, whoever wrote them";

export function packArgs(now: () => Date = () => new Date()): PolicyPackArgs {
  const inputs = new Inputs();
  return {
    description: DESCRIPTION,
    displayName: "Strongroom",
    provider: "azure",
    enforcementLevel: "mandatory",
    policies: RULES.map((rule) =>
      isStackRule(rule) ? stackPolicy(rule, inputs, now) : resourcePolicy(rule, inputs, now),
    ),
  };
}

/** Inputs of the resources that the engine has shown, kept for the rules over the whole stack. */
class Inputs {
  readonly seen = new Map<string, Props>();
  #last: string | undefined;

  /** All policies are asked about one resource before the next comes: only the first needs to remember it. */
  remember(urn: string, read: () => Props): void {
    if (this.#last === urn) return;
    this.seen.set(urn, read());
    this.#last = urn;
  }
}

/** Kinds that can turn out to be, or to hold, another. */
const CONTAINERS: ReadonlySet<Kind> = new Set<Kind>([GENERIC, DEPLOYMENT]);

function resourcePolicy(rule: ResourceRule, inputs: Inputs, now: () => Date): ResourceValidationPolicy {
  return {
    ...describe(rule),
    validateResource: (args, reportViolation) => {
      const judge = () => fromArgs(args);
      inputs.remember(args.urn, () => judge().props);
      const kind = kindOf(args.type, {});
      if (kind === undefined || !(appliesTo(rule, kind) || CONTAINERS.has(kind))) return;
      const context = contextFor(rule, args.getConfig(), now());
      report(rule, args.getConfig(), evaluate(rule, new Stack(resourcesOf(judge())), context), (message) => {
        reportViolation(message);
      });
    },
  };
}

function stackPolicy(rule: StackRule, inputs: Inputs, now: () => Date): StackValidationPolicy {
  return {
    ...describe(rule),
    validateStack: (args, reportViolation) => {
      const stack = new Stack(fromResources(args.resources, inputs.seen).flatMap(resourcesOf));
      const context = contextFor(rule, args.getConfig(), now());
      report(rule, args.getConfig(), evaluate(rule, stack, context), (message, urn) => {
        if (urn === "") reportViolation(message);
        else reportViolation(message, urn);
      });
    },
  };
}

/**
 * An exception that has ended stops nobody: the engine knows one level for a whole policy, so what it excused is left to
 * `exception-ended`, which warns, where the policy itself would stop the deployment.
 */
function report(
  rule: Rule,
  { level = rule.level ?? "mandatory" }: Readonly<{ level?: unknown }>,
  found: readonly Evaluated[],
  violation: (message: string, urn: string) => void,
): void {
  for (const { exception, ended, message, urn } of found) {
    if (exception !== undefined || (ended !== undefined && level === "mandatory")) continue;
    // What was found is data; the break before our own words is not.
    violation(`${printable(message)}\nTo mend it: ${rule.help}`, urn);
  }
}

function describe(rule: Rule) {
  const { cis, mcsb, nist80053, iso27001, soc2, pcidss } = rule.controls;
  const tagged = Object.entries({ cis, mcsb, nist80053, iso27001, soc2, pcidss });
  return {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}.`,
    severity: rule.severity,
    enforcementLevel: rule.level ?? ("mandatory" as const),
    remediationSteps: rule.help,
    tags: tagged.flatMap(([framework, ids]) => ids.map((id) => `${framework}:${id}`)),
    configSchema: configSchema(rule),
  };
}

/** What may be configured for a rule: its settings and its exceptions. */
function configSchema(rule: Rule): PolicyConfigSchema {
  const exceptions = EXCEPTIONS_RULES.has(rule.id) ? z.array(exceptionSchema) : ruleExceptionsSchema;
  const shapes = [
    ...(rule.settings ?? []).map((key) => [key, settingsShape[key]] as const),
    ["exceptions", exceptions] as const,
  ];
  return {
    properties: {
      ...Object.fromEntries(shapes.map(([key, schema]) => [key, jsonSchema(schema)])),
      level: { type: "string", enum: ["advisory", "mandatory", "disabled"] },
    },
  };
}

function jsonSchema(schema: z.ZodType) {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  // The engine's type lacks a few keywords that zod never emits for these schemas.
  return rest as PolicyConfigSchema["properties"][string];
}

/** The context from one policy's configuration, validated: the engine's own check knows types, but no dates and no role names. */
export function contextFor(rule: Rule, raw: Readonly<Record<string, unknown>>, now: Date): Context {
  const { exceptions, enforcementLevel: _enforced, level: _level, ...settings } = raw;
  const parsedSettings = settingsSchema.safeParse(settings);
  const parsedExceptions = parseExceptions(rule, exceptions ?? []);
  const issues = [...(parsedSettings.error?.issues ?? []), ...(parsedExceptions.error?.issues ?? [])];
  if (!parsedSettings.success || !parsedExceptions.success) {
    const problems = issues.map(({ path, message }) => [...path.map(String), message].join(": "));
    throw new Error(`the configuration of policy ${rule.id} is wrong: ${problems.join("; ")}`);
  }
  return { settings: parsedSettings.data, exceptions: parsedExceptions.data, now };
}

function parseExceptions(rule: Rule, raw: unknown): z.ZodSafeParseResult<Exception[]> {
  if (EXCEPTIONS_RULES.has(rule.id)) {
    const known = exceptionSchema.refine((exception) => ruleById(exception.rule) !== undefined, {
      error: (issue) => `no rule ${JSON.stringify((issue.input as Exception).rule)}`,
    });
    return z.array(known).safeParse(raw);
  }
  return ruleExceptionsSchema.transform((list) => list.map((item) => ({ ...item, rule: rule.id }))).safeParse(raw);
}
