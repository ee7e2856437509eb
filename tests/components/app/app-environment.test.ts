// One application, composed: what it is at least, what it is at most, and that its neighbours and its parts stand alone.
import { expect } from "chai";
import { AppEnvironment, type AppShape } from "../../../components/app/app-environment.ts";
import type { AppSpec, WorkloadRef } from "../../../components/app/app-spec.ts";
import type { FindWorkload } from "../../../components/app/find-workload.ts";
import type { Platform } from "../../../components/platform.ts";
import { capture, grants, ofType, only, type Capture } from "../../support/capture.ts";
import { NO_GRANTS, SMALL_DATABASE, testApp, testPlatform } from "../../support/fixtures.ts";

const SHAPE: AppShape = {
  vaultSku: "standard",
  people: { operatorsAsk: false, hours: 4 },
  sql: { failover: "never" },
  databases: { small: SMALL_DATABASE, medium: SMALL_DATABASE, large: SMALL_DATABASE },
};

const FEDERATION = {
  github: {
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:contoso/payments:ref:refs/heads/main",
  },
};

function ref(workload: string, app = "payments"): WorkloadRef {
  return {
    kind: "workload",
    app,
    workload,
    identityName: `id-${app}-dev-${workload}`,
    resourceGroupName: `rg-${app}-dev`,
  };
}

const described = { purpose: "A purpose", owner: "payments-team@contoso.com" };

/** Everything an application can have, once. */
function fullApp(overrides: Partial<AppSpec> = {}): AppSpec {
  return testApp({
    classification: "internal",
    workloads: {
      api: { identityName: "id-payments-dev-api", federation: {} },
      worker: { identityName: "id-payments-dev-worker", federation: FEDERATION },
    },
    secrets: {
      "stripe-key": {
        ...described,
        name: "payments-dev-stripe-key",
        contentType: "text/plain",
        rotationDays: 60,
        rotatedBy: "owner",
        readers: [ref("api")],
        writers: [ref("worker")],
      },
    },
    keys: {
      cards: {
        ...described,
        name: "payments-dev-cards",
        type: "RSA-HSM",
        rotationDays: 90,
        grants: { ...NO_GRANTS, encrypt: [ref("api")], sign: [ref("api")], unwrap: [ref("worker")] },
      },
    },
    certificates: {
      tls: {
        ...described,
        name: "payments-dev-tls",
        subject: "CN=pay.contoso.com",
        dnsNames: [],
        issuer: "Self",
        validityMonths: 6,
        renewBeforeDays: 30,
        readers: [ref("api")],
        dependents: [],
      },
    },
    databases: {
      ledger: {
        ...described,
        name: "ledger",
        size: "small",
        ledger: false,
        access: {
          read: [ref("worker"), { kind: "group", name: "analysts", objectId: "44444444-4444-4444-8444-444444444444" }],
          readWrite: [ref("api")],
          execute: [],
          migrate: [],
          schemas: {},
        },
        connectionSecretNames: {
          api: "payments-dev-ledger-api-sql-conn",
          worker: "payments-dev-ledger-worker-sql-conn",
        },
      },
    },
    ...overrides,
  });
}

interface Options {
  readonly shape?: AppShape;
  readonly platform?: Partial<Platform>;
}

function build(apps: readonly AppSpec[], { shape = SHAPE, platform }: Options = {}): Promise<Capture> {
  return capture(() => {
    const built = apps.map((app) => new AppEnvironment(app.name, { platform: testPlatform(platform), app, shape }));
    const find: FindWorkload = ({ app, workload }) => {
      const found = built.find(({ app: { name } }) => name === app)?.workloads.get(workload);
      if (found === undefined) throw new Error(`no ${app}/${workload}`);
      return found;
    };
    for (const app of built) app.grantAll(find);
    return Object.fromEntries(built.map((app) => [app.app.name, app.outputs()]));
  });
}

/** Logical name and type of every resource. */
function namesOf({ resources }: Capture): string[] {
  return resources.map(({ urn }) => urn);
}

