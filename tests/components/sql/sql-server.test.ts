import { expect } from "chai";
import * as fc from "fast-check";
import { capture, grants, ofType, only, type Captured } from "../../support/capture.ts";
import { testPlatform } from "../../support/fixtures.ts";
import { rangeOf } from "../../../components/sql/firewall.ts";
import { serverKeyName } from "../../../components/sql/server-encryption.ts";
import { database, refusal, server } from "./fixtures.ts";

const SERVER = "azure-native:sql:Server";
const FAILOVER = { partnerServerName: "sql-payments-dev-x2", groupName: "fog-payments-dev-x1" };
const KEY = {
  id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-x1/keys/tde",
  versionedUri: "https://kv-x1.vault.azure.net/keys/tde/0123abcd",
};

describe("SqlServer", () => {
  it("defaults: Entra only, private, audited, watched", async () => {
    const { resources } = await capture(() => server());

    const { inputs, protect, ignoreChanges } = only(resources, SERVER);
    expect(inputs["administrators"]).to.deep.equal({
      administratorType: "ActiveDirectory",
      azureADOnlyAuthentication: true,
      principalType: "Group",
      login: "sql-administrators-dev",
      sid: "33333333-3333-4333-8333-333333333333",
      tenantId: "11111111-1111-4111-8111-111111111111",
    });
    expect(inputs).to.include({
      serverName: "sql-payments-dev-x1",
      location: "westeurope",
      minimalTlsVersion: "1.2",
      publicNetworkAccess: "Disabled",
      restrictOutboundNetworkAccess: "Enabled",
    });
    expect(inputs).not.to.have.any.keys("administratorLogin", "administratorLoginPassword", "keyId");
    expect(protect).to.equal(false);
    expect(ignoreChanges).to.deep.equal(["administrators", "administratorLogin", "keyId"]);
    expect(count(resources)).to.deep.equal({
      Deployment: 1,
      UserAssignedIdentity: 1,
      PrivateEndpoint: 1,
      ExtendedServerBlobAuditingPolicy: 1,
      ServerSecurityAlertPolicy: 1,
      SqlVulnerabilityAssessmentsSetting: 1,
      Database: 1,
      FirewallRule: 0,
      ElasticPool: 0,
      ServerKey: 0,
      EncryptionProtector: 0,
      FailoverGroup: 0,
      ManagementLockByScope: 0,
    });
    expect(grants(resources)).to.deep.equal([]);
  });

  it("max: every argument reaches Azure", async () => {
    const platform = testPlatform({ protection: { protect: true, lock: true } });

    const { resources } = await capture(() =>
      server({
        platform,
        serverName: "sql-other",
        resourceGroupName: "rg-other",
        tags: { extra: "yes" },
        administrators: { ...platform.sqlAdministrators, displayName: "others" },
        minimalTlsVersion: "1.3",
        alertEmails: ["owner@contoso.com", "security@contoso.com"],
        encryptionKey: KEY,
        failover: { ...FAILOVER, partnerEndpointAddress: "10.1.1.9" },
        databases: { ledger: database({ shape: awake }) },
        endpointAddress: "10.0.1.9",
        publicAccess: { allowedCidrs: ["203.0.113.16/28"], reason: "Migration", until: "2026-02-01" },
      }),
    );

    const primary = only(resources, SERVER, "payments");
    expect(primary.inputs).to.deep.include({
      serverName: "sql-other",
      resourceGroupName: "rg-other",
      minimalTlsVersion: "1.3",
      publicNetworkAccess: "Enabled",
      tags: { extra: "yes", "public-access-reason": "Migration", "public-access-until": "2026-02-01" },
    });
    expect(primary.protect).to.equal(true);
    expect(only(resources, "ServerSecurityAlertPolicy", "payments-defender").inputs["emailAddresses"]).to.deep.equal([
      "security@contoso.com",
      "owner@contoso.com",
    ]);
    expect(ofType(resources, "azure-native:sql:FirewallRule").map(({ inputs }) => inputs)).to.deep.include({
      resourceGroupName: "rg-other",
      serverName: "sql-other",
      firewallRuleName: "exception-203-0-113-16-28",
      startIpAddress: "203.0.113.16",
      endIpAddress: "203.0.113.31",
    });
    const endpoint = (name: string): string =>
      JSON.stringify(only(resources, "azure-native:network:PrivateEndpoint", name).inputs);
    expect(endpoint("payments-endpoint")).to.include("10.0.1.9").and.not.include("10.1.1.9");
    expect(endpoint("payments-partner-endpoint")).to.include("10.1.1.9").and.not.include("10.0.1.9");
    expect(JSON.stringify(only(resources, "Deployment", "payments-administrators").inputs)).to.include("others");
    expect(ofType(resources, "ManagementLockByScope")).to.have.length(2);
  });

  it("locks both servers after all that is in either, so that a server that goes loses its lock first", async () => {
    const platform = testPlatform({ protection: { protect: true, lock: true } });

    const { resources } = await capture(() =>
      server({ platform, failover: FAILOVER, encryptionKey: KEY, databases: { ledger: database({ shape: awake }) } }),
    );

    for (const lock of ofType(resources, "ManagementLockByScope")) {
      expect(lock.dependsOn).to.include.members([
        "payments-failover",
        "payments-ledger",
        "payments-ledger-backup",
        "payments-ledger-logs",
        "payments-ledger-replica-backup",
        "payments-ledger-replica-logs",
        "payments-encryption-protector",
        "payments-partner-encryption-protector",
        "payments-master-logs",
        "payments-partner-master-logs",
        "payments-partner-endpoint",
      ]);
    }
  });

  it("hardened: the partner is no weaker than the primary", async () => {
    const { resources } = await capture(() =>
      server({ failover: FAILOVER, encryptionKey: KEY, databases: { ledger: database({ shape: awake }) } }),
    );

    const posture = (name: string): unknown => {
      const {
        serverName: _name,
        location: _location,
        identity: _identity,
        ...rest
      } = only(resources, SERVER, name).inputs;
      const { primaryUserAssignedIdentityId: _id, ...same } = rest;
      return same;
    };
    expect(posture("payments-partner")).to.deep.equal(posture("payments"));
    expect(only(resources, SERVER, "payments-partner").inputs).to.include({
      serverName: "sql-payments-dev-x2",
      location: "northeurope",
    });
    for (const type of [
      "Deployment",
      "PrivateEndpoint",
      "ExtendedServerBlobAuditingPolicy",
      "ServerSecurityAlertPolicy",
      "SqlVulnerabilityAssessmentsSetting",
      "UserAssignedIdentity",
      "ServerKey",
      "EncryptionProtector",
    ]) {
      expect(ofType(resources, `azure-native:${moduleOf(type)}:${type}`), type).to.have.length(2);
    }
  });

  it("audits what the benchmarks ask for, and carries it to the workspace", async () => {
    const { resources } = await capture(() => server());

    const policy = only(resources, "ExtendedServerBlobAuditingPolicy").inputs;
    expect(policy).to.include({ state: "Enabled", isAzureMonitorTargetEnabled: true, isDevopsAuditEnabled: true });
    expect(policy["auditActionsAndGroups"]).to.include.members([
      "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
      "FAILED_DATABASE_AUTHENTICATION_GROUP",
      "BATCH_COMPLETED_GROUP",
    ]);
    const master = only(resources, "azure-native:monitor:DiagnosticSetting", "payments-master-logs");
    expect(master.inputs["resourceUri"]).to.match(/\/servers\/sql-payments-dev-x1\/databases\/master$/);
    expect(master.inputs["logs"]).to.deep.include({ category: "SQLSecurityAuditEvents", enabled: true });
    expect(master.dependsOn).to.include("payments-auditing");
  });

  it("switches Defender on before the assessment that is a part of it", async () => {
    const { resources } = await capture(() => server());

    expect(only(resources, "ServerSecurityAlertPolicy").inputs).to.deep.include({
      state: "Enabled",
      disabledAlerts: [],
      emailAccountAdmins: true,
      emailAddresses: ["security@contoso.com"],
    });
    const assessment = only(resources, "SqlVulnerabilityAssessmentsSetting");
    expect(assessment.inputs).to.include({ state: "Enabled" });
    expect(assessment.dependsOn).to.include("payments-defender");
  });

  it("brings an assessment that Defender has switched on already to what is said, by a template", async () => {
    const { resources } = await capture(() => server({ platform: testPlatform({ defenderForSql: "subscription" }) }));

    expect(ofType(resources, "SqlVulnerabilityAssessmentsSetting")).to.deep.equal([]);
    const assessment = only(resources, "Deployment", "payments-assessment");
    expect(assessment.dependsOn).to.include("payments-defender");
    expect(JSON.stringify(assessment.inputs)).to.include(
      `"name":"[concat(parameters('serverName'), '/default')]","properties":{"state":"Enabled"}`,
    );
  });

  it("tells each server of its administrators once it is there: the template knows it by name only", async () => {
    const { resources } = await capture(() =>
      server({ failover: FAILOVER, databases: { ledger: database({ shape: awake }) } }),
    );

    for (const name of ["payments", "payments-partner"]) {
      expect(only(resources, "Deployment", `${name}-administrators`).dependsOn).to.include(name);
    }
  });

  it("keeps administrators out of the template's expressions", async () => {
    const platform = testPlatform();
    const hostile = "[reference('x')]'); DROP";

    const { resources } = await capture(() =>
      server({ platform, administrators: { ...platform.sqlAdministrators, displayName: hostile } }),
    );

    const { template, parameters } = only(resources, "Deployment").inputs["properties"] as Record<string, never>;
    expect(JSON.stringify(template)).not.to.include("DROP");
    expect(parameters).to.deep.include({ login: { value: hostile } });
  });
});

