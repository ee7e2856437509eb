import { expect } from "chai";
import { declaredUsers } from "../../../components/sql/declared-users.ts";
import { maintenanceConfigurationId } from "../../../components/sql/maintenance.ts";
import { resident, storable, validateShape, type DatabaseShape } from "../../../components/sql/sql-shape.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../../support/capture.ts";
import { SMALL_DATABASE, TAGS, testPlatform } from "../../support/fixtures.ts";
import { database, refusal, server } from "./fixtures.ts";

const DATABASE = "azure-native:sql:Database";
const WINDOWS = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations`;

const LARGE: DatabaseShape = {
  compute: { kind: "provisioned", tier: "BusinessCritical", vCores: 8 },
  maxSizeGib: 512,
  zoneRedundant: true,
  backupRedundancy: "GeoZone",
  pointInTimeDays: 35,
  differentialHours: 24,
  longTerm: { weekly: "P5W", monthly: "P12M", yearly: "P7Y" },
  maintenance: "weekend-nights",
};

const of = (shape: DatabaseShape) => () => server({ databases: { ledger: database({ shape }) } });

const POOL = {
  name: "shared",
  tier: "GeneralPurpose",
  vCores: 4,
  maxSizeGib: 256,
  perDatabase: { minVCores: 0, maxVCores: 2 },
} as const;

describe("SqlDatabase", () => {
  it("defaults: serverless, encrypted, restorable, watched", async () => {
    const { resources } = await capture(of(SMALL_DATABASE));

    const { inputs, protect } = only(resources, DATABASE);
    expect(inputs).to.deep.equal({
      resourceGroupName: "rg-payments-dev",
      serverName: "sql-payments-dev-x1",
      databaseName: "ledger",
      location: "westeurope",
      sku: { name: "GP_S_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: 1 },
      autoPauseDelay: 60,
      minCapacity: 0.5,
      maxSizeBytes: 32 * 1024 ** 3,
      zoneRedundant: false,
      requestedBackupStorageRedundancy: "Local",
      isLedgerOn: false,
      maintenanceConfigurationId: `${WINDOWS}/SQL_Default`,
      tags: { ...TAGS, purpose: "The ledger of record" },
    });
    expect(protect).to.equal(false);
    expect(only(resources, "TransparentDataEncryption").inputs).to.include({ state: "Enabled", tdeName: "current" });
    expect(only(resources, "BackupShortTermRetentionPolicy").inputs).to.include({ retentionDays: 7 });
    expect(ofType(resources, "LongTermRetentionPolicy")).to.deep.equal([]);
    const logs = only(resources, "azure-native:monitor:DiagnosticSetting", "payments-ledger-logs").inputs["logs"];
    expect(logs).to.deep.include({ category: "Deadlocks", enabled: true });
  });

  it("max: every argument reaches Azure", async () => {
    const platform = testPlatform({ protection: { protect: true, lock: true } });

    const { resources } = await capture(() =>
      server({
        platform,
        databases: {
          ledger: database({
            databaseName: "other",
            purpose: "Other",
            owner: "other@contoso.com",
            ledger: true,
            shape: LARGE,
          }),
        },
      }),
    );

    const { inputs, protect } = only(resources, DATABASE);
    expect(inputs).to.deep.include({
      databaseName: "other",
      sku: { name: "BC_Gen5", tier: "BusinessCritical", family: "Gen5", capacity: 8 },
      maxSizeBytes: 512 * 1024 ** 3,
      zoneRedundant: true,
      requestedBackupStorageRedundancy: "GeoZone",
      isLedgerOn: true,
      maintenanceConfigurationId: `${WINDOWS}/SQL_WestEurope_DB_2`,
      tags: { ...TAGS, owner: "other@contoso.com", purpose: "Other" },
    });
    expect(protect).to.equal(true);
    expect(only(resources, "BackupShortTermRetentionPolicy").inputs).to.include({
      retentionDays: 35,
      diffBackupIntervalInHours: 24,
    });
    const archive = only(resources, "LongTermRetentionPolicy");
    expect(archive.inputs).to.include({
      weeklyRetention: "P5W",
      monthlyRetention: "P12M",
      yearlyRetention: "P7Y",
      weekOfYear: 1,
    });
    expect(archive.dependsOn).to.include("payments-ledger-backup");
  });

  it("hardened: whatever its size, it is encrypted, restorable and watched, and in prod not deleted by accident", async () => {
    const shapes: readonly DatabaseShape[] = [
      { ...SMALL_DATABASE, pointInTimeDays: 1 },
      { ...SMALL_DATABASE, compute: { kind: "pooled", pool: POOL } },
      LARGE,
    ];
    const platform = testPlatform({ environment: "prod", protection: { protect: true, lock: true } });

    for (const shape of shapes) {
      const { resources } = await capture(() => server({ platform, databases: { ledger: database({ shape }) } }));

      const { inputs, protect } = only(resources, DATABASE);
      expect(protect, shape.compute.kind).to.equal(true);
      expect(inputs["tags"]).to.deep.include({ owner: "payments-team@contoso.com", purpose: "The ledger of record" });
      const ofDatabase = { serverName: "sql-payments-dev-x1", databaseName: "ledger" };
      expect(only(resources, "TransparentDataEncryption").inputs).to.include({ ...ofDatabase, state: "Enabled" });
      expect(only(resources, "BackupShortTermRetentionPolicy").inputs).to.include({
        ...ofDatabase,
        retentionDays: shape.pointInTimeDays,
      });
      const logs = only(resources, "azure-native:monitor:DiagnosticSetting", "payments-ledger-logs");
      expect(logs.inputs["workspaceId"]).to.equal(platform.audit.workspaceId);
      expect(logs.inputs["logs"]).to.deep.include({ category: "Errors", enabled: true });
    }
  });

  it("puts databases of one pool into it, and their replicas into the partner's", async () => {
    const shape: DatabaseShape = { ...SMALL_DATABASE, compute: { kind: "pooled", pool: POOL } };

    const { resources } = await capture(() =>
      server({
        databases: { ledger: database({ shape }), other: database({ shape, databaseName: "other" }) },
        failover: { partnerServerName: "sql-payments-dev-x2", groupName: "fog-x1" },
      }),
    );

    expect(only(resources, "ElasticPool", "payments-pool-shared").inputs).to.deep.include({
      elasticPoolName: "shared",
      serverName: "sql-payments-dev-x1",
      sku: { name: "GP_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: 4 },
      maxSizeBytes: 256 * 1024 ** 3,
      perDatabaseSettings: { minCapacity: 0, maxCapacity: 2 },
    });
    expect(only(resources, "ElasticPool", "payments-partner-pool-shared").inputs).to.include({
      elasticPoolName: "shared",
      serverName: "sql-payments-dev-x2",
      location: "northeurope",
    });
    for (const { inputs } of ofType(resources, DATABASE)) {
      expect(inputs["elasticPoolId"]).to.match(/\/servers\/sql-payments-dev-x1\/elasticPools\/shared$/);
      expect(inputs).not.to.have.any.keys("autoPauseDelay", "minCapacity", "maintenanceConfigurationId");
    }
    expect(only(resources, "FailoverGroup").dependsOn).to.include("payments-partner-pool-shared");
  });

  it("gives a pool the zones, the window and the protection that its databases ask for, on both servers", async () => {
    const { resources } = await capture(() =>
      server({
        platform: testPlatform({ protection: { protect: true, lock: true } }),
        databases: { ledger: database({ shape: { ...LARGE, compute: { kind: "pooled", pool: POOL } } }) },
        failover: { partnerServerName: "sql-payments-dev-x2", groupName: "fog-x1" },
      }),
    );

    const pools = ofType(resources, "azure-native:sql:ElasticPool");
    expect(pools.map(({ inputs }) => inputs["maintenanceConfigurationId"])).to.have.members([
      `${WINDOWS}/SQL_WestEurope_DB_2`,
      `${WINDOWS}/SQL_NorthEurope_DB_2`,
    ]);
    for (const { inputs, protect } of pools) {
      expect(inputs["zoneRedundant"]).to.equal(true);
      expect(protect).to.equal(true);
    }
  });

  describe("refuses one pool described in two ways:", () => {
    const pool = {
      name: "shared",
      tier: "GeneralPurpose",
      vCores: 2,
      maxSizeGib: 256,
      perDatabase: { minVCores: 0, maxVCores: 2 },
    } as const;
    const shape: DatabaseShape = { ...SMALL_DATABASE, backupRedundancy: "Zone", compute: { kind: "pooled", pool } };
    const others: Readonly<Record<string, DatabaseShape>> = {
      size: { ...shape, compute: { kind: "pooled", pool: { ...pool, vCores: 4 } } },
      zones: { ...shape, zoneRedundant: true },
      window: { ...shape, maintenance: "weekend-nights" },
    };
    for (const [what, other] of Object.entries(others)) {
      it(what, async () => {
        const said = await refusal(() =>
          server({ databases: { a: database({ shape }), b: database({ shape: other, databaseName: "b" }) } }),
        );

        expect(said).to.match(/"shared" is described twice, and differently/);
      });
    }
  });

  it("keeps backups in the region where the data must stay there", () => {
    const kept = (["Local", "Zone", "Geo", "GeoZone"] as const).map(
      (backupRedundancy) => resident({ ...LARGE, backupRedundancy }, "region").backupRedundancy,
    );

    expect(kept).to.deep.equal(["Local", "Zone", "Local", "Zone"]);
    expect(resident(LARGE, "geography")).to.equal(LARGE);
  });

  it("keeps backups as far away as Azure takes them from the region", () => {
    const kept = (location: string): string[] =>
      (["Local", "Zone", "Geo", "GeoZone"] as const).map(
        (backupRedundancy) => storable({ ...LARGE, backupRedundancy }, location).backupRedundancy,
      );

    expect(kept("westeurope")).to.deep.equal(["Local", "Zone", "Geo", "GeoZone"]);
    expect(kept("italynorth")).to.deep.equal(["Local", "Zone", "Zone", "Zone"]);
  });

  it("is refused where the region has not what it is made of", () => {
    const refusalOf = (shape: Partial<DatabaseShape>, location: string): string => {
      try {
        validateShape("SqlDatabase x", { ...LARGE, ...shape }, false, location);
        return "";
      } catch (error) {
        return String(error);
      }
    };

    expect(refusalOf({ zoneRedundant: true, backupRedundancy: "GeoZone" }, "westus")).to.match(
      /shape\.zoneRedundant: true, and the region westus has no availability zones; choose another region \(strongroom:location\)/,
    );
    expect(refusalOf({ zoneRedundant: false, backupRedundancy: "Zone" }, "westus")).to.match(
      /shape\.backupRedundancy: "Zone", and the region westus has no availability zones; allowed are "Local" and "Geo"/,
    );
    expect(refusalOf({ zoneRedundant: false, backupRedundancy: "Geo" }, "westus")).to.equal("");
    expect(refusalOf({ zoneRedundant: true, backupRedundancy: "GeoZone" }, "italynorth")).to.match(
      /"GeoZone", and Azure pairs no region with italynorth; allowed are "Local" and "Zone"/,
    );
    expect(refusalOf({ zoneRedundant: true, backupRedundancy: "Zone" }, "italynorth")).to.equal("");
    const serverless = { kind: "serverless", vCores: 1, minVCores: 0.5, autoPauseMinutes: 60 } as const;
    const small = { compute: serverless, zoneRedundant: false, backupRedundancy: "Local" } as const;
    const { longTerm: _, ...short } = LARGE;
    expect(() => {
      validateShape("x", { ...short, ...small }, false, "chinanorth");
    }).to.throw(/"serverless", which the region chinanorth does not have/);
  });

  it("has a window of its own only where the region offers one", () => {
    const name = (
      location: string,
      maintenance: "any-night" | "weekday-nights" | "weekend-nights",
      zoneRedundant = true,
    ): string => maintenanceConfigurationId("s", location, { maintenance, zoneRedundant }).split("/").at(-1) ?? "";

    expect(name("eastus2", "weekday-nights")).to.equal("SQL_EastUS2_DB_1");
    expect(name("eastus2", "weekend-nights")).to.equal("SQL_EastUS2_DB_2");
    expect(name("eastus2", "any-night")).to.equal("SQL_Default");
    expect(name("westus3", "weekend-nights")).to.equal("SQL_WestUS3_DB_2");
    expect(name("italynorth", "weekend-nights")).to.equal("SQL_Default");
    // The region has no zones: its windows are for databases that do not ask for them.
    expect(name("westus", "weekend-nights")).to.equal("SQL_Default");
    expect(name("westus", "weekend-nights", false)).to.equal("SQL_WestUS_DB_2");
  });

  it("merges what one principal may do into one user", async () => {
    let users: unknown;

    const { resources } = await capture(() => {
      const ledger = server().databases.get("ledger");
      if (ledger === undefined) throw new Error("no database");
      const api = {
        granteeName: "payments-api",
        userName: "id-payments-api",
        kind: "workload",
        principal: "client",
      } as const;
      const people = {
        granteeName: "group-analysts",
        userName: "analysts",
        kind: "group",
        principal: "group",
      } as const;
      ledger.grant(api, "readWrite").grant(api, "execute", "audit").grant(people, "read");
      users = declaredUsers("payments", ledger);
    });

    expect(users).to.deep.equal({
      app: "payments",
      server: "sql-payments-dev-x1.database.windows.net",
      database: "ledger",
      users: [
        { name: "analysts", kind: "group", id: "group", access: [{ level: "read" }] },
        {
          name: "id-payments-api",
          kind: "workload",
          id: "client",
          access: [{ level: "readWrite" }, { level: "execute", schema: "audit" }],
        },
      ],
    });
    expect(ofType(resources, "strongroom:sql:DatabaseUser").map(({ name }) => name)).to.deep.equal([
      "payments-ledger-group-analysts-read",
      "payments-ledger-payments-api-execute-audit",
      "payments-ledger-payments-api-readWrite",
    ]);
  });
});

describe("SqlDatabase: what it refuses", () => {
  const serverless = (autoPauseMinutes: number, minVCores = 0.5): DatabaseShape["compute"] => ({
    kind: "serverless",
    vCores: 1,
    minVCores,
    autoPauseMinutes,
  });
  const cases: readonly (readonly [string, Partial<DatabaseShape>, string])[] = [
    ["no day of backups", { pointInTimeDays: 0 }, "shape.pointInTimeDays: 0 days; allowed are 1 to 35"],
    ["36 days of backups", { pointInTimeDays: 36 }, "shape.pointInTimeDays: 36 days; allowed are 1 to 35"],
    [
      "local backups across zones",
      { zoneRedundant: true },
      'shape.backupRedundancy: "Local" with a zone-redundant database; allowed are "Zone" and "GeoZone"',
    ],
    [
      "a pause that is too short",
      { compute: serverless(14) },
      "shape.compute.autoPauseMinutes: 14; allowed are 15 to 10080, and -1 for never",
    ],
    [
      "more than it may take",
      { compute: serverless(60, 2) },
      "shape.compute.minVCores: 2; allowed is at most vCores, 1",
    ],
    [
      "an archive of a database that pauses",
      { longTerm: { weekly: "P1W", monthly: "P1M", yearly: "P1Y" } },
      "shape.longTerm: a database that pauses has no long-term backups; use autoPauseMinutes -1",
    ],
  ];
  for (const [what, change, problem] of cases) {
    it(what, async () => {
      expect(await refusal(of({ ...SMALL_DATABASE, ...change }))).to.equal(`SqlDatabase payments-ledger: ${problem}`);
    });
  }

  it("a replica of a database that pauses", async () => {
    const failover = { partnerServerName: "sql-x2", groupName: "fog-x1" };

    expect(await refusal(() => server({ failover }))).to.equal(
      "SqlDatabase payments-ledger: shape.compute.autoPauseMinutes: a database that pauses cannot be in a failover group; use -1",
    );
  });

  for (const bad of ["", "a/b", "a?", "trailing.", "trailing ", "x".repeat(129)]) {
    it(`the name ${JSON.stringify(bad.slice(0, 20))}`, async () => {
      const said = await refusal(() => server({ databases: { ledger: database({ databaseName: bad }) } }));

      expect(said).to.match(
        /^SqlDatabase payments-ledger: databaseName: ".*" is no database name; use 1 to 128 characters/,
      );
    });
  }

  it("the name of a database that every server has", async () => {
    expect(await refusal(() => server({ databases: { ledger: database({ databaseName: "Master" }) } }))).to.equal(
      'SqlDatabase payments-ledger: databaseName: "Master" is a database that every server has; use another name',
    );
  });
});
