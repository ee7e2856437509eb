// One stack that keeps every rule, as small as it can be. All policy tests start from it and change one thing.
import type { Judged } from "../../policy/judged.ts";
import { DEFAULT_CONFIG, type PolicyConfig } from "../../policy/config.ts";
import type { Props, Value } from "../../policy/value.ts";
import { isList, isProps, SECRET } from "../../policy/value.ts";

export const NOW = new Date("2026-06-01T12:00:00Z");

const IN_100_DAYS = Math.floor(NOW.getTime() / 1000) + 100 * 24 * 60 * 60;

const GROUP = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-payments-dev";
const VAULT_ID = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-payments-dev`;
const SERVER_ID = `${GROUP}/providers/Microsoft.Sql/servers/sql-payments-dev`;
const WORKSPACE_ID = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log-dev`;
const ZONES = `${GROUP}/providers/Microsoft.Network/privateDnsZones`;
const ACTION_GROUP = { actionGroupId: `${GROUP}/providers/Microsoft.Insights/actionGroups/ag` };

const tags = { owner: "payments-team@contoso.com", dataClassification: "confidential" };
const here = { resourceGroupName: "rg-payments-dev", location: "westeurope", tags };
const group = { resourceGroupName: "rg-payments-dev" };
const ofServer = { ...group, serverName: "sql-payments-dev" };
const ofLedger = { ...ofServer, databaseName: "ledger" };
const ofReplica = { ...group, serverName: "sql-payments-dev-partner", databaseName: "ledger" };

/** Settings under which nothing in the fixture is left unjudged. */
export const CONFIG: PolicyConfig = {
  ...DEFAULT_CONFIG,
  settings: {
    ...DEFAULT_CONFIG.settings,
    allowedRegions: ["westeurope"],
    allowedGithubOwners: ["contoso"],
    ownsSubscription: true,
    alertOperations: ["Microsoft.Sql/servers/firewallRules/write"],
    defenderPlans: ["KeyVaults"],
  },
};

export const ENVIRONMENT = "prod";

function resource(name: string, type: string, props: Props, id?: string): Judged {
  const full = type.startsWith("azure") ? type : `azure-native:${type}`;
  const judged = { type: full, name, urn: `urn:pulumi:dev::strongroom::${full}::${name}`, props };
  return id === undefined ? judged : { ...judged, id };
}

/** Every kind that a rule looks at, once, the way it should be. */
export function compliant(): Judged[] {
  return [
    resource("group", "resources:ResourceGroup", here),
    resource(
      "vault",
      "keyvault:Vault",
      {
        ...here,
        vaultName: "kv-payments-dev",
        properties: {
          tenantId: "22222222-2222-4222-8222-222222222222",
          sku: { family: "A", name: "premium" },
          enablePurgeProtection: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          enableRbacAuthorization: true,
          publicNetworkAccess: "disabled",
          enabledForDiskEncryption: true,
          networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
        },
      },
      VAULT_ID,
    ),
    resource("secret", "keyvault:Secret", {
      ...group,
      tags,
      vaultName: "kv-payments-dev",
      secretName: "payments-dev-stripe-key",
      properties: { value: SECRET, contentType: "text/plain", attributes: { enabled: true, expires: IN_100_DAYS } },
    }),
    resource("key", "keyvault:Key", {
      ...group,
      tags,
      vaultName: "kv-payments-dev",
      keyName: "card-encryption",
      properties: {
        kty: "RSA-HSM",
        keySize: 3072,
        attributes: { expires: IN_100_DAYS },
        rotationPolicy: {
          attributes: { expiryTime: "P120D" },
          lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P90D" } }],
        },
      },
    }),
    resource("certificate", "azure:keyvault/certificate:Certificate", {
      certificatePolicy: {
        x509CertificateProperties: { validityInMonths: 12 },
        lifetimeActions: [{ action: { actionType: "AutoRenew" }, trigger: { daysBeforeExpiry: 30 } }],
      },
    }),
    resource("vault-endpoint", "network:PrivateEndpoint", {
      ...here,
      privateEndpointName: "pe-kv",
      privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: VAULT_ID, groupIds: ["vault"] }],
    }),
    resource("vault-endpoint-dns", "network:PrivateDnsZoneGroup", {
      ...group,
      privateEndpointName: "pe-kv",
      privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: `${ZONES}/privatelink.vaultcore.azure.net` }],
    }),
    resource("vault-diagnostics", "monitor:DiagnosticSetting", {
      name: "audit",
      resourceUri: VAULT_ID,
      workspaceId: WORKSPACE_ID,
      logs: [{ categoryGroup: "allLogs", enabled: true }],
    }),
    ...sql(),
    ...network(),
    ...identity(),
    ...logging(),
  ];
}

