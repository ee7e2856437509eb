// What the field's scanners flag, this pack flags too: for every check that a rule claims to equal, one shape that the check
// is known to flag (read from the checks' sources: Checkov and trivy-checks; PSRule and Azure Policy from their documentation).
import { expect } from "chai";
import { judge } from "../../policy/judge.ts";
import type { Judged } from "../../policy/judged.ts";
import { EXCEPTIONS_RULES } from "../../policy/pack.ts";
import { RULES } from "../../policy/rules.ts";
import { SECRET, type Value } from "../../policy/value.ts";
import { compliant, CONFIG, ENVIRONMENT, NOW, withValue } from "./fixtures.ts";

interface Bad {
  /** Checks that flag the shape. */
  readonly checks: readonly string[];
  readonly because: string;
  readonly stack: () => Judged[];
}

const seconds = (days: number) => Math.floor(NOW.getTime() / 1000) + days * 24 * 60 * 60;

const set = (because: string, name: string, path: string, value: Value | undefined, ...checks: string[]): Bad => ({
  checks,
  because,
  stack: () => withValue(name, path, value),
});

const without = (because: string, name: string, ...checks: string[]): Bad => ({
  checks,
  because,
  stack: () => compliant().filter((judged) => judged.name !== name),
});

const role = (guid: string) => `/providers/Microsoft.Authorization/roleDefinitions/${guid}`;

/** A template that takes a secret as any other text. */
const OPEN_PARAMETER: Value = {
  mode: "Incremental",
  template: { parameters: { password: { type: "string" } }, resources: [] },
  parameters: { password: { value: SECRET } },
};

