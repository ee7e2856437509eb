// What the commands say of the jobs that work inside the network, and of who they run as: nothing that rotates, or keeps
// vaults, is out of sight of who looks at access, at a pull request, at the inventory or at the report.
import { expect } from "chai";
import type { Plan } from "../../cli/plan/document.ts";
import { planStack } from "../../cli/plan/evaluate-stack.ts";
import { diffPlans } from "../../cli/plan-diff/diff.ts";
import { diffText } from "../../cli/plan-diff/report.ts";
import { reportData, type ReportData } from "../../cli/report/data.ts";
import { page } from "../../cli/report/page.ts";
import { DEFAULT_CONFIG } from "../../policy/config.ts";
import { OwnProject } from "../support/own-project.ts";
import { planOf, PLANNED_AT } from "../support/plans.ts";

const SUBNETS =
  "/subscriptions/6dab3f21-0000-4000-8000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets";
const job = (subnet: string) => ({
  image: `contoso.azurecr.io/strongroom@sha256:${"0".repeat(64)}`,
  registryServer: "contoso.azurecr.io",
  subnetId: `${SUBNETS}/${subnet}`,
});

describe("what the commands say of the jobs inside the network", function () {
  this.timeout(60_000);
  let project: OwnProject;
  let planned: { readonly without: Plan; readonly with: Plan };
  let data: ReportData;

  before(async () => {
    project = new OwnProject();
    project.editSettings("dev", (config) => {
      config["strongroom:rotator"] = { purpose: "Rotates secrets" };
      config["strongroom:rotatorJob"] = job("snet-rotation");
      config["strongroom:vaultReconciler"] = { purpose: "Keeps what is inside the vaults" };
      config["strongroom:vaultReconcilerJob"] = job("snet-keeping");
    });
    project.editManifest("payments", (manifest) => {
      Object.assign(manifest["secrets"] as object, {
        "files-key": {
          purpose: "Opens the files of the settlement",
          rotation: {
            every: "60d",
            by: "storage-account-key",
            storageAccount: { name: "stpayments${environment}", resourceGroup: "rg-payments-data" },
          },
          readers: ["worker"],
        },
      });
    });
    const sourceDateEpoch = String(PLANNED_AT);
    planned = {
      without: await planOf("dev"),
      with: await planStack({ programDir: project.programDir, stack: "dev", sourceDateEpoch }),
    };
    data = reportData(planned.with, { policy: DEFAULT_CONFIG, now: new Date(PLANNED_AT * 1000) });
  });
  after(() => {
    project.remove();
  });

  const held = (principal: string): string[] =>
    data.rows
      .filter((row) => row.principal === principal)
      .map(({ role, object, why }) => `${role}: ${object}${why === undefined ? "" : ` (${why})`}`);

  it("access: what the rotator may do with each secret, and the line that asks for it", () => {
    const rows = held("platform/rotator");

    expect(rows).to.have.length(11);
    expect(rows.filter((row) => row.startsWith("Strongroom Account Key Rotator (dev): "))).to.have.length(1);
    expect(rows.filter((row) => row.startsWith("Strongroom Secret Rotator (dev): "))).to.have.length(5);
    expect(rows.filter((row) => row.startsWith("Strongroom Secret Retirer (dev): "))).to.have.length(5);
    const ofSecrets = rows.filter((row) => row.includes(": secret "));
    expect(ofSecrets.filter((row) => !/ \(apps\/[a-z]+\.yaml:\d+\)$/.test(row))).to.deep.equal([]);
  });

  it("access: what keeps the vaults reads no secret, and may let in the readers of certificates alone", () => {
    const rows = held("platform/vault-reconciler").join("\n");

    expect(rows).to.include("Strongroom Vault Keeper (dev): ");
    expect(rows).to.include("Role Based Access Control Administrator");
    expect(rows).not.to.match(/Secret (Reader|Writer|Rotator)|Secrets User/);
  });

  it("plan diff: who gains access, and what runs there, wants an approval in production", () => {
    const pair = { before: planned.without, after: planned.with };
    const text = diffText({ diffs: [diffPlans(pair)], policy: [], unknown: [] });

    expect(text).to.match(/gained +platform\/rotator +Strongroom Secret Rotator \(dev\)/);
    expect(text).to.match(/gained +platform\/vault-reconciler +Strongroom Vault Keeper \(dev\)/);
    for (const name of ["rotation-job", "vault-reconciler-job"]) {
      expect(text).to.match(new RegExp(`what runs here changes +app:Job ${name} +new`));
    }
    expect(text).to.match(/what runs here changes +strongroom:vaultReconcilerJob\.image/);
  });

  it("inventory: who rotates a secret is among those who may use it", () => {
    const signing = data.items.find(({ name }) => name === "payments-dev-session-signing");

    expect(signing?.consumers).to.include("platform/rotator");
    expect(signing).to.include({ rotatedBy: "generated", rotationDays: 30 });
  });

  it("report: the page names both, and what rotates what", () => {
    const text = page(data);

    expect(text).to.include("platform/rotator").and.to.include("platform/vault-reconciler");
    expect(text).to.include("by the rotator, generated");
    expect(text).to.include("by the rotator, a storage account&#39;s key");
  });
});
