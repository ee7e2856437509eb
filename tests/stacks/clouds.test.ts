// One setting moves a whole environment to another of Azure's clouds. What is left of the public cloud would be a zone that
// nobody asks, or a token of a foreign issuer.
import { expect } from "chai";
import { effect, example, exampleSettings, removeFolders, type Data } from "../every-argument/support.ts";

/** Host names, zones, authorities and audiences of each cloud: azure-docs, private-endpoint-dns; entra-docs, national clouds. */
const WORDS = {
  public: [
    ".vault.azure.net/keys/",
    "privatelink.vaultcore.azure.net",
    "privatelink.database.windows.net",
    ".database.windows.net",
    "login.microsoftonline.com",
    '"api://AzureADTokenExchange"',
  ],
  usgovernment: [
    ".vault.usgovcloudapi.net/keys/",
    "privatelink.vaultcore.usgovcloudapi.net",
    "privatelink.database.usgovcloudapi.net",
    ".database.usgovcloudapi.net",
    "login.microsoftonline.us",
    '"api://AzureADTokenExchangeUSGov"',
  ],
  china: [
    ".vault.azure.cn/keys/",
    "privatelink.vaultcore.azure.cn",
    "privatelink.database.chinacloudapi.cn",
    ".database.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
    '"api://AzureADTokenExchangeChina"',
  ],
} as const;

const REGIONS = {
  public: ["westeurope", "northeurope"],
  usgovernment: ["usgovvirginia", "usgovtexas"],
  china: ["chinanorth3", "chinaeast3"],
} as const;

type CloudName = keyof typeof WORDS;
const CLOUDS = Object.keys(WORDS) as CloudName[];

function settingsIn(cloud: CloudName): Data {
  const [location, pairedLocation] = REGIONS[cloud];
  const settings = exampleSettings("settings");
  const { bastion, ...network } = settings["network"] as Data;
  return {
    ...settings,
    // Azure Bastion does not work beside private zones in the others.
    network: cloud === "public" ? { ...network, bastion } : network,
    cloud,
    location,
    pairedLocation,
    "azure-native:location": location,
    "azure-native:environment": cloud,
    "azure-native_keyvault_v20260201:location": location,
    "azure-native_keyvault_v20260201:environment": cloud,
    "azuread:environment": cloud,
  };
}

after(removeFolders);

describe("a whole environment", () => {
  for (const cloud of CLOUDS) {
    it(`is of one cloud alone: ${cloud}`, async () => {
      const result = await effect({ settings: settingsIn(cloud), manifest: example("shop") });

      expect(result).not.to.match(/^refused/);
      for (const word of WORDS[cloud]) expect(result).to.contain(word);
      const foreign = CLOUDS.filter((other) => other !== cloud).flatMap((other) =>
        WORDS[other].filter((word) => result.includes(word)),
      );
      expect(foreign).to.deep.equal([]);
    });
  }

  for (const provider of ["azure-native", "azuread"]) {
    it(`is refused outside of the public cloud where ${provider} stays in it`, async () => {
      const { [`${provider}:environment`]: told, ...settings } = settingsIn("china");
      const missing = await effect({ settings, manifest: example("shop") });
      const wrong = await effect({
        settings: { ...settings, [`${provider}:environment`]: "public" },
        manifest: example("shop"),
      });

      expect(told).to.equal("china");
      expect(missing).to.contain(`${provider}:environment: is missing; write "china"`);
      expect(wrong).to.contain(`${provider}:environment: "public" is not what the strongroom setting says: "china"`);
    });
  }

  it("is refused with Azure Bastion where that does not work beside private zones", async () => {
    const settings = { ...settingsIn("usgovernment"), network: settingsIn("public")["network"] };

    const result = await effect({ settings, manifest: example("shop") });

    expect(result).to.match(
      /^refused: .*strongroom:network\.bastion: in the cloud usgovernment Azure Bastion does not/,
    );
  });

  it("is refused where Entra's provider has another tenant", async () => {
    const settings = { ...settingsIn("public"), "azuread:tenantId": "9c1f2d7e-5a90-46c4-8f0b-1c528a4d4e6b" };

    const result = await effect({ settings, manifest: example("shop") });

    expect(result).to.match(/^refused: .*azuread:tenantId: "9c1f2d7e-/);
  });
});
