// Replicas that Azure makes with a failover group are in no program; the inventory, the evidence and the report know them still.
import { expect } from "chai";
import { fromPlan } from "../../../cli/snapshot/records.ts";
import { replicasOf } from "../../../cli/access/replicas.ts";
import { STATEMENTS } from "../../../cli/evidence/statements.ts";
import { itemsOf } from "../../../cli/inventory/items.ts";
import { graphOf } from "../../../cli/report/graph.ts";
import { planOf } from "../../support/plans.ts";
import { GROUP, inApp, plan } from "./fixtures.ts";

const server = (name: string): string => `${GROUP}/providers/Microsoft.Sql/servers/${name}`;
const inDatabase = { serverName: "sql-home", databaseName: "ledger" };
const backup = (serverName: string, retentionDays: number) =>
  inApp("azure-native:sql:BackupShortTermRetentionPolicy", `${serverName}-backup`, {
    ...inDatabase,
    serverName,
    retentionDays,
  });
const replicated = (...more: ReturnType<typeof inApp>[]) =>
  fromPlan(
    plan([
      inApp(
        "azure-native:sql:Database",
        "ledger",
        { ...inDatabase, tags: { owner: "shop@contoso.com" } },
        { id: `${server("sql-home")}/databases/ledger` },
      ),
      inApp("azure-native:sql:FailoverGroup", "fog", {
        serverName: "sql-home",
        databases: [`${server("sql-home").toUpperCase()}/databases/ledger`],
        partnerServers: [{ id: server("sql-away") }],
      }),
      ...more,
    ]),
  );

describe("replicas of databases", () => {
  it("are those of the databases in the group, on its partner", () => {
    const other = inApp("azure-native:sql:Database", "other", { serverName: "sql-home", databaseName: "other" });

    const found = replicasOf(replicated(other).resources);

    expect(found.map(({ database, server: at }) => `${database.name} on ${at}`)).to.deep.equal(["ledger on sql-away"]);
  });

  it("are in the inventory with the owner of their primaries", () => {
    const items = itemsOf([replicated()]);

    expect(items.map(({ name, within, replicaFrom, owner }) => ({ name, within, replicaFrom, owner }))).to.deep.equal([
      { name: "ledger", within: "sql-away", replicaFrom: "sql-home", owner: "shop@contoso.com" },
      { name: "ledger", within: "sql-home", replicaFrom: undefined, owner: "shop@contoso.com" },
    ]);
  });

  const evidence = (...backups: ReturnType<typeof inApp>[]) =>
    STATEMENTS.find(({ id }) => id === "databases-are-backed-up")?.evaluate(replicated(...backups));

  it("are missing in the evidence as long as their backups are Azure's own seven days", () => {
    expect(evidence(backup("sql-home", 35))?.missing.map(({ value }) => value)).to.deep.equal([
      "35, not set on the replica",
    ]);
    expect(evidence(backup("sql-home", 35), backup("sql-away", 35))?.shown.map(({ value }) => value)).to.deep.equal([
      "35, 35 on the replica",
    ]);
  });

  it("are found in production as it is, and drawn with their primaries", async () => {
    const snapshot = fromPlan(await planOf("prod"));

    const found = replicasOf(snapshot.resources);
    const drawn = graphOf(snapshot, []).nodes.filter(({ kind }) => kind === "database");

    expect(found.map(({ database }) => database.name)).to.have.members(["payments-ledger", "storefront-catalogue"]);
    for (const { detail } of drawn) expect(detail).to.match(/^on sql-\S+-prod-\S+ and sql-\S+-prod-\S+$/);
    expect(drawn).to.have.length(2);
  });
});
