import { expect } from "chai";
import * as fc from "fast-check";
import { AppEnvironment, type AppShape } from "../../../components/app/app-environment.ts";
import type { WorkloadPrincipal } from "../../../components/app/find-workload.ts";
import type { AppSpec, DatabaseSpec, WorkloadRef } from "../../../components/app/app-spec.ts";
import { connectionString } from "../../../components/sql/connection-string.ts";
import { quarterlyExpiry, QUARTERLY_MIN_DAYS } from "../../../components/vault/expiry.ts";
import { secretDeploymentName } from "../../../components/vault/secret-deployment.ts";
import { capture, grants, ofType, only, type Captured } from "../../support/capture.ts";
import { NO_GRANTS, SMALL_DATABASE, testApp, testPlatform } from "../../support/fixtures.ts";
import { refusal } from "./fixtures.ts";

const CLIENT = "44444444-4444-4444-8444-444444444444";

const SHAPE: AppShape = {
  vaultSku: "standard",
  people: { operatorsAsk: false, hours: 4 },
  sql: { failover: "where-paired" },
  databases: { small: SMALL_DATABASE, medium: SMALL_DATABASE, large: SMALL_DATABASE },
};
const AWAKE: AppShape = {
  ...SHAPE,
  databases: {
    ...SHAPE.databases,
    small: {
      ...SMALL_DATABASE,
      backupRedundancy: "Geo",
      compute: { kind: "provisioned", tier: "GeneralPurpose", vCores: 2 },
    },
  },
};

const ref = (workload: string, app = "payments"): WorkloadRef => ({
  kind: "workload",
  app,
  workload,
  identityName: `id-${app}-dev-${workload}`,
  resourceGroupName: `rg-${app}-dev`,
});

const ledger = (overrides: Partial<DatabaseSpec> = {}): DatabaseSpec => ({
  name: "ledger",
  purpose: "The ledger of record",
  owner: "payments-team@contoso.com",
  size: "small",
  ledger: false,
  access: { read: [], readWrite: [ref("api")], execute: [], migrate: [], schemas: {} },
  connectionSecretNames: { api: "payments-dev-ledger-api-sql-conn" },
  ...overrides,
});

const app = (overrides: Partial<AppSpec> = {}): AppSpec =>
  testApp({
    workloads: {
      api: { identityName: "id-payments-dev-api", federation: {} },
      deploy: {
        identityName: "id-payments-dev-deploy",
        federation: {
          github: { issuer: "https://token.actions.githubusercontent.com", subject: "repo:contoso/payments" },
        },
      },
    },
    databases: { ledger: ledger() },
    ...overrides,
  });

/** Builds the application; workloads of others are there already. */
function build(spec: AppSpec = app(), shape: AppShape = SHAPE, platform = testPlatform()): AppEnvironment {
  const built = new AppEnvironment(spec.name, { platform, app: spec, shape });
  built.grantAll((wanted): WorkloadPrincipal => {
    const own = wanted.app === spec.name ? built.workloads.get(wanted.workload) : undefined;
    return (
      own ?? {
        granteeName: `${wanted.app}-${wanted.workload}`,
        principalType: "ServicePrincipal",
        identityName: wanted.identityName,
        principalId: "55555555-5555-4555-8555-555555555555",
        clientId: CLIENT,
      }
    );
  });
  return built;
}

describe("connection strings", () => {
  it("say who connects, encrypt, check the certificate and hold no password", () => {
    const text = connectionString({
      host: "fog-x1.database.windows.net",
      database: "ledger",
      clientId: CLIENT,
      signIn: "managed-identity",
    });

    expect(text).to.equal(
      `Server=tcp:fog-x1.database.windows.net,1433;Database=ledger;Authentication=Active Directory Managed Identity;User Id=${CLIENT};Encrypt=True;TrustServerCertificate=False;Connect Timeout=60;ConnectRetryCount=3;ConnectRetryInterval=10`,
    );
  });

  it("lets no database name add a keyword of its own", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (database) => {
        const text = connectionString({ host: "h", database, clientId: CLIENT, signIn: "federated" });

        const values = keywords(text);
        expect(values.get("Database")).to.equal(database);
        expect(values.get("Encrypt")).to.equal("True");
        expect(values.get("TrustServerCertificate")).to.equal("False");
      }),
    );
  });
});

