import { expect } from "chai";
import { type Azure, refusal } from "./harness.ts";
import {
  ASSIGNMENT,
  DATABASE,
  KEY,
  SERVER,
  group,
  identity,
  inGroup,
  server,
  serverInputs,
  text,
  vault,
  freshAzure,
} from "./fixtures.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const ADMINISTRATOR = "azure-native:sql:ServerAzureADAdministrator";
const ENTRA_ONLY = "azure-native:sql:ServerAzureADOnlyAuthentication";
const AUDITING = "azure-native:sql:ExtendedServerBlobAuditingPolicy";
const DEFENDER = "azure-native:sql:ServerSecurityAlertPolicy";
const ASSESSMENT = "azure-native:sql:SqlVulnerabilityAssessmentsSetting";
const TDE = "azure-native:sql:TransparentDataEncryption";
const SHORT_TERM = "azure-native:sql:BackupShortTermRetentionPolicy";
const LONG_TERM = "azure-native:sql:LongTermRetentionPolicy";
const FAILOVER = "azure-native:sql:FailoverGroup";
const SERVER_KEY = "azure-native:sql:ServerKey";
const PROTECTOR = "azure-native:sql:EncryptionProtector";
const onServer = { ...inGroup, serverName: "sql-payments" };
const onDatabase = { ...onServer, databaseName: "ledger" };

