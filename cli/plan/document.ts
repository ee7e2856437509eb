// The plan as a document: what the program would register, before anything is deployed. Its shape is a contract with other
// tools, so it is versioned, validated on reading, and committed as a JSON Schema (schemas/plan.schema.json).
import { z } from "zod";

/** Raised when a reader of the previous version would misread a document. New optional fields do not raise it. */
export const PLAN_VERSION = 1;

/** Stands for a value that only Azure can know, such as a principal id. */
export interface Unknown {
  readonly $unknown: true;
}

/** Stands for a value that must not be shown. */
export interface Secret {
  readonly $secret: true;
}

/** What an input or output can be; both markers are objects with that one key. */
export type PlanValue = null | boolean | number | string | readonly PlanValue[] | { readonly [key: string]: PlanValue };

export const UNKNOWN: Unknown & { readonly [key: string]: PlanValue } = Object.freeze({ $unknown: true });
export const SECRET: Secret & { readonly [key: string]: PlanValue } = Object.freeze({ $secret: true });

/** True for the marker of an unknown value. */
export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null && "$unknown" in value && value.$unknown === true;
}

/** True for the marker of a secret value. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && "$secret" in value && value.$secret === true;
}

const urn = z
  .string()
  .regex(
    /^urn:pulumi:[^:]*::[^:]*::[^:]+(:[^:]+)*::.+$/,
    'must be a URN, "urn:pulumi:<stack>::<project>::<type>::<name>"',
  );

const value: z.ZodType<PlanValue> = z
  .json()
  .describe('any JSON value; { "$unknown": true } only Azure can know, { "$secret": true } is never shown');

const resource = z
  .object({
    urn: urn.describe("Pulumi's name of the resource, unique in the document"),
    type: z.string().describe("Type token, such as azure-native:keyvault:Vault; a component's starts with strongroom:"),
    name: z.string().describe("Logical name"),
    parent: urn.optional().describe("The component that it belongs to; absent at the top"),
    custom: z.boolean().describe("true: a provider creates it; false: a component, which only groups"),
    inputs: z.record(z.string(), value).describe("As they reach the provider, with the SDK's defaults"),
    id: z.string().optional().describe("Azure's id where it follows from subscription, resource group and names"),
    dependencies: z.array(urn).describe("What must exist first; sorted"),
    propertyDependencies: z
      .record(z.string(), z.array(urn))
      .describe("For each input, the resources it is made of; sorted"),
    outputs: z.record(z.string(), value).optional().describe("What a component says about itself"),
    protect: z.literal(true).optional().describe("Pulumi refuses to delete it"),
    retainOnDelete: z.literal(true).optional().describe("Azure keeps it when Pulumi forgets it"),
    deleteBeforeReplace: z.literal(true).optional(),
    ignoreChanges: z.array(z.string()).optional().describe("Inputs that count on creation only"),
    origin: z
      .object({ file: z.string(), line: z.int().positive() })
      .optional()
      .describe("The line of the manifest that asks for it"),
  })
  .describe("One resource or component");

export const planSchema = z
  .object({
    version: z.literal(PLAN_VERSION),
    project: z.string(),
    stack: z.string(),
    environment: z.string(),
    stage: z
      .enum(["production", "preproduction"])
      .optional()
      .describe("Whether a mistake in the environment can be undone; a plan that does not say counts as production"),
    shape: z.string().optional().describe("What the environment is like; levels of the policy follow it"),
    settings: z
      .record(z.string(), value)
      .optional()
      .describe("Pulumi.<stack>.yaml as it is written, as data; encrypted values are not shown"),
    policy: z
      .record(z.string(), value)
      .optional()
      .describe("policy.yaml beside Pulumi.yaml, as data; absent where there is none"),
    only: z
      .array(z.string())
      .optional()
      .describe(
        "Where no more than what a change touches was planned: the applications that are whole in it; absent: all",
      ),
    ends: z
      .array(z.object({ where: z.string(), until: z.iso.date(), then: z.string(), advice: z.string() }))
      .optional()
      .describe(
        "What settings and manifests end on a day, however far away: where it is written, the last day, what then",
      ),
    date: z.iso.date().describe("The day that expiries are counted from (UTC)"),
    resources: z.array(resource).describe("A component comes before what belongs to it; siblings by name, then type"),
    outputs: z.record(z.string(), value).describe("The stack's outputs"),
  })
  .meta({ title: "Plan of a Strongroom stack", description: "Every resource that a deployment would register" });

export type Plan = z.output<typeof planSchema>;
export type PlanResource = Plan["resources"][number];

/** The document's JSON Schema, as committed. */
export function planJsonSchema(): unknown {
  return z.toJSONSchema(planSchema, { target: "draft-2020-12", io: "input" });
}
