import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { parse, parseAllDocuments } from "yaml";
import type { Connection } from "../../../cli/connect/connection.ts";
import { FORMATS, render } from "../../../cli/connect/formats.ts";
import { clientOf, deployed } from "./fixtures.ts";

const VAULT = "https://kv-payments-dev-10li.vault.azure.net";
const API = clientOf("id-payments-dev-api");

async function printed(workload: string, format: string, change: Partial<Connection> = {}): Promise<string> {
  return render({ ...(await deployed("payments", workload)), ...change }, format);
}

/** The assignments that a shell makes of a text, by `env -0`, so that no value can hide in another. */
function sourced(text: string): ReadonlyMap<string, string> {
  const { stdout, status } = spawnSync("sh", ["-c", 'set -ae; eval "$(cat)"; env -0'], {
    input: text,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  expect(status).to.equal(0);
  return new Map(stdout.split("\0").map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]));
}

describe("connect: the formats", () => {
  it("env: names and addresses, no secret", async () => {
    expect((await printed("api", "env")).split("\n")).to.deep.equal([
      "# payments/api in stack dev, read from stack dev",
      "# No secret is in here: the application reads values from the vault, as its identity.",
      `AZURE_CLIENT_ID=${API}`,
      "AZURE_TENANT_ID=3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4",
      `KEY_VAULT_URI=${VAULT}/`,
      "SESSION_SIGNING_SECRET=payments-dev-session-signing",
      "STRIPE_KEY_SECRET=payments-dev-stripe-key",
      "STRIPE_WEBHOOK_SIGNING_SECRET=payments-dev-stripe-webhook-signing",
      "CALLBACK_TLS_CERTIFICATE=payments-dev-callback-tls",
      `CARD_ENCRYPTION_KEY_URI=${VAULT}/keys/payments-dev-card-encryption`,
      `RECEIPT_SIGNING_KEY_URI=${VAULT}/keys/payments-dev-receipt-signing`,
      "LEDGER_SQL_SERVER=sql-payments-dev-10li.database.windows.net",
      "LEDGER_SQL_DATABASE=ledger",
    ]);
  });

  it("app-settings: a script whose settings are references without a version", async () => {
    const text = await printed("api", "app-settings");

    const settings = JSON.parse(/<<'SETTINGS'\n([^]*)\nSETTINGS$/.exec(text)?.[1] ?? "") as {
      name: string;
      value: string;
    }[];
    const values = new Map(settings.map(({ name, value }) => [name, value]));
    expect(values.get("STRIPE_KEY")).to.equal(
      `@Microsoft.KeyVault(SecretUri=${VAULT}/secrets/payments-dev-stripe-key)`,
    );
    expect(values.get("LEDGER_SQL_CONNECTION")).to.equal(
      `@Microsoft.KeyVault(SecretUri=${VAULT}/secrets/payments-dev-ledger-api-sql-conn)`,
    );
    expect(values.get("AZURE_CLIENT_ID")).to.equal(API);
    expect(text).to.contain("--set keyVaultReferenceIdentity=/subscriptions/");
    // A shell takes the script apart without complaint.
    expect(spawnSync("sh", ["-n"], { input: text }).status).to.equal(0);
  });

  it("container-apps: each secret names the vault and the identity, each variable a secret that exists", async () => {
    const { identity, properties } = parse(await printed("api", "container-apps")) as {
      identity: { userAssignedIdentities: Record<string, unknown> };
      properties: {
        configuration: { secrets: { name: string; keyVaultUrl: string; identity: string }[] };
        template: { containers: { env: { name: string; secretRef?: string }[] }[] };
      };
    };
    const { secrets } = properties.configuration;
    const references = properties.template.containers[0]?.env.flatMap(({ secretRef }) => secretRef ?? []);

    expect(references).to.deep.equal(secrets.map(({ name }) => name));
    expect(new Set(secrets.map((secret) => secret.identity))).to.deep.equal(
      new Set(Object.keys(identity.userAssignedIdentities)),
    );
    expect(secrets.find(({ name }) => name === "payments-dev-stripe-key")?.keyVaultUrl).to.equal(
      `${VAULT}/secrets/payments-dev-stripe-key`,
    );
  });

  it("kubernetes: service account, secrets as files, and a pod that has both", async () => {
    const documents = parseAllDocuments(await printed("worker", "kubernetes")).map((document) => {
      expect("errors" in document ? document.errors : []).to.deep.equal([]);
      return document.toJS() as Record<string, unknown>;
    });
    const worker = clientOf("id-payments-dev-worker");

    expect(documents.map(({ kind }) => kind)).to.deep.equal(["ServiceAccount", "SecretProviderClass", "Deployment"]);
    expect(documents[0]).to.deep.include({
      metadata: {
        name: "worker",
        namespace: "payments",
        annotations: {
          "azure.workload.identity/client-id": worker,
          "azure.workload.identity/tenant-id": "3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4",
        },
      },
    });
    const { parameters } = documents[1]?.["spec"] as { parameters: Record<string, string> };
    const { array } = parse(parameters["objects"] ?? "") as { array: string[] };
    expect(array.map((item) => parse(item) as unknown)).to.deep.equal([
      { objectName: "payments-dev-session-signing", objectType: "secret" },
      { objectName: "payments-dev-ledger-worker-sql-conn", objectType: "secret" },
    ]);
    expect(Object.values(parameters).every((value) => typeof value === "string")).to.equal(true);
    expect(parameters).to.include({ usePodIdentity: "false", clientID: worker, keyvaultName: "kv-payments-dev-10li" });
    expect(JSON.stringify(documents[2])).to.contain('"azure.workload.identity/use":"true"');
  });

  it("github-actions: the job that Entra accepts, without a credential", async () => {
    const { jobs } = parse(await printed("deploy", "github-actions")) as {
      jobs: Record<string, { environment: string; permissions: unknown; steps: { with?: unknown }[] }>;
    };
    const job = jobs["with-azure-dev"];

    expect(job?.environment).to.equal("dev");
    expect(job?.permissions).to.deep.equal({ "id-token": "write", contents: "read" });
    expect(job?.steps.find((step) => step.with !== undefined)?.with).to.deep.equal({
      "client-id": clientOf("id-payments-dev-deploy"),
      "tenant-id": "3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4",
      "subscription-id": "5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e",
    });
  });

  it("jdbc: a managed identity by its client id, a federated one through the default chain", async () => {
    const url = "jdbc:sqlserver://sql-payments-dev-10li.database.windows.net:1433;databaseName=ledger;encrypt=strict;";

    expect(await printed("api", "jdbc")).to.contain(
      `${url}trustServerCertificate=false;loginTimeout=130;connectRetryCount=12;connectRetryInterval=10;authentication=ActiveDirectoryManagedIdentity;user=${API}`,
    );
    expect(await printed("worker", "jdbc")).to.match(/;authentication=ActiveDirectoryDefault$/);
  });

  it("node: a module that Node.js can read", async () => {
    const check = spawnSync(process.execPath, ["--check", "--input-type=module", "-"], {
      input: await printed("api", "node"),
      encoding: "utf8",
    });

    expect(check.status, check.stderr).to.equal(0);
  });

  it("python: a module that Python can read", async function () {
    if (spawnSync("python3", ["--version"]).status !== 0) return this.skip();
    const check = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
      input: await printed("api", "python"),
      encoding: "utf8",
    });

    expect(check.status, check.stderr).to.equal(0);
  });

  it("go: a file as gofmt would write it", async function () {
    const check = spawnSync("gofmt", [], { input: `${await printed("api", "go")}\n`, encoding: "utf8" });
    if (check.error !== undefined) return this.skip();

    expect(check.status, check.stderr).to.equal(0);
    expect(check.stdout).to.equal(`${await printed("api", "go")}\n`);
  });

  for (const format of Object.keys(FORMATS)) {
    it(`${format}: says where it was read, and knows no password`, async () => {
      const workload = { kubernetes: "worker", "github-actions": "deploy" }[format] ?? "api";

      const text = await printed(workload, format);

      expect(text.split("\n")[0]).to.match(/^(#|\/\/) payments\/\w+ in stack dev, read from stack dev$/);
      expect(text).not.to.match(/password\s*[=:]|pwd\s*=|\bundefined\b|\[object/i);
    });
  }

  it("refuses a format for which the workload has no way in, and one that there is not", async () => {
    const message = async (workload: string, format: string): Promise<string> =>
      printed(workload, format).catch((error: unknown) => (error as Error).message);

    expect(await message("api", "kubernetes")).to.match(
      /^payments\/api: no Kubernetes service account may sign in as it; add /,
    );
    expect(await message("api", "github-actions")).to.match(/^payments\/api: no GitHub job may sign in as it; add /);
    expect(await message("api", "pyton")).to.match(/^--format: no format "pyton"; .*\(did you mean "python"\?\)$/);
    expect(await message("api", "constructor")).to.contain('no format "constructor"');
  });

  it("follows the cloud", async () => {
    const vaultUri = "https://kv-x.vault.usgovcloudapi.net/";
    const from = await deployed("payments", "worker");
    const us = { vaultUri, secrets: from.secrets.map((secret) => ({ ...secret, vaultUri })) };

    expect(await printed("worker", "kubernetes", us)).to.contain("cloudName: AzureUSGovernmentCloud");
    expect(await printed("worker", "env", us)).to.contain("AZURE_AUTHORITY_HOST=https://login.microsoftonline.us/");
    expect(await printed("deploy", "github-actions", us)).to.contain(
      "environment: AzureUSGovernment\n          audience: api://AzureADTokenExchangeUSGov",
    );
  });

  it("keeps a hostile name of a database within its value", async () => {
    const from = await deployed("payments", "api");
    const database = "x';{}\"$(reboot)`\\";
    const change = { databases: from.databases.map((item) => ({ ...item, database })) };

    const values = sourced(await printed("api", "env", change));

    expect(values.get("LEDGER_SQL_DATABASE")).to.equal(database);
    expect(await printed("api", "jdbc", change)).to.contain(`databaseName={x';{}}"$(reboot)\`\\};encrypt=strict`);
    expect(parse(await printed("api", "container-apps", change))).to.have.nested.property(
      "properties.template.containers[0].env[10].value",
      database,
    );
  });
});