describe("SqlServer: encryption with the application's own key", () => {
  it("grants each server the one key before telling it of the key", async () => {
    const { resources } = await capture(() =>
      server({ encryptionKey: KEY, failover: FAILOVER, databases: { ledger: database({ shape: awake }) } }),
    );

    const scope = "…/vaults/kv-x1/keys/tde";
    expect(grants(resources)).to.have.deep.members([
      { principal: "payments-sql", role: "Key Vault Crypto Service Encryption User", scope },
      { principal: "payments-partner-sql", role: "Key Vault Crypto Service Encryption User", scope },
    ]);
    for (const name of ["payments", "payments-partner"]) {
      const key = only(resources, "ServerKey", `${name}-encryption-key`);
      expect(key.inputs).to.include({
        keyName: "kv-x1_tde_0123abcd",
        serverKeyType: "AzureKeyVault",
        uri: KEY.versionedUri,
      });
      expect(key.dependsOn).to.include.members([`${name}-encryption-grant`, "payments-ledger"]);
    }
  });

  it("keeps the grant with the key: a server that may no longer use it makes its databases inaccessible", async () => {
    const { resources } = await capture(() =>
      server({ encryptionKey: KEY, failover: FAILOVER, databases: { ledger: database({ shape: awake }) } }),
    );

    const kept = ["grant", "key", "protector"].flatMap((what) =>
      ["payments", "payments-partner"].map((name) => `${name}-encryption-${what}`),
    );
    expect(
      resources.filter(({ name }) => kept.includes(name)).map((one) => [one.name, one.retainOnDelete]),
    ).to.have.deep.members(kept.map((name) => [name, true]));
  });

  it("tells the partner of the key before the primary is encrypted with it, and both before they replicate", async () => {
    const { resources } = await capture(() =>
      server({ encryptionKey: KEY, failover: FAILOVER, databases: { ledger: database({ shape: awake }) } }),
    );

    expect(only(resources, "EncryptionProtector", "payments-encryption-protector").dependsOn).to.include.members([
      "payments-encryption-key",
      "payments-partner-encryption-key",
    ]);
    expect(only(resources, "FailoverGroup").dependsOn).to.include.members([
      "payments-encryption-protector",
      "payments-partner-encryption-protector",
    ]);
  });

  it("follows rotation by itself and never goes back to the first version", async () => {
    const { resources } = await capture(() => server({ encryptionKey: KEY }));

    const protector = only(resources, "EncryptionProtector");
    expect(protector.inputs).to.include({ autoRotationEnabled: true, serverKeyType: "AzureKeyVault" });
    expect(protector.inputs).to.include({ serverKeyName: "kv-x1_tde_0123abcd" });
    expect(protector.ignoreChanges).to.deep.equal(["serverKeyName"]);
    expect(protector.retainOnDelete).to.equal(true);
    const key = only(resources, "ServerKey");
    expect(key.ignoreChanges).to.deep.equal(["keyName", "uri"]);
    expect(key.retainOnDelete).to.equal(true);
    expect(only(resources, SERVER).inputs).not.to.have.property("keyId");
  });

  it("names a key as Azure does, and refuses an address without a version", () => {
    expect(serverKeyName("https://kv-x1.vault.usgovcloudapi.net/keys/tde/9f/")).to.equal("kv-x1_tde_9f");
    expect(() => serverKeyName("https://kv-x1.vault.azure.net/keys/tde")).to.throw(
      "no address of a key with its version",
    );
  });
});

