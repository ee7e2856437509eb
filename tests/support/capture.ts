// What a component or a stack registers, without engine or cloud: the program runs under a mocked engine, and a test asserts
// on what would reach Azure. Parents, dependencies and options are seen too, which Pulumi's own mocks do not show.
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../../components/aliases.ts";
import { ROLES } from "../../components/authorization/roles.ts";
import { ownRole } from "../../components/authorization/role-words.ts";
import { InputErrors } from "../../infra/input/problems.ts";
import { evaluate, type Evaluated } from "../../cli/plan/evaluate.ts";
import type { PlanValue } from "../../cli/plan/document.ts";
import { readFields } from "../../cli/plan/wire.ts";
import { STACK_TYPE } from "../../cli/plan/monitor.ts";

/** The tenant and subscription of every capture. */
export const TENANT = "11111111-1111-4111-8111-111111111111";
export const SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";

export interface Captured {
  readonly urn: string;
  readonly type: string;
  /** The local package of azure-native that it was registered with; undefined: azure-native's own SDK. */
  readonly localPackage: string | undefined;
  /** Logical name. */
  readonly name: string;
  /** Secrets are unwrapped; `secretPaths` says which they are. Unknown values are `{ $unknown: true }`. */
  readonly inputs: Readonly<Record<string, PlanValue>>;
  /** Such as `properties.value`. */
  readonly secretPaths: readonly string[];
  /** Azure's id; undefined for components, and in a preview. */
  readonly id: string | undefined;
  /** Logical name of the parent; undefined below the stack itself. */
  readonly parent: string | undefined;
  readonly custom: boolean;
  /** Logical names of all that must exist first, sorted. */
  readonly dependsOn: readonly string[];
  /** For each input, the logical names of the resources that it is made of. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: readonly string[];
  /** How many; azure-native's own only with `providerAliases`. */
  readonly aliases: number;
  /** What a component says about itself. */
  readonly outputs: Readonly<Record<string, PlanValue>>;
}

