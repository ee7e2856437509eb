// What is always so in every stack, whatever settings and manifests say (docs: the invariants of the design). Each invariant
// comes with the smallest change that must break it, so that none of them can pass by looking away.
import { ROLES } from "../../components/authorization/roles.ts";
import type { Plan, PlanResource } from "../../cli/plan/document.ts";
import { isUnknown } from "../../cli/plan/document.ts";
import { templateSecrets } from "../../cli/plan/template-secrets.ts";
import { scopeOf, shortType } from "./posture.ts";

/** A plan that may be changed. */
export type Draft = Omit<Plan, "resources"> & { resources: DraftResource[] };
export type DraftResource = Omit<PlanResource, "inputs"> & { inputs: Record<string, unknown> };

export interface Invariant {
  readonly name: string;
  /** Each violation in a few words; empty when all is well. */
  readonly violations: (plan: Draft) => string[];
  /** Makes one thing wrong. */
  readonly spoil: (plan: Draft) => void;
}

export function draftOf(plan: Plan): Draft {
  return structuredClone(plan);
}

const of = (plan: Draft, ...types: readonly string[]): DraftResource[] => [
  ...plan.resources.filter(({ type, custom }) => custom && types.includes(shortType(type))),
  ...(types.includes("keyvault:Secret") ? plan.resources.flatMap(writtenByTemplate) : []),
];

/** A secret that a template writes is held to what every other one is; nothing is deleted with a template. */
function writtenByTemplate(resource: DraftResource): DraftResource[] {
  return templateSecrets(resource).map(({ inputs }) => ({
    ...resource,
    type: "azure-native:keyvault:Secret",
    inputs: { ...inputs },
    retainOnDelete: true,
  }));
}

/** The value at `a.b.c`. */
function at(inputs: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      inputs,
    );
}

function set(inputs: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const inner = at({ inputs }, ["inputs", ...keys].join(".")) as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(inner, last);
  else inner[last] = value;
}

/** Every resource of the type has this value there. */
function always(type: string, path: string, wanted: unknown, wrong: unknown): Invariant {
  return {
    name: `${type}: ${path} is ${JSON.stringify(wanted)}`,
    violations: (plan) =>
      of(plan, type)
        .filter(({ inputs }) => JSON.stringify(at(inputs, path)) !== JSON.stringify(wanted))
        .map(({ name, inputs }) => `${name}: ${path} is ${JSON.stringify(at(inputs, path))}`),
    spoil: (plan) => {
      set(first(plan, type).inputs, path, wrong);
    },
  };
}

/** Every resource of the type has a companion that leads to it. */
function companion(type: string, by: string, path: string, suffix = ""): Invariant {
  const target = ({ inputs }: DraftResource): string => String(at(inputs, path)).toLowerCase();
  return {
    name: `every ${type} has a ${by}`,
    violations: (plan) => {
      const covered = new Set(of(plan, by).map(target));
      return of(plan, type)
        .filter(({ id }) => !covered.has(`${id ?? ""}${suffix}`.toLowerCase()))
        .map(({ name }) => `${name} has none`);
    },
    spoil: (plan) => {
      const wanted = `${first(plan, type).id ?? ""}${suffix}`.toLowerCase();
      plan.resources = plan.resources.filter((each) => shortType(each.type) !== by || target(each) !== wanted);
    },
  };
}

function first(plan: Draft, type: string): DraftResource {
  const [found] = of(plan, type);
  if (found === undefined) throw new Error(`no ${type} in the plan of ${plan.stack}`);
  return found;
}

/** Types that take tags and carry those of their application or of the platform. */
const TAGGED = [
  "keyvault:Vault",
  "keyvault:Secret",
  "keyvault:Key",
  "managedidentity:UserAssignedIdentity",
  "network:NetworkSecurityGroup",
  "network:PrivateEndpoint",
  "network:VirtualNetwork",
  "operationalinsights:Workspace",
  "privatedns:PrivateZone",
  "resources:ResourceGroup",
  "sql:Database",
  "sql:Server",
];