function sql(): Judged[] {
  return [
    resource(
      "server",
      "sql:Server",
      {
        ...here,
        serverName: "sql-payments-dev",
        minimalTlsVersion: "1.2",
        publicNetworkAccess: "Disabled",
        restrictOutboundNetworkAccess: "Enabled",
        administrators: {
          administratorType: "ActiveDirectory",
          azureADOnlyAuthentication: true,
          principalType: "Group",
          login: "payments-dbas",
          sid: "33333333-3333-4333-8333-333333333333",
        },
      },
      SERVER_ID,
    ),
    resource("server-endpoint", "network:PrivateEndpoint", {
      ...here,
      privateEndpointName: "pe-sql",
      privateLinkServiceConnections: [{ name: "sql", privateLinkServiceId: SERVER_ID, groupIds: ["sqlServer"] }],
    }),
    resource("server-endpoint-dns", "network:PrivateDnsZoneGroup", {
      ...group,
      privateEndpointName: "pe-sql",
      privateDnsZoneConfigs: [{ name: "sql", privateDnsZoneId: `${ZONES}/privatelink.database.windows.net` }],
    }),
    resource("server-lock", "authorization:ManagementLockByScope", { scope: SERVER_ID, level: "CanNotDelete" }),
    resource("server-audit", "sql:ExtendedServerBlobAuditingPolicy", {
      ...ofServer,
      state: "Enabled",
      isAzureMonitorTargetEnabled: true,
      retentionDays: 120,
      auditActionsAndGroups: [
        "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
        "FAILED_DATABASE_AUTHENTICATION_GROUP",
        "BATCH_COMPLETED_GROUP",
      ],
    }),
    resource("server-audit-logs", "monitor:DiagnosticSetting", {
      name: "audit",
      resourceUri: `${SERVER_ID}/databases/master`,
      workspaceId: WORKSPACE_ID,
      logs: [{ category: "SQLSecurityAuditEvents", enabled: true }],
    }),
    resource("server-alerts", "sql:ServerSecurityAlertPolicy", {
      ...ofServer,
      state: "Enabled",
      emailAccountAdmins: true,
      emailAddresses: ["security@contoso.com"],
    }),
    resource("server-assessment", "sql:SqlVulnerabilityAssessmentsSetting", { ...ofServer, state: "Enabled" }),
    resource("other-assessment", "sql:ServerVulnerabilityAssessment", {
      ...group,
      serverName: "sql-elsewhere",
      storageContainerPath: "https://scans.blob.core.windows.net/scans",
      recurringScans: { isEnabled: true, emailSubscriptionAdmins: true, emails: ["security@contoso.com"] },
    }),
    resource("server-protector", "sql:EncryptionProtector", {
      ...ofServer,
      serverKeyType: "AzureKeyVault",
      autoRotationEnabled: true,
    }),
    resource("server-firewall", "sql:FirewallRule", {
      ...ofServer,
      startIpAddress: "203.0.113.7",
      endIpAddress: "203.0.113.9",
    }),
    resource("server-firewall-6", "sql:IPv6FirewallRule", {
      ...ofServer,
      startIPv6Address: "2001:db8::1",
      endIPv6Address: "2001:db8::2",
    }),
    resource("ledger", "sql:Database", {
      ...here,
      ...ofLedger,
      zoneRedundant: true,
      isLedgerOn: true,
      requestedBackupStorageRedundancy: "Geo",
      maintenanceConfigurationId: `${GROUP}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/SQL_WestEurope_DB_2`,
    }),
    resource("ledger-encryption", "sql:TransparentDataEncryption", { ...ofLedger, state: "Enabled" }),
    resource("ledger-retention", "sql:LongTermRetentionPolicy", { ...ofLedger, weeklyRetention: "P12W" }),
    resource("ledger-days", "sql:BackupShortTermRetentionPolicy", { ...ofLedger, retentionDays: 35 }),
    resource("replica-retention", "sql:LongTermRetentionPolicy", { ...ofReplica, weeklyRetention: "P12W" }),
    resource("replica-days", "sql:BackupShortTermRetentionPolicy", { ...ofReplica, retentionDays: 35 }),
    resource("failover", "sql:FailoverGroup", {
      ...ofServer,
      failoverGroupName: "fog-payments-dev",
      databases: [`${SERVER_ID}/databases/ledger`],
      partnerServers: [{ id: `${SERVER_ID}-partner` }],
      readWriteEndpoint: { failoverPolicy: "Manual" },
    }),
    resource("pool", "sql:ElasticPool", {
      ...here,
      ...ofServer,
      zoneRedundant: true,
      maintenanceConfigurationId: `${GROUP}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/SQL_WestEurope_DB_2`,
    }),
  ];
}

function network(): Judged[] {
  const inbound = {
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    destinationPortRange: "443",
    priority: 100,
  };
  return [
    resource("network", "network:VirtualNetwork", {
      ...here,
      subnets: [{ name: "inline", defaultOutboundAccess: false, networkSecurityGroup: { id: `${GROUP}/nsg` } }],
    }),
    resource("subnet", "network:Subnet", {
      ...group,
      subnetName: "endpoints",
      virtualNetworkName: "vnet",
      defaultOutboundAccess: false,
      networkSecurityGroup: { id: `${GROUP}/nsg` },
    }),
    resource("nsg", "network:NetworkSecurityGroup", {
      ...here,
      securityRules: [{ name: "in", ...inbound, sourceAddressPrefix: "10.0.0.0/24" }],
    }),
    resource("rule", "network:SecurityRule", { ...group, ...inbound, sourceAddressPrefix: "VirtualNetwork" }),
    resource("template", "resources:Deployment", {
      ...group,
      properties: { mode: "Incremental", template: { contentVersion: "1.0.0.0", resources: [] } },
    }),
    resource("zone", "privatedns:PrivateZone", { ...group, location: "global", tags }),
  ];
}

