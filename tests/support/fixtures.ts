// The platform and the application that component tests stand on: complete, plain, and the same everywhere, so that a test
// names only what it is about.
import type { AppSpec } from "../../components/app/app-spec.ts";
import { CLOUDS } from "../../facts/clouds.ts";
import type { Platform } from "../../components/platform.ts";
import type { DatabaseShape } from "../../components/sql/sql-database.ts";
import type { PlatformSpec } from "../../stacks/platform-spec.ts";
import { SUBSCRIPTION, TENANT } from "./capture.ts";

const HUB = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-platform-dev/providers`;

/** 2026-01-15, noon UTC: when every test plans. */
export const NOW = new Date("2026-01-15T12:00:00Z");

export const TAGS = { application: "payments", environment: "dev", owner: "payments-team@contoso.com" } as const;

const NETWORK = {
  location: "westeurope",
  endpointSubnetId: `${HUB}/Microsoft.Network/virtualNetworks/vnet-dev/subnets/snet-endpoints`,
  zoneIds: {
    vault: `${HUB}/Microsoft.Network/privateDnsZones/${CLOUDS.public.zones.vault}`,
    sqlServer: `${HUB}/Microsoft.Network/privateDnsZones/${CLOUDS.public.zones.sqlServer}`,
  },
  ready: [],
};

/** A platform that exists already: ids, and nothing that registers a resource. */
export function testPlatform(overrides: Partial<Platform> = {}): Platform {
  return {
    environment: "dev",
    isProduction: false,
    cloud: CLOUDS.public,
    tenantId: TENANT,
    subscriptionId: SUBSCRIPTION,
    location: "westeurope",
    pairedLocation: "northeurope",
    network: NETWORK,
    pairedNetwork: NETWORK,
    audit: { workspaceId: `${HUB}/Microsoft.OperationalInsights/workspaces/log-dev` },
    sqlAdministrators: {
      granteeName: "sql-administrators",
      displayName: "sql-administrators-dev",
      principalType: "Group",
      principalId: "33333333-3333-4333-8333-333333333333",
    },
    securityContacts: ["security@contoso.com"],
    protection: { protect: false, lock: false },
    now: NOW,
    ...overrides,
  };
}

/** The settings of a platform that makes everything itself, in development. */
export function testPlatformSpec(overrides: Partial<PlatformSpec> = {}): PlatformSpec {
  return {
    environment: "dev",
    stage: "preproduction",
    cloud: "public",
    tenantId: TENANT,
    subscriptionId: SUBSCRIPTION,
    location: "westeurope",
    pairedLocation: "northeurope",
    resourceGroupName: "rg-strongroom-dev",
    tags: {},
    network: {
      virtualNetwork: { create: { name: "vnet", addressPrefix: "10.0.0.0/20" } },
      endpointSubnet: { create: { name: "snet", addressPrefix: "10.0.0.0/22" } },
      adoptedZones: {},
    },
    workspace: { create: { name: "log" } },
    sqlAdministrators: { name: "dbas" },
    alerts: { suffix: "dev" },
    securityContacts: ["security@contoso.com"],
    ...overrides,
  };
}

/** An application without workloads, secrets, keys, certificates or databases. */
export function testApp(overrides: Partial<AppSpec> = {}): AppSpec {
  return {
    name: "payments",
    environment: "dev",
    owner: "payments-team@contoso.com",
    classification: "confidential",
    availability: "regional",
    resourceGroupName: "rg-payments-dev",
    tags: TAGS,
    workloads: {},
    vault: { name: "kv-payments-dev-x1", pairedName: "kv-payments-dev-x2" },
    secrets: {},
    keys: {},
    certificates: {},
    sqlServer: {
      name: "sql-payments-dev-x1",
      pairedName: "sql-payments-dev-x2",
      failoverGroupName: "fog-payments-dev-x1",
    },
    databases: {},
    ...overrides,
  };
}

/** Nobody may do anything with the key. */
export const NO_GRANTS = { sign: [], verify: [], encrypt: [], decrypt: [], wrap: [], unwrap: [] } as const;

/** The smallest database there is. */
export const SMALL_DATABASE: DatabaseShape = {
  compute: { kind: "serverless", vCores: 1, minVCores: 0.5, autoPauseMinutes: 60 },
  maxSizeGib: 32,
  zoneRedundant: false,
  backupRedundancy: "Local",
  pointInTimeDays: 7,
};
