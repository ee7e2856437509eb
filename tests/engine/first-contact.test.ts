// The first contact with Azure, against simulated Azure as the cloud: one that answers otherwise than was predicted.
import { expect } from "chai";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { withSession, type SessionOptions } from "../../simulator/engine/session.ts";
import type { Props } from "../../simulator/model/values.ts";
import { STACK, type FirstProject } from "../azure/application.ts";
import { firstContact, type Cloud, type Report } from "../azure/first-contact.ts";
import { markdown } from "../azure/report.ts";
import { readAzure } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

const PLACE = {
  tenantId: "3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4",
  subscriptionId: "5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e",
  location: "westeurope",
};
const NAME = "fcplanted1";

describe("the first contact with Azure", function () {
  this.timeout(300_000);

  /** Runs it on simulated Azure; gives also what was left there. */
  async function contact(
    more: Partial<SessionOptions>,
    faults?: unknown,
  ): Promise<Report & { readonly left: string[] }> {
    let left: string[] = [];
    const open = async <T>(project: FirstProject, body: (cloud: Cloud) => Promise<T>): Promise<T> => {
      const { programDir, stateDir } = project;
      const faultsFile = path.join(programDir, "faults.json");
      if (faults !== undefined) writeFileSync(faultsFile, JSON.stringify(faults));
      const result = await withSession({ root: ROOT, programDir, stateDir, faultsFile, ...more }, (session) =>
        body({ pulumi: (args) => session.pulumi(args, { stack: STACK }) }),
      );
      left = Object.keys(readAzure(stateDir).resources);
      return result;
    };
    return { ...(await firstContact({ place: PLACE, name: NAME, open })), left };
  }

  it("finds nothing where the cloud answers as predicted, and leaves nothing", async () => {
    const { steps, differences, left } = await contact({});

    expect(steps.filter(({ ended }) => ended === "badly")).to.deep.equal([]);
    expect(steps.map(({ step }) => step)).to.deep.equal(["up", "preview: empty", "refresh: no drift", "destroy"]);
    expect(differences).to.deep.equal([]);
    expect(left).to.deep.equal([]);
  });

  it("tells what the cloud answered otherwise, without an id or a name", async () => {
    const answers = (type: string, props: Props): Props => {
      if (type === "azure-native:keyvault:Vault") {
        return {
          ...props,
          tags: { "hidden-by": "alice@contoso.com" },
          properties: { ...(props["properties"] as Props), provisioningState: "RegisteringDns" },
        };
      }
      return type === "azure-native:sql:Server" ? { ...props, state: `Moving to ${PLACE.subscriptionId}` } : props;
    };

    const report = await contact({ answers });

    const at = (place: string) => report.differences.find((each) => `${each.type} ${each.path}` === place);
    expect(at("azure-native:keyvault:Vault properties.provisioningState")).to.deep.include({
      azure: "RegisteringDns",
      simulated: "Succeeded",
    });
    expect(at("azure-native:keyvault:Vault tags.hidden-by")).to.deep.include({ azure: "<email>" });
    expect(at("azure-native:sql:Server state")).to.deep.include({ azure: "Moving to <subscription>" });
    const written = markdown(report, PLACE.location);
    expect(written).to.include("RegisteringDns");
    for (const secret of [NAME, PLACE.tenantId, PLACE.subscriptionId, "alice", "contoso"]) {
      expect(written.toLowerCase(), secret).not.to.include(secret);
    }
  });

  it("tells what the cloud refused, and deletes what was made before it", async () => {
    const refusal = {
      match: "azure-native:sql:Database",
      operation: "create",
      status: 400,
      code: "ProvisioningDisabled",
      message: `Not in ${PLACE.subscriptionId}`,
    };

    const { steps, left } = await contact({}, { faults: [refusal] });

    const up = steps.find(({ step }) => step === "up");
    expect(up?.ended).to.equal("badly");
    expect(up?.says.join(" ")).to.include("ProvisioningDisabled").and.include("Not in <subscription>");
    expect(steps.at(-1)).to.deep.include({ step: "destroy", ended: "well" });
    expect(left).to.deep.equal([]);
  });
});
