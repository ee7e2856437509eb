// One model for what a plan says and what a deployed stack's state says, so that access, inventory and evidence read both
// with the same eyes and can be compared line by line.
import { z } from "zod";
import { kindOf } from "../../policy/kinds.ts";
import { plainType, plainUrn } from "../../facts/local-packages.ts";
import { printable } from "../../text/printable.ts";
import { messageOf, UserError } from "../../text/errors.ts";
import type { Plan } from "../plan/document.ts";
import { fields, text, type Fields } from "../../text/values.ts";

export interface Origin {
  readonly file: string;
  readonly line: number;
}

export interface ResourceRecord {
  readonly urn: string;
  /** Pulumi's type token. */
  readonly type: string;
  /** `keyvault:Vault` whatever version or provider the type names; `strongroom:…` and `azuread:Group` for what is not Azure's. */
  readonly kind: string;
  /** In the program. */
  readonly name: string;
  readonly parent?: string;
  readonly custom: boolean;
  /** ARM id, where it is known. */
  readonly id?: string;
  /** What the program asks for. */
  readonly inputs: Fields;
  /** Azure's answer over it, where there is one. */
  readonly props: Fields;
  /** For each input, the URNs of the resources that it is made of. */
  readonly madeOf: Readonly<Record<string, readonly string[]>>;
  readonly origin?: Origin;
  readonly protect: boolean;
  /** Azure keeps it when Pulumi forgets it. */
  readonly retain: boolean;
  /** Inputs that count on creation only. */
  readonly ignoreChanges: readonly string[];
}

/** What there is, or will be, in one stack. */
export interface Snapshot {
  readonly source: "plan" | "state";
  readonly stack: string;
  readonly environment: string;
  /** Day that a plan counts expiries from (ISO date). */
  readonly date?: string;
  readonly resources: readonly ResourceRecord[];
}

export function fromPlan(plan: Plan): Snapshot {
  return {
    source: "plan",
    stack: plan.stack,
    environment: plan.environment,
    date: plan.date,
    resources: plan.resources.map((resource) => ({
      urn: resource.urn,
      type: resource.type,
      kind: shortKind(resource.type, resource.inputs),
      name: resource.name,
      ...(resource.parent === undefined ? {} : { parent: resource.parent }),
      custom: resource.custom,
      ...(resource.id === undefined ? {} : { id: resource.id }),
      inputs: resource.inputs,
      props: resource.custom ? resource.inputs : { ...resource.inputs, ...resource.outputs },
      madeOf: resource.propertyDependencies,
      ...(resource.origin === undefined ? {} : { origin: resource.origin }),
      protect: resource.protect === true,
      retain: resource.retainOnDelete === true,
      ignoreChanges: resource.ignoreChanges ?? [],
    })),
  };
}

const properties = z.record(z.string(), z.unknown());
const stateResource = z.looseObject({
  urn: z.string().min(1),
  type: z.string().min(1),
  custom: z.boolean().default(false),
  id: z.string().optional(),
  parent: z.string().optional(),
  inputs: properties.default({}),
  outputs: properties.default({}),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  delete: z.boolean().optional(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
});
const stateSchema = z.looseObject({
  deployment: z.looseObject({ resources: z.array(stateResource).nullish() }).nullable(),
});

/** The document that `pulumi stack export` prints. */
export function parseExport(content: string, source: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UserError(
      `${printable(source)} is no stack's state: not valid JSON: ${printable(messageOf(error))}; make it with: pulumi stack export --file FILE`,
    );
  }
}

/** `stack` is for a state that does not say whose it is. */
export function fromState(document: unknown, source: string, stack?: string): Snapshot {
  const parsed = stateSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.map(String).join(".")}`;
    throw new UserError(
      `${printable(source)} is no stack's state${printable(where)}: ${printable(issue?.message ?? "")}; make it with: pulumi stack export --file FILE`,
    );
  }
  const resources = (parsed.data.deployment?.resources ?? [])
    // What is about to be deleted is no longer what the stack is.
    .filter((resource) => resource.delete !== true)
    .map((resource) => stateRecord(resource));
  const named = resources[0]?.urn.split("::")[0]?.replace(/^urn:pulumi:/, "");
  const name = named ?? stack ?? "?";
  return { source: "state", stack: name, environment: environmentOf(resources) ?? name, resources };
}

/** A snapshot that says something: a stack that was never deployed has nothing to read. */
export function deployed(snapshot: Snapshot): Snapshot {
  if (!snapshot.resources.some(({ custom, type }) => custom && !type.startsWith("pulumi:"))) {
    throw new UserError(
      `stack ${printable(snapshot.stack)} was never deployed, or was destroyed: its state holds no resource; deploy it with: pulumi up --stack ${printable(snapshot.stack)}`,
    );
  }
  return snapshot;
}

function stateRecord(resource: z.output<typeof stateResource>): ResourceRecord {
  const { id, inputs, outputs } = resource;
  // As a plan has them, whichever package of azure-native wrote the resource.
  const [urn, type] = [plainUrn(resource.urn), plainType(resource.type)];
  const parent = resource.parent === undefined ? undefined : plainUrn(resource.parent);
  const props = { ...inputs, ...outputs };
  return {
    urn,
    type,
    kind: shortKind(type, inputs),
    name: urn.split("::").slice(3).join("::"),
    ...(parent === undefined || parent === "" ? {} : { parent }),
    custom: resource.custom,
    ...(id === undefined || !id.startsWith("/") ? {} : { id }),
    inputs,
    props,
    madeOf: Object.fromEntries(
      Object.entries(resource.propertyDependencies ?? {}).map(([key, urns]) => [key, (urns ?? []).map(plainUrn)]),
    ),
    protect: resource.protect === true,
    retain: resource.retainOnDelete === true,
    ignoreChanges: [],
  };
}

/** What the stack's outermost component is called after; for a foreign stack, what its tags say. */
function environmentOf(resources: readonly ResourceRecord[]): string | undefined {
  const root = resources.find(
    ({ type }) => type === "strongroom:stack:Environment" || type === "strongroom:stack:People",
  );
  if (root !== undefined) return root.name;
  for (const { props } of resources) {
    const tag = text(fields(props["tags"])["environment"]);
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** Azure's kind whoever wrote it; `azuread:Group` of `azuread:index/group:Group`; everything else as it is. */
export function shortKind(type: string, inputs: Fields): string {
  const azure = kindOf(type, texted(inputs));
  return azure ?? type.replace(/:index\/[^:]+:/, ":");
}

/** The names by which the generic resource says what it is; nothing else of the inputs decides a kind. */
function texted(inputs: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
