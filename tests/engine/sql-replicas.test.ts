// The replicas that Azure makes with a failover group, in the real engine against simulated Azure: the program does not make
// them, and still they have backups and logs as their primaries do, from the first `up` to the `destroy`.
import { expect } from "chai";
import { changes, DESTROY, readAzure, REFRESH, succeed, UP } from "../support/own-project.ts";
import { SqlProject } from "../support/sql-project.ts";

/** What a team might run in a stack of its own: a failover group, and nothing protected. */
const SHAPE = { environment: "edited", failover: "always", tier: "GeneralPurpose", days: "7", weekly: "P4W" };
const ONE = { ...SHAPE, withoutReports: "true" };

/** What is on the partner server, or below a part of it. */
const onPartner = (stateDir: string, below = "") => {
  const { resources } = readAzure(stateDir);
  return Object.values(resources)
    .filter(({ id }) => id.includes(`/servers/sql-payments-x2/${below}`))
    .map(({ id, type, properties }) => ({ id, type, properties: properties as Record<string, unknown> }));
};

const names = (found: readonly { readonly id: string; readonly type: string }[], type: string): unknown[] =>
  found.filter((one) => one.type === type).map(({ id }) => id.split("/").at(-1));

describe("replicas of Azure SQL in the real engine", function () {
  this.timeout(240_000);
  let project: SqlProject;

  // Deployed once; each test goes on from a copy of it.
  before(async () => {
    project = new SqlProject();
    await project.deploy(SHAPE);
  });
  after(() => {
    project.remove();
  });

  it("have their posture after the first deployment; a second one finds nothing to do, and nothing drifts", async () => {
    const { found, rest } = await project.onDeployed(async (run, stateDir) => ({
      found: onPartner(stateDir, "databases/ledger"),
      rest: [succeed(await run(UP, SHAPE)), succeed(await run(REFRESH, SHAPE)), succeed(await run(["preview"], SHAPE))],
    }));

    expect(names(found, "azure-native:sql:Database")).to.deep.equal(["ledger"]);
    const shown = (type: string) => found.find((one) => one.type === type)?.properties;
    expect(shown("azure-native:sql:BackupShortTermRetentionPolicy")).to.include({ retentionDays: 7 });
    expect(shown("azure-native:sql:LongTermRetentionPolicy")).to.include({
      weeklyRetention: "P4W",
      monthlyRetention: "P12M",
      yearlyRetention: "P7Y",
    });
    expect(names(found, "azure-native:monitor:DiagnosticSetting")).to.deep.equal(["strongroom-workspace"]);
    expect(rest.flatMap(changes)).to.deep.equal([]);
  });

  it("change their retention with their primaries, in place", async () => {
    await project.onDeployed(async (run) => {
      const changed = succeed(await run(UP, { ...SHAPE, days: "21", weekly: "P8W" }));

      expect(changes(changed)).to.deep.equal(
        ["BackupShortTermRetentionPolicy", "LongTermRetentionPolicy"].flatMap((type) =>
          ["ledger", "ledger-replica", "reports", "reports-replica"].map(
            (name) => `update azure-native:sql:${type} payments-${name}-${type.startsWith("B") ? "backup" : "archive"}`,
          ),
        ),
      );
    });
  });

  it("come and are kept with one more database, and outlive it without their settings", async () => {
    const { added, removed, stateDir } = await project.onNothing(async (run, at) => {
      succeed(await run(UP, ONE));
      const added = succeed(await run(UP, SHAPE));
      const removed = succeed(await run(UP, ONE));
      return { added, removed, stateDir: at };
    });

    const settings = [
      "DiagnosticSetting payments-reports-replica-logs",
      "BackupShortTermRetentionPolicy payments-reports-replica-backup",
      "LongTermRetentionPolicy payments-reports-replica-archive",
    ];
    for (const one of settings) {
      expect(changes(added).filter((change) => change.endsWith(one) && change.startsWith("create "))).to.have.length(1);
      expect(changes(removed).filter((change) => change.endsWith(one) && change.startsWith("delete "))).to.have.length(
        1,
      );
    }
    // Azure keeps the replica when its database leaves the group; what it costs from then on is said in docs/sql.md.
    expect(onPartner(stateDir, "databases/reports").map(({ type }) => type)).to.deep.equal([
      "azure-native:sql:Database",
    ]);
  });

  it("are gone with their server after a `destroy`", async () => {
    const stateDir = await project.onDeployed(async (run, at) => {
      succeed(await run(DESTROY, SHAPE));
      return at;
    });

    const { resources } = readAzure(stateDir);
    expect(Object.values(resources).filter(({ type }) => type.startsWith("azure-native:sql:"))).to.deep.equal([]);
    expect(onPartner(stateDir)).to.deep.equal([]);
  });

  it("hold back a primary that is to go to a higher edition, with Azure's words", async () => {
    await project.onDeployed(async (run) => {
      const refused = await run(UP, { ...SHAPE, tier: "BusinessCritical" });

      expect(refused.exitCode).to.not.equal(0);
      // Both are asked at once, and the engine stops at the first that is refused.
      expect(refused.stdout + refused.stderr).to.match(
        /cannot have higher edition than the target database 'sql-payments-x2\.(ledger|reports)'/,
      );
    });
  });
});
