// Small plans and states, made of what a test is about and nothing else.
import { Command } from "commander";
import { delegationCondition } from "../../../components/authorization/delegation.ts";
import type { SourceDependencies } from "../../../cli/snapshot/sources.ts";
import { messageOf, UserError } from "../../../text/errors.ts";
import { isSecret, isUnknown, type Plan, type PlanResource, type PlanValue } from "../../../cli/plan/document.ts";

export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop-prod`;
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-shop`;
export const STRANGER = "99999999-9999-4999-8999-999999999999";

const ROLES = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;
export const SECRETS_USER = `${ROLES}/4633458b-17de-408a-b874-0445c86b69e6`;
export const SECRETS_OFFICER = `${ROLES}/b86a8fe4-44ce-4948-aee5-eccb2c155cd7`;
export const OWNER = `${ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`;

const guidOf = (id: string): string => id.split("/").at(-1) ?? "";

export const UNKNOWN: PlanValue = { $unknown: true };

type More = Partial<Omit<PlanResource, "inputs">>;

export function resource(
  type: string,
  name: string,
  inputs: Readonly<Record<string, PlanValue>>,
  more: More = {},
): PlanResource {
  return {
    urn: `urn:pulumi:prod::shop::${type}::${name}`,
    type,
    name,
    custom: !type.startsWith("strongroom:"),
    inputs: { ...inputs },
    dependencies: [],
    propertyDependencies: {},
    ...more,
  };
}

export const APP = resource("strongroom:app:AppEnvironment", "shop", {});

export function inApp(type: string, name: string, inputs: Readonly<Record<string, PlanValue>>, more: More = {}) {
  return resource(type, name, inputs, { parent: APP.urn, ...more });
}

export function identity(workload: string, environment = "prod"): PlanResource {
  return inApp("azure-native:managedidentity:UserAssignedIdentity", `shop-${workload}`, {
    resourceName: `id-shop-${environment}-${workload}`,
  });
}

/** A grant to somebody whose id is not known yet. */
export function grant(
  name: string,
  to: PlanResource,
  scope: string,
  role = SECRETS_USER,
  more: More = {},
): PlanResource {
  return inApp(
    "azure-native:authorization:RoleAssignment",
    name,
    { scope, principalId: UNKNOWN, principalType: "ServicePrincipal", roleDefinitionId: role },
    { propertyDependencies: { principalId: [to.urn] }, ...more },
  );
}

/** A grant to a known id. */
export function grantTo(name: string, principalId: string, principalType: string, scope: string, role = SECRETS_USER) {
  return inApp("azure-native:authorization:RoleAssignment", name, {
    scope,
    principalId,
    principalType,
    roleDefinitionId: role,
  });
}

export function plan(resources: readonly PlanResource[], head: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    project: "shop",
    stack: "prod",
    environment: "prod",
    stage: "production",
    settings: {},
    date: "2026-01-01",
    outputs: {},
    ...head,
    resources: [APP, ...resources],
  };
}

/** The same plan as another stack. */
export function asStack(original: Plan, stack: string, subscription = SUBSCRIPTION): Plan {
  const text = JSON.stringify(original)
    .replaceAll("urn:pulumi:prod::", `urn:pulumi:${stack}::`)
    .replaceAll(SUBSCRIPTION, subscription)
    .replaceAll("-prod", `-${stack}`);
  return {
    ...(JSON.parse(text) as Plan),
    stack,
    environment: stack,
    stage: stack.startsWith("prod") ? "production" : "preproduction",
  };
}

