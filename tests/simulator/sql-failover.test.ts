// The replicas that Azure makes with a failover group: what they are like, and who may take them away.
import { expect } from "chai";
import { type Azure, refusal } from "./harness.ts";
import { DATABASE, SERVER, SETTING, inGroup, server, workspace, freshAzure } from "./fixtures.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const GROUP = "azure-native:sql:FailoverGroup";
const POOL = "azure-native:sql:ElasticPool";
const SHORT_TERM = "azure-native:sql:BackupShortTermRetentionPolicy";
const HOME = { ...inGroup, serverName: "sql-payments" };
const AWAY = { ...inGroup, serverName: "sql-payments-ne" };
const NORTH = { location: "northeurope" };
const SKU = { name: "GP_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: 2 };

describe("simulated Azure SQL: replicas", () => {
  let azure: Azure;
  let home: Made;
  let away: Made;
  let ledger: Made;

  freshAzure(async (started) => {
    azure = started;
    home = await server(azure);
    away = await server(azure, NORTH, "sql-payments-ne");
    ledger = await database("ledger", { tags: { owner: "a" }, zoneRedundant: true });
  });

  const inputsOf = (name: string, over: Props = {}): Props => ({
    ...HOME,
    databaseName: name,
    sku: SKU,
    requestedBackupStorageRedundancy: "GeoZone",
    ...over,
  });
  const database = (name: string, over: Props = {}): Promise<Made> => azure.create(DATABASE, inputsOf(name, over));
  const failover = (...databases: readonly Made[]): Props => ({
    ...HOME,
    failoverGroupName: "fog-payments",
    partnerServers: [{ id: away.id }],
    readWriteEndpoint: { failoverPolicy: "Manual" },
    databases: databases.map(({ id }) => id),
  });
  const replica = async (name = "ledger"): Promise<Made | undefined> =>
    azure.read(DATABASE, { id: `${away.id}/databases/${name}`, outputs: {} });
  const there = async (name?: string): Promise<Made> => (await replica(name)) ?? expect.fail("no replica");

  it("come with the group, in the edition and size and with the backups' redundancy of their primaries", async () => {
    await azure.create(GROUP, failover(ledger));

    const { outputs } = await there();
    expect(outputs).to.deep.include({
      name: "ledger",
      location: "northeurope",
      secondaryType: "Geo",
      sku: SKU,
      requestedBackupStorageRedundancy: "GeoZone",
      zoneRedundant: false,
    });
    expect(outputs).not.to.have.any.keys("tags", "maintenanceConfigurationId");
  });

  it("come with a database that joins later", async () => {
    const made = await azure.create(GROUP, failover(ledger));
    const reports = await database("reports");
    const before = await replica("reports");

    await azure.update(GROUP, made, failover(ledger, reports));

    expect(before).to.equal(undefined);
    expect((await there("reports")).outputs).to.include({ secondaryType: "Geo" });
  });

  it("have Azure's seven days of backups, and take settings of their own", async () => {
    await azure.create(GROUP, failover(ledger));
    const log = await workspace(azure);
    const retention = { ...AWAY, databaseName: "ledger", policyName: "default" };
    const found = { id: `${away.id}/databases/ledger/backupShortTermRetentionPolicies/default`, outputs: {} };

    const before = await azure.read(SHORT_TERM, found);
    const kept = await azure.create(SHORT_TERM, { ...retention, retentionDays: 35 });
    const watched = await azure.create(SETTING, {
      resourceUri: `${away.id}/databases/ledger`,
      name: "logs",
      workspaceId: log.id,
      logs: [{ category: "Errors", enabled: true }],
    });

    expect(before?.outputs).to.include({ retentionDays: 7 });
    expect(kept.outputs).to.include({ retentionDays: 35 });
    expect(watched.id).to.contain("/sql-payments-ne/databases/ledger/");
  });

  it("take no settings before they are there", async () => {
    const retention = { ...AWAY, databaseName: "ledger", policyName: "default", retentionDays: 35 };

    expect(await refusal(azure.create(SHORT_TERM, retention))).to.contain("ParentResourceNotFound");
  });

  it("stay what they are when their primary leaves the group or the group is deleted", async () => {
    const made = await azure.create(GROUP, failover(ledger));

    const smaller = await azure.update(GROUP, made, failover());
    const left = await there();
    await azure.delete(GROUP, smaller);

    expect(left.outputs).to.include({ secondaryType: "Geo" });
    expect((await there()).outputs["databaseId"]).to.equal(left.outputs["databaseId"]);
  });

  it("are taken up again by a group that their primary joins", async () => {
    await azure.delete(GROUP, await azure.create(GROUP, failover(ledger)));
    const before = await there();

    await azure.create(GROUP, failover(ledger));

    expect((await there()).outputs["databaseId"]).to.equal(before.outputs["databaseId"]);
  });

  it("are in the way of another primary of their name", async () => {
    await azure.delete(GROUP, await azure.create(GROUP, failover(ledger)));
    await azure.delete(DATABASE, ledger);
    const recreated = await database("ledger");

    expect(await refusal(azure.create(GROUP, failover(recreated)))).to.contain("PartnerDatabaseExists");
  });

  it("cannot take the place of a database that the partner has already", async () => {
    await azure.create(DATABASE, { ...AWAY, ...NORTH, databaseName: "ledger" });

    expect(await refusal(azure.create(GROUP, failover(ledger)))).to.contain("PartnerDatabaseExists");
  });

  it("go into the pool of the same name, which the partner must have", async () => {
    const pool = await azure.create(POOL, { ...HOME, elasticPoolName: "shared" });
    const pooled = await database("pooled", { elasticPoolId: pool.id });
    const refused = await refusal(azure.create(GROUP, failover(pooled)));

    const twin = await azure.create(POOL, { ...AWAY, ...NORTH, elasticPoolName: "shared" });
    await azure.create(GROUP, failover(pooled));

    expect(refused).to.contain("Elastic pool not found for server");
    expect((await there("pooled")).outputs["elasticPoolId"]).to.equal(twin.id);
  });

  it("are kept while they are in the group, and their servers too", async () => {
    const made = await azure.create(GROUP, failover(ledger));

    const refused = [
      await refusal(azure.delete(DATABASE, await there())),
      await refusal(azure.delete(SERVER, away)),
      await refusal(azure.delete(SERVER, home)),
    ];
    await azure.delete(GROUP, made);

    expect(refused.map((message) => /Code="(\w+)"/.exec(message)?.[1])).to.deep.equal([
      "DatabaseIsInFailoverGroup",
      "ServerIsInFailoverGroup",
      "ServerIsInFailoverGroup",
    ]);
    await azure.delete(DATABASE, await there());
    expect(await replica()).to.equal(undefined);
  });

  it("go with their server once the group is gone", async () => {
    await azure.delete(GROUP, await azure.create(GROUP, failover(ledger)));

    await azure.delete(SERVER, away);

    expect(await replica()).to.equal(undefined);
  });

  it("go to a higher edition before their primaries", async () => {
    await azure.create(GROUP, failover(ledger));
    const higher = { name: "BC_Gen5", tier: "BusinessCritical", family: "Gen5", capacity: 2 };
    const refused = await refusal(azure.update(DATABASE, ledger, inputsOf("ledger", { sku: higher })));

    await azure.update(DATABASE, await there(), { ...AWAY, ...NORTH, databaseName: "ledger", sku: higher });
    const { outputs } = await azure.update(DATABASE, ledger, inputsOf("ledger", { sku: higher }));

    expect(refused).to.contain(
      "The source database 'sql-payments.ledger' cannot have higher edition than the target database 'sql-payments-ne.ledger'.",
    );
    expect(outputs["sku"]).to.deep.equal(higher);
  });
});
