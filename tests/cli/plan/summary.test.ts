// What a person sees first of a plan: how much there is of everything, whichever way it is written.
import { expect } from "chai";
import { summarize } from "../../../cli/plan/summary.ts";
import { inApp, plan } from "../access/fixtures.ts";

describe("a plan in short", () => {
  it("counts secrets of their own and secrets that a template writes", () => {
    const own = inApp("azure-native:keyvault:Secret", "key", { vaultName: "kv-shop", secretName: "key" });
    const written = inApp("azure-native:resources:Deployment", "conn", {
      properties: { template: { resources: [{ type: "Microsoft.KeyVault/vaults/secrets", name: "kv-shop/conn" }] } },
    });
    const other = inApp("azure-native:resources:Deployment", "administrators", {
      properties: { template: { resources: [{ type: "Microsoft.Sql/servers/administrators", name: "s/x" }] } },
    });

    const lines = summarize(plan([own, written, other])).split("\n");

    const cells = (line = ""): string[] => line.split("│").map((cell) => cell.trim());
    const column = cells(lines.find((line) => line.includes("secrets"))).indexOf("secrets");
    expect(cells(lines.find((line) => line.includes("in all")))[column]).to.equal("2");
  });
});
