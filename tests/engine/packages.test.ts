// The packages and the examples as somebody uses them outside this repository: packed, installed without the network, under
// mocks in plain JavaScript and in TypeScript, and deployed by the real engine.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { withSession, type RunResult } from "../../simulator/engine/session.ts";
import { installPackages, type Installed } from "../support/installed.ts";
import { changes, readAzure, succeed, UP } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

/** Under mocks: what a team's unit test of its own program looks like. */
const MOCKED = `
import * as pulumi from "@pulumi/pulumi";
const made = [];
await pulumi.runtime.setMocks({
  call: ({ inputs }) => inputs,
  newResource: ({ type, name, inputs }) => {
    made.push({ type, inputs });
    return { id: name + "-id", state: { name, ...inputs } };
  },
});
const { AppVault } = await import("strongroom-components");
const vault = new AppVault("payments", {
  platform: {
    environment: "prod",
    tenantId: "11111111-1111-4111-8111-111111111111",
    subscriptionId: "22222222-2222-4222-8222-222222222222",
    location: "westeurope",
    network: { location: "westeurope", endpointSubnetId: "/subnet", zoneIds: { vault: "/zone" } },
    audit: { workspaceId: "/workspace" },
  },
  app: "payments", vaultName: "kv-payments-x1", resourceGroupName: "rg", tags: {},
});
await new Promise((resolve) => pulumi.all([vault.id]).apply(resolve));
const found = made.find(({ type }) => type.endsWith(":keyvault:Vault"));
console.log(found.inputs.properties.publicNetworkAccess, found.inputs.properties.enablePurgeProtection);
`;

describe("the packages, installed outside this repository", function () {
  this.timeout(300_000);
  let installed: Installed;

  before(() => {
    installed = installPackages();
    for (const example of readdirSync(path.join(ROOT, "examples"))) {
      const from = path.join(ROOT, "examples", example);
      cpSync(from, path.join(installed.folder, example), { recursive: true });
    }
  });
  after(() => {
    installed.remove();
  });

  const stateDir = (): string => path.join(installed.folder, "state");
  const inExample = <T>(example: string, body: Parameters<typeof withSession<T>>[1]): Promise<T> =>
    withSession({ root: ROOT, programDir: path.join(installed.folder, example), stateDir: stateDir() }, body);
  const node = (...args: readonly string[]): string =>
    execFileSync(process.execPath, args, { cwd: installed.folder, encoding: "utf8" });

  it("hold JavaScript and declarations, and no source or test", () => {
    for (const files of Object.values(installed.files)) {
      expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).to.deep.equal([]);
      expect(files.some((file) => file.endsWith("index.d.ts"))).to.equal(true);
    }
    expect(installed.files["components"]).to.include("dist/components/azure/keyvault-v20260201/package.json");
    expect(installed.files["policy"]).to.include("PulumiPolicy.yaml");
  });

  it("name what they import", () => {
    for (const [from, files] of Object.entries(installed.files)) {
      const manifest = JSON.parse(readFileSync(path.join(ROOT, from, "package.json"), "utf8")) as Manifest;
      const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
      const imported = files
        .filter((file) => file.endsWith(".js") && !file.includes("keyvault-v20260201"))
        .flatMap((file) => [...readFileSync(path.join(ROOT, from, file), "utf8").matchAll(/from "([^".][^"]*)"/g)])
        .map(([, name = ""]) =>
          name
            .split("/")
            .slice(0, name.startsWith("@") ? 2 : 1)
            .join("/"),
        )
        .filter((name) => !name.startsWith("node:"));
      expect(
        [...new Set(imported)].filter((name) => !named.includes(name)),
        from,
      ).to.deep.equal([]);
    }
  });

  it("work under mocks in plain JavaScript", () => {
    writeFileSync(path.join(installed.folder, "mocked.mjs"), MOCKED);

    expect(node("mocked.mjs")).to.equal("Disabled true\n");
  });

  it("carry types that the examples fit", () => {
    const sources = readdirSync(path.join(ROOT, "examples")).map((example) => `${example}/index.ts`);
    const compiler = path.join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const compilerOptions = {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      module: "nodenext",
      target: "es2024",
      types: [],
    };
    writeFileSync(path.join(installed.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: sources }));

    expect(node(compiler, "-p", installed.folder)).to.equal("");
  });

  it("deploy the examples by the real engine, and a second preview is empty", async () => {
    await inExample("vault-and-sql", async (session) => {
      succeed(await session.pulumi(UP));
      expect(changes(succeed(await session.pulumi(["preview"], { events: true })))).to.deep.equal([]);
    });
    const ids = Object.values(readAzure(stateDir()).resources).map(({ id }) => id);
    const idOf = (pattern: RegExp): string => ids.find((id) => pattern.test(id)) ?? expect.fail(String(pattern));
    settings("single-vault", {
      endpointSubnetId: idOf(/\/subnets\/snet-endpoints$/i),
      vaultZoneId: idOf(/\/privateDnsZones\/privatelink\.vaultcore\.azure\.net$/i),
      workspaceId: idOf(/\/workspaces\/log-payments$/i),
    });
    await inExample("single-vault", async (session) => {
      succeed(await session.pulumi(UP));
      expect(changes(succeed(await session.pulumi(["preview"], { events: true })))).to.deep.equal([]);
    });

    const vaults = Object.values(readAzure(stateDir()).resources).filter(({ id }) => /\/vaults\/[^/]+$/i.test(id));
    expect(vaults.map(({ id }) => id.split("/").at(-1)).toSorted()).to.deep.equal([
      "kv-payments-prod-x1",
      "kv-payments-test-x1",
    ]);
  });

  it("judge a program that knows nothing of us", async () => {
    const folder = path.join(installed.folder, "policy-on-your-program");
    const pack = path.join(installed.folder, "node_modules", "strongroom-policy");
    const config = node(path.join(pack, "dist/policy/print-pack-config.js"), ...configFiles(folder));
    writeFileSync(path.join(folder, "pack.json"), config);

    const result: RunResult = await inExample("policy-on-your-program", (session) =>
      session.pulumi(["preview", "--policy-pack", pack, "--policy-pack-config", path.join(folder, "pack.json")]),
    );

    expect(result.exitCode, result.stdout + result.stderr).to.not.equal(0);
    expect(result.stdout).to.include("vault-public-access").and.to.include("To mend it:");
  });

  const configFiles = (folder: string): string[] =>
    ["policy.yaml", "Pulumi.dev.yaml"].map((name) => path.join(folder, name));

  /** Sets what an example's settings leave to its reader. */
  function settings(example: string, values: Readonly<Record<string, string>>): void {
    const file = path.join(installed.folder, example, "Pulumi.dev.yaml");
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    for (const [key, value] of Object.entries(values)) config[`${example}:${key}`] = value;
    writeFileSync(file, stringify({ config }));
  }
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
