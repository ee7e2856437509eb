// Secrets that a template writes: unlike a secret of its own, it may be there already, and stays when the deployment goes.
import { expect } from "chai";
import {
  ASSIGNMENT,
  group,
  identity,
  inGroup,
  SECRET,
  secretInputs,
  SECRETS_USER,
  text,
  vault,
  VAULT,
  freshAzure,
} from "./fixtures.ts";
import { type Azure, refusal, secret } from "./harness.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const DEPLOYMENT = "azure-native:resources:Deployment";
const NAME = "ledger-sql-conn";
const EXPIRES = Date.parse("2026-07-01T00:00:00Z") / 1000;

const TYPES: Props = {
  vaultName: { type: "string" },
  value: { type: "securestring" },
  expires: { type: "int" },
  tags: { type: "object" },
};
const BODY: Props = {
  type: "Microsoft.KeyVault/vaults/secrets",
  apiVersion: "2024-11-01",
  name: `[concat(parameters('vaultName'), '/', '${NAME}')]`,
  tags: "[parameters('tags')]",
  properties: {
    value: "[parameters('value')]",
    contentType: "text/plain",
    attributes: { enabled: true, exp: "[parameters('expires')]" },
  },
};

/** A deployment of the one secret; what is given here replaces a parameter. */
function inputs(given: Props = {}, body: Props = BODY, deploymentName = `kv-payments-dev.${NAME}`): Props {
  const parameters: Props = {
    vaultName: "kv-payments-dev",
    value: "Server=first",
    expires: EXPIRES,
    tags: { owner: "a@b.co" },
    ...given,
  };
  return {
    ...inGroup,
    deploymentName,
    properties: {
      mode: "Incremental",
      template: { contentVersion: "1.0.0.0", parameters: TYPES, resources: [body] },
      parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { value }])),
    },
  };
}

