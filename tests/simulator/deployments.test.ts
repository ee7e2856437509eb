// Template deployments: how the program changes a server's administrators, which no other way does without replacing it.
import { expect } from "chai";
import { inGroup, SERVER, server, serverInputs, freshAzure } from "./fixtures.ts";
import { type Azure, refusal, TENANT } from "./harness.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const DEPLOYMENT = "azure-native:resources:Deployment";
const BEFORE = "33333333-3333-4333-8333-333333333333";
const AFTER = "44444444-4444-4444-8444-444444444444";

const ADMINISTRATORS: Props = {
  type: "Microsoft.Sql/servers/administrators",
  apiVersion: "2023-08-01",
  name: "[concat(parameters('serverName'), '/ActiveDirectory')]",
  properties: { administratorType: "ActiveDirectory", login: "dbas", sid: "[parameters('sid')]", tenantId: TENANT },
};
const ENTRA_ONLY: Props = {
  type: "Microsoft.Sql/servers/azureADOnlyAuthentications",
  apiVersion: "2023-08-01",
  name: "[concat(parameters('serverName'), '/Default')]",
  properties: { azureADOnlyAuthentication: true },
};

function inputs(resources: Props[] = [ADMINISTRATORS, ENTRA_ONLY], sid = AFTER, to = "sql-payments"): Props {
  return {
    ...inGroup,
    deploymentName: "administrators",
    properties: {
      mode: "Incremental",
      template: {
        $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        contentVersion: "1.0.0.0",
        parameters: { serverName: { type: "string" }, sid: { type: "string" } },
        resources,
      },
      parameters: { serverName: { value: to }, sid: { value: sid } },
    },
  };
}

describe("simulated template deployments", () => {
  let azure: Azure;
  let made: Made;

  freshAzure(async (started) => {
    azure = started;
    made = await server(azure);
  });

  const administrators = async (): Promise<Props> =>
    (await azure.read(SERVER, made))?.outputs["administrators"] as Props;

  it("bring a server's administrators to what the template says, and leave the server alone", async () => {
    expect((await administrators())["sid"]).to.equal(BEFORE);

    const deployed = await azure.create(DEPLOYMENT, inputs());

    expect(await administrators()).to.deep.include({ sid: AFTER, azureADOnlyAuthentication: true, login: "dbas" });
    expect((await azure.read(SERVER, made))?.id).to.equal(made.id);
    expect(deployed.outputs["properties"]).to.deep.include({ provisioningState: "Succeeded" });
  });

  it("do so again for other parameters, where an update of the server itself would replace it", async () => {
    const deployed = await azure.create(DEPLOYMENT, inputs());

    const again = await azure.diff(DEPLOYMENT, inputs(), inputs(undefined, BEFORE));
    await azure.update(DEPLOYMENT, deployed, inputs(undefined, BEFORE));

    expect(again.replaces).to.deep.equal([]);
    expect((await administrators())["sid"]).to.equal(BEFORE);
    const other = serverInputs({ administrators: { ...(serverInputs()["administrators"] as Props), sid: AFTER } });
    expect((await azure.diff(SERVER, serverInputs(), other)).replaces).to.deep.equal(["administrators.sid"]);
  });

  it("take nothing back when they are deleted", async () => {
    const deployed = await azure.create(DEPLOYMENT, inputs());

    await azure.delete(DEPLOYMENT, deployed);

    expect(await azure.read(DEPLOYMENT, deployed)).to.equal(undefined);
    expect((await administrators())["sid"]).to.equal(AFTER);
  });

  it("need the server that they change", async () => {
    const none = await refusal(azure.create(DEPLOYMENT, inputs(undefined, AFTER, "sql-none")));

    expect(none).to.contain("ParentResourceNotFound").and.to.contain("servers/sql-none");
  });

  it("need an object id", async () => {
    expect(await refusal(azure.create(DEPLOYMENT, inputs(undefined, "dbas")))).to.contain("'dbas' is not a GUID");
    expect((await administrators())["sid"]).to.equal(BEFORE);
  });

  it("refuse by name what simulated Azure does not know", async () => {
    const machine = { ...ADMINISTRATORS, type: "Microsoft.Compute/virtualMachines" };
    const clever = { ...ADMINISTRATORS, name: "[uniqueString(resourceGroup().id)]" };

    expect(await refusal(azure.create(DEPLOYMENT, inputs([machine])))).to.contain("Microsoft.Compute/virtualMachines");
    expect(await refusal(azure.create(DEPLOYMENT, inputs([clever])))).to.contain(
      "cannot evaluate the template expression",
    );
  });
});
