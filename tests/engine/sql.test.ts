// Azure SQL in the real engine against simulated Azure: that the order holds on a first `up`, that a second one finds nothing
// to do, and that what may change later changes in place.
import { expect } from "chai";
import { changes, readAzure, REFRESH, succeed, UP } from "../support/own-project.ts";
import { SqlProject } from "../support/sql-project.ts";

describe("Azure SQL in the real engine", function () {
  this.timeout(240_000);
  let project: SqlProject;

  // Production is deployed once; each test goes on from a copy of it.
  before(async () => {
    project = new SqlProject();
    await project.deploy();
  });
  after(() => {
    project.remove();
  });

  it("finds nothing to do after the first deployment, and sees no drift", async () => {
    await project.onDeployed(async (run) => {
      const again = succeed(await run(UP));
      const refreshed = succeed(await run(REFRESH));
      const afterwards = succeed(await run(["preview"]));

      expect(changes(again)).to.deep.equal([]);
      expect(changes(refreshed)).to.deep.equal([]);
      expect(changes(afterwards)).to.deep.equal([]);
    });
  });

  it("changes administrators in place, on both servers, and replaces nothing", async () => {
    await project.onDeployed(async (run) => {
      const changed = succeed(
        await run(UP, {
          administrators: "44444444-4444-4444-8444-444444444444",
          administratorsName: "new dbas",
        }),
      );

      expect(changes(changed)).to.deep.equal([
        "update azure-native:resources:Deployment payments-administrators",
        "update azure-native:resources:Deployment payments-partner-administrators",
      ]);
    });
  });

  it("changes size in place", async () => {
    await project.onDeployed(async (run) => {
      const changed = succeed(await run(UP, { size: "medium" }));

      expect(changes(changed)).to.deep.equal(["update azure-native:sql:Database payments-ledger"]);
    });
  });

  it("changes tier and retention in place, and nothing else", async () => {
    await project.onNothing(async (run) => {
      const shape = { environment: "edited", withoutReports: "true", tier: "GeneralPurpose", days: "7", weekly: "P4W" };
      succeed(await run(UP, shape));

      const kept = succeed(await run(UP, { ...shape, days: "21", weekly: "P8W" }));
      const faster = succeed(await run(UP, { ...shape, days: "21", weekly: "P8W", tier: "BusinessCritical" }));

      expect(changes(kept)).to.deep.equal([
        "update azure-native:sql:BackupShortTermRetentionPolicy payments-ledger-backup",
        "update azure-native:sql:LongTermRetentionPolicy payments-ledger-archive",
      ]);
      expect(changes(faster)).to.deep.equal(["update azure-native:sql:Database payments-ledger"]);
    });
  });

  it("adds one user and its connection for one more reader", async () => {
    await project.onDeployed(async (run) => {
      const changed = succeed(await run(UP, { anotherReader: "true" }));

      expect(changes(changed)).to.deep.equal([
        "create azure-native:authorization:RoleAssignment payments-ledger-worker-sql-conn-read-payments-worker",
        "create azure-native:resources:Deployment payments-ledger-worker-sql-conn",
        "create strongroom:sql:DatabaseUser payments-ledger-payments-worker-read",
      ]);
    });
  });

  it("renews the connection's expiry with the quarter, not with the day", async () => {
    await project.onDeployed(async (run) => {
      const nextDay = succeed(await run(UP, { now: "2026-01-16T12:00:00Z" }));
      const nextQuarter = succeed(await run(UP, { now: "2026-04-16T12:00:00Z" }));

      expect(changes(nextDay)).to.deep.equal([]);
      expect(changes(nextQuarter)).to.deep.equal([
        "update azure-native:resources:Deployment payments-ledger-api-sql-conn",
      ]);
    });
  });

  it("refuses to delete a production database before Azure is asked", async () => {
    await project.onDeployed(async (run) => {
      const refused = await run(["up", "--yes"], { withoutReports: "true" });

      const said = refused.stdout + refused.stderr;
      expect(refused.exitCode).to.not.equal(0);
      expect(said).to.match(/Preview failed: .*Database::payments-reports" cannot be deleted/);
      expect(said).not.to.include("Updating");
    });
  });

  it("brings a job into the network where the settings ask for one, and finds nothing to do afterwards", async () => {
    await project.onDeployed(async (run) => {
      const added = succeed(await run(UP, { job: "true" }));
      const again = succeed(await run(UP, { job: "true" }));

      expect(changes(added)).to.include.members([
        "create azure-native:app:Job sql-reconciler-job",
        "create azure-native:app:ManagedEnvironment sql-reconciler-job-environment",
        "create strongroom:identity:DeclaredMember sql-reconciler-administers",
      ]);
      expect(changes(again)).to.deep.equal([]);
    });
  });

  it("has neither partner nor failover group in development, and pauses", async () => {
    const { created, stateDir } = await project.onNothing(async (run, at) => ({
      created: succeed(await run(UP, { environment: "dev" })),
      stateDir: at,
    }));

    const names = changes(created).join("\n");
    expect(names).to.include("create azure-native:sql:Server payments\n");
    expect(names).not.to.include("partner");
    expect(names).not.to.include("FailoverGroup");
    const databases = Object.values(readAzure(stateDir).resources).filter(({ type }) => type.endsWith(":sql:Database"));
    expect(databases.map(({ properties }) => (properties as Record<string, unknown>)["autoPauseDelay"])).to.deep.equal([
      60, 60,
    ]);
  });
});