function identity(): Judged[] {
  return [
    resource("api", "managedidentity:UserAssignedIdentity", { ...here, resourceName: "id-payments-dev-api" }),
    resource("api-github", "managedidentity:FederatedIdentityCredential", {
      ...group,
      resourceName: "id-payments-dev-api",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:contoso/payments:environment:dev",
      audiences: ["api://AzureADTokenExchange"],
    }),
    resource("grant", "authorization:RoleAssignment", {
      scope: `${VAULT_ID}/secrets/payments-dev-stripe-key`,
      principalId: "44444444-4444-4444-8444-444444444444",
      principalType: "ServicePrincipal",
      roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
    }),
    resource("role", "authorization:RoleDefinition", {
      scope: GROUP,
      roleName: "Secret names",
      permissions: [
        {
          actions: ["Microsoft.KeyVault/vaults/read"],
          dataActions: ["Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
        },
      ],
    }),
  ];
}

function logging(): Judged[] {
  const told = {
    ...group,
    tags,
    location: "global",
    enabled: true,
    scopes: [GROUP],
    actions: { actionGroups: [ACTION_GROUP] },
  };
  return [
    resource("workspace", "operationalinsights:Workspace", { ...here, features: { disableLocalAuth: true } }),
    resource("action-group", "monitor:ActionGroup", { ...group, tags, location: "global" }),
    resource("changes", "monitor:ActivityLogAlert", {
      ...told,
      condition: {
        allOf: [
          { field: "category", equals: "Administrative" },
          { anyOf: [{ field: "operationName", equals: "Microsoft.Sql/servers/firewallRules/write" }] },
        ],
      },
    }),
    resource("incidents", "monitor:ActivityLogAlert", {
      ...told,
      condition: { allOf: [{ field: "category", equals: "ServiceHealth" }] },
    }),
    resource("query", "monitor:ScheduledQueryRule", { ...here, autoMitigate: true, evaluationFrequency: "PT5M" }),
    resource("defender", "security:Pricing", { scopeId: GROUP, pricingName: "KeyVaults", pricingTier: "Standard" }),
    resource("events", "eventgrid:SystemTopic", { ...here, identity: { type: "SystemAssigned" } }),
    resource("topic", "eventgrid:Topic", { ...here, identity: { type: "SystemAssigned" }, disableLocalAuth: true }),
    resource("domain", "eventgrid:Domain", { ...here, identity: { type: "UserAssigned" }, disableLocalAuth: true }),
    resource("near-expiry", "eventgrid:SystemTopicEventSubscription", {
      ...group,
      deliveryWithResourceIdentity: {
        identity: { type: "SystemAssigned" },
        destination: { endpointType: "StorageQueue" },
      },
    }),
    resource("siem", "eventhub:Namespace", { ...here, disableLocalAuth: true }),
    resource("queue-storage", "storage:StorageAccount", {
      ...here,
      accountName: "strotator",
      allowSharedKeyAccess: false,
    }),
    resource("rotator", "web:WebApp", { ...here, name: "func-rotator" }),
  ];
}

/** The fixture with one resource changed. */
export function withChange(
  name: string,
  change: (props: Props) => Props,
  all: readonly Judged[] = compliant(),
): Judged[] {
  if (!all.some((judged) => judged.name === name)) throw new Error(`the fixture has no resource ${name}`);
  return all.map((judged) => (judged.name === name ? { ...judged, props: change(judged.props) } : judged));
}

/** The fixture with one property set, or taken away where the value is undefined. */
export function withValue(name: string, path: string, value: Value | undefined, all?: readonly Judged[]): Judged[] {
  return withChange(name, (props) => setIn(props, path.split("."), value), all);
}

function setIn(props: Props, [key = "", ...rest]: readonly string[], value: Value | undefined): Props {
  const inner = rest.length === 0 ? value : descend(props[key], rest, value);
  const entries = Object.entries(props).filter(([name]) => name !== key);
  return Object.fromEntries(inner === undefined ? entries : [...entries, [key, inner]]);
}

function descend(from: Value | undefined, path: readonly string[], value: Value | undefined): Value {
  if (!isList(from)) return setIn(isProps(from) ? from : {}, path, value);
  const [index = "", ...rest] = path;
  const at = Number(index);
  const item = rest.length === 0 ? value : descend(from[at], rest, value);
  return item === undefined ? from.filter((_item, i) => i !== at) : from.with(at, item);
}

/** Every path in a resource's properties, containers included. */
export function pathsOf(value: Value | undefined, prefix = ""): string[] {
  const entries = isList(value)
    ? value.map((item, index) => [String(index), item] as const)
    : isProps(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, item]) => [`${prefix}${key}`, ...pathsOf(item, `${prefix}${key}.`)]);
}