describe("simulated Azure SQL", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  const database = (over: Props = {}): Promise<Made> => azure.create(DATABASE, { ...onDatabase, ...over });

  describe("servers", () => {
    it("return their address", async () => {
      expect((await server(azure)).outputs["fullyQualifiedDomainName"]).to.equal("sql-payments.database.windows.net");
    });

    it("share their name with the whole world", async () => {
      await server(azure);
      await group(azure, "rg-b");

      expect(await refusal(server(azure, { resourceGroupName: "rg-b" }))).to.contain("NameAlreadyExists");
    });

    it("are replaced when their administrator changes, which is why the program must not change it there", async () => {
      const { replaces } = await azure.diff(
        SERVER,
        serverInputs(),
        serverInputs({ administrators: { login: "others" } }),
      );

      expect(replaces).to.include("administrators.login");
    });

    it("with Entra only have no login", async () => {
      expect(await refusal(server(azure, { administratorLogin: "sa" }))).to.contain("no SQL login");
    });

    it("with Entra only take the login back that Azure made up, and no other", async () => {
      const made = await server(azure);
      const login = made.outputs["administratorLogin"] as string;

      expect(login).to.match(/^CloudSA/);
      await azure.update(SERVER, made, serverInputs({ administratorLogin: login }));
      expect(await refusal(azure.update(SERVER, made, serverInputs({ administratorLogin: "sa" })))).to.contain(
        "no SQL login",
      );
    });

    it("without any administrator are refused", async () => {
      const inputs = serverInputs();
      delete inputs["administrators"];

      expect(await refusal(azure.create(SERVER, inputs))).to.contain("parameter Login");
    });

    it("keep no password", async () => {
      const inputs = serverInputs({ administratorLogin: "sa", administratorLoginPassword: "PLANTED-password" });
      delete inputs["administrators"];

      const made = await azure.create(SERVER, inputs);

      expect(JSON.stringify(made)).to.not.contain("PLANTED");
      expect(azure.stored()).to.not.contain("PLANTED");
    });

    it("refuse firewall rules while public access is off", async () => {
      await server(azure);
      const rule = { ...onServer, firewallRuleName: "all", startIpAddress: "203.0.113.1", endIpAddress: "203.0.113.1" };

      expect(await refusal(azure.create("azure-native:sql:FirewallRule", rule))).to.contain(
        "DenyPublicEndpointEnabled",
      );
    });

    it("refuse an identity that does not exist", async () => {
      const missing =
        "/subscriptions/s/resourceGroups/rg-a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none";
      const block = { type: "UserAssigned", userAssignedIdentities: [missing] };

      expect(await refusal(server(azure, { identity: block, primaryUserAssignedIdentityId: missing }))).to.contain(
        "FailedIdentityOperation",
      );
    });
  });

  describe("administrators", () => {
    it("that came with the server are not taken over by azure-native", async () => {
      await server(azure);
      const inputs = {
        ...onServer,
        administratorName: "ActiveDirectory",
        administratorType: "ActiveDirectory",
        login: "dbas",
        sid: "33333333-3333-4333-8333-333333333333",
      };

      expect(await refusal(azure.create(ADMINISTRATOR, inputs))).to.contain("cannot create already existing resource");
      expect(
        await refusal(
          azure.create(ENTRA_ONLY, { ...onServer, authenticationName: "Default", azureADOnlyAuthentication: true }),
        ),
      ).to.contain("cannot create already existing resource");
    });

    it("can be imported and changed without replacing the server", async () => {
      const made = await server(azure);
      const found = await azure.read(ADMINISTRATOR, { id: `${made.id}/administrators/ActiveDirectory`, outputs: {} });
      const changed = { ...found?.inputs, login: "others", sid: "44444444-4444-4444-8444-444444444444" };

      await azure.update(ADMINISTRATOR, { id: found?.id ?? "", outputs: {} }, changed);

      expect((await azure.read(SERVER, made))?.outputs["administrators"]).to.include({ login: "others" });
    });

    it("stay while Entra only is on", async () => {
      const made = await server(azure);

      const message = await refusal(
        azure.delete(ADMINISTRATOR, { id: `${made.id}/administrators/ActiveDirectory`, outputs: {} }),
      );

      expect(message).to.contain("AadOnlyAuthenticationIsEnabled");
    });

    it("must be there before Entra only is switched on", async () => {
      const inputs = serverInputs({ administratorLogin: "sa", administratorLoginPassword: "x" });
      delete inputs["administrators"];
      await azure.create(SERVER, inputs);

      const message = await refusal(
        azure.create(ENTRA_ONLY, { ...onServer, authenticationName: "Default", azureADOnlyAuthentication: true }),
      );

      expect(message).to.contain("AAD Admin is not configured");
    });
  });

  describe("databases", () => {
    beforeEach(async () => {
      await server(azure);
    });

    it("need their server", async () => {
      expect(await refusal(database({ serverName: "sql-none" }))).to.contain("ParentResourceNotFound");
    });

    it("are replaced when their identity changes", async () => {
      const { replaces } = await azure.diff(DATABASE, onDatabase, {
        ...onDatabase,
        identity: { type: "UserAssigned", userAssignedIdentities: ["/x"] },
      });

      expect(replaces).to.deep.equal(["identity"]);
    });

    it("lie where their server lies", async () => {
      expect(await refusal(database({ location: "northeurope" }))).to.contain("MismatchingServerLocation");
    });

    it("do not become a ledger later", async () => {
      const made = await database();

      expect(
        await refusal(azure.update(DATABASE, made, { ...onDatabase, location: "westeurope", isLedgerOn: true })),
      ).to.contain("cannot be changed");
    });

    it("are not called master", async () => {
      expect(await refusal(database({ databaseName: "master" }))).to.contain("exists on every server");
    });
  });

  describe("settings that come with their parent", () => {
    beforeEach(async () => {
      await server(azure);
      await database();
    });

    it("are created over the default, and returned to it by a deletion", async () => {
      const made = await azure.create(AUDITING, {
        ...onServer,
        blobAuditingPolicyName: "default",
        state: "Enabled",
        isAzureMonitorTargetEnabled: true,
      });
      await azure.delete(AUDITING, made);

      expect((await azure.read(AUDITING, made))?.outputs["state"]).to.equal("Disabled");
    });

    it("stay as they are where Azure has no default: encryption is never switched off by a destroy", async () => {
      const made = await azure.create(TDE, { ...onDatabase, tdeName: "current", state: "Enabled" });
      await azure.delete(TDE, made);

      expect((await azure.read(TDE, made))?.outputs["state"]).to.equal("Enabled");
    });

    it("have one name only", async () => {
      const inputs = { ...onServer, blobAuditingPolicyName: "mine", state: "Disabled" };

      expect(await refusal(azure.create(AUDITING, inputs))).to.match(
        /only 'default' is|allowed are 'default'|'blobAuditingPolicyName' is 'mine'/,
      );
    });

    it("audit to somewhere", async () => {
      const inputs = { ...onServer, blobAuditingPolicyName: "default", state: "Enabled" };

      expect(await refusal(azure.create(AUDITING, inputs))).to.contain("without a destination");
    });

    it("assess only with Defender on", async () => {
      const assessment = { ...onServer, vulnerabilityAssessmentName: "default", state: "Enabled" };
      const before = await refusal(azure.create(ASSESSMENT, assessment));
      await azure.create(DEFENDER, { ...onServer, securityAlertPolicyName: "Default", state: "Enabled" });

      const after = await azure.create(ASSESSMENT, assessment);

      expect(before).to.contain("VulnerabilityAssessmentADSIsDisabled");
      expect(after.outputs["state"]).to.equal("Enabled");
    });

    it("are assessed from the first moment where Defender is the subscription's, and azure-native does not take that over", async () => {
      await azure.close();
      await azure.open({ caller: { landingZone: { defenderForSql: true } } });
      const assessment = { ...onServer, vulnerabilityAssessmentName: "default", state: "Enabled" };

      expect(await refusal(azure.create(ASSESSMENT, assessment))).to.contain("cannot create already existing resource");
    });

    it("keep backups for 1 to 35 days, every 12 or 24 hours", async () => {
      expect(
        await refusal(azure.create(SHORT_TERM, { ...onDatabase, policyName: "default", retentionDays: 36 })),
      ).to.contain("1 to 35");
      expect(
        await refusal(
          azure.create(SHORT_TERM, {
            ...onDatabase,
            policyName: "default",
            retentionDays: 7,
            diffBackupIntervalInHours: 6,
          }),
        ),
      ).to.match(/12 or 24|allowed are/);
    });

    it("keep a yearly backup of a week that is named", async () => {
      expect(
        await refusal(azure.create(LONG_TERM, { ...onDatabase, policyName: "default", yearlyRetention: "P5Y" })),
      ).to.contain("WeekOfYear");
    });
  });

  describe("failover groups", () => {
    const failover = (over: Props = {}): Props => ({
      ...onServer,
      failoverGroupName: "fog-payments",
      readWriteEndpoint: { failoverPolicy: "Manual" },
      ...over,
    });
    let partner: Made;

    beforeEach(async () => {
      await server(azure);
      partner = await server(azure, { location: "northeurope" }, "sql-payments-ne");
    });

    it("span two regions", async () => {
      const made = await azure.create(FAILOVER, failover({ partnerServers: [{ id: partner.id }] }));

      expect(made.outputs["replicationRole"]).to.equal("Primary");
    });

    it("do not span one", async () => {
      const near = await server(azure, {}, "sql-payments-2");

      expect(await refusal(azure.create(FAILOVER, failover({ partnerServers: [{ id: near.id }] })))).to.contain(
        "same region",
      );
    });

    it("have one administrator on both sides", async () => {
      const administrators = {
        administratorType: "ActiveDirectory",
        azureADOnlyAuthentication: true,
        login: "x",
        sid: "55555555-5555-4555-8555-555555555555",
      };
      const stranger = await server(azure, { location: "uksouth", administrators }, "sql-stranger");

      expect(await refusal(azure.create(FAILOVER, failover({ partnerServers: [{ id: stranger.id }] })))).to.contain(
        "different Entra administrators",
      );
    });

    it("hold databases of their own server, and keep them", async () => {
      const made = await database();
      await azure.create(FAILOVER, failover({ partnerServers: [{ id: partner.id }], databases: [made.id] }));

      expect(await refusal(azure.delete(DATABASE, made))).to.contain("failover group");
    });

    it("wait an hour at least before data is lost automatically", async () => {
      const inputs = failover({
        partnerServers: [{ id: partner.id }],
        readWriteEndpoint: { failoverPolicy: "Automatic", failoverWithDataLossGracePeriodMinutes: 30 },
      });

      expect(await refusal(azure.create(FAILOVER, inputs))).to.contain("60 or more");
    });
  });

  describe("customer-managed keys", () => {
    const role =
      "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6";
    let key: Made;
    let sql: Made;
    let principal: string;

    beforeEach(async () => {
      await vault(azure);
      key = await azure.create(KEY, {
        ...inGroup,
        vaultName: "kv-payments-dev",
        keyName: "tde",
        properties: { kty: "RSA", keySize: 3072 },
      });
      const user = await identity(azure, "id-sql");
      principal = text(user.outputs, "principalId");
      sql = await server(azure, {
        identity: { type: "UserAssigned", userAssignedIdentities: [user.id] },
        primaryUserAssignedIdentityId: user.id,
      });
    });

    const uri = (): string => text(key.outputs, "keyUriWithVersion");
    const keyName = (): string => `kv-payments-dev_tde_${uri().split("/").at(-1) ?? ""}`;
    const serverKey = (over: Props = {}): Props => ({
      ...onServer,
      keyName: keyName(),
      serverKeyType: "AzureKeyVault",
      uri: uri(),
      ...over,
    });
    const grant = (): Promise<Made> =>
      azure.create(ASSIGNMENT, {
        scope: key.id,
        roleAssignmentName: "2f8fad5b-d9cb-469f-a165-70867728950e",
        principalId: principal,
        principalType: "ServicePrincipal",
        roleDefinitionId: role,
      });

    it("need their grant first", async () => {
      expect(await refusal(azure.create(SERVER_KEY, serverKey()))).to.contain("AzureKeyVaultMissingPermissions");
    });

    it("protect the server once granted, and cannot be taken away then", async () => {
      await grant();
      const made = await azure.create(SERVER_KEY, serverKey());
      await azure.create(PROTECTOR, {
        ...onServer,
        encryptionProtectorName: "current",
        serverKeyType: "AzureKeyVault",
        serverKeyName: keyName(),
        autoRotationEnabled: true,
      });

      expect(sql.id).to.contain("sql-payments");
      expect(await refusal(azure.delete(SERVER_KEY, made))).to.contain("encryption protector");
    });

    it("are named by vault, key and version", async () => {
      await grant();

      expect(await refusal(azure.create(SERVER_KEY, serverKey({ keyName: "tde" })))).to.contain(
        `must be named '${keyName()}'`,
      );
    });

    it("must exist as a server key before they protect", async () => {
      const inputs = {
        ...onServer,
        encryptionProtectorName: "current",
        serverKeyType: "AzureKeyVault",
        serverKeyName: keyName(),
      };

      expect(await refusal(azure.create(PROTECTOR, inputs))).to.contain("ServerKeyDoesNotExists");
    });

    it("lie in a vault with purge protection", async () => {
      await vault(azure, { enablePurgeProtection: null }, "kv-loose");
      const loose = await azure.create(KEY, {
        ...inGroup,
        vaultName: "kv-loose",
        keyName: "tde",
        properties: { kty: "RSA" },
      });
      const address = text(loose.outputs, "keyUriWithVersion");

      const message = await refusal(
        azure.create(
          SERVER_KEY,
          serverKey({ keyName: `kv-loose_tde_${address.split("/").at(-1) ?? ""}`, uri: address }),
        ),
      );

      expect(message).to.contain("AzureKeyVaultInvalidDeletionRecoveryLevel");
    });
  });
});
