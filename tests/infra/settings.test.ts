import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { parse } from "yaml";
import { PROVIDER_KEYS } from "../../infra/settings/provider-keys.ts";
import { REGIONS } from "../../facts/regions.ts";
import { parseSettings } from "../../infra/settings/read-settings.ts";
import { settingsFolder } from "../../infra/settings/settings-folder.ts";
import { otherSettings } from "../../infra/settings/shared-subscription.ts";
import { SCHEMA_FOLDER, schemaFiles } from "../../infra/reference/write-schemas.ts";
import { configOf, NOW, problemsOf, ROOT, settingsFrom, stackSettings } from "./support.ts";

describe("settings", () => {
  const STACKS = ["dev", "staging", "prod"];

  it("put every environment into a subscription and a network of its own", () => {
    const platforms = STACKS.map((stack) => stackSettings(stack).platform);

    expect(new Set(platforms.map(({ subscriptionId }) => subscriptionId))).to.have.length(3);
    expect(new Set(platforms.map(({ network }) => JSON.stringify(network.virtualNetwork)))).to.have.length(3);
  });

  it("name the key where the file is not at hand", () => {
    const { config } = configOf(readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8"));

    const problems = problemsOf(() =>
      parseSettings({
        config: {
          ...config,
          "strongroom:location": "westeurop",
          "azure-native:location": "westeurop",
          "azure-native_keyvault_v20260201:location": "westeurop",
        },
        secretKeys: [],
        file: "Pulumi.dev.yaml",
        root: ROOT,
        now: NOW,
      }),
    );

    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^Pulumi\.dev\.yaml: strongroom:location: unknown region "westeurop" \(did you mean "westeurope"\?\); allowed are /,
    );
  });

  it("take what exists by its id", () => {
    const id = (kind: string): string =>
      `/subscriptions/5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e/resourceGroups/rg-hub/providers/${kind}`;
    const vnet = id("Microsoft.Network/virtualNetworks/hub");
    const zone = id("Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net");

    const { platform } = stackSettings("dev", (yaml) =>
      yaml
        .replace(/virtualNetwork: .*/, `virtualNetwork: { adopt: { id: "${vnet}" } }`)
        .replace(
          /endpointSubnet: .*/,
          `endpointSubnet: { adopt: { id: "${vnet}/subnets/endpoints" } }\n    adoptedZones: { vault: "${zone}" }`,
        )
        .concat(
          `  strongroom:workspace: { adopt: { id: "${id("Microsoft.OperationalInsights/workspaces/log-hub")}" } }\n`,
        ),
    );

    expect(platform.network).to.deep.equal({
      virtualNetwork: { adopt: { id: vnet } },
      endpointSubnet: { adopt: { id: `${vnet}/subnets/endpoints` } },
      adoptedZones: { vault: zone },
    });
    expect(platform.workspace).to.have.property("adopt");
  });

  it("carry their own tags next to the platform's", () => {
    expect(stackSettings("dev").platform.tags).to.deep.equal({
      "business-unit": "retail",
      owner: "platform-team@contoso.com",
      application: "strongroom",
      environment: "dev",
      "managed-by": "strongroom",
    });
  });

  it("follow the pairs that Azure publishes", () => {
    const { platform } = stackSettings("dev", (yaml) => yaml.replace(/ *strongroom:pairedLocation: .*\n/, ""));

    expect(platform.pairedLocation).to.equal("northeurope");
    for (const [name, { pair, cloud }] of REGIONS) {
      if (pair !== undefined) expect(REGIONS.get(pair)?.cloud, name).to.equal(cloud);
    }
  });

  it("refuse a zone that serves another cloud", () => {
    const zone =
      "/subscriptions/5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.cn";

    const problems = problemsOf(() =>
      stackSettings("dev", (yaml) =>
        yaml.replace(/( *)(endpointSubnet: .*)/, `$1$2\n$1adoptedZones: { vault: "${zone}" }`),
      ),
    );

    expect(problems).to.have.length(1);
    expect(problems[0]).to.contain('needed is "privatelink.vaultcore.azure.net"');
  });
});

describe("the configuration of providers", () => {
  for (const provider of ["azure-native", "azuread"]) {
    it(`is known as it is installed: ${provider}`, () => {
      const typings = readFileSync(join(ROOT, "node_modules", "@pulumi", provider, "config", "vars.d.ts"), "utf8");

      const installed = [...typings.matchAll(/export declare const (\w+)/g)].map(([, name]) => name);

      expect(PROVIDER_KEYS[provider]).to.deep.equal(installed);
    });
  }
});

describe("the settings beside a stack's own", () => {
  const text = readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8");
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "strongroom-settings-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("are found where stackConfigDir of Pulumi.yaml says", () => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: elsewhere\nruntime: nodejs\nstackConfigDir: config\n");
    mkdirSync(join(root, "config"));
    writeFileSync(join(root, "config", "Pulumi.prod.yaml"), text.replace("environment: dev", "environment: prod"));
    const file = join(settingsFolder(root), "Pulumi.dev.yaml");

    const problems = problemsOf(() => settingsFrom(text, file, NOW, otherSettings(root, file)));

    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^config\/Pulumi\.dev\.yaml:12: strongroom:subscriptionId: .*"prod" \(config\/Pulumi\.prod\.yaml:12\)/,
    );
  });

  it("are refused by name where they cannot be read", () => {
    symlinkSync("Pulumi.loop.yaml", join(root, "Pulumi.loop.yaml"));

    const problems = problemsOf(() => otherSettings(root, "Pulumi.dev.yaml"));

    expect(problems).to.deep.equal([
      "Pulumi.loop.yaml: cannot be read (ELOOP), and every stack's subscription is compared; mend it or remove it",
    ]);
  });
});

describe("the committed JSON Schemas", () => {
  for (const [name, content] of schemaFiles()) {
    it(`are current: ${name} (npm run schemas)`, () => {
      expect(readFileSync(join(SCHEMA_FOLDER, name), "utf8")).to.equal(content);
    });
  }

  it("accept the committed manifests and settings, as an editor would", () => {
    const accepts = (schema: string, file: string): string => {
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      addFormats.default(ajv);
      const validate = ajv.compile(JSON.parse(schemaFiles().get(schema) ?? "") as object);
      return validate(parse(readFileSync(join(ROOT, file), "utf8")))
        ? ""
        : `${file}: ${ajv.errorsText(validate.errors)}`;
    };

    const refused = [
      ...readdirSync(join(ROOT, "apps")).map((file) => accepts("app.schema.json", `apps/${file}`)),
      ...["dev", "staging", "prod"].map((stack) => accepts("settings.schema.json", `Pulumi.${stack}.yaml`)),
    ].filter((text) => text !== "");

    expect(refused).to.deep.equal([]);
  });
});