describe("quarterlyExpiry", () => {
  const day = (text: string): string => new Date(quarterlyExpiry(new Date(text)) * 1000).toISOString().slice(0, 10);

  it("is the first beginning of a quarter that is 90 days away, and stays for a quarter", () => {
    expect(day("2026-01-01T00:00:00Z")).to.equal("2026-04-01");
    expect(day("2026-01-01T23:59:59Z")).to.equal("2026-04-01");
    expect(day("2026-01-02T00:00:00Z")).to.equal("2026-07-01");
    expect(day("2026-04-02T00:00:00Z")).to.equal("2026-07-01");
    expect(day("2026-04-03T00:00:00Z")).to.equal("2026-10-01");
    expect(day("2026-10-03T00:00:00Z")).to.equal("2027-01-01");
    expect(day("2026-10-04T00:00:00Z")).to.equal("2027-04-01");
  });

  it("never ends before 90 days or after 183, and never goes back", () => {
    const DAY = 86_400;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const now = new Date(days * DAY * 1000);
        const tomorrow = new Date((days + 1) * DAY * 1000);

        const away = quarterlyExpiry(now) / DAY - days;
        expect(away).to.be.within(QUARTERLY_MIN_DAYS, QUARTERLY_MIN_DAYS + 93);
        expect(quarterlyExpiry(tomorrow)).to.be.at.least(quarterlyExpiry(now));
      }),
    );
  });
});

/** What a deployment brings along. */
interface Deployed {
  readonly template: {
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly resources: readonly { readonly properties: Readonly<Record<string, unknown>> }[];
  };
  readonly parameters: Readonly<Record<string, { readonly value: unknown } | undefined>>;
}

/** The deployments that write a connection string. */
function written(resources: readonly Captured[]): Captured[] {
  return ofType(resources, "azure-native:resources:Deployment").filter(({ name }) => name.endsWith("-sql-conn"));
}

describe("connections of an application", () => {
  it("are secrets of its vault that the one workload may read, and that the program may change", async () => {
    const { resources } = await capture(() => build());

    const [name, deployment] = ["payments-ledger-api-sql-conn", "azure-native:resources:Deployment"];
    const { inputs, ...rest } = only(resources, deployment, name);
    const { template, parameters } = inputs["properties"] as unknown as Deployed;
    const given = (parameter: string): unknown => parameters[parameter]?.value;
    expect(given("vaultName")).to.equal("kv-payments-dev-x1");
    expect(given("secretName")).to.equal("payments-dev-ledger-api-sql-conn");
    expect(given("value")).to.match(/^Server=tcp:sql-payments-dev-x1\.database\.windows\.net,1433;Database=ledger;/);
    expect(given("expires")).to.equal(Date.UTC(2026, 6, 1) / 1000);
    expect(given("tags")).to.include({ owner: "payments-team@contoso.com", "rotated-by": "pulumi" });
    expect(template.resources[0]?.properties["contentType"]).to.be.a("string");
    expect(template.resources[0]?.properties["attributes"]).to.deep.include({ enabled: true });
    expect(rest.secretPaths).to.deep.equal(["properties.parameters.value.value"]);
    expect(template.parameters["value"]).to.deep.equal({ type: "securestring" });
    expect(rest.ignoreChanges).to.deep.equal([]);
    expect(grants(resources)).to.deep.include({
      principal: "payments-api",
      role: "Strongroom Secret Reader (dev)",
      scope: "…/vaults/kv-payments-dev-x1/secrets/payments-dev-ledger-api-sql-conn",
    });
  });

  it("wait for their vault, and whoever reads them waits for them; nothing of them is retained but the secret", async () => {
    const { resources } = await capture(() => build());

    const [deployment] = written(resources);
    const read = only(resources, "RoleAssignment", "payments-ledger-api-sql-conn-read-payments-api");
    expect(deployment?.dependsOn).to.include("payments");
    expect(read.dependsOn).to.include("payments-ledger-api-sql-conn");
    expect(deployment).to.include({ retainOnDelete: false, protect: false, deleteBeforeReplace: true });
  });

  it("are outputs too, for every workload once, those of other applications included", async () => {
    const etl = ref("etl", "reporting");
    const access = {
      read: [etl],
      readWrite: [ref("api")],
      execute: [],
      migrate: [ref("deploy")],
      schemas: { audit: { read: [ref("api")], readWrite: [], execute: [etl] } },
    };

    const { resources, outputs } = await capture(() => ({
      connections: build(app({ databases: { ledger: ledger({ access }) } })).outputs().databases["ledger"]?.connections,
    }));

    const connections = outputs["connections"] as Record<string, { connectionString: string; secret?: unknown }>;
    expect(Object.keys(connections).toSorted()).to.deep.equal(["api", "deploy", "reporting/etl"]);
    expect(connections["api"]?.secret).to.deep.equal({
      name: "payments-dev-ledger-api-sql-conn",
      uri: "https://kv-payments-dev-x1.vault.azure.net/secrets/payments-dev-ledger-api-sql-conn",
    });
    expect(connections["reporting/etl"]).not.to.have.property("secret");
    expect(connections["reporting/etl"]?.connectionString).to.include(`User Id=${CLIENT}`);
    expect(connections["deploy"]?.connectionString).to.include("Authentication=Active Directory Default");
    expect(written(resources)).to.have.length(1);
  });

  it("are known to the vault as the program's own", async () => {
    let known: readonly string[] | undefined;

    await capture(() => {
      known = build().outputs().vaultObjects[0]?.connections;
    });

    expect(known).to.deep.equal(["payments-dev-ledger-api-sql-conn"]);
  });

  it("name the failover group where databases are replicated, in both vaults", async () => {
    const { resources } = await capture(() => build(app({ availability: "paired" }), AWAKE));

    const parameters = written(resources).map(({ inputs }) => (inputs["properties"] as unknown as Deployed).parameters);
    expect(parameters.map(({ vaultName }) => vaultName?.value)).to.have.members([
      "kv-payments-dev-x1",
      "kv-payments-dev-x2",
    ]);
    for (const { value } of parameters) {
      expect(value?.value).to.include("tcp:fog-payments-dev-x1.database.windows.net,1433");
    }
  });
});