export interface CaptureOptions {
  /** Nothing exists yet: ids and outputs are unknown. @default false: as if everything had been created */
  readonly preview?: boolean;
  /** In a preview, Azure's ids are predicted, as `strongroom plan` does. @default false */
  readonly predictIds?: boolean;
  /** @default "dev" */
  readonly stack?: string;
  /** @default "strongroom" */
  readonly project?: string;
  /** Configuration, by full key such as `strongroom:location`. @default none */
  readonly config?: Readonly<Record<string, string>>;
  /** As they are registered, azure-native's own aliases with them. @default false: they take most of a component's time */
  readonly providerAliases?: boolean;
  /** What other stacks give, by their full names. */
  readonly stackOutputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What providers' functions give, by token. */
  readonly calls?: Readonly<
    Record<string, (args: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
  >;
}

export interface Capture {
  /** A parent comes before its children; siblings by name, then type. */
  readonly resources: readonly Captured[];
  /** What the program returned. */
  readonly outputs: Readonly<Record<string, PlanValue>>;
}

/** Frames of a stack trace, as the process was started. */
const FRAMES = Error.stackTraceLimit;

/**
 * Runs the program and gives what it registered; throws what it threw. Captures take turns, none sees another. A program
 * that fails for another reason than a refusal runs twice: the second time for the trace that leads to its fault.
 */
export async function capture(program: () => unknown, options: CaptureOptions = {}): Promise<Capture> {
  try {
    return await captureWith(program, options, 0);
  } catch (error) {
    if (error instanceof InputErrors || pulumi.RunError.isInstance(error)) throw error;
    return captureWith(program, options, FRAMES);
  }
}

/** Without frames in half of the time: Pulumi takes a trace for every promise of every property (docs/performance.md). */
async function captureWith(program: () => unknown, options: CaptureOptions, frames: number): Promise<Capture> {
  try {
    return read(await evaluated(program, options, frames));
  } finally {
    Error.stackTraceLimit = FRAMES;
  }
}

function evaluated(program: () => unknown, options: CaptureOptions, frames: number): Promise<Evaluated> {
  const { preview = false, stack = "dev", project = "strongroom", config = {} } = options;
  return evaluate(
    async () => {
      Error.stackTraceLimit = frames;
      pulumi.runtime.setAllConfig({ ...config });
      if (options.providerAliases !== true) pulumi.runtime.registerStackTransformation(withoutProviderAliases);
      const result = await program();
      // `() => new Component(…)` returns a resource without meaning its properties to be outputs.
      return pulumi.Resource.isInstance(result) ? undefined : result;
    },
    {
      project,
      stack,
      preview,
      predictIds: options.predictIds ?? false,
      subscriptionId: SUBSCRIPTION,
      tenantId: TENANT,
      ...(options.stackOutputs === undefined ? {} : { stackOutputs: options.stackOutputs }),
      ...(options.calls === undefined ? {} : { calls: options.calls }),
    },
  );
}

function read({ registrations, outputs }: Evaluated): Capture {
  const names = new Map(registrations.map(({ urn, name }) => [urn, name]));
  const named = (urns: readonly string[]): string[] => [...new Set(urns.map((urn) => names.get(urn) ?? urn))].sort();
  const root = registrations.find(({ type }) => type === STACK_TYPE)?.urn;
  const resources = registrations
    .filter(({ type }) => type !== STACK_TYPE)
    .map((registration): Captured => {
      const secretPaths: string[] = [];
      const inputs = readFields(registration.inputs, (value, path) => {
        secretPaths.push(path);
        return value;
      });
      const { urn, type, name, id, parent, custom, protect, retainOnDelete, deleteBeforeReplace, ignoreChanges } =
        registration;
      return {
        urn,
        type,
        localPackage: registration.localPackage,
        name,
        inputs,
        secretPaths: secretPaths.sort(),
        id,
        parent: parent === undefined || parent === root ? undefined : names.get(parent),
        custom,
        dependsOn: named(registration.dependencies),
        propertyDependencies: Object.fromEntries(
          Object.entries(registration.propertyDependencies).map(([key, urns]) => [key, named(urns)]),
        ),
        protect,
        retainOnDelete,
        deleteBeforeReplace,
        ignoreChanges,
        aliases: registration.aliases,
        outputs: readFields(registration.outputs ?? {}, (value) => value),
      };
    });
  return { resources, outputs: readFields(outputs, (value) => value) };
}

/** The resources of one type; the type's last part is enough, such as `Vault` or `keyvault:Vault`. */
export function ofType(resources: readonly Captured[], type: string): Captured[] {
  return resources.filter((resource) => resource.type === type || resource.type.endsWith(`:${type}`));
}

/** The one resource of this type, and name where there are several. */
export function only(resources: readonly Captured[], type: string, name?: string): Captured {
  const found = ofType(resources, type).filter((resource) => name === undefined || resource.name === name);
  const [one, ...others] = found;
  if (one === undefined || others.length > 0) {
    const what = name === undefined ? type : `${type} "${name}"`;
    throw new Error(`${String(found.length)} resources of type ${what}: ${found.map((each) => each.name).join(", ")}`);
  }
  return one;
}

export interface Granted {
  /** Logical name of the identity or group; its object id where it is no resource of this program. */
  readonly principal: string;
  /** The role's name; its id where it is none that this program knows or defines. */
  readonly role: string;
  /** From the object's own kind on: `…/vaults/<vault>/secrets/<secret>`. */
  readonly scope: string;
}

const ROLE_NAMES = new Map<string, string>(Object.entries(ROLES).map(([name, id]) => [id, name]));

/** All role assignments in words, in the order of their logical names. */
export function grants(resources: readonly Captured[]): Granted[] {
  const defined = new Map(
    ofType(resources, "azure-native:authorization:RoleDefinition").map(({ inputs }) => [
      text(inputs["roleDefinitionId"]),
      text(inputs["roleName"]),
    ]),
  );
  return ofType(resources, "azure-native:authorization:RoleAssignment").map(({ inputs, propertyDependencies }) => {
    const roleId = text(inputs["roleDefinitionId"]);
    const guid = roleId.slice(roleId.lastIndexOf("/") + 1);
    const [principal, ...others] = propertyDependencies["principalId"] ?? [];
    return {
      principal: principal === undefined || others.length > 0 ? text(inputs["principalId"]) : principal,
      role: ROLE_NAMES.get(guid) ?? defined.get(guid) ?? ownRole(roleId, ["dev", "staging", "prod"])?.roleName ?? guid,
      scope: shortScope(text(inputs["scope"])),
    };
  });
}

/** `…/vaults/<vault>/secrets/<secret>` of an ARM id. */
export function shortScope(id: string): string {
  const provider = /\/providers\/[^/]+(\/.*)$/.exec(id)?.[1];
  return provider === undefined ? id : `…${provider}`;
}

function text(value: PlanValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
