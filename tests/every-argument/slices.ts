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
  part: ["cell"],
  cell: ["part"],
  generations: ["generation"],
};

/** Settings that show in databases only. */
const OF_DATABASES = [
  "dataResidency",
  "sqlReconcilerJob",
  "endpointAddresses",
  "publicAccess",
  "groups",
  "sqlAdministrators",
  "securityContacts",
  "pairedLocation",
];

export function settingsFor(example: Data, field: string): Data {
  const [key = ""] = field.split(".");
  const keep = new Set([...ALWAYS, key, ...(COMPANIONS[key] ?? [])]);
  const kept = Object.fromEntries(Object.entries(example).filter(([name]) => keep.has(name) || name.includes(":")));
  if (key === "network") return kept;
  const { virtualNetwork, endpointSubnet } = kept["network"] as Data;
  return { ...kept, network: { virtualNetwork, endpointSubnet } };
}

/** The smallest application in which the setting shows. */
export function manifestFor(example: Data, field: string): Data {
  const [key = ""] = field.split(".");
  const isOfDatabases = OF_DATABASES.includes(key);
  return {
    ...part(example, isOfDatabases ? ["databases"] : []),
    availability: ["network", "pairedLocation", "dataResidency"].includes(key) ? "paired" : "regional",
  };
}

/** The manifest with the kind at hand, and the workloads that it names. */
export function manifestAround(example: Data, field: string): Data {
  const [key = ""] = field.split(".");
  if (key === "overrides" || key === "availability") return example;
  return part(example, key === "dataClassification" ? ["databases"] : [key]);
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
