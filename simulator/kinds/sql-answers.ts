// What Azure SQL answers in place of what was sent: sizes taken apart, defaults that follow from them, and what it drops
// silently. As recorded answers of real Azure have it (tests/conformance).
import { REGIONS } from "../../facts/regions.ts";
import { guidOf, keyOf } from "../model/ids.ts";
import type { Cloud } from "../model/cloud.ts";
import type { Draft } from "../model/kind.ts";
import { region } from "../model/rules.ts";
import { isObject, textAt, without } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import {
  databaseBytes,
  databaseKind,
  databaseSize,
  isVcorePool,
  licensed,
  perDatabase,
  poolBytes,
  poolSku,
  readScale,
} from "./sql-skus.ts";

/** Minutes until a serverless database without traffic pauses (learn: Serverless compute tier). */
const AUTO_PAUSE_MINUTES = 60;

/** Window of maintenance that everything without another one has. */
function defaultWindow(subscriptionId: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/SQL_Default`;
}

/** What is the same for a database and a pool that say nothing of it. */
function common({ caller }: Draft): Props {
  return {
    zoneRedundant: false,
    maintenanceConfigurationId: defaultWindow(caller.subscriptionId),
    availabilityZone: "NoPreference",
  };
}

export function databaseAnswer(sent: Props, draft: Draft): Props {
  const pool = textAt(sent, "elasticPoolId");
  const inPool = pool === undefined ? undefined : sizeInPool(draft.cloud, pool);
  const size = inPool ?? databaseSize(isObject(sent["sku"]) ? sent["sku"] : asBefore(draft), placeOf(draft));
  const kept = size.serverless ? sent : without(sent, ["autoPauseDelay", "minCapacity"]);
  return {
    ...common(draft),
    readScale: readScale(size),
    maxSizeBytes: databaseBytes(size),
    ...(size.tier === "Hyperscale" && { highAvailabilityReplicaCount: 1 }),
    ...(size.serverless && { autoPauseDelay: AUTO_PAUSE_MINUTES, minCapacity: 0.5 }),
    ...(licensed(size) && { licenseType: "LicenseIncluded" }),
    ...(textAt(sent, "createMode") === "Secondary" && { secondaryType: "Geo" }),
    ...kept,
    sku: size.sku,
  };
}

/** What Azure says of a database's size beyond what was asked for. */
export function sizeOutputs(draft: Draft): Props {
  const { inputs, cloud } = draft;
  const pool = textAt(inputs, "elasticPoolId");
  const inPool = pool === undefined ? undefined : sizeInPool(cloud, pool);
  const size = inPool ?? databaseSize(isObject(inputs["sku"]) ? inputs["sku"] : asBefore(draft), placeOf(draft));
  return {
    // Azure's choice; the number for a serverless database of two cores, as recorded.
    ...(size.vcore && size.tier !== "Hyperscale" && { maxLogSizeBytes: 193273528320 }),
    kind: databaseKind(size, pool !== undefined),
    currentSku: size.sku,
    currentServiceObjectiveName: size.objective,
    requestedServiceObjectiveName: size.objective,
    ...secondaryLocation(draft),
  };
}

/** A PUT without a size keeps the one that the database has; a copy begins with its source's (recorded). */
function asBefore({ existing, cloud, inputs }: Draft): Props | undefined {
  const source = cloud.get(textAt(inputs, "sourceDatabaseId") ?? "-");
  const before = (existing ?? source)?.properties["sku"];
  return isObject(before) ? before : undefined;
}

function sizeInPool(cloud: Cloud, pool: string): ReturnType<typeof databaseSize> {
  const properties = cloud.get(pool)?.properties;
  const tier = textAt(properties, "sku.tier") ?? "";
  const vcore = properties !== undefined && isVcorePool(properties);
  const sku = { name: "ElasticPool", ...(tier !== "" && { tier }), capacity: 0 };
  return { sku, objective: "ElasticPool", tier, vcore, serverless: false };
}

function placeOf({ inputs, cloud, id }: Draft): string {
  const server = cloud.get(keyOf(id).split("/databases/")[0] ?? "");
  return region(textAt(inputs, "location") ?? textAt(server?.properties, "location") ?? "");
}

/** Where a copy would go: the paired region. */
function secondaryLocation(draft: Draft): Props {
  const here = placeOf(draft);
  const pair = REGIONS.get(here)?.pair ?? EARLY_ACCESS[here];
  return pair === undefined ? {} : { defaultSecondaryLocation: pair };
}

/** The two regions where Azure tries things out; they are in no list for customers. */
export const EARLY_ACCESS: Readonly<Record<string, string>> = {
  eastus2euap: "centraluseuap",
  centraluseuap: "eastus2euap",
};

export function poolAnswer(asked: Props, draft: Draft): Props {
  const before = draft.existing?.properties["sku"];
  const sent = { ...asked, sku: isObject(asked["sku"]) || !isObject(before) ? poolSku(asked) : before };
  const vcore = isVcorePool(sent);
  const kept = vcore ? sent : without(sent, ["minCapacity", "licenseType"]);
  return {
    ...common(draft),
    maxSizeBytes: poolBytes(sent),
    ...(vcore && { licenseType: "LicenseIncluded" }),
    ...kept,
    perDatabaseSettings: perDatabase(sent),
  };
}

/** A server without a language of its own: what was sent, and an administrators' block only where it names somebody. */
export function serverAnswer(sent: Props, { caller, id, existing }: Draft): Props {
  const administrators = sent["administrators"];
  if (!isObject(administrators)) return sent;
  if (administrators["sid"] === undefined) return without(sent, ["administrators"]);
  return {
    // Every server has a login; of one that was created without, Azure makes it up, and nobody knows its password.
    administratorLogin:
      textAt(existing?.properties, "administratorLogin") ?? `CloudSA${guidOf("login", keyOf(id)).slice(0, 8)}`,
    ...sent,
    administrators: {
      administratorType: "ActiveDirectory",
      tenantId: caller.tenantId,
      azureADOnlyAuthentication: false,
      ...administrators,
    },
  };
}

export function failoverGroupAnswer(sent: Props, { cloud }: Draft): Props {
  const partners = Array.isArray(sent["partnerServers"]) ? sent["partnerServers"] : [];
  const first = textAt(isObject(partners[0]) ? partners[0] : {}, "id");
  return {
    databases: [],
    ...sent,
    readOnlyEndpoint: {
      failoverPolicy: "Disabled",
      ...(first !== undefined && { targetServer: first }),
      ...(isObject(sent["readOnlyEndpoint"]) ? sent["readOnlyEndpoint"] : {}),
    },
    ...(Array.isArray(sent["databases"]) && {
      // In the databases' own spelling, and in order.
      databases: sent["databases"].map((id) => (typeof id === "string" ? (cloud.get(id)?.id ?? id) : id)).sort(),
    }),
    partnerServers: partners.map((partner) => {
      const location = textAt(cloud.get(textAt(isObject(partner) ? partner : {}, "id") ?? "")?.properties, "location");
      return isObject(partner)
        ? { ...partner, ...(location !== undefined && { location }), replicationRole: "Secondary" }
        : partner;
    }),
  };
}

/** What an alert policy has where the request says nothing: an empty entry each, not an empty list. */
export const ALERT_POLICY = {
  disabledAlerts: [""],
  emailAddresses: [""],
  emailAccountAdmins: false,
  storageEndpoint: "",
  storageAccountAccessKey: "",
  retentionDays: 0,
};

/** The groups that auditing records where the request names none. */
export const AUDITED = [
  "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
  "FAILED_DATABASE_AUTHENTICATION_GROUP",
  "BATCH_COMPLETED_GROUP",
];
