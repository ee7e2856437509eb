// For every argument of every component, another value. The types hold the tables complete: an argument that is missing here
// does not compile.
import type * as pulumi from "@pulumi/pulumi";
import { AppEnvironment, type AppEnvironmentArgs } from "../../components/app/app-environment.ts";
import { AccessGroup, type AccessGroupArgs } from "../../components/identity/access-group.ts";
import { AppPeople, type AppPeopleArgs } from "../../components/identity/app-people.ts";
import { DeclaredMember, type DeclaredMemberArgs } from "../../components/identity/declared-member.ts";
import { DeployIdentity, type DeployIdentityArgs } from "../../components/identity/deploy-identity.ts";
import { defineEnvironmentRoles } from "../../components/identity/environment-roles.ts";
import { PeopleIdentity, type PeopleIdentityArgs } from "../../components/identity/people-identity.ts";
import { VaultReconciler, type VaultReconcilerArgs } from "../../components/identity/vault-reconciler.ts";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "../../components/identity/workload-identity.ts";
import { AdminPath, type AdminPathArgs } from "../../components/network/admin-path.ts";
import { CLOUDS } from "../../facts/clouds.ts";
import { PrivateEndpoint, type PrivateEndpointArgs } from "../../components/network/private-endpoint.ts";
import { PrivateNetwork, type PrivateNetworkArgs } from "../../components/network/private-network.ts";
import { PrivateZones, type PrivateZonesArgs } from "../../components/network/private-zones.ts";
import { Alerts, type AlertsArgs } from "../../components/observability/alerts.ts";
import { OwnerAlerts, type OwnerAlertsArgs } from "../../components/observability/owner-alerts.ts";
import { QueryCatalogue, type QueryCatalogueArgs } from "../../components/observability/query-catalogue.ts";
import { AuditTrail, type AuditTrailArgs } from "../../components/observability/audit-trail.ts";
import { VaultReconcilerJob, type VaultReconcilerJobArgs } from "../../components/operations/vault-reconciler-job.ts";
import { RotationJob, type RotationJobArgs } from "../../components/operations/rotation-job.ts";
import type { Platform } from "../../components/platform.ts";
import { DatabaseUser, type DatabaseUserArgs } from "../../components/sql/database-user.ts";
import { ReconcilerJob, type ReconcilerJobArgs } from "../../components/sql/reconciler-job.ts";
import type { SqlDatabaseArgs } from "../../components/sql/sql-database.ts";
import type { DatabaseShape } from "../../components/sql/sql-shape.ts";
import type { SqlServerArgs } from "../../components/sql/sql-server.ts";
import type { AppVaultArgs } from "../../components/vault/app-vault.ts";
import { VaultContents, type VaultContentsArgs } from "../../components/vault/contents.ts";
import { CertificateReader, type CertificateReaderArgs } from "../../components/vault/vault-certificate.ts";
import type { VaultCertificateArgs } from "../../components/vault/vault-certificate.ts";
import type { VaultConnectionArgs } from "../../components/vault/vault-connection.ts";
import type { VaultKeyArgs } from "../../components/vault/vault-key.ts";
import type { VaultSecretArgs } from "../../components/vault/vault-secret.ts";
import { database, server } from "../components/sql/fixtures.ts";
import { certificate, key, secret, vault, workload } from "../components/vault/fixtures.ts";
import { SUBSCRIPTION } from "../support/capture.ts";
import { SMALL_DATABASE, TAGS, testApp, testPlatform } from "../support/fixtures.ts";

/** For each argument, what makes another value of it; made inside the program, since some are resources. */
type Changes<A> = { readonly [K in keyof Required<A>]: () => Required<A>[K] };

export interface ComponentCase {
  readonly component: string;
  readonly changes: Readonly<Record<string, () => unknown>>;
  /** Builds it, with this argument in place of the usual one. */
  readonly build: (argument: Readonly<Record<string, unknown>>) => unknown;
}

function of<A extends object>(
  component: string,
  build: (args: Partial<A>) => unknown,
  changes: Changes<A>,
): ComponentCase {
  return { component, changes, build: (argument) => build(argument as Partial<A>) };
}

