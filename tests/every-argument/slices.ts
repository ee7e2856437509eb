// The example without what has nothing to do with the field at hand: a few hundred evaluations take seconds that way.
import type { Data } from "./support.ts";

/** Settings that others lean on. */
const ALWAYS = [
  "environment",
  "tenantId",
  "subscriptionId",
  "sharedSubscription",
  "location",
  "owner",
  "network",
  "securityContacts",
  "kubernetesClusters",
  "allowedIssuers",
  "githubOwners",
  "azureDevOpsOrganizations",
  "groups",
];

/** What a setting is nothing without. */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  sqlReconcilerJob: ["sqlReconciler"],
  vaultReconcilerJob: ["vaultReconciler"],
  rotatorJob: ["rotator"],
  part: ["cell"],
  cell: ["part"],
  builtInRoles: ["part", "cell"],
  deployIdentity: ["sqlAdministrators"],
  generations: ["generation"],
  people: ["part", "cell"],
};

/** Settings that show in databases only. */
const OF_DATABASES = [
  "dataResidency",
  "defenderForSql",
  "sqlReconcilerJob",
  "endpointAddresses",
  "publicAccess",
  "groups",
  "sqlAdministrators",
  "securityContacts",
  "pairedLocation",
];

/** Settings that show in the platform itself, without any application: unless it adopts what only applications then touch. */
const OF_PLATFORM = [
  "network",
  "workspace",
  "deployIdentity",
  "peopleIdentity",
  "sqlReconciler",
  "vaultReconciler",
  "rotator",
];
const isOfPlatform = (field: string): boolean =>
  OF_PLATFORM.includes(field.split(".", 1)[0] ?? "") && !field.includes(".adopt.");

/** For a field of a manifest: the application alone, on a platform that is there already. */
export function settingsAround(example: Data): Data {
  const cell = { platformStack: "contoso/strongroom/dev-platform", applications: ["shop"] };
  return { ...settingsFor(example, ""), part: "cell", cell };
}

export function settingsFor(example: Data, field: string): Data {
  const [key = ""] = field.split(".");
  const keep = new Set([...ALWAYS, key, ...(COMPANIONS[key] ?? [])]);
  const kept = Object.fromEntries(Object.entries(example).filter(([name]) => keep.has(name) || name.includes(":")));
  const { virtualNetwork, endpointSubnet, paired } = kept["network"] as Data;
  return {
    ...kept,
    // Addresses in the paired region lie in the network there.
    ...(key === "network"
      ? {}
      : { network: { virtualNetwork, endpointSubnet, ...(key === "endpointAddresses" ? { paired } : {}) } }),
    ...(isOfPlatform(field) ? { part: "platform" } : {}),
  };
}

/** The smallest application in which the setting shows. */
export function manifestFor(example: Data, field: string): Data {
  const [key = ""] = field.split(".");
  const isOfDatabases = OF_DATABASES.includes(key);
  return {
    ...part(
      example,
      isOfDatabases
        ? ["databases"]
        : ["builtInRoles", "vaultReconcilerJob", "rotatorJob"].includes(key)
          ? ["secrets"]
          : [],
    ),
    availability: ["network", "pairedLocation", "dataResidency", "siem", "endpointAddresses"].includes(key)
      ? "paired"
      : "regional",
  };
}

/** The manifest with the kind at hand, and the workloads that it names. */
export function manifestAround(example: Data, field: string): Data {
  const [key = ""] = field.split(".");
  if (key === "overrides" || key === "availability") return example;
  const around = part(example, key === "dataClassification" ? ["databases"] : [key]);
  return key === "workloads" ? around : { ...around, workloads: withoutFederation(around["workloads"] as Data) };
}

function withoutFederation(workloads: Data): Data {
  return Object.fromEntries(
    Object.entries(workloads as Record<string, Data>).map(([name, { federatedWith: _, ...workload }]) => [
      name,
      workload,
    ]),
  );
}

function part(example: Data, kinds: readonly string[]): Data {
  const dropped = ["secrets", "keys", "certificates", "databases"].filter((kind) => !kinds.includes(kind));
  const overrides = Object.fromEntries(
    Object.entries(example["overrides"] as Record<string, Data>).map(([environment, override]) => {
      const omit = Object.entries((override["omit"] ?? {}) as Data).filter(([kind]) => !dropped.includes(kind));
      const databases = dropped.includes("databases") ? {} : (override["databases"] ?? {});
      return [environment, { omit: Object.fromEntries(omit), databases }];
    }),
  );
  const rest = Object.entries(example).filter(([key]) => !dropped.includes(key));
  return {
    ...Object.fromEntries(rest),
    overrides,
    ...(kinds.includes("databases") ? {} : { availability: "regional" }),
  };
}