describe("databases of an application", () => {
  for (const [classification, keys] of [
    ["public", 0],
    ["internal", 0],
    ["confidential", 1],
    ["restricted", 1],
  ] as const) {
    it(`have a key of their own where data is confidential or more: ${classification}`, async () => {
      const { resources } = await capture(() => build(app({ classification })));

      expect(ofType(resources, "azure-native:keyvault:Key")).to.have.length(keys);
      expect(ofType(resources, "azure-native:sql:EncryptionProtector")).to.have.length(keys);
    });
  }

  it("are encrypted with a key that rotates, in an HSM where the vault has one", async () => {
    const { resources } = await capture(() => build(app(), { ...SHAPE, vaultSku: "premium" }));

    const { inputs } = only(resources, "azure-native:keyvault:Key");
    expect(inputs["keyName"]).to.equal("payments-dev-sql-encryption");
    expect(inputs["properties"]).to.deep.include({ kty: "RSA-HSM", keySize: 3072 });
    expect(JSON.stringify(inputs["properties"])).to.include('{"timeAfterCreate":"P90D"}');
  });

  it("leave the key's name to nobody else", async () => {
    const taken = {
      name: "payments-dev-sql-encryption",
      purpose: "x",
      owner: "a@b.c",
      type: "RSA",
      rotationDays: 90,
    } as const;
    const spec = app({ keys: { "sql-encryption": { ...taken, grants: NO_GRANTS } } });

    expect(await refusal(() => build(spec))).to.match(/"payments-dev-sql-encryption" is the key that the databases/);
  });

  it("stay in their region where the settings say so: no replica, and backups at home", async () => {
    const platform = testPlatform({ dataResidency: "region" });
    const always: AppShape = { ...AWAKE, sql: { failover: "always" } };

    const { resources } = await capture(() => build(app({ availability: "paired" }), always, platform));

    expect(ofType(resources, "FailoverGroup")).to.deep.equal([]);
    expect(ofType(resources, "azure-native:sql:Server")).to.have.length(1);
    expect(only(resources, "azure-native:sql:Database").inputs["requestedBackupStorageRedundancy"]).to.equal("Local");
  });

  for (const [failover, availability, servers] of [
    ["never", "paired", 1],
    ["where-paired", "regional", 1],
    ["where-paired", "paired", 2],
    ["always", "regional", 2],
  ] as const) {
    it(`are replicated as the stack says: ${failover}, ${availability}`, async () => {
      const { resources } = await capture(() => build(app({ availability }), { ...AWAKE, sql: { failover } }));

      expect(ofType(resources, "azure-native:sql:Server")).to.have.length(servers);
    });
  }

  it("write to the application's owner and take the exception of its settings", async () => {
    const sqlServer = {
      ...app().sqlServer,
      endpointAddress: "10.0.1.7",
      publicAccess: { allowedCidrs: ["203.0.113.7"], reason: "Migration", until: "2026-02-01" },
    };

    const { resources } = await capture(() =>
      build(app({ sqlServer }), { ...SHAPE, sql: { failover: "never", minimalTlsVersion: "1.3" } }),
    );

    expect(only(resources, "ServerSecurityAlertPolicy").inputs["emailAddresses"]).to.deep.equal([
      "security@contoso.com",
      "payments-team@contoso.com",
    ]);
    expect(only(resources, "azure-native:sql:Server").inputs).to.include({
      publicNetworkAccess: "Enabled",
      minimalTlsVersion: "1.3",
    });
    expect(only(resources, "FirewallRule").inputs).to.include({
      startIpAddress: "203.0.113.7",
      endIpAddress: "203.0.113.7",
    });
    expect(JSON.stringify(ofType(resources, "azure-native:network:PrivateEndpoint"))).to.include("10.0.1.7");
  });

  it("take the fixed address of their partner where they are replicated, and refuse one elsewhere", async () => {
    const sqlServer = { ...app().sqlServer, pairedEndpointAddress: "10.1.1.7" };
    const replicated = (failover: "always" | "never") =>
      capture(() => build(app({ sqlServer }), { ...AWAKE, sql: { failover } }));

    const { resources } = await replicated("always");

    const fixed = ofType(resources, "azure-native:network:PrivateEndpoint").filter(({ inputs }) =>
      JSON.stringify(inputs).includes("10.1.1.7"),
    );
    expect(fixed.map(({ name }) => name)).to.deep.equal(["payments-partner-endpoint"]);
    const words = await replicated("never").catch((error: unknown) => String(error));
    expect(words).to.include(
      'application payments: endpointAddresses.pairedSqlServer: "10.1.1.7" has no server to go to: its databases are not replicated here; leave it out',
    );
  });
});