const OTHER_TAGS = { ...TAGS, owner: "others@contoso.com" };
const GUID = "8ef03d50-961c-47b2-8e48-0a5d7e2196be";
const OTHER_GUID = "9ff14e61-a72d-48c3-9f59-1b6e8f32a7cf";
const WHERE = { resourceGroupName: "rg-platform-dev", location: "westeurope", tags: TAGS };
const WATCHED: AlertsArgs = {
  ...WHERE,
  workspaceId: "/workspaces/log",
  subscriptionId: SUBSCRIPTION,
  suffix: "dev",
  level: "essential",
  urgency: "other",
  receivers: ["security@contoso.com"],
  about: ["platform", "applications"],
  values: {},
};
const ELSEWHERE = {
  resourceGroupName: () => "rg-elsewhere",
  location: () => "northeurope",
  tags: () => OTHER_TAGS,
};
const SUBNET = { create: { name: "snet-endpoints", addressPrefix: "10.0.0.0/24" } };
const vaultZone = (subscription: string): string =>
  `/subscriptions/${subscription}/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/${CLOUDS.public.zones.vault}`;
const VNET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const other = (name: string): pulumi.Resource => new WorkloadIdentity(name, { ...WHERE, identityName: `id-${name}` });
const FEDERATION = {
  github: {
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:contoso/platform:environment:prod",
    audiences: ["api://AzureADTokenExchange"],
  },
};
const otherFederation = () => ({ github: { ...FEDERATION.github, subject: "repo:contoso/platform:environment:dev" } });
const HOME = { environment: "dev", subscriptionId: SUBSCRIPTION };
const EXCEPTION = { allowedCidrs: ["203.0.113.7"], reason: "Moving in", until: "2026-02-15" };
const DECLARED = {
  app: "payments",
  server: "sql-x1.database.windows.net",
  database: "ledger",
  users: [{ name: "id-payments-dev-api", kind: "workload", id: "client", access: [{ level: "read" }] }],
} as const;

/** One that a failover group takes: it never pauses. */
const AWAKE: DatabaseShape = {
  ...SMALL_DATABASE,
  compute: { kind: "serverless", vCores: 1, minVCores: 0.5, autoPauseMinutes: -1 },
};

const APP = testApp({
  workloads: { api: { identityName: "id-payments-dev-api", federation: {} } },
  people: { readers: { name: "grp-payments-readers" }, operators: { name: "grp-payments-operators" } },
  databases: {
    ledger: {
      name: "ledger",
      purpose: "The ledger of record",
      owner: "payments-team@contoso.com",
      size: "small",
      ledger: false,
      access: {
        read: [{ kind: "group", name: "analysts", objectId: GUID }],
        readWrite: [],
        execute: [],
        migrate: [],
        schemas: {},
      },
      connectionSecretNames: {},
    },
  },
  availability: "paired",
});
const SHAPE: AppEnvironmentArgs["shape"] = {
  vaultSku: "standard",
  people: { operatorsAsk: false, hours: 4 },
  sql: { failover: "where-paired" },
  databases: { small: AWAKE, medium: AWAKE, large: AWAKE },
};
const appEnvironment = (args: Partial<AppEnvironmentArgs>): unknown => {
  const app = new AppEnvironment("payments", { platform: testPlatform(), app: APP, shape: SHAPE, ...args });
  app.grantAll(() => {
    throw new Error("no workload is granted anything here");
  });
  return app;
};
const network = (subnet: string) => ({ ...testPlatform().network, endpointSubnetId: `/subnets/${subnet}` });