describe("SqlServer: failover group", () => {
  it("replicates every database, and applications connect to the listener", async () => {
    let host = "";

    const { resources } = await capture(() => {
      host = server({
        failover: FAILOVER,
        databases: { ledger: database({ shape: awake }), other: database({ shape: awake, databaseName: "other" }) },
      }).host;
    });

    const { inputs } = only(resources, "FailoverGroup");
    expect(host).to.equal("fog-payments-dev-x1.database.windows.net");
    expect(inputs).to.deep.include({
      failoverGroupName: "fog-payments-dev-x1",
      serverName: "sql-payments-dev-x1",
      readWriteEndpoint: { failoverPolicy: "Manual" },
    });
    expect(inputs["databases"]).to.have.length(2);
    expect(JSON.stringify(inputs["partnerServers"])).to.include("/servers/sql-payments-dev-x2");
  });

  it("lets a SIEM read the partner in the workspace, since an event hub takes its own region only", async () => {
    const siem = { authorizationRuleId: "/subscriptions/s/rule", eventHubName: "siem" };
    const platform = testPlatform({ audit: { workspaceId: "/workspace", siem } });

    const { resources } = await capture(() =>
      server({ platform, failover: FAILOVER, databases: { ledger: database({ shape: awake }) } }),
    );

    const settings = ofType(resources, "azure-native:monitor:DiagnosticSetting").map(({ name }) => name);
    expect(settings).to.include("payments-master-siem");
    expect(settings).not.to.include("payments-partner-master-siem");
  });
});

