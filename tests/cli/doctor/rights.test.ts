// The reader's role in docs/roles/ is enough for everything that the doctor asks of Azure, and holds nothing that reads a value or
// changes a thing.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { everyPromise } from "../../../cli/doctor/every-promise.ts";
import { lookAtAll } from "../../../cli/doctor/run.ts";
import { permits } from "../../../policy/permissions.ts";
import { World } from "./world/world.ts";

const ROLE = JSON.parse(readFileSync(new URL("../../../docs/roles/reader.json", import.meta.url), "utf8")) as Readonly<
  Record<"Actions" | "NotActions" | "DataActions" | "NotDataActions", readonly string[]>
>;
const PERMISSIONS = [
  {
    actions: ROLE.Actions,
    notActions: ROLE.NotActions,
    dataActions: ROLE.DataActions,
    notDataActions: ROLE.NotDataActions,
  },
];

/** `GET …/providers/Microsoft.KeyVault/vaults/x` is Microsoft.KeyVault/vaults/read (azure-docs: resource provider operations). */
function operationOf(asked: string): string {
  const [method = "", path = ""] = asked.split(" ");
  const [namespace = "", ...rest] = path.slice(path.lastIndexOf("/providers/") + "/providers/".length).split("/");
  const types = rest.filter((_, index) => index % 2 === 0);
  return `${[namespace, ...types].join("/")}/${method === "GET" ? "read" : "action"}`;
}

describe("the reader's role", () => {
  const world = new World();

  before(() => world.listen());
  after(() => world.close());

  it("permits everything that the doctor asks of Resource Manager", async () => {
    await lookAtAll(everyPromise(world.content, undefined, undefined, {}), "network", world.machine());

    const operations = [...new Set(world.asked.map(operationOf))].sort();
    expect(operations.length).to.be.greaterThan(12);
    expect(operations.filter((operation) => !permits(PERMISSIONS, "actions", operation))).to.deep.equal([]);
  });

  it("reads no value, uses no key and changes nothing", () => {
    const changing = ROLE.Actions.filter((action) => !/\/read$|\/listAssociatedResources\/action$/.test(action));

    expect(changing).to.deep.equal([]);
    for (const action of ["secrets/getSecret", "secrets/setSecret", "keys/sign", "keys/decrypt", "secrets/backup"]) {
      expect(permits(PERMISSIONS, "dataActions", `Microsoft.KeyVault/vaults/${action}/action`), action).to.equal(false);
    }
    for (const action of [
      "Microsoft.App/jobs/start/action",
      "Microsoft.Sql/servers/write",
      "Microsoft.KeyVault/vaults/write",
    ]) {
      expect(permits(PERMISSIONS, "actions", action), action).to.equal(false);
    }
  });
});
