// The key of an application's databases outlives them: what it encrypted may be in a backup. So it is in the way when databases
// come back to an application that had none for a while, until it is taken into the state (docs/sql.md).
import { expect } from "chai";
import type { RunResult } from "../../simulator/engine/session.ts";
import { changes, refused, REFRESH, succeed, UP } from "../support/own-project.ts";
import { SqlProject, type Run, type Settings } from "../support/sql-project.ts";

const DEV: Settings = { environment: "dev" };
const KEY = ["azure-native:keyvault:Key", "payments-sql-encryption"] as const;
const SERVER_KEY = ["azure-native:sql:ServerKey", "payments-encryption-key"] as const;
const GRANT = ["azure-native:authorization:RoleAssignment", "payments-encryption-grant"] as const;

/** The id in the words of a refusal. */
function inTheWay(said: string): string {
  const [, id = ""] = /cannot create already existing resource '([^']+)'/.exec(said) ?? [];
  expect(id, said).to.not.equal("");
  return id;
}

/** Takes what is there into the state, below its component. */
async function take([type, name]: readonly [string, string], id: string, component: string, run: Run): Promise<void> {
  const { stdout } = succeed(await run(["stack", "export"], DEV));
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
  const parent = deployment.resources.find(({ urn }) => urn.endsWith(`${component}::payments`))?.urn ?? "";
  const where = ["--parent", `parent=${parent}`, "--generate-code=false", "--yes", "--skip-preview"];
  succeed(await run(["import", type, name, id, ...where], DEV));
}

/** What was taken in may be updated; nothing may be replaced or deleted. */
function otherThanMade(result: RunResult): string[] {
  return changes(result).filter((change) => !/^(create|update) /.test(change));
}

describe("the key of databases that come back, in the real engine", function () {
  this.timeout(240_000);
  let project: SqlProject;

  before(async () => {
    project = new SqlProject();
    await project.deploy(DEV);
  });
  after(() => {
    project.remove();
  });

  it("is taken into the state when an application gets its first database again", async () => {
    await project.onDeployed(async (run) => {
      succeed(await run(UP, { ...DEV, withoutDatabases: "true" }));
      const key = inTheWay(refused(await run(UP, DEV)));
      await take(KEY, key, "strongroom:vault:AppVault", run);

      const up = succeed(await run(UP, DEV));
      const again = succeed(await run(UP, DEV));
      const refreshed = succeed(await run(REFRESH, DEV));

      expect(key).to.match(/\/keys\/payments-dev-sql-encryption$/);
      expect(changes(up)).to.include("create azure-native:sql:EncryptionProtector payments-encryption-protector");
      expect(otherThanMade(up)).to.deep.equal([]);
      expect(changes(again)).to.deep.equal([]);
      expect(changes(refreshed)).to.deep.equal([]);
    });
  });

  it("is taken into the state, and what the server knows of it and may do with it, when data is confidential again", async () => {
    await project.onDeployed(async (run) => {
      succeed(await run(UP, { ...DEV, classification: "internal" }));
      await take(KEY, inTheWay(refused(await run(UP, DEV))), "strongroom:vault:AppVault", run);
      await take(GRANT, inTheWay(refused(await run(UP, DEV))), "strongroom:sql:SqlServer", run);
      await take(SERVER_KEY, inTheWay(refused(await run(UP, DEV))), "strongroom:sql:SqlServer", run);

      const up = succeed(await run(UP, DEV));
      const again = succeed(await run(UP, DEV));

      expect(otherThanMade(up)).to.deep.equal([]);
      expect(changes(again)).to.deep.equal([]);
    });
  });
});
