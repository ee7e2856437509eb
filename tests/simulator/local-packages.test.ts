// azure-native as a package for one API version of Key Vault: what `pulumi package add` and the committed SDK ask for.
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { KEY_VAULT_PACKAGE } from "../../facts/local-packages.ts";
import { ROOT } from "../support/tiny-project.ts";
import { freshAzure, inGroup, VAULT } from "./fixtures.ts";
import { TENANT, type Azure } from "./harness.ts";

interface Schema {
  readonly name: string;
  readonly version: string;
  readonly parameterization: {
    readonly baseProvider: { readonly name: string; readonly version: string };
    readonly parameter: string;
  };
  readonly resources: Readonly<Record<string, { readonly inputProperties: Readonly<Record<string, unknown>> }>>;
}

const LOCAL_VAULT = `${KEY_VAULT_PACKAGE}:keyvault:Vault`;
const SDK = path.join(ROOT, "components", "azure", "keyvault-v20260201");
const readJson = (...file: readonly string[]): unknown => JSON.parse(readFileSync(path.join(...file), "utf8"));

const vault = {
  ...inGroup,
  vaultName: "kv-payments-dev",
  location: "westeurope",
  properties: { tenantId: TENANT, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
};

describe("a local package of azure-native", () => {
  let azure: Azure;
  freshAzure((started) => {
    azure = started;
  });

  for (const version of ["2026-02-01", "v20260201", "20260201"]) {
    it(`is made by module and version, and has a schema: ${version}`, async () => {
      const made = await azure.parameterize("keyvault", version);
      const schema = (await azure.schema()) as Schema;

      expect(made).to.equal(`${KEY_VAULT_PACKAGE}@3.28.0`);
      expect(Object.keys(schema.resources)).to.have.members(
        ["Vault", "Secret", "Key"].map((kind) => `${KEY_VAULT_PACKAGE}:keyvault:${kind}`),
      );
    });
  }

  it("is made by what the committed SDK sends", async () => {
    const { pulumi } = readJson(SDK, "package.json") as {
      readonly pulumi: { readonly parameterization: { readonly name: string; readonly value: string } };
    };
    const { name, value } = pulumi.parameterization;

    const made = await azure.parameterizeAgain(name, Buffer.from(value, "base64"));

    expect(made).to.equal(`${KEY_VAULT_PACKAGE}@3.28.0`);
    expect(Buffer.from(Buffer.from(value, "base64").toString(), "base64").toString()).to.equal(
      '{"module":"keyvault","version":"v20260201"}',
    );
  });

  it("is refused by name where it is not known, and where the parameters say nothing", async () => {
    const refusals = await Promise.all(
      [
        azure.parameterize("sql", "2026-02-01"),
        azure.parameterize("keyvault", "2025-05-01"),
        azure.parameterize("keyvault", "latest"),
        azure.parameterize("keyvault"),
        azure.parameterizeAgain(KEY_VAULT_PACKAGE, Buffer.from("nothing")),
      ].map((asked) => asked.then(String, (error: unknown) => (error as Error).message)),
    );

    expect(refusals).to.deep.equal([
      'simulated Azure has no local package for module "sql" at "v20260201"; it knows keyvault 2026-02-01',
      'simulated Azure has no local package for module "keyvault" at "v20250501"; it knows keyvault 2026-02-01',
      "invalid API version: latest",
      "expected 2 arguments (module and API version), got 1",
      "simulated Azure cannot read the parameters of a local package: they are no base64 of JSON",
    ]);
  });

  it("writes the vault that azure-native's own SDK reads, and names the version that it called", async () => {
    const made = await azure.create(LOCAL_VAULT, vault);
    const read = await azure.read(VAULT, made);

    expect(made.outputs["azureApiVersion"]).to.equal("2026-02-01");
    expect(read?.outputs["azureApiVersion"]).to.equal("2024-11-01");
    expect(read?.id).to.equal(made.id);
  });
});

describe("the SDK of Key Vault's API version", () => {
  const schema = readJson(ROOT, "facts", "keyvault-2026-02-01.schema.json") as Schema;
  const azureNative = readJson(ROOT, "node_modules", "@pulumi", "azure-native", "package.json") as { version: string };

  it("has the version of the provider that it is made of", () => {
    const { version } = readJson(SDK, "package.json") as { readonly version: string };

    expect([schema.version, schema.parameterization.baseProvider.version, version]).to.deep.equal(
      Array(3).fill(azureNative.version),
    );
  });

  for (const kind of ["Vault", "Secret", "Key"]) {
    it(`takes what azure-native's own SDK takes: ${kind}`, () => {
      const file = path.join(ROOT, "node_modules", "@pulumi", "azure-native", "keyvault", `${kind.toLowerCase()}.d.ts`);
      const [, args = ""] = new RegExp(`interface ${kind}Args \\{([^]*?)\\n\\}`).exec(readFileSync(file, "utf8")) ?? [];

      const inputs = [...args.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name);

      expect(
        Object.keys(schema.resources[`${KEY_VAULT_PACKAGE}:keyvault:${kind}`]?.inputProperties ?? {}),
      ).to.have.members(inputs);
    });
  }
});