/** Reads a connection string as ADO.NET does, quotes and all. */
function keywords(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const pattern = /([^=;]+)=(?:"((?:[^"]|"")*)"|([^;]*))(?:;|$)/gy;
  for (const [, keyword = "", quoted, plain] of text.matchAll(pattern)) {
    found.set(keyword, quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
  }
  return found;
}

describe("secretDeploymentName", () => {
  it("says which secret of which vault, within the 64 characters that Azure takes", () => {
    const short = secretDeploymentName("kv-payments-dev-10li", "payments-dev-ledger-api-sql-conn");
    const long = secretDeploymentName("kv-storefront-stg-29oz", "storefront-staging-catalogue-search-indexer-sql-conn");

    expect(short).to.equal("kv-payments-dev-10li.payments-dev-ledger-api-sql-conn");
    expect(long).to.match(/^kv-storefront-stg-29oz\.storefront-staging-catalogue/);
    expect(long).to.have.length(64);
  });

  it("is one that Azure takes, and never that of another secret", () => {
    const vault = fc.stringMatching(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
    const secret = fc.stringMatching(/^[a-z0-9-]{1,127}$/);
    fc.assert(
      fc.property(vault, secret, vault, secret, (vaultA, secretA, vaultB, secretB) => {
        const [a, b] = [secretDeploymentName(vaultA, secretA), secretDeploymentName(vaultB, secretB)];

        expect(a).to.match(/^[-\w._()]{1,64}$/);
        expect(a === b).to.equal(vaultA === vaultB && secretA === secretB);
      }),
    );
  });

  it("stays different for secrets whose names differ only at their end", () => {
    const vault = "kv-storefront-stg-29oz";
    const of = (workload: string) => secretDeploymentName(vault, `storefront-staging-catalogue-${workload}-sql-conn`);

    expect(of("search-indexer-a")).to.not.equal(of("search-indexer-b"));
  });
});