/** Inputs that carry a password. */
const PASSWORDS = /password$|^administratorLogin$|connectionString$|accessKey$|sharedKey$/i;

const BASE: readonly Invariant[] = [
  always("keyvault:Vault", "properties.enableRbacAuthorization", true, false),
  always("keyvault:Vault", "properties.enableSoftDelete", true, undefined),
  always("keyvault:Vault", "properties.softDeleteRetentionInDays", 90, 7),
  always("keyvault:Vault", "properties.enablePurgeProtection", true, undefined),
  always("keyvault:Vault", "properties.publicNetworkAccess", "Disabled", "Enabled"),
  always("keyvault:Vault", "properties.networkAcls.defaultAction", "Deny", "Allow"),
  always("keyvault:Vault", "properties.accessPolicies", undefined, []),
  always("sql:Server", "administrators.azureADOnlyAuthentication", true, false),
  always("sql:Server", "administrators.principalType", "Group", "User"),
  always("sql:Server", "publicNetworkAccess", "Disabled", "Enabled"),
  always("sql:Server", "administratorLoginPassword", undefined, "x"),
  always("sql:ExtendedServerBlobAuditingPolicy", "state", "Enabled", "Disabled"),
  always("sql:ExtendedServerBlobAuditingPolicy", "isAzureMonitorTargetEnabled", true, undefined),
  always("sql:ServerSecurityAlertPolicy", "state", "Enabled", "Disabled"),
  always("sql:TransparentDataEncryption", "state", "Enabled", "Disabled"),
  always("network:Subnet", "defaultOutboundAccess", false, true),
  always("operationalinsights:Workspace", "features.disableLocalAuth", true, false),
  companion("keyvault:Vault", "monitor:DiagnosticSetting", "resourceUri"),
  companion("sql:Server", "monitor:DiagnosticSetting", "resourceUri", "/databases/master"),
  companion("keyvault:Vault", "network:PrivateEndpoint", "privateLinkServiceConnections.0.privateLinkServiceId"),
  companion("sql:Server", "network:PrivateEndpoint", "privateLinkServiceConnections.0.privateLinkServiceId"),
  {
    name: "a SQL server takes TLS 1.2 or later",
    violations: (plan) =>
      of(plan, "sql:Server")
        .filter(({ inputs }) => !["1.2", "1.3"].includes(String(inputs["minimalTlsVersion"])))
        .map(({ name }) => name),
    spoil: (plan) => {
      first(plan, "sql:Server").inputs["minimalTlsVersion"] = "1.1";
    },
  },
  {
    name: "every SQL server is audited",
    violations: (plan) => {
      const audited = new Set(
        of(plan, "sql:ExtendedServerBlobAuditingPolicy").map(({ inputs }) => inputs["serverName"]),
      );
      return of(plan, "sql:Server").flatMap(({ name, inputs }) => (audited.has(inputs["serverName"]) ? [] : [name]));
    },
    spoil: (plan) => {
      first(plan, "sql:ExtendedServerBlobAuditingPolicy").inputs["serverName"] = "another";
    },
  },
  {
    name: "every private endpoint has a DNS zone group",
    violations: (plan) => {
      const grouped = new Set(
        of(plan, "network:PrivateDnsZoneGroup").map(({ inputs }) => inputs["privateEndpointName"]),
      );
      return of(plan, "network:PrivateEndpoint").flatMap(({ name, inputs }) =>
        grouped.has(inputs["privateEndpointName"]) ? [] : [name],
      );
    },
    spoil: (plan) => {
      first(plan, "network:PrivateDnsZoneGroup").inputs["privateEndpointName"] = "another";
    },
  },
  {
    name: "no firewall rule of a SQL server",
    violations: (plan) => of(plan, "sql:FirewallRule").map(({ name }) => name),
    spoil: (plan) => {
      plan.resources.push({ ...first(plan, "sql:Server"), type: "azure-native:sql:FirewallRule" });
    },
  },
  {
    name: "secrets and keys expire",
    violations: (plan) =>
      of(plan, "keyvault:Secret", "keyvault:Key")
        .filter(({ inputs }) => !(Number(at(inputs, "properties.attributes.expires")) * 1000 > Date.parse(plan.date)))
        .map(({ name }) => name),
    spoil: (plan) => {
      set(first(plan, "keyvault:Secret").inputs, "properties.attributes.expires", undefined);
    },
  },
  {
    name: "keys rotate within 90 days",
    violations: (plan) =>
      of(plan, "keyvault:Key")
        .filter(({ inputs }) => {
          const trigger = String(at(inputs, "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate"));
          return !(Number(/^P(\d+)D$/.exec(trigger)?.[1]) <= 90);
        })
        .map(({ name }) => name),
    spoil: (plan) => {
      set(
        first(plan, "keyvault:Key").inputs,
        "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate",
        "P91D",
      );
    },
  },
  {
    name: "a secret's value stays hidden, and is kept when the program forgets it",
    violations: (plan) =>
      of(plan, "keyvault:Secret")
        .filter(
          ({ inputs, retainOnDelete }) =>
            JSON.stringify(at(inputs, "properties.value")) !== '{"$secret":true}' || retainOnDelete !== true,
        )
        .map(({ name }) => name),
    spoil: (plan) => {
      set(first(plan, "keyvault:Secret").inputs, "properties.value", "open");
    },
  },
  {
    name: "what is secret reaches a template as a secure parameter, which no history shows",
    violations: (plan) =>
      of(plan, "resources:Deployment").flatMap(({ name, inputs }) =>
        Object.entries((at(inputs, "properties.parameters") ?? {}) as Record<string, unknown>)
          .filter(([parameter, given]) => {
            const type = String(at(inputs, `properties.template.parameters.${parameter}.type`));
            return JSON.stringify(given).includes('{"$secret":true}') && !/^secure/i.test(type);
          })
          .map(([parameter]) => `${name}: ${parameter}`),
      ),
    spoil: (plan) => {
      const writer = of(plan, "resources:Deployment").find(({ name }) => name.endsWith("-sql-conn"));
      set(writer?.inputs ?? {}, "properties.template.parameters.value.type", "string");
    },
  },
  {
    name: "what a template writes into a vault expires, hidden, with an owner",
    violations: (plan) =>
      plan.resources
        .flatMap(writtenByTemplate)
        .filter(({ inputs }) => {
          const expires = Number(at(inputs, "properties.attributes.expires")) * 1000;
          const hidden = JSON.stringify(at(inputs, "properties.value")) === '{"$secret":true}';
          return !(expires > Date.parse(plan.date)) || !hidden || !at(inputs, "tags.owner");
        })
        .map(({ name }) => name),
    spoil: (plan) => {
      const writer = of(plan, "resources:Deployment").find(({ name }) => name.endsWith("-sql-conn"));
      set(writer?.inputs ?? {}, "properties.parameters.expires.value", 0);
    },
  },
  {
    name: "no password reaches a provider",
    violations: (plan) =>
      plan.resources
        .filter(({ custom, type }) => custom && shortType(type) !== "keyvault:Secret")
        .flatMap(({ name, inputs }) =>
          leaves(inputs)
            .filter((key) => PASSWORDS.test(key))
            .map((key) => `${name}: ${key}`),
        ),
    spoil: (plan) => {
      first(plan, "sql:Server").inputs["administratorLogin"] = "sa";
    },
  },
  {
    name: "everything that takes tags names its owner and its environment",
    violations: (plan) =>
      of(plan, ...TAGGED)
        .filter(({ inputs }) => !at(inputs, "tags.owner") || at(inputs, "tags.environment") !== plan.environment)
        .map(({ type, name }) => `${shortType(type)} ${name}`),
    spoil: (plan) => {
      set(first(plan, "keyvault:Vault").inputs, "tags.owner", undefined);
    },
  },
  {
    name: "vaults, secrets, keys and databases say how their data is classified",
    violations: (plan) =>
      of(plan, "keyvault:Vault", "keyvault:Secret", "keyvault:Key", "sql:Database", "sql:Server")
        .filter(({ inputs }) => !Object.keys(inputs["tags"] ?? {}).some((key) => /classification/i.test(key)))
        .map(({ type, name }) => `${shortType(type)} ${name}`),
    spoil: (plan) => {
      first(plan, "keyvault:Vault").inputs["tags"] = { owner: "a" };
    },
  },
  {
    name: "a grant names what its principal is, and it is no person",
    violations: (plan) =>
      of(plan, "authorization:RoleAssignment")
        .filter(({ inputs }) => inputs["principalType"] !== "ServicePrincipal" && inputs["principalType"] !== "Group")
        .map(({ name }) => name),
    spoil: (plan) => {
      first(plan, "authorization:RoleAssignment").inputs["principalType"] = "User";
    },
  },
  {
    name: "a role of Azure's is granted on one object of a vault, never on a whole vault or more, but for break-glass by asking",
    violations: (plan) =>
      of(plan, "authorization:RoleAssignment")
        .filter(({ inputs, propertyDependencies }) => {
          if (asksForMembership(plan, propertyDependencies["principalId"] ?? [])) return false;
          const role = String(inputs["roleDefinitionId"]).split("/").at(-1);
          const reads = [
            ROLES["Key Vault Secrets User"],
            ROLES["Key Vault Secrets Officer"],
            ROLES["Key Vault Crypto User"],
            ROLES["Key Vault Crypto Service Encryption User"],
          ];
          return (
            reads.some((each) => each === role) &&
            !/^vaults\/[^/]+\/(secrets|keys)\/[^/]+$/.test(scopeOf(String(inputs["scope"])))
          );
        })
        .map(({ name }) => name),
    spoil: (plan) => {
      const grant = first(plan, "authorization:RoleAssignment");
      grant.inputs["scope"] = String(grant.inputs["scope"]).replace(/\/(secrets|keys)\/[^/]+$/, "");
    },
  },
  {
    name: "nobody is made owner, contributor or user access administrator",
    violations: (plan) =>
      of(plan, "authorization:RoleAssignment")
        .filter(({ inputs }) =>
          // Their ids: azure-docs, role-based-access-control/built-in-roles/privileged.md.
          /(8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9)$/.test(
            String(inputs["roleDefinitionId"]),
          ),
        )
        .map(({ name }) => name),
    spoil: (plan) => {
      first(plan, "authorization:RoleAssignment").inputs["roleDefinitionId"] = "x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    },
  },
  {
    name: "grants stay in the stack's own subscription",
    violations: (plan) => {
      const [home] = of(plan, "resources:ResourceGroup").map(({ id }) => String(id).split("/")[2]);
      return of(plan, "authorization:RoleAssignment")
        .filter(({ inputs }) => !isUnknown(inputs["scope"]) && String(inputs["scope"]).split("/")[2] !== home)
        .map(({ name }) => name);
    },
    spoil: (plan) => {
      first(plan, "authorization:RoleAssignment").inputs["scope"] = "/subscriptions/another/resourceGroups/x";
    },
  },
  {
    name: "a federated credential trusts one subject, without a wildcard",
    violations: (plan) =>
      of(plan, "managedidentity:FederatedIdentityCredential")
        .filter(({ inputs }) => `${String(inputs["subject"])}${String(inputs["issuer"])}`.includes("*"))
        .map(({ name }) => name),
    spoil: (plan) => {
      first(plan, "managedidentity:FederatedIdentityCredential").inputs["subject"] = "repo:contoso/*";
    },
  },
  {
    name: "every resource belongs to a component",
    violations: (plan) => {
      const components = new Set(plan.resources.filter(({ custom }) => !custom).map(({ urn }) => urn));
      return plan.resources
        .filter(({ custom, parent }) => custom && !components.has(parent ?? ""))
        .map(({ name }) => name);
    },
    spoil: (plan) => {
      Reflect.deleteProperty(first(plan, "keyvault:Vault"), "parent");
    },
  },
  {
    name: "no two resources have one id",
    violations: (plan) => {
      const ids = plan.resources.flatMap(({ id }) => (id === undefined ? [] : [id.toLowerCase()]));
      return ids.filter((id, index) => ids.indexOf(id) !== index);
    },
    spoil: (plan) => {
      plan.resources.push(first(plan, "keyvault:Vault"));
    },
  },
];

/** Nothing of value can be deleted by accident in prod. */
const PROD: readonly Invariant[] = [
  {
    name: "vaults, servers, databases and the workspace are protected",
    violations: (plan) =>
      of(plan, "keyvault:Vault", "sql:Server", "sql:Database", "operationalinsights:Workspace")
        .filter(({ protect }) => protect !== true)
        .map(({ type, name }) => `${shortType(type)} ${name}`),
    spoil: (plan) => {
      Reflect.deleteProperty(first(plan, "keyvault:Vault"), "protect");
    },
  },
  companion("sql:Server", "authorization:ManagementLockByScope", "scope"),
  {
    // Pulumi deletes in the opposite order, and what lies in a locked resource cannot be deleted either.
    name: "a lock is made after all that it holds",
    violations: (plan) =>
      of(plan, "authorization:ManagementLockByScope").flatMap((lock) => {
        const before = allBefore(plan, lock);
        return heldBy(plan, lock)
          .filter(({ urn }) => !before.has(urn))
          .map(({ name }) => `${lock.name} does not wait for ${name}`);
      }),
    spoil: (plan) => {
      const [lock] = of(plan, "authorization:ManagementLockByScope").filter((each) => heldBy(plan, each).length > 1);
      if (lock === undefined) throw new Error(`no lock in the plan of ${plan.stack} holds anything`);
      lock.dependencies = lock.propertyDependencies["scope"] ?? [];
    },
  },
  {
    name: "databases are in several zones and kept for years",
    violations: (plan) => {
      const archived = new Set(of(plan, "sql:LongTermRetentionPolicy").map(({ inputs }) => inputs["databaseName"]));
      return of(plan, "sql:Database")
        .filter(({ inputs }) => inputs["zoneRedundant"] !== true || !archived.has(inputs["databaseName"]))
        .map(({ name }) => name);
    },
    spoil: (plan) => {
      first(plan, "sql:Database").inputs["zoneRedundant"] = false;
    },
  },
];

export function invariantsOf(stack: string): readonly Invariant[] {
  return stack === "prod" ? [...BASE, ...PROD] : BASE;
}

/** Names of all values, at any depth. */
/** What a lock refuses to delete: its scope, and what lies in that or hangs on it. */
function heldBy(plan: Draft, lock: DraftResource): DraftResource[] {
  const scope = String(lock.inputs["scope"]).toLowerCase();
  return plan.resources.filter(({ id, urn, custom }) => {
    const path = id?.toLowerCase() ?? "";
    return custom && urn !== lock.urn && (path === scope || path.startsWith(`${scope}/`));
  });
}

/** URNs of all that must be there before the resource is. */
function allBefore(plan: Draft, resource: DraftResource): ReadonlySet<string> {
  const dependencies = new Map(plan.resources.map((each) => [each.urn, each.dependencies]));
  const found = new Set<string>();
  const pending = [resource.urn];
  for (let urn = pending.pop(); urn !== undefined; urn = pending.pop()) {
    const next = (dependencies.get(urn) ?? []).filter((each) => !found.has(each));
    for (const each of next) found.add(each);
    pending.push(...next);
  }
  return found;
}

/** Membership of the group is asked for, approved by others, and ends by itself. */
function asksForMembership(plan: Draft, principals: readonly string[]): boolean {
  return of(plan, "GroupRoleManagementPolicy", "azuread:GroupRoleManagementPolicy").some(
    ({ inputs, propertyDependencies }) =>
      (propertyDependencies["groupId"] ?? []).some((urn) => principals.includes(urn)) &&
      at(inputs, "activationRules.requireApproval") === true,
  );
}

function leaves(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...leaves(inner)]);
}