/** What `pulumi stack export` would print had the plan been deployed: what was unknown is made up, secrets are encrypted. */
export function exported(original: Plan): string {
  const ids = new Map<string, string>();
  const idOf = (urn: string): string => {
    const known = ids.get(urn) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, "0")}`;
    ids.set(urn, known);
    return known;
  };
  const settle = (value: PlanValue, sources: readonly string[]): unknown => {
    if (isUnknown(value)) return idOf(sources[0] ?? "?");
    if (isSecret(value)) {
      return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    }
    if (Array.isArray(value)) return value.map((item: PlanValue) => settle(item, sources));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settle(item, sources)]));
  };
  const resources = original.resources.map((one) => {
    const inputs = Object.fromEntries(
      Object.entries(one.inputs).map(([key, value]) => [
        key,
        key === "condition" && isUnknown(value)
          ? delegationCondition(
              [guidOf(SECRETS_USER)],
              idOf(one.propertyDependencies[key]?.[0] ?? "?"),
              "ServicePrincipal",
            )
          : settle(value, one.propertyDependencies[key] ?? []),
      ]),
    );
    const identityOutputs = one.type.endsWith(":UserAssignedIdentity")
      ? { principalId: idOf(one.urn), clientId: idOf(`${one.urn} client`), name: one.inputs["resourceName"] }
      : {};
    const groupOutputs = one.type.includes("groupWithoutMembers")
      ? { objectId: idOf(one.urn), displayName: one.inputs["displayName"] }
      : {};
    const adopted = one.type === "strongroom:identity:AccessGroup" ? { principalId: one.outputs?.["principalId"] } : {};
    return {
      urn: one.urn,
      type: one.type,
      custom: one.custom,
      ...(one.custom ? { id: one.id ?? "an-id" } : {}),
      ...(one.parent === undefined ? {} : { parent: one.parent }),
      ...(one.protect ? { protect: true } : {}),
      inputs,
      outputs: { ...identityOutputs, ...groupOutputs, ...adopted },
      propertyDependencies: one.propertyDependencies,
    };
  });
  return JSON.stringify({ version: 3, deployment: { manifest: { time: "2026-01-02T03:04:05Z" }, resources } });
}

export interface Stub {
  readonly plans: Readonly<Record<string, Plan>>;
  /** What pulumi exports, by stack; the others were never deployed. */
  readonly states?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Holds Pulumi.yaml and a settings file for each stack. */
  readonly programDir: string;
}

export function sourcesOf(stub: Stub): SourceDependencies {
  return {
    programDir: stub.programDir,
    runPulumi: (args) => {
      const stack = args.at(-1) ?? "";
      const state = stub.states?.[stack];
      return state === undefined
        ? Promise.reject(new UserError(`pulumi failed: error: no stack named '${stack}' found`))
        : Promise.resolve(state);
    },
    readFile: (file) => {
      const content = stub.files?.[file];
      return content === undefined ? Promise.reject(new Error("ENOENT: no such file")) : Promise.resolve(content);
    },
    planStack: (stack) => {
      const found = stub.plans[stack];
      return found === undefined ? Promise.reject(new UserError(`no plan of ${stack}`)) : Promise.resolve(found);
    },
    ends: (stack) => {
      const { ends, policy } = stub.plans[stack] ?? {};
      return Promise.resolve({
        stack,
        ...(ends === undefined ? {} : { ends }),
        ...(policy === undefined ? {} : { policy }),
      });
    },
    settings: (stack) => stub.settings?.[stack] ?? {},
  };
}

export interface Ran {
  readonly out: string;
  readonly notes: string;
  readonly exitCode: number | undefined;
  /** Message of what the user can mend. */
  readonly failure: string | undefined;
}

export interface Watched {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

/** Runs a subcommand as the command line does. */
export async function run(
  register: (program: Command, watched: Watched) => void,
  args: readonly string[],
): Promise<Ran> {
  let out = "";
  let notes = "";
  let exitCode: number | undefined;
  let failure: string | undefined;
  const program = new Command("strongroom")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  register(program, {
    out: (text) => (out += text),
    note: (text) => (notes += `${text}\n`),
    setExitCode: (code) => (exitCode = code),
  });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // As the command line shows it.
    failure = error instanceof UserError ? error.message : messageOf(error);
  }
  return { out, notes, exitCode, failure };
}