const BAD: Readonly<Record<string, readonly Bad[]>> = {
  "vault-purge-protection": [
    set(
      "false",
      "vault",
      "properties.enablePurgeProtection",
      false,
      "CKV_AZURE_110",
      "CKV_AZURE_42",
      "AZU-0016",
      "AZR-000125",
      "POL-0b60c0b2",
    ),
    set("the text true", "vault", "properties.enablePurgeProtection", "true"),
  ],
  "vault-soft-delete": [
    set("false", "vault", "properties.enableSoftDelete", false, "CKV_AZURE_111", "CKV_AZURE_42", "AZR-000124"),
  ],
  "vault-soft-delete-days": [set("a week", "vault", "properties.softDeleteRetentionInDays", 7)],
  "vault-rbac": [set("false", "vault", "properties.enableRbacAuthorization", false, "AZR-000388", "POL-12d4fa5e")],
  "vault-no-access-policies": [set("a policy", "vault", "properties.accessPolicies", [{ objectId: "x" }])],
  "vault-network-default-deny": [
    set(
      "Allow",
      "vault",
      "properties.networkAcls.defaultAction",
      "Allow",
      "CKV_AZURE_109",
      "AZU-0013",
      "AZR-000355",
      "POL-55615ac9",
    ),
    set("a rule for every address", "vault", "properties.networkAcls.ipRules", [{ value: "0.0.0.0/0" }]),
  ],
  "vault-public-access": [
    set("enabled", "vault", "properties.publicNetworkAccess", "Enabled", "CKV_AZURE_189", "POL-405c5871"),
  ],
  "vault-trusted-services": [set("no bypass", "vault", "properties.networkAcls.bypass", "None")],
  "vault-private-endpoint": [
    without("no endpoint", "vault-endpoint", "CKV2_AZURE_32", "POL-a6abeaec"),
    set("another group", "vault-endpoint", "privateLinkServiceConnections.0.groupIds", ["managedhsm"]),
  ],
  "vault-diagnostics": [
    without("no setting", "vault-diagnostics", "AZR-000119"),
    set("metrics only", "vault-diagnostics", "logs", []),
    set("another category", "vault-diagnostics", "logs.0.categoryGroup", "AzurePolicyEvaluationDetails"),
  ],
  "vault-name": [
    set("two hyphens", "vault", "vaultName", "kv--payments"),
    set("25 characters", "vault", "vaultName", "a".repeat(25)),
    set("a digit first", "vault", "vaultName", "1kv"),
  ],
  "secret-expiry": [set("none", "secret", "properties.attributes.expires", undefined, "CKV_AZURE_41", "AZU-0017")],
  "secret-lifetime": [set("three years", "secret", "properties.attributes.expires", seconds(3 * 365))],
  "secret-days-left": [set("a week", "secret", "properties.attributes.expires", seconds(7))],
  "secret-content-type": [set("empty", "secret", "properties.contentType", "", "CKV_AZURE_114", "AZU-0015")],
  "secret-name": [set("an underscore", "secret", "secretName", "stripe_key"), set("a slash", "key", "keyName", "a/b")],
  "secrets-marked": [
    set("in the clear", "secret", "properties.value", "hunter2", "AZR-000316"),
    set("a password in the clear", "server", "administratorLoginPassword", "hunter2", "AZR-000316", "AZR-000408"),
    set("a secret in the deployment history", "template", "properties", OPEN_PARAMETER, "AZR-000408"),
  ],
  "key-expiry": [set("none", "key", "properties.attributes.expires", undefined, "CKV_AZURE_40", "AZU-0014")],
  "key-rotation-expiry": [
    set("none", "key", "properties.rotationPolicy.attributes", undefined, "CKV_AZURE_40", "AZU-0014"),
    set("less than Azure allows", "key", "properties.rotationPolicy.attributes.expiryTime", "P7D"),
  ],
  "key-auto-rotation": [
    set("only a notice", "key", "properties.rotationPolicy.lifetimeActions.0.action.type", "notify", "AZR-000123"),
    set("once a year", "key", "properties.rotationPolicy.lifetimeActions.0.trigger.timeAfterCreate", "P1Y"),
  ],
  "key-hsm": [set("software", "key", "properties.kty", "RSA", "CKV_AZURE_112")],
  "key-strength": [set("1024 bits", "key", "properties.keySize", 1024)],
  "certificate-validity": [
    set("two years", "certificate", "certificatePolicy.x509CertificateProperties.validityInMonths", 24),
  ],
  "certificate-renewal": [set("no action", "certificate", "certificatePolicy.lifetimeActions", [])],
  "sql-entra-only": [
    set(
      "false",
      "server",
      "administrators.azureADOnlyAuthentication",
      false,
      "AZR-000369",
      "CKV2_AZURE_27",
      "POL-b3a22bc9",
    ),
  ],
  "sql-no-login": [
    set("a login", "server", "administratorLogin", "sqladmin", "CKV2_AZURE_27"),
    set("a login that pretends to be Azure's", "server", "administratorLogin", "cloudsa"),
  ],
  "sql-entra-admin": [set("nobody", "server", "administrators", undefined, "AZR-000188", "CKV2_AZURE_7")],
  "sql-admin-group": [set("a person", "server", "administrators.principalType", "User")],
  "sql-min-tls": [
    set("1.0", "server", "minimalTlsVersion", "1.0", "CKV_AZURE_52", "AZU-0026", "AZR-000189"),
    set("none", "server", "minimalTlsVersion", "None"),
  ],
  "sql-public-access": [
    set("enabled", "server", "publicNetworkAccess", "Enabled", "CKV_AZURE_113", "AZU-0022"),
    set("a perimeter", "server", "publicNetworkAccess", "SecuredByPerimeter", "CKV_AZURE_113"),
  ],
  "sql-outbound": [set("disabled", "server", "restrictOutboundNetworkAccess", "Disabled")],
  "sql-firewall": [
    { checks: ["CKV_AZURE_11"], because: "the whole internet", stack: () => firewall("0.0.0.0", "255.255.255.255") },
    { checks: ["AZR-000184"], because: "all of Azure", stack: () => firewall("0.0.0.0", "0.0.0.0") },
    { checks: ["AZU-0029"], because: "a public range", stack: () => firewall("203.0.113.0", "203.0.113.255") },
    { checks: [], because: "the wrong way round", stack: () => firewall("203.0.113.9", "203.0.113.7") },
    set("a wide IPv6 range", "server-firewall-6", "endIPv6Address", "2001:db8:ffff::"),
  ],
  "sql-private-endpoint": [without("no endpoint", "server-endpoint")],
  "sql-auditing": [
    set("disabled", "server-audit", "state", "Disabled", "CKV_AZURE_23", "AZU-0027", "AZR-000187"),
    without("no policy", "server-audit", "CKV_AZURE_23", "AZU-0027"),
  ],
  "sql-audit-retention": [
    set("90 days", "server-audit", "retentionDays", 90),
    set("for ever, which scanners take for none", "server-audit", "retentionDays", 0, "CKV_AZURE_24"),
  ],
  "sql-audit-groups": [
    set(
      "logins only",
      "server-audit",
      "auditActionsAndGroups",
      ["SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP"],
      "POL-7ff426e2",
    ),
  ],
  "sql-audit-delivery": [
    set(
      "the server instead of master",
      "server-audit-logs",
      "resourceUri",
      "/subscriptions/x/resourceGroups/rg/providers/Microsoft.Sql/servers/sql-payments-dev",
    ),
  ],
  "sql-threat-detection": [set("disabled", "server-alerts", "state", "Disabled", "AZR-000186", "CKV2_AZURE_13")],
  "sql-alert-types": [
    set("one less", "server-alerts", "disabledAlerts", ["Sql_Injection"], "CKV_AZURE_25", "AZU-0028"),
  ],
  "sql-alert-recipients": [set("nobody", "server-alerts", "emailAddresses", [], "CKV_AZURE_26", "AZU-0018")],
  "sql-alert-admins": [set("false", "server-alerts", "emailAccountAdmins", false, "CKV_AZURE_27")],
  "sql-vulnerability-assessment": [without("none", "server-assessment", "CKV2_AZURE_2", "POL-ef2a8f2a")],
  "sql-assessment-reports": [
    set("no scans", "other-assessment", "recurringScans.isEnabled", false, "CKV2_AZURE_3"),
    set("no addresses", "other-assessment", "recurringScans.emails", [], "CKV2_AZURE_4"),
    set("no administrators", "other-assessment", "recurringScans.emailSubscriptionAdmins", false, "CKV2_AZURE_5"),
  ],
  "sql-customer-key": [
    set("Azure's key", "server-protector", "serverKeyType", "ServiceManaged", "POL-0a370ff3"),
    {
      checks: [],
      because: "no tag to hide behind",
      stack: () =>
        withValue(
          "server",
          "tags.dataClassification",
          undefined,
          withValue("server-protector", "serverKeyType", "ServiceManaged"),
        ),
    },
  ],
  "sql-key-auto-rotation": [set("false", "server-protector", "autoRotationEnabled", false)],
  "sql-server-name": [
    set("capitals", "server", "serverName", "SQL-Payments"),
    set("a hyphen last", "server", "serverName", "sql-"),
  ],
  "database-encryption": [set("disabled", "ledger-encryption", "state", "Disabled", "CKV2_AZURE_25", "AZR-000191")],
  "database-zone-redundant": [
    set("false", "ledger", "zoneRedundant", false, "CKV_AZURE_229"),
    set("a pool", "pool", "zoneRedundant", false),
  ],
  "database-long-term-retention": [set("none", "ledger-retention", "weeklyRetention", "PT0S", "POL-d38fc420")],
  "database-replica-backups": [
    set("Azure's own days", "replica-days", "retentionDays", 7),
    set("fewer weeks", "replica-retention", "weeklyRetention", "P4W"),
    set("another server's", "replica-days", "serverName", "sql-elsewhere"),
  ],
  "database-maintenance-window": [
    set(
      "the default",
      "ledger",
      "maintenanceConfigurationId",
      "/subscriptions/x/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/SQL_Default",
      "AZR-000440",
    ),
  ],
  "database-ledger": [set("false", "ledger", "isLedgerOn", false, "CKV_AZURE_224")],
  "database-backup-redundancy": [set("local", "ledger", "requestedBackupStorageRedundancy", "Local")],
  "subnet-nsg": [
    set("none", "subnet", "networkSecurityGroup", undefined, "AZR-000263", "CKV2_AZURE_31"),
    set("an inline subnet without", "network", "subnets.0.networkSecurityGroup", undefined, "AZR-000263"),
  ],
  "subnet-outbound": [set("true", "subnet", "defaultOutboundAccess", true, "AZR-000447", "POL-7bca8353")],
  "nsg-open-inbound": [
    set("everybody", "nsg", "securityRules.0.sourceAddressPrefix", "*", "AZU-0047"),
    set("everybody among others", "rule", "sourceAddressPrefixes", ["10.0.0.0/8", "0.0.0.0/0"]),
    set("the internet", "rule", "sourceAddressPrefix", "Internet"),
  ],
  "private-endpoint-dns": [without("no zone group", "vault-endpoint-dns", "POL-ac673a9a")],
  "private-endpoint-zone": [
    set(
      "another service's zone",
      "vault-endpoint-dns",
      "privateDnsZoneConfigs.0.privateDnsZoneId",
      "/x/privateDnsZones/privatelink.database.windows.net",
    ),
  ],
  "eventgrid-identity": [set("none", "topic", "identity.type", "None", "Azure.EventGrid.ManagedIdentity")],
  "eventgrid-delivery-identity": [set("a plain destination", "near-expiry", "deliveryWithResourceIdentity", undefined)],
  "eventgrid-local-auth": [set("false", "topic", "disableLocalAuth", false, "Azure.EventGrid.DisableLocalAuth")],
  "eventhub-local-auth": [set("false", "siem", "disableLocalAuth", false)],
  "storage-shared-keys": [set("true", "queue-storage", "allowSharedKeyAccess", true)],
  "role-definition-narrow": [
    set("everything", "role", "permissions.0.actions", ["*"], "CKV_AZURE_39", "AZU-0030"),
    set("roles by wildcard", "role", "permissions.0.actions", ["Microsoft.Authorization/*"]),
    set("role definitions", "role", "permissions.0.actions", ["Microsoft.Authorization/roleDefinitions/write"]),
    set("all data", "role", "permissions.0.dataActions", ["*"]),
    set("assignments by PIM", "role", "permissions.0.actions", [
      "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    ]),
    set("eligibility by PIM", "role", "permissions.0.actions", [
      "Microsoft.Authorization/roleEligibilityScheduleRequests/*",
    ]),
    set("who approves", "role", "permissions.0.actions", ["Microsoft.Authorization/roleManagementPolicies/write"]),
  ],
  "role-allowed": [
    set("Owner", "grant", "roleDefinitionId", role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")),
    set("delegation without a condition", "grant", "roleDefinitionId", role("F58310D9-A9F6-439A-9E8D-F62E7B41A168")),
    set("no role at all", "grant", "roleDefinitionId", "reader"),
    ...[
      "azure-native:authorization:PimRoleEligibilitySchedule",
      "azure-native:authorization:RoleAssignmentScheduleRequest",
      "azure-native:authorization:RoleEligibilityScheduleRequest",
      "azure:pim/activeRoleAssignment:ActiveRoleAssignment",
      "azure:pim/eligibleRoleAssignment:EligibleRoleAssignment",
    ].map((type): Bad => ({
      checks: [],
      because: `Owner by ${type}`,
      stack: () =>
        withValue("grant", "roleDefinitionId", role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")).map((judged) =>
          judged.name === "grant" ? { ...judged, type } : judged,
        ),
    })),
    ...[
      ["that allows Owner", "GuidEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635}"],
      ["that allows another who grants", "GuidEquals {18d7d88d-d35e-4fb5-a5c3-7773c20a72d9}"],
      ["that forbids Owner alone", "GuidNotEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635}"],
    ].map(([because = "", limit = ""]): Bad => ({
      checks: [],
      because: `a condition ${because}`,
      stack: () =>
        withValue(
          "grant",
          "condition",
          `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:${limit}))`,
          withValue(
            "grant",
            "conditionVersion",
            "2.0",
            withValue("grant", "roleDefinitionId", role("f58310d9-a9f6-439a-9e8d-f62e7b41a168")),
          ),
        ),
    })),
  ],
  "federated-pull-request": [
    set("of GitHub", "api-github", "subject", "repo:contoso/payments:pull_request"),
    set("with ids", "api-github", "subject", "repo:contoso@1/payments@2:pull_request"),
    set("by its ref", "api-github", "subject", "repo:contoso/payments:ref:refs/pull/7/merge"),
    set("in customised claims", "api-github", "subject", "repo:contoso/payments:event_name:pull_request_target"),
  ],
  "role-no-person": [set("a person", "grant", "principalType", "User")],
  "role-scope": [
    set("a subscription", "grant", "scope", "/subscriptions/11111111-1111-4111-8111-111111111111"),
    set("everything", "grant", "scope", "/"),
  ],
  "federated-issuer": [
    set("a stranger", "api-github", "issuer", "https://gitlab.example.com", "POL-2571b7c3"),
    set(
      "a host that only begins so",
      "api-github",
      "issuer",
      "https://token.actions.githubusercontent.com.evil.example",
    ),
    set("a user before an at", "api-github", "issuer", "https://token.actions.githubusercontent.com@evil.example"),
    set("no encryption", "api-github", "issuer", "http://token.actions.githubusercontent.com"),
  ],
  "federated-github-owner": [
    set("another owner", "api-github", "subject", "repo:evil/payments:environment:dev", "POL-2571b7c3"),
    set("an owner that only begins so", "api-github", "subject", "repo:contoso-evil/payments:environment:dev"),
  ],
  "federated-subject": [set("a wildcard", "api-github", "subject", "repo:contoso/payments:*")],
  "federated-audience": [set("another audience", "api-github", "audiences", ["https://github.com/contoso"])],
  "activity-alerts": [
    set("another operation", "changes", "condition.allOf.1.anyOf.0.equals", "Microsoft.Sql/servers/write"),
    set("switched off", "changes", "enabled", false),
  ],
  "service-health-alert": [without("none", "incidents")],
  "defender-plans": [set("the free tier", "defender", "pricingTier", "Free", "CKV_AZURE_87", "CKV_AZURE_69")],
  "workspace-local-auth": [set("false", "workspace", "features.disableLocalAuth", false)],
  "alert-resolves": [set("false", "query", "autoMitigate", false)],
  "alert-frequency": [set("every minute", "query", "evaluationFrequency", "PT1M")],
  "required-tags": [set("an empty owner", "vault", "tags.owner", " ")],
  "allowed-regions": [
    set("elsewhere", "vault", "location", "eastus"),
    set("any resource elsewhere", "rotator", "location", "eastus"),
  ],
  "deployment-readable": [set("a template from elsewhere", "template", "properties.template", undefined)],
  "resource-lock": [
    set("a lock that locks nothing", "server-lock", "level", "NotSpecified"),
    without("none", "server-lock"),
  ],
};

function firewall(start: string, end: string): Judged[] {
  return withValue("server-firewall", "startIpAddress", start, withValue("server-firewall", "endIpAddress", end));
}

describe("known-bad shapes", () => {
  for (const rule of RULES.filter(({ id }) => !EXCEPTIONS_RULES.has(id))) {
    for (const bad of BAD[rule.id] ?? []) {
      it(`${rule.id} catches ${bad.because}${bad.checks.length === 0 ? "" : ` (${bad.checks.join(", ")})`}`, () => {
        const verdicts = judge(bad.stack(), CONFIG, ENVIRONMENT, { now: NOW });

        expect(verdicts.map((verdict) => verdict.rule)).to.include(rule.id);
      });
    }

    it(`${rule.id} has a shape for every check that it claims to equal`, () => {
      const shapes = BAD[rule.id] ?? [];

      const shown = new Set(shapes.flatMap(({ checks }) => checks));

      expect(shapes).to.not.have.length(0);
      expect(rule.equals.filter((check) => !shown.has(check))).to.deep.equal([]);
    });
  }

  it("never repeats a password or a secret in a message", () => {
    const stacks = [
      withValue("server", "administratorLoginPassword", "hunter2"),
      withValue("secret", "properties.value", "hunter2"),
      withValue("server-audit", "storageAccountAccessKey", "hunter2"),
    ];

    const verdicts = stacks.flatMap((stack) => judge(stack, CONFIG, ENVIRONMENT, { now: NOW }));

    expect(verdicts).to.have.length.greaterThan(2);
    expect(JSON.stringify(verdicts)).to.not.include("hunter2");
  });
});
