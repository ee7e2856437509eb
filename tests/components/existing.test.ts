// What exists already can be built on: a vault, an identity, a server, a secret. Nothing of it is registered as ours, and what
// is declared in it is what would have been declared in one of ours.
import { expect } from "chai";
import { SqlServer } from "../../components/sql/sql-server.ts";
import { WorkloadIdentity } from "../../components/identity/workload-identity.ts";
import { wholePart, type NarrowPlatform } from "../../components/platform.ts";
import { AppVault } from "../../components/vault/app-vault.ts";
import { capture, grants, ofType, SUBSCRIPTION, TENANT } from "../support/capture.ts";
import { TAGS, testPlatform } from "../support/fixtures.ts";
import { database } from "./sql/fixtures.ts";
import { refusal, secret, workload } from "./vault/fixtures.ts";

const OLD = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-old/providers`;
const VAULT_ID = `${OLD}/Microsoft.KeyVault/vaults/kv-old`;
const SERVER_ID = `${OLD}/Microsoft.Sql/servers/sql-old`;
const IDENTITY_ID = `${OLD}/Microsoft.ManagedIdentity/userAssignedIdentities/id-old`;

const platform = testPlatform();
const oldVault = (vaultId = VAULT_ID): AppVault =>
  AppVault.fromExisting("payments", { platform, app: "payments", vaultId, tags: TAGS });

describe("ExistingSecret", () => {
  it("defaults: registers nothing at all, since reading a secret into the state would bring its value along", async () => {
    const { resources } = await capture(() => oldVault().existingSecret("smtp", "smtp-password"));

    expect(resources.filter(({ type }) => /:Secret$|RandomPassword/.test(type))).to.deep.equal([]);
    expect(grants(resources)).to.deep.equal([]);
  });

  it("max: grants on this one secret, by the narrow roles", async () => {
    const { resources } = await capture(() => {
      const smtp = oldVault().existingSecret("smtp", "smtp-password");
      smtp.grantRead(workload("api")).grantWrite(workload("rotator"));
      expect(smtp.uri).to.equal("https://kv-old.vault.azure.net/secrets/smtp-password");
    });

    const made = ofType(resources, "azure-native:authorization:RoleAssignment").map(({ inputs }) => inputs["scope"]);
    expect(made).to.deep.equal([`${VAULT_ID}/secrets/smtp-password`, `${VAULT_ID}/secrets/smtp-password`]);
    expect(JSON.stringify(grants(resources)))
      .to.include("Secret Reader")
      .and.to.include("Secret Writer");
  });

  it("hardened: takes no name that would widen the scope", async () => {
    expect(await refusal(() => capture(() => oldVault().existingSecret("smtp", "x/../..")))).to.include(
      'ExistingSecret payments-smtp: secretName: "x/../.." is no name in a vault',
    );
  });
});

describe("what exists already", () => {
  it("is a vault: its secrets and grants are ours, itself, its endpoint and its logs are not", async () => {
    const { resources } = await capture(() => {
      oldVault().secret("stripe-key", secret()).grantRead(workload("api"));
    });

    expect(ofType(resources, "azure-native:network:PrivateEndpoint")).to.deep.equal([]);
    expect(ofType(resources, "azure-native:monitor:DiagnosticSetting")).to.deep.equal([]);
    const [made] = ofType(resources, "azure-native:keyvault:Secret");
    expect(made?.inputs).to.include({ resourceGroupName: "rg-old", secretName: "payments-dev-stripe-key" });
    expect(grants(resources)).to.have.length(1);
  });

  it("is an identity: it is granted what it is told, and nobody is let in as it", async () => {
    const { resources } = await capture(() => {
      const api = WorkloadIdentity.fromExisting("payments-api", { identityId: IDENTITY_ID });
      expect(api.identityName).to.equal("id-old");
      oldVault().secret("stripe-key", secret()).grantRead(api);
    });

    expect(ofType(resources, "azure-native:managedidentity:FederatedIdentityCredential")).to.deep.equal([]);
    expect(grants(resources)).to.have.length(1);
  });

  it("is a SQL server: databases are made in it, and its posture is its owner's", async () => {
    const { resources } = await capture(() => {
      const server = SqlServer.fromExisting("payments", {
        platform,
        serverId: SERVER_ID,
        tags: TAGS,
        databases: { ledger: database() },
      });
      expect(server.host).to.equal("sql-old.database.windows.net");
    });

    const [made] = ofType(resources, "azure-native:sql:Database");
    expect(made?.inputs).to.include({ resourceGroupName: "rg-old", databaseName: "ledger" });
    for (const kind of ["network:PrivateEndpoint", "sql:ExtendedServerBlobAuditingPolicy", "resources:Deployment"]) {
      expect(ofType(resources, `azure-native:${kind}`), kind).to.deep.equal([]);
    }
  });

  for (const [what, make] of Object.entries({
    "AppVault payments: vaultId": () => oldVault("kv-old"),
    "WorkloadIdentity api: identityId": () => WorkloadIdentity.fromExisting("api", { identityId: VAULT_ID }),
    "SqlServer payments: serverId": () =>
      SqlServer.fromExisting("payments", { platform, serverId: IDENTITY_ID, tags: TAGS, databases: {} }),
  })) {
    it(`is named by its ARM id: ${what}`, async () => {
      expect(await refusal(() => capture(make)))
        .to.include(what)
        .and.to.include("is not the ARM id of");
    });
  }
});

describe("a narrow platform", () => {
  const narrow: NarrowPlatform = {
    environment: "prod",
    tenantId: TENANT,
    subscriptionId: SUBSCRIPTION,
    location: "westeurope",
    network: { location: "westeurope", endpointSubnetId: "/subnet", zoneIds: { vault: "/zone" } },
    audit: { workspaceId: "/workspace" },
  };

  it("is the safe side where it says nothing: production, protected, locked", () => {
    const { isProduction, protection, cloud, securityContacts } = wholePart(narrow);

    expect({ isProduction, protection, securityContacts, cloud: cloud.name }).to.deep.equal({
      isProduction: true,
      protection: { protect: true, lock: true },
      securityContacts: [],
      cloud: "public",
    });
  });

  it("is enough for a vault, which is private and protected", async () => {
    const { resources } = await capture(
      () =>
        new AppVault("payments", {
          platform: narrow,
          app: "payments",
          vaultName: "kv-payments-prod",
          resourceGroupName: "rg-payments",
          tags: TAGS,
        }),
    );

    const [vault] = ofType(resources, "azure-native:keyvault:Vault");
    expect(vault?.protect).to.equal(true);
    expect(vault?.inputs["properties"]).to.deep.include({
      publicNetworkAccess: "Disabled",
      enablePurgeProtection: true,
    });
    expect(ofType(resources, "azure-native:network:PrivateDnsZoneGroup")).to.have.length(1);
  });

  it("without the zone that an endpoint needs is refused, since nobody would find the endpoint", async () => {
    const make = () =>
      new SqlServer("payments", {
        platform: narrow,
        serverName: "sql-payments-prod",
        resourceGroupName: "rg-payments",
        tags: TAGS,
        administrators: platform.sqlAdministrators,
        databases: {},
      });

    expect(await refusal(() => capture(make))).to.include('network.zoneIds: has no "sqlServer"');
  });
});