describe("simulated secrets by template", () => {
  let azure: Azure;

  freshAzure(async (started) => {
    azure = started;
    await vault(azure);
  });

  /** As Azure has it now. */
  const found = (): Promise<Props> =>
    azure.invoke("azure-native:keyvault:getSecret", { ...inGroup, vaultName: "kv-payments-dev", secretName: NAME });
  const version = async (): Promise<string> => text((await found())["properties"] as Props, "secretUriWithVersion");

  it("are there afterwards, with what the template says of them", async () => {
    const deployed = await azure.create(DEPLOYMENT, inputs());

    const { tags, properties } = await found();
    expect(tags).to.deep.equal({ owner: "a@b.co" });
    expect(properties).to.deep.include({ contentType: "text/plain" });
    expect((properties as Props)["attributes"]).to.include({ enabled: true, expires: EXPIRES });
    expect(deployed.outputs["properties"]).to.deep.include({ provisioningState: "Succeeded" });
  });

  it("can be granted from then on, and not before", async () => {
    const { outputs } = await identity(azure);
    const scope = `${(await azure.invoke("azure-native:keyvault:getVault", { ...inGroup, vaultName: "kv-payments-dev" }))["id"] as string}/secrets/${NAME}`;
    const grant = {
      scope,
      roleAssignmentName: "55555555-5555-4555-8555-555555555555",
      principalId: text(outputs, "principalId"),
      principalType: "ServicePrincipal",
      roleDefinitionId: SECRETS_USER,
    };

    expect(await refusal(azure.create(ASSIGNMENT, grant))).to.contain("ResourceNotFound");
    await azure.create(DEPLOYMENT, inputs());
    expect((await azure.create(ASSIGNMENT, grant)).id).to.contain(scope);
  });

  it("never give their value back, nor keep it on disk, secure or secret to Pulumi", async () => {
    const open = await azure.create(DEPLOYMENT, inputs({ value: "Server=hidden" }));
    const marked = await azure.update(DEPLOYMENT, open, inputs({ value: secret("Server=marked") }));

    const shown = (made: Made): Props => (made.outputs["properties"] as Props)["parameters"] as Props;
    expect(shown(open)["value"]).to.deep.equal({ type: "SecureString" });
    expect(shown(open)["vaultName"]).to.deep.equal({ type: "String", value: "kv-payments-dev" });
    expect(JSON.stringify([open, marked, await found()])).not.to.match(/Server=(hidden|marked)/);
    expect(azure.stored()).not.to.match(/Server=(hidden|marked)/);
  });

  it("get a version with every deployment, and none by a refresh", async () => {
    const deployed = await azure.create(DEPLOYMENT, inputs());
    const first = await version();

    const again = await azure.update(DEPLOYMENT, deployed, inputs({ value: "Server=second" }));
    const second = await version();
    const read = await azure.read(DEPLOYMENT, again, inputs({ value: "Server=second" }));

    expect(second).to.not.equal(first);
    expect(read?.inputs).to.deep.equal(inputs({ value: "Server=second" }));
    expect(await version()).to.equal(second);
  });

  it("may be there already, where a secret of its own is refused", async () => {
    const deployed = await azure.create(DEPLOYMENT, inputs());
    const first = await version();
    await azure.delete(DEPLOYMENT, deployed);

    expect(await version(), "the secret outlives the deployment").to.equal(first);
    expect(await refusal(azure.create(SECRET, secretInputs(NAME)))).to.contain("already existing resource");
    await azure.create(DEPLOYMENT, inputs());
    expect(await version()).to.not.equal(first);
  });

  it("need their vault, in the resource group that is deployed to", async () => {
    await group(azure, "rg-b");

    const none = await refusal(azure.create(DEPLOYMENT, inputs({ vaultName: "kv-none" })));
    const elsewhere = await refusal(azure.create(DEPLOYMENT, { ...inputs(), resourceGroupName: "rg-b" }));

    expect(none).to.contain("ParentResourceNotFound").and.to.contain("vaults/kv-none");
    expect(elsewhere).to.contain("ParentResourceNotFound").and.to.contain("resourceGroups/rg-b");
  });

  it("cannot take the name of a deleted secret", async () => {
    const made = await azure.create(SECRET, secretInputs(NAME));
    await azure.delete(SECRET, made);

    expect(await refusal(azure.create(DEPLOYMENT, inputs()))).to.contain("deleted but recoverable state");
  });

  it("come back with a recovered vault, and are written over", async () => {
    const deployed = await azure.create(DEPLOYMENT, inputs());
    const first = await version();
    const holder = { id: deployed.id.replace(/Microsoft\.Resources.*$/, "Microsoft.KeyVault/vaults/kv-payments-dev") };
    await azure.delete(VAULT, { ...holder, outputs: {} });
    await vault(azure, { createMode: "recover" });

    await azure.update(DEPLOYMENT, deployed, inputs());

    expect(await version()).to.not.equal(first);
  });

  for (const [what, wrong, words] of [
    ["a text for a number", { expires: "soon" }, "'expires' is not valid. Expected a value of type 'Integer'"],
    ["what the template does not declare", { other: 1 }, "'other' in the parameters file are not valid"],
  ] as const) {
    it(`refuse ${what} as a parameter`, async () => {
      expect(await refusal(azure.create(DEPLOYMENT, inputs(wrong))))
        .to.contain("InvalidTemplate")
        .and.to.contain(words);
    });
  }

  it("refuse a parameter that nobody gives", async () => {
    const { properties, ...rest } = inputs();
    const { parameters: _none, ...given } = properties as Props;

    const message = await refusal(azure.create(DEPLOYMENT, { ...rest, properties: given }));

    expect(message).to.match(/The value for the template parameter '\w+' is not provided/);
  });

  it("are held to Azure's names of their times: what the SDK calls `expires` is `exp` in a template", async () => {
    const body = { ...BODY, properties: { value: "x", attributes: { expires: EXPIRES } } };

    expect(await refusal(azure.create(DEPLOYMENT, inputs({}, body)))).to.contain("'expires'");
  });

  it("are held to what holds for every secret", async () => {
    const tags = Object.fromEntries(Array.from({ length: 16 }, (_none, index) => [`tag-${String(index)}`, "x"]));

    expect(await refusal(azure.create(DEPLOYMENT, inputs({ tags })))).to.contain("16 tags; at most 15 are allowed");
  });

  it("need a deployment's name of at most 64 characters that Azure allows", async () => {
    const long = await refusal(azure.create(DEPLOYMENT, inputs({}, BODY, "x".repeat(65))));
    const strange = await refusal(azure.create(DEPLOYMENT, inputs({}, BODY, "two words")));

    expect(long).to.contain("has a length of '65' which exceeds the maximum length of '64'");
    expect(strange).to.contain("InvalidDeploymentName");
  });
});
