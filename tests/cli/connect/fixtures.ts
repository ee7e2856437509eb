// The plan of stack dev, and the state that a deployment of it would leave: the same, with ids.
import { createHash } from "node:crypto";
import type { Plan } from "../../../cli/plan/document.ts";
import type { StackContent, StackResource } from "../../../cli/connect/outputs.ts";
import { connect } from "../../../cli/connect/read.ts";
import type { Connection } from "../../../cli/connect/connection.ts";
import { planOf } from "../../support/plans.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const plannedStack = async (): Promise<StackContent> => fromPlan(await planOf("dev"));

export function fromPlan(plan: Plan): StackContent {
  return { stack: "dev", source: "the plan of stack dev", resources: plan.resources, outputs: plan.outputs };
}

/** The principal id that an identity gets here: made of its name, so that a test can tell two apart. */
export function principalOf(identity: string): string {
  return guid(`principal ${identity}`);
}

export function clientOf(identity: string): string {
  return guid(`client ${identity}`);
}

/** What `pulumi stack export` would print; `change` may spoil it. */
export async function deployedStack(change: (text: string) => string = (text) => text): Promise<StackContent> {
  const plan = await planOf("dev");
  const identities = new Map(
    plan.resources
      .filter(({ type }) => type.endsWith(":UserAssignedIdentity"))
      .map(({ urn, inputs }) => [urn, inputs["resourceName"] as string]),
  );
  const resources = plan.resources.map(({ urn, type, inputs, propertyDependencies }) => {
    const identity = identities.get((propertyDependencies["principalId"] ?? [])[0] ?? "");
    // A state that an import or a refresh rewrote has no property dependencies: the ids must do.
    return { urn, type, inputs: identity === undefined ? inputs : { ...inputs, principalId: principalOf(identity) } };
  });
  const applications = plan.outputs["applications"] as Json;
  const outputs = { applications: withIds(applications, "") };
  const text = JSON.stringify({
    version: 3,
    deployment: { resources: [{ urn: "urn:stack", type: "pulumi:pulumi:Stack", outputs }, ...resources] },
  });
  return fromExport(change(text));
}

export function fromExport(text: string): StackContent {
  const { deployment } = JSON.parse(text) as {
    deployment: { resources: (StackResource & { outputs?: unknown })[] };
  };
  const { resources } = deployment;
  return { stack: "dev", source: "stack dev", resources, outputs: resources[0]?.outputs };
}

/** Fills in what a plan cannot know. */
function withIds(value: Json, identity: string): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withIds(item, identity));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const own = entries.find(([key]) => key === "identity")?.[1];
  const of = typeof own === "string" ? own : identity;
  return Object.fromEntries(
    entries.map(([key, item]) => {
      const unknown = typeof item === "object" && item !== null && "$unknown" in item;
      if (!unknown) return [key, withIds(item, of)];
      if (key === "clientId") return [key, clientOf(of)];
      return [key, key === "principalId" ? principalOf(of) : "only Azure knows"];
    }),
  );
}

function guid(seed: string): string {
  const digits = createHash("sha256").update(seed).digest("hex").slice(0, 32);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export async function planned(app: string, workload: string): Promise<Connection> {
  return connect(await plannedStack(), app, workload);
}

export async function deployed(app: string, workload: string): Promise<Connection> {
  return connect(await deployedStack(), app, workload);
}
