// From the real engine into the database: what a deployment declares is what `strongroom sql` makes, and an identity that was
// created anew, whose user has the old one's SID and lets nobody in, is found and repaired. Azure is simulated, and so is SQL.
import { expect } from "chai";
import { guidOf } from "../../cli/sql/sid.ts";
import { changes, succeed, UP } from "../support/own-project.ts";
import { SqlProject, type Hand, type Run } from "../support/sql-project.ts";
import { Server } from "../cli/sql/double/server.ts";
import { look } from "../cli/sql/helpers.ts";
import { runSql, type SqlRun } from "../cli/sql/run-sql.ts";

const DEV = { environment: "dev" };
const API = "id-payments-api";
const LEDGER = { server: "sql-payments-x1.database.windows.net", database: "ledger" };

/** `strongroom sql …` on the stack's outputs. */
async function sql(run: Run, server: Server, ...args: readonly string[]): Promise<SqlRun> {
  const done = await runSql(server, args, { runPulumi: async (command) => succeed(await run(command, DEV)).stdout });
  expect(done.failure).to.equal("");
  return done;
}

/** In the portal, say; its name will belong to another principal when it comes back. */
const deleteIdentity: Hand = (resources, generations) => {
  const key = Object.keys(resources).find((id) => id.endsWith(`/userassignedidentities/${API}`)) ?? "";
  expect(resources).to.have.property(key);
  Reflect.deleteProperty(resources, key);
  generations[key] = (generations[key] ?? 0) + 1;
};

describe("users of the databases, from the real engine", function () {
  this.timeout(240_000);
  let project: SqlProject;

  before(async () => {
    project = new SqlProject();
    await project.deploy(DEV);
  });
  after(() => {
    project.remove();
  });

  it("finds the orphan that an identity leaves when it is created anew, and repairs it", async () => {
    const server = new Server();
    const { before, stateDir } = await project.onDeployed(async (run, at) => {
      await sql(run, server, "apply", "--yes");
      expect((await sql(run, server, "check")).code).to.equal(0);
      return { stateDir: at, before: look(server.database(LEDGER)) };
    });

    const { created, orphan, repair, clean, ids } = await project.again(stateDir, deleteIdentity, async (run) => {
      succeed(await run(["refresh", "--yes", "--skip-preview"], DEV));
      return {
        created: succeed(await run(UP, DEV)),
        orphan: await sql(run, server, "check"),
        repair: await sql(run, server, "apply", "--yes"),
        clean: await sql(run, server, "check"),
        ids: succeed(await run(["stack", "output", "--json"], DEV)).stdout,
      };
    });

    expect(changes(created)).to.include("create azure-native:managedidentity:UserAssignedIdentity payments-api");
    expect(orphan.code).to.equal(2);
    expect(orphan.text).to.include(`orphaned: ${API} `);
    expect(repair.code).to.equal(0);
    expect(clean.code, clean.text).to.equal(0);
    const after = look(server.database(LEDGER))[API];
    expect(after?.sid).to.not.equal(before[API]?.sid);
    expect(ids).to.include(guidOf(after?.sid ?? ""));
    expect(after).to.deep.equal({ ...before[API], sid: after?.sid });
  });
});