export const COMPONENT_CASES: readonly ComponentCase[] = [
  of<AppEnvironmentArgs>("AppEnvironment", appEnvironment, {
    platform: () => testPlatform({ location: "uksouth" }),
    app: () => ({ ...APP, owner: "others@contoso.com" }),
    shape: () => ({ ...SHAPE, vaultSku: "premium" }),
  }),
  of<Platform>(
    "Platform, which everything stands on",
    (change) => {
      const platform = testPlatform(change);
      const app = { ...APP, vault: { ...APP.vault, publicAccess: EXCEPTION } };
      const read = (): unknown => vault({ platform }, "read").secret("key", secret()).grantRead(workload("api"));
      return [appEnvironment({ platform, app }), read()];
    },
    {
      environment: () => "staging",
      isProduction: () => true,
      cloud: () => CLOUDS.usgovernment,
      tenantId: () => GUID,
      subscriptionId: () => GUID,
      location: () => "uksouth",
      pairedLocation: () => "ukwest",
      dataResidency: () => "region",
      network: () => network("other"),
      pairedNetwork: () => network("other"),
      audit: () => ({ workspaceId: "/workspaces/other" }),
      sqlAdministrators: () => ({ ...testPlatform().sqlAdministrators, principalId: GUID }),
      defenderForSql: () => "subscription",
      securityContacts: () => ["soc@contoso.com"],
      protection: () => ({ protect: true, lock: true }),
      builtInRoles: () => ({ reason: "the tenant takes no roles of one's own" }),
      roleDefinitions: () => defineEnvironmentRoles(HOME, {}),
      keyVaultApi: () => "2024-11-01",
      now: () => new Date("2026-02-10T12:00:00Z"),
    },
  ),
  of<AppVaultArgs>("AppVault", (args) => vaultWithSecret(args), {
    platform: () => testPlatform({ tenantId: GUID }),
    app: () => "market",
    vaultName: () => "kv-payments-dev-x9",
    resourceGroupName: () => "rg-elsewhere",
    tags: () => OTHER_TAGS,
    place: () => "paired",
    sku: () => "premium",
    endpointAddress: () => "10.0.1.20",
    publicAccess: () => EXCEPTION,
  }),
  of<VaultSecretArgs>("VaultSecret", (args) => filled((all) => all.secret("stripe-key", secret(args))), {
    secretName: () => "payments-dev-other",
    purpose: () => "Refunds cards",
    owner: () => "others@contoso.com",
    contentType: () => "application/json",
    rotationDays: () => 30,
    rotatedBy: () => "generated",
    rotation: () => ({
      by: "generated",
      everyDays: 30,
      overlapDays: 7,
      retire: "overlap",
      readers: [],
      after: [],
      generated: { length: 48, alphabet: "hex" },
    }),
    retiring: () => ({ until: "2026-03-31", reason: "Replaced" }),
  }),
  of<VaultKeyArgs>("VaultKey", (args) => filled((all) => all.key("cards", key(args))), {
    keyName: () => "payments-dev-other",
    purpose: () => "Encrypts invoices",
    owner: () => "others@contoso.com",
    type: () => "EC",
    size: () => 4096,
    curve: () => "P-384",
    rotationDays: () => 60,
  }),
  of<VaultCertificateArgs>("VaultCertificate", (args) => filled((all) => all.certificate("tls", certificate(args))), {
    certificateName: () => "payments-dev-other",
    purpose: () => "TLS for the shop",
    owner: () => "others@contoso.com",
    subject: () => "CN=shop.contoso.com",
    dnsNames: () => ["shop.contoso.com"],
    issuer: () => "DigiCert",
    validityMonths: () => 6,
    renewBeforeDays: () => 14,
    exportable: () => false,
    dependents: () => ["Stripe callbacks"],
  }),
  of<VaultConnectionArgs>(
    "VaultConnection",
    (args) =>
      filled((all) =>
        all.connection("ledger", {
          secretName: "payments-dev-ledger-api-sql-conn",
          purpose: "Connects api",
          owner: "payments-team@contoso.com",
          connectionString: "Server=x",
          ...args,
        }),
      ),
    {
      secretName: () => "payments-dev-other-sql-conn",
      purpose: () => "Connects worker",
      owner: () => "others@contoso.com",
      connectionString: () => "Server=y",
    },
  ),
  of<CertificateReaderArgs>(
    "CertificateReader",
    (args) =>
      new CertificateReader(
        "reader",
        {
          vault: "kv-x1",
          certificate: "tls",
          scope: "/vaults/kv-x1/certificates/tls",
          role: "Key Vault Certificate User",
          principalId: GUID,
          principalType: "ServicePrincipal",
          ...args,
        },
        {},
      ),
    {
      vault: () => "kv-x2",
      certificate: () => "other",
      scope: () => "/vaults/kv-x1/certificates/other",
      // There is one role: another one does not compile.
      role: () => "Key Vault Certificate User",
      principalId: () => OTHER_GUID,
      principalType: () => "Group",
    },
  ),
  of<VaultContentsArgs>(
    "VaultContents",
    (args) => new VaultContents("contents", { vault: "kv-x1", secrets: {}, keys: {}, ...args }, {}),
    {
      vault: () => "kv-x2",
      secrets: () => ({ a: { name: "a", tags: TAGS, contentType: "text/plain", lifetimeDays: 90 } }),
      keys: () => ({ a: { name: "a", tags: TAGS, type: "RSA", rotationDays: 60, lifetimeDays: 90, notifyDays: 14 } }),
    },
  ),
  of<SqlServerArgs>("SqlServer", (args) => server({ databases: { ledger: database({ shape: AWAKE }) }, ...args }), {
    platform: () => testPlatform({ location: "uksouth" }),
    serverName: () => "sql-payments-dev-x9",
    resourceGroupName: () => "rg-elsewhere",
    tags: () => OTHER_TAGS,
    administrators: () => ({ ...testPlatform().sqlAdministrators, principalId: GUID }),
    databases: () => ({ ledger: database(), archive: database({ databaseName: "archive" }) }),
    minimalTlsVersion: () => "1.3",
    alertEmails: () => ["soc@contoso.com"],
    encryptionKey: () => vault().key("sql", key({ keyName: "payments-dev-sql", size: 3072 })),
    failover: () => ({ partnerServerName: "sql-payments-dev-x2", groupName: "fog-payments-dev-x1" }),
    endpointAddress: () => "10.0.0.4",
    publicAccess: () => EXCEPTION,
  }),
  of<SqlDatabaseArgs>("SqlDatabase", (args) => server({ databases: { ledger: database(args) } }), {
    databaseName: () => "orders",
    purpose: () => "Orders",
    owner: () => "others@contoso.com",
    shape: () => ({ ...SMALL_DATABASE, maxSizeGib: 64 }),
    ledger: () => true,
  }),
  of<DatabaseUserArgs>(
    "DatabaseUser",
    (args) =>
      new DatabaseUser("user", {
        server: "sql-x1",
        database: "ledger",
        userName: "id-api",
        kind: "workload",
        principal: GUID,
        level: "read",
        ...args,
      }),
    {
      server: () => "sql-x2",
      database: () => "orders",
      userName: () => "id-worker",
      kind: () => "group",
      principal: () => OTHER_GUID,
      level: () => "readWrite",
      schema: () => "reporting",
    },
  ),
  of<ReconcilerJobArgs>(
    "ReconcilerJob",
    (args) =>
      new ReconcilerJob("job", {
        ...WHERE,
        environmentName: "cae-sql-dev",
        jobName: "caj-sql-dev",
        image: `registry.contoso.com/strongroom@sha256:${"0a".repeat(32)}`,
        subnetId: "/subnets/jobs",
        identity: { id: "/identities/reconciler", clientId: GUID },
        audit: testPlatform().audit,
        after: [],
        databases: [DECLARED],
        ...args,
      }),
    {
      ...ELSEWHERE,
      environmentName: () => "cae-sql-other",
      jobName: () => "caj-sql-other",
      image: () => `registry.contoso.com/strongroom@sha256:${"0b".repeat(32)}`,
      registryServer: () => "registry.contoso.com",
      subnetId: () => "/subnets/other",
      identity: () => ({ id: "/identities/other", clientId: OTHER_GUID }),
      audit: () => ({ workspaceId: "/workspaces/other" }),
      after: () => [other("first")],
      databases: () => [{ ...DECLARED, database: "orders" }],
    },
  ),
  of<VaultReconcilerJobArgs>(
    "VaultReconcilerJob",
    (args) =>
      new VaultReconcilerJob("job", {
        ...WHERE,
        environmentName: "cae-kv-dev",
        jobName: "caj-kv-dev",
        image: `registry.contoso.com/strongroom@sha256:${"0a".repeat(32)}`,
        subnetId: "/subnets/jobs",
        identity: { id: "/identities/vault-reconciler", clientId: GUID },
        audit: testPlatform().audit,
        after: [],
        vaults: [],
        ...args,
      }),
    {
      ...ELSEWHERE,
      environmentName: () => "cae-kv-other",
      jobName: () => "caj-kv-other",
      image: () => `registry.contoso.com/strongroom@sha256:${"0b".repeat(32)}`,
      registryServer: () => "registry.contoso.com",
      subnetId: () => "/subnets/other",
      identity: () => ({ id: "/identities/other", clientId: OTHER_GUID }),
      audit: () => ({ workspaceId: "/workspaces/other" }),
      after: () => [other("first")],
      vaults: () => [
        {
          app: "payments",
          name: "kv-x1",
          uri: "https://kv-x1.vault.azure.net/",
          id: "/vaults/kv-x1",
          secrets: [],
          keys: [],
          connections: [],
          certificates: [],
          readers: [],
        },
      ],
    },
  ),
  of<RotationJobArgs>(
    "RotationJob",
    (args) =>
      new RotationJob("job", {
        ...WHERE,
        environmentName: "cae-rot-dev",
        jobName: "caj-rot-dev",
        image: `registry.contoso.com/strongroom@sha256:${"0a".repeat(32)}`,
        subnetId: "/subnets/jobs",
        identity: { id: "/identities/rotator", clientId: GUID },
        audit: testPlatform().audit,
        after: [],
        vaults: [],
        ...args,
      }),
    {
      ...ELSEWHERE,
      environmentName: () => "cae-rot-other",
      jobName: () => "caj-rot-other",
      image: () => `registry.contoso.com/strongroom@sha256:${"0b".repeat(32)}`,
      registryServer: () => "registry.contoso.com",
      subnetId: () => "/subnets/other",
      identity: () => ({ id: "/identities/other", clientId: OTHER_GUID }),
      audit: () => ({ workspaceId: "/workspaces/other" }),
      after: () => [other("first")],
      vaults: () => [
        {
          app: "payments",
          name: "kv-x1",
          uri: "https://kv-x1.vault.azure.net/",
          id: "/vaults/kv-x1",
          secrets: [],
          keys: [],
          connections: [],
          certificates: [],
          readers: [],
        },
      ],
    },
  ),
  of<WorkloadIdentityArgs>(
    "WorkloadIdentity",
    (args) => new WorkloadIdentity("api", { ...WHERE, identityName: "id-payments-dev-api", ...args }),
    { ...ELSEWHERE, identityName: () => "id-other", federation: () => FEDERATION },
  ),
  of<DeployIdentityArgs>(
    "DeployIdentity",
    (args) =>
      new DeployIdentity("deploy", {
        ...WHERE,
        identityName: "id-deploy",
        federation: FEDERATION,
        home: HOME,
        ...args,
      }),
    {
      ...ELSEWHERE,
      identityName: () => "id-other",
      federation: otherFederation,
      home: () => ({ ...HOME, subscriptionId: GUID }),
    },
  ),
  of<PeopleIdentityArgs>(
    "PeopleIdentity",
    (args) =>
      new PeopleIdentity("people", {
        ...WHERE,
        identityName: "id-people",
        federation: FEDERATION,
        home: HOME,
        ...args,
      }),
    {
      ...ELSEWHERE,
      identityName: () => "id-other",
      federation: otherFederation,
      home: () => ({ ...HOME, subscriptionId: GUID }),
    },
  ),
  of<VaultReconcilerArgs>(
    "VaultReconciler",
    (args) =>
      new VaultReconciler("vault-reconciler", {
        ...WHERE,
        identityName: "id-vault-reconciler",
        federation: FEDERATION,
        home: HOME,
        ...args,
      }),
    {
      ...ELSEWHERE,
      identityName: () => "id-other",
      federation: otherFederation,
      home: () => ({ ...HOME, subscriptionId: GUID }),
    },
  ),
  of<AccessGroupArgs>(
    "AccessGroup",
    (args) => new AccessGroup("readers", { displayName: "grp-readers", description: "Reads names", ...args }),
    {
      displayName: () => "grp-other",
      description: () => "Reads dates",
      objectId: () => GUID,
      elevation: () => ({ eligibleObjectId: GUID, approversObjectId: OTHER_GUID, hours: 4 }),
    },
  ),
  of<DeclaredMemberArgs>(
    "DeclaredMember",
    (args) => new DeclaredMember("member", { groupObjectId: GUID, memberObjectId: OTHER_GUID, ...args }),
    { groupObjectId: () => OTHER_GUID, memberObjectId: () => GUID },
  ),
  of<AppPeopleArgs>(
    "AppPeople",
    (args) =>
      new AppPeople("people", {
        platform: testPlatform(),
        people: {
          readers: { name: "grp-readers" },
          breakGlass: { name: "grp-emergency", eligibleObjectId: GUID },
          approversObjectId: OTHER_GUID,
        },
        shape: { operatorsAsk: false, hours: 4 },
        of: "payments in dev",
        vaults: [vault()],
        ...args,
      }),
    {
      platform: () => testPlatform({ subscriptionId: GUID }),
      people: () => ({ readers: { name: "grp-other" } }),
      shape: () => ({ operatorsAsk: false, hours: 2 }),
      of: () => "payments in prod",
      vaults: () => [vault({}, "another")],
    },
  ),
  of<PrivateNetworkArgs>(
    "PrivateNetwork",
    (args) => [
      new PrivateNetwork("network", {
        ...WHERE,
        subscriptionId: SUBSCRIPTION,
        virtualNetwork: { create: { name: "vnet", addressPrefix: "10.0.0.0/20" } },
        endpointSubnet: SUBNET,
        lock: false,
        ...args,
      }),
      // What is adopted lies in the subscription.
      new PrivateNetwork("adopted", {
        ...WHERE,
        virtualNetwork: { adopt: { id: VNET } },
        endpointSubnet: SUBNET,
        lock: false,
        subscriptionId: args.subscriptionId ?? SUBSCRIPTION,
      }),
    ],
    {
      ...ELSEWHERE,
      subscriptionId: () => GUID,
      virtualNetwork: () => ({ create: { name: "vnet", addressPrefix: "10.0.0.0/19" } }),
      endpointSubnet: () => ({ create: { ...SUBNET.create, addressPrefix: "10.0.0.0/25" } }),
      adminPath: () => ({ runners: { subnetName: "snet-runners", addressPrefix: "10.0.1.0/24" } }),
      lock: () => true,
    },
  ),
  of<AdminPathArgs>(
    "AdminPath",
    (args) =>
      new AdminPath("admin", {
        ...WHERE,
        virtualNetworkName: "vnet",
        virtualNetworkResourceGroupName: "rg-network",
        runners: { subnetName: "snet-runners", addressPrefix: "10.0.1.0/24" },
        bastion: { name: "bas", addressPrefix: "10.0.2.0/26", allowedCidrs: ["203.0.113.0/24"] },
        after: [],
        ...args,
      }),
    {
      ...ELSEWHERE,
      virtualNetworkName: () => "other",
      virtualNetworkResourceGroupName: () => "rg-other",
      runners: () => ({ subnetName: "snet-other", addressPrefix: "10.0.1.0/24" }),
      bastion: () => ({ name: "bas-other", addressPrefix: "10.0.2.0/26", allowedCidrs: ["203.0.113.0/24"] }),
      audit: () => ({ workspaceId: "/workspaces/other" }),
      after: () => [other("first")],
    },
  ),
  of<PrivateZonesArgs>(
    "PrivateZones",
    (args) => [
      new PrivateZones("zones", {
        cloud: CLOUDS.public,
        subscriptionId: SUBSCRIPTION,
        tenantId: GUID,
        resourceGroupName: "rg-platform-dev",
        tags: TAGS,
        adopted: { vault: { id: vaultZone(SUBSCRIPTION), link: true } },
        networks: { network: "/networks/here" },
        ...args,
      }),
      // Links in another subscription are written by a provider of their own.
      new PrivateZones("hub", {
        cloud: CLOUDS.public,
        subscriptionId: SUBSCRIPTION,
        tenantId: args.tenantId ?? GUID,
        resourceGroupName: "rg-platform-dev",
        tags: TAGS,
        adopted: { vault: { id: vaultZone(OTHER_GUID), link: true } },
        networks: { network: "/networks/here" },
      }),
    ],
    {
      cloud: () => CLOUDS.china,
      subscriptionId: () => GUID,
      tenantId: () => OTHER_GUID,
      resourceGroupName: () => "rg-elsewhere",
      tags: () => OTHER_TAGS,
      adopted: () => ({}),
      networks: () => ({ network: "/networks/there" }),
    },
  ),
  of<PrivateEndpointArgs>(
    "PrivateEndpoint",
    (args) =>
      new PrivateEndpoint("endpoint", {
        target: { kind: "vault", id: "/vaults/kv-x1", name: "kv-x1" },
        network: testPlatform().network,
        resourceGroupName: "rg-payments-dev",
        tags: TAGS,
        ...args,
      }),
    {
      target: () => ({ kind: "sqlServer", id: "/servers/sql-x1", name: "sql-x1" }),
      network: () => network("other"),
      resourceGroupName: () => "rg-elsewhere",
      address: () => "10.0.0.4",
      tags: () => OTHER_TAGS,
    },
  ),
  of<AuditTrailArgs>(
    "AuditTrail",
    (args) => {
      const audit = new AuditTrail("audit", {
        ...WHERE,
        workspace: { create: { name: "log", retentionDays: 30 } },
        protection: { protect: false, lock: false },
        ...args,
      });
      return vault({ platform: testPlatform({ audit }) });
    },
    {
      ...ELSEWHERE,
      workspace: () => ({ create: { name: "log", retentionDays: 90 } }),
      siem: () => ({ authorizationRuleId: "/rules/send", eventHubName: "strongroom" }),
      protection: () => ({ protect: true, lock: false }),
    },
  ),
  of<AlertsArgs>("Alerts", (args) => new Alerts("alerts", { ...WATCHED, ...args }), {
    ...ELSEWHERE,
    workspaceId: () => "/workspaces/other",
    subscriptionId: () => OTHER_GUID,
    suffix: () => "prod",
    level: () => "full",
    urgency: () => "production",
    receivers: () => ["soc@contoso.com"],
    about: () => ["applications"],
    values: () => ({ reconcilers: [["id-sql-reconciler"]] }),
  }),
  of<OwnerAlertsArgs>(
    "OwnerAlerts",
    (args) =>
      new OwnerAlerts("shop-alerts", {
        resourceGroupName: WHERE.resourceGroupName,
        tags: TAGS,
        subscriptionId: SUBSCRIPTION,
        app: "shop",
        environment: "dev",
        owner: "shop@contoso.com",
        ...args,
      }),
    {
      resourceGroupName: ELSEWHERE.resourceGroupName,
      tags: ELSEWHERE.tags,
      subscriptionId: () => OTHER_GUID,
      app: () => "mall",
      environment: () => "prod",
      owner: () => "others@contoso.com",
    },
  ),
  of<QueryCatalogueArgs>(
    "QueryCatalogue",
    (args) =>
      new QueryCatalogue("queries", {
        ...WHERE,
        workspaceId: "/workspaces/log",
        environment: "dev",
        values: {},
        ...args,
      }),
    {
      ...ELSEWHERE,
      environment: () => "prod",
      workspaceId: () => "/workspaces/other",
      workspaceName: () => "log",
      values: () => ({ reconcilers: [["id-sql-reconciler"]] }),
    },
  ),
];

function vaultWithSecret(args: Partial<AppVaultArgs>): unknown {
  const all = vault(args);
  all.secret("stripe-key", secret());
  return { declared: all.declareContents() };
}

function filled(fill: (all: ReturnType<typeof vault>) => unknown): unknown {
  const all = vault();
  fill(all);
  return { declared: all.declareContents() };
}