describe("SqlServer: what it refuses", () => {
  for (const bad of ["", "Payments", "-sql", "sql-", "a.b", "x".repeat(64)]) {
    it(`the server name ${JSON.stringify(bad)}`, async () => {
      expect(await refusal(() => server({ serverName: bad }))).to.equal(
        `SqlServer payments: serverName: "${bad}" is no server name; use 1 to 63 lowercase letters, digits and hyphens, no hyphen at either end`,
      );
    });
  }

  it("the name of a failover group that is no host name", async () => {
    const failover = { ...FAILOVER, groupName: "Fog" };

    expect(await refusal(() => server({ failover }))).to.match(
      /^SqlServer payments: failover.groupName: "Fog" is no server name/,
    );
  });

  const where = "x: allowedCidrs";
  for (const [cidr, problem] of [
    ["0.0.0.0", '"0.0.0.0" lets in all of Azure; name the addresses'],
    ["0.0.0.0/0", '"0.0.0.0/0" is too wide; allowed are ranges of /24 and narrower'],
    ["203.0.113.0/23", '"203.0.113.0/23" is too wide; allowed are ranges of /24 and narrower'],
    ["203.0.113.256", '"203.0.113.256" is no IPv4 address or range; write one such as 203.0.113.0/28'],
    ["::1", '"::1" is no IPv4 address or range; write one such as 203.0.113.0/28'],
    ["203.0.113.1/33", '"203.0.113.1/33" is no IPv4 address or range; write one such as 203.0.113.0/28'],
  ] as const) {
    it(`the range ${cidr}`, () => {
      expect(() => rangeOf(where, cidr)).to.throw(`${where}: ${problem}`);
    });
  }

  it("opens exactly the addresses of a range", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 255 }),
        octet,
        octet,
        octet,
        fc.integer({ min: 24, max: 32 }),
        (a, b, c, d, prefix) => {
          const size = 2 ** (32 - prefix);
          const first = Math.floor(d / size) * size;

          expect(rangeOf(where, `${a}.${b}.${c}.${d}/${prefix}`)).to.deep.equal({
            start: `${a}.${b}.${c}.${first}`,
            end: `${a}.${b}.${c}.${first + size - 1}`,
          });
        },
      ),
    );
  });
});

const awake = {
  ...database().shape,
  compute: { kind: "provisioned", tier: "GeneralPurpose", vCores: 2 },
} as const;

function count(resources: readonly Captured[]): Record<string, number> {
  const types = [
    "Deployment",
    "UserAssignedIdentity",
    "PrivateEndpoint",
    "ExtendedServerBlobAuditingPolicy",
    "ServerSecurityAlertPolicy",
    "SqlVulnerabilityAssessmentsSetting",
    "Database",
    "FirewallRule",
    "ElasticPool",
    "ServerKey",
    "EncryptionProtector",
    "FailoverGroup",
    "ManagementLockByScope",
  ];
  return Object.fromEntries(
    types.map((type) => [type, ofType(resources, `azure-native:${moduleOf(type)}:${type}`).length]),
  );
}

function moduleOf(type: string): string {
  const modules: Record<string, string> = {
    Deployment: "resources",
    UserAssignedIdentity: "managedidentity",
    PrivateEndpoint: "network",
    ManagementLockByScope: "authorization",
  };
  return modules[type] ?? "sql";
}