describe("AppEnvironment", () => {
  it("defaults: a private vault of its own, and nothing that nobody asked for", async () => {
    const { resources } = await build([testApp()]);

    const types = resources.filter(({ custom }) => custom).map(({ type }) => type.replace("azure-native:", ""));
    expect(types.sort()).to.deep.equal([
      "alertsmanagement:AlertProcessingRuleByName",
      "keyvault:Vault",
      "monitor:ActionGroup",
      "monitor:DiagnosticSetting",
      "network:PrivateDnsZoneGroup",
      "network:PrivateEndpoint",
      "resources:ResourceGroup",
    ]);
    expect(grants(resources)).to.deep.equal([]);
  });

  it("max: one narrow grant for each that the manifest asks for", async () => {
    const { resources } = await build([fullApp()]);

    const vault = "…/vaults/kv-payments-dev-x1";
    expect(grants(resources)).to.have.deep.members([
      { principal: "payments-api", role: "Strongroom Key Encrypter (dev)", scope: `${vault}/keys/payments-dev-cards` },
      { principal: "payments-api", role: "Strongroom Key Signer (dev)", scope: `${vault}/keys/payments-dev-cards` },
      {
        principal: "payments-worker",
        role: "Strongroom Key Unwrapper (dev)",
        scope: `${vault}/keys/payments-dev-cards`,
      },
      {
        principal: "payments-api",
        role: "Strongroom Secret Reader (dev)",
        scope: `${vault}/secrets/payments-dev-stripe-key`,
      },
      {
        principal: "payments-worker",
        role: "Strongroom Secret Writer (dev)",
        scope: `${vault}/secrets/payments-dev-stripe-key`,
      },
      {
        principal: "payments-api",
        role: "Strongroom Secret Reader (dev)",
        scope: `${vault}/secrets/payments-dev-ledger-api-sql-conn`,
      },
      {
        principal: "payments-worker",
        role: "Strongroom Secret Reader (dev)",
        scope: `${vault}/secrets/payments-dev-ledger-worker-sql-conn`,
      },
    ]);
    expect(only(resources, "CertificateReader").inputs).to.include({ certificate: "payments-dev-tls" });
    expect(
      ofType(resources, "DatabaseUser").map(({ inputs }) => [inputs["userName"], inputs["level"]]),
    ).to.have.deep.members([
      ["id-payments-dev-worker", "read"],
      ["analysts", "read"],
      ["id-payments-dev-api", "readWrite"],
    ]);
  });

  it("hardened: protected and locked where the platform says so", async () => {
    const { resources } = await build([fullApp()], { platform: { protection: { protect: true, lock: true } } });

    const kept = ["keyvault:Vault", "sql:Server", "sql:Database"].flatMap((type) => ofType(resources, type));
    expect(kept.filter((resource) => !resource.protect).map(({ name }) => name)).to.deep.equal([]);
    expect(kept).to.have.length.greaterThan(2);
    const locked = ofType(resources, "ManagementLockByScope").map(({ inputs }) => inputs["scope"]);
    expect(locked).to.include(only(resources, "sql:Server").id);
  });

  it("keeps an HSM's key in software where the vault has no HSM, and in the HSM where it has", async () => {
    const standard = await build([fullApp()]);
    const premium = await build([fullApp()], { shape: { ...SHAPE, vaultSku: "premium" } });

    const kty = ({ resources }: Capture): unknown =>
      only(resources, "keyvault:Key", "payments-cards").inputs["properties"];
    expect(kty(standard)).to.include({ kty: "RSA" });
    expect(kty(premium)).to.include({ kty: "RSA-HSM" });
  });

  it("has a second vault with the same objects and grants where it must survive a region", async () => {
    const { resources } = await build([fullApp({ availability: "paired" })]);

    const scopes = grants(resources).map(({ scope }) => scope);
    const inVault = (vault: string): string[] =>
      scopes
        .filter((scope) => scope.includes(`/${vault}/`))
        .map((scope) => scope.replace(vault, ""))
        .sort();
    expect(inVault("kv-payments-dev-x2")).to.deep.equal(inVault("kv-payments-dev-x1"));
    expect(inVault("kv-payments-dev-x2")).to.have.length.greaterThan(3);
    expect(ofType(resources, "keyvault:Vault").map(({ inputs }) => inputs["location"])).to.have.members([
      "westeurope",
      "northeurope",
    ]);
  });

  it("gives each of the two vaults' endpoints its own fixed address", async () => {
    const app = fullApp({ availability: "paired" });
    const vault = { ...app.vault, endpointAddress: "10.0.1.6", pairedEndpointAddress: "10.1.1.6" };

    const { resources } = await build([{ ...app, vault }]);

    const fixed = (address: string): string[] =>
      ofType(resources, "azure-native:network:PrivateEndpoint")
        .filter(({ inputs }) => JSON.stringify(inputs).includes(`"${address}"`))
        .map(({ inputs }) => JSON.stringify(inputs["privateLinkServiceConnections"]));
    expect(fixed("10.0.1.6")).to.have.length(1);
    expect(fixed("10.0.1.6")[0]).to.include("kv-payments-dev-x1");
    expect(fixed("10.1.1.6")).to.have.length(1);
    expect(fixed("10.1.1.6")[0]).to.include("kv-payments-dev-x2");
  });

  it("lets in a workload of another application when its owner says so, and nobody else's", async () => {
    const reporting = testApp({
      name: "reporting",
      resourceGroupName: "rg-reporting-dev",
      vault: { name: "kv-reporting-dev-x1", pairedName: "kv-reporting-dev-x2" },
      workloads: { etl: { identityName: "id-reporting-dev-etl", federation: {} } },
    });
    const payments = fullApp();
    const stripe = payments.secrets["stripe-key"];
    if (stripe === undefined) throw new Error("no stripe-key");
    const sharing = {
      ...payments,
      secrets: { "stripe-key": { ...stripe, readers: [ref("api"), ref("etl", "reporting")] } },
    };

    const { resources } = await build([sharing, reporting]);

    expect(grants(resources).filter(({ principal }) => principal === "reporting-etl")).to.deep.equal([
      {
        principal: "reporting-etl",
        role: "Strongroom Secret Reader (dev)",
        scope: "…/vaults/kv-payments-dev-x1/secrets/payments-dev-stripe-key",
      },
    ]);
  });

  it("is not touched by a neighbour that comes or goes", async () => {
    const neighbour = testApp({
      name: "another",
      resourceGroupName: "rg-another-dev",
      vault: { name: "kv-another-dev-x1", pairedName: "kv-another-dev-x2" },
    });

    const alone = await build([fullApp()]);
    const together = await build([neighbour, fullApp()]);

    const own = together.resources.filter(({ urn }) => namesOf(alone).includes(urn));
    expect(own).to.deep.equal(alone.resources);
  });

  it("loses exactly a workload's identity and grants when the workload goes", async () => {
    const whole = fullApp();
    const { stripe, cards } = { stripe: whole.secrets["stripe-key"], cards: whole.keys["cards"] };
    if (stripe === undefined || cards === undefined) throw new Error("no stripe-key or cards");
    const { api } = whole.workloads;
    if (api === undefined) throw new Error("no api");
    const before = fullApp({ databases: {} });
    const after = fullApp({
      databases: {},
      workloads: { api },
      secrets: { "stripe-key": { ...stripe, writers: [] } },
      keys: { cards: { ...cards, grants: { ...cards.grants, unwrap: [] } } },
    });

    const [first, second] = [await build([before]), await build([after])];

    const gone = namesOf(first).filter((urn) => !namesOf(second).includes(urn));
    expect(gone.map((urn) => urn.split("::").at(-1)).sort()).to.deep.equal([
      "payments-cards-unwrap-payments-worker",
      "payments-stripe-key-write-payments-worker",
      "payments-worker",
      "payments-worker",
      "payments-worker-github",
    ]);
    expect(namesOf(second).filter((urn) => !namesOf(first).includes(urn))).to.deep.equal([]);
  });

  it("tells the application what it needs and nothing secret", async () => {
    const { resources, outputs } = await build([fullApp()]);

    const text = JSON.stringify(outputs);
    const secrets = ofType(resources, "keyvault:Secret").flatMap(({ inputs, secretPaths }) =>
      secretPaths.includes("properties.value") ? [(inputs["properties"] as { readonly value: string }).value] : [],
    );
    const placeholders = secrets.filter((value) => /^[0-9a-f-]{36}$/.test(value));
    expect(outputs["payments"]).to.deep.include({
      resourceGroup: "rg-payments-dev",
      vault: { name: "kv-payments-dev-x1", uri: "https://kv-payments-dev-x1.vault.azure.net/" },
    });
    expect(placeholders).to.have.length.greaterThan(0);
    expect(placeholders.filter((value) => text.includes(value))).to.deep.equal([]);
  });

  it("says who reads what as it was granted: another application by its name, a retired secret nobody", async () => {
    const full = fullApp();
    const secret = full.secrets["stripe-key"];
    if (secret === undefined) throw new Error("the full application has that secret");
    const etl = { identityName: "id-reporting-dev-etl", federation: {} };
    const reporting = fullApp({
      name: "reporting",
      workloads: { etl },
      secrets: {},
      keys: {},
      certificates: {},
      databases: {},
    });
    const retired = { until: "2020-01-31", reason: "Nobody uses it" };
    const secrets = {
      "stripe-key": { ...secret, readers: [ref("api"), ref("etl", "reporting")] },
      old: { ...secret, name: "payments-dev-old", retiring: retired },
    };

    const { outputs, resources } = await build([{ ...full, secrets }, reporting]);

    const payments = outputs["payments"] as { readonly secrets: Readonly<Record<string, unknown>> };
    expect(payments.secrets["stripe-key"]).to.deep.include({ readers: ["api", "reporting/etl"], writers: ["worker"] });
    expect(payments.secrets["old"]).to.deep.include({ readers: [], writers: [] });
    expect(grants(resources).filter(({ scope }) => scope.includes("payments-dev-old"))).to.deep.equal([]);
  });

  it("plans in a preview that nothing can be missing from: no resource waits for an output", async () => {
    const options = { preview: true } as const;
    const names = async (preview: boolean): Promise<string[]> => {
      const { resources } = await capture(
        () => {
          const app = new AppEnvironment("payments", { platform: testPlatform(), app: fullApp(), shape: SHAPE });
          app.grantAll(({ workload }) => {
            const found = app.workloads.get(workload);
            if (found === undefined) throw new Error(`no ${workload}`);
            return found;
          });
        },
        preview ? options : {},
      );
      return resources.map(({ urn }) => urn);
    };

    const [previewed, created] = [await names(true), await names(false)];

    expect(previewed).to.deep.equal(created);
  });
});
