// The runbooks of Azure SQL in the real engine against simulated Azure, as far as Pulumi has a part in them: after what people
// do past it on a bad day (docs/runbooks/sql-*.md), a refresh and an `up` bring back what is declared, and replace nothing.
import { expect } from "chai";
import { changes, DESTROY, readAzure, succeed, UP } from "../support/own-project.ts";
import { SqlProject, type Hand } from "../support/sql-project.ts";

const REFRESH = ["refresh", "--yes", "--skip-preview"];
const NEXT_VERSION = "f".repeat(32);

type Resources = Parameters<Hand>[0];

/** Those of a type, in the order of their ids. */
function ofType(resources: Resources, type: string): { id: string; properties: Record<string, unknown> }[] {
  const found = Object.entries(resources)
    .filter(([, resource]) => resource.type === `azure-native:${type}`)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { id, properties }]) => ({ id, properties: properties as Record<string, unknown> }));
  expect(found, type).to.not.have.length(0);
  return found;
}

/** What Azure does every 90 days by itself: a new version of the key, which both servers learn and are encrypted with. */
const rotateKey: Hand = (resources) => {
  const key = Object.values(resources).find(({ id }) => id.endsWith("/keys/payments-prod-sql-encryption"));
  const properties = key?.["properties"] as Record<string, unknown>;
  const before = String(properties["keyUriWithVersion"]);
  const version = before.split("/").at(-1) ?? "";
  const next = before.replace(version, NEXT_VERSION);
  properties["keyUriWithVersion"] = next;
  (key?.facts as { versions: { version: string }[] }).versions.push({ version: NEXT_VERSION });
  for (const [path, known] of Object.entries(resources)) {
    if (known.type !== "azure-native:sql:ServerKey") continue;
    const text = JSON.stringify(known).replaceAll(version, NEXT_VERSION);
    resources[path.replace(version, NEXT_VERSION)] = JSON.parse(text) as typeof known;
  }
  for (const protector of ofType(resources, "sql:EncryptionProtector")) {
    protector.properties["serverKeyName"] = `kv-payments-x1_payments-prod-sql-encryption_${NEXT_VERSION}`;
    protector.properties["uri"] = next;
  }
};

/** What the portal does on "Service-managed key". */
const useAzuresKey: Hand = (resources) => {
  for (const { properties } of ofType(resources, "sql:EncryptionProtector")) {
    Object.assign(properties, {
      serverKeyType: "ServiceManaged",
      serverKeyName: "ServiceManaged",
      kind: "servicemanaged",
    });
    delete properties["uri"];
    delete properties["autoRotationEnabled"];
  }
};

/** A person restores beside the original, takes it out of the group, and swaps the names (docs/runbooks/sql-restore.md). */
const restore: Hand = (resources) => {
  const entries = Object.entries(resources);
  const [path, ledger] = entries.find(([, { id }]) => id.endsWith("/servers/sql-payments-x1/databases/ledger")) ?? [];
  if (path === undefined || ledger === undefined) throw new Error("no database to restore");
  const damaged = JSON.stringify(ledger).replaceAll(/databases\/ledger"/g, 'databases/ledger-damaged"');
  resources[`${path}-damaged`] = JSON.parse(damaged) as typeof ledger;
  // As Azure makes it: no tags, its own default of retention and size, no setting of diagnostics.
  const { properties } = ledger as unknown as { properties: Record<string, unknown> };
  Object.assign(properties, {
    maxSizeBytes: 32 * 1024 ** 3,
    sku: { capacity: 2, family: "Gen5", name: "GP_Gen5", tier: "GeneralPurpose" },
    zoneRedundant: false,
  });
  delete properties["tags"];
  for (const [key, resource] of entries.filter(([other]) => other.startsWith(`${path}/`))) {
    const own = (resource as unknown as { properties: Record<string, unknown> }).properties;
    if (resource.type.endsWith(":DiagnosticSetting")) Reflect.deleteProperty(resources, key);
    if (resource.type.endsWith(":BackupShortTermRetentionPolicy")) own["retentionDays"] = 7;
    if (resource.type.endsWith(":LongTermRetentionPolicy")) {
      Object.assign(own, { weeklyRetention: "PT0S", monthlyRetention: "PT0S", yearlyRetention: "PT0S" });
    }
  }
  // Its replica went too, for which the partner's lock came off; diagnostic settings outlive what they watch.
  const replica = Object.keys(resources).filter((id) => /servers\/sql-payments-x2\/databases\/ledger(\/|$)/.test(id));
  expect(replica).to.not.have.length(0);
  for (const id of replica.filter((other) => !other.includes("/diagnosticsettings/"))) {
    Reflect.deleteProperty(resources, id);
  }
  const locked = Object.keys(resources).find((id) => /servers\/sql-payments-x2\/.*\/locks\//.test(id));
  if (locked === undefined) throw new Error("no lock to take off");
  Reflect.deleteProperty(resources, locked);
  for (const group of ofType(resources, "sql:FailoverGroup")) {
    const databases = group.properties["databases"] as string[];
    group.properties["databases"] = databases.filter((id) => !id.endsWith("/ledger"));
  }
};

/** What a failover does to the group, seen from the server at home; a second one is the failback. */
const failOver: Hand = (resources) => {
  for (const { properties } of ofType(resources, "sql:FailoverGroup")) {
    properties["replicationRole"] = properties["replicationRole"] === "Primary" ? "Secondary" : "Primary";
  }
};

const protectors = (stateDir: string) =>
  ofType(readAzure(stateDir).resources, "sql:EncryptionProtector").map(({ properties }) => properties);

describe("runbooks of Azure SQL in the real engine", function () {
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

  it("leaves a rotated encryption key alone, after a refresh too", async () => {
    const { refreshed, afterwards, stateDir } = await project.onDeployed(
      async (run, at) => ({
        stateDir: at,
        refreshed: succeed(await run(REFRESH)),
        afterwards: succeed(await run(UP)),
      }),
      rotateKey,
    );

    const seen = refreshed.events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
    expect(seen.filter(({ op }) => op === "update").map(({ urn }) => urn.split("::").at(-1))).to.include.members([
      "payments-encryption-protector",
      "payments-partner-encryption-protector",
    ]);
    expect(changes(afterwards)).to.deep.equal([]);
    for (const { serverKeyName } of protectors(stateDir)) expect(serverKeyName).to.include(NEXT_VERSION);
  });

  it("brings the application's key back where somebody has switched to Azure's own, in its latest version", async () => {
    const { repaired, again, stateDir } = await project.onDeployed(
      async (run, at) => {
        succeed(await run(REFRESH));
        return { stateDir: at, repaired: succeed(await run(UP)), again: succeed(await run(UP)) };
      },
      (resources, generations) => {
        rotateKey(resources, generations);
        useAzuresKey(resources, generations);
      },
    );

    // A replacement for Pulumi; for Azure one PUT to each server. The failover group and the databases are not touched.
    expect(changes(repaired)).to.deep.equal(
      ["create-replacement", "delete-replaced", "replace"].flatMap((op) => [
        `${op} azure-native:sql:EncryptionProtector payments-encryption-protector`,
        `${op} azure-native:sql:EncryptionProtector payments-partner-encryption-protector`,
      ]),
    );
    for (const { serverKeyType, serverKeyName, autoRotationEnabled } of protectors(stateDir)) {
      expect(serverKeyType).to.equal("AzureKeyVault");
      expect(serverKeyName).to.equal(`kv-payments-x1_payments-prod-sql-encryption_${NEXT_VERSION}`);
      expect(autoRotationEnabled).to.equal(true);
    }
    expect(changes(again)).to.deep.equal([]);
  });

  it("brings a restored database back to what is declared, and replaces nothing", async () => {
    const { repaired, again, stateDir } = await project.onDeployed(async (run, at) => {
      succeed(await run(REFRESH));
      return { stateDir: at, repaired: succeed(await run(UP)), again: succeed(await run(UP)) };
    }, restore);

    expect(changes(repaired)).to.deep.equal([
      "create azure-native:authorization:ManagementLockByScope payments-partner-lock",
      "create azure-native:monitor:DiagnosticSetting payments-ledger-logs",
      "create azure-native:sql:BackupShortTermRetentionPolicy payments-ledger-replica-backup",
      "create azure-native:sql:LongTermRetentionPolicy payments-ledger-replica-archive",
      "update azure-native:sql:BackupShortTermRetentionPolicy payments-ledger-backup",
      "update azure-native:sql:Database payments-ledger",
      "update azure-native:sql:FailoverGroup payments-failover",
      "update azure-native:sql:LongTermRetentionPolicy payments-ledger-archive",
    ]);
    expect(changes(again)).to.deep.equal([]);
    const { resources } = readAzure(stateDir);
    expect(Object.values(resources).some(({ id }) => id.endsWith("/databases/ledger-damaged"))).to.equal(true);
  });

  it("has nothing to do during a failover and after the failback, with and without a refresh", async () => {
    const { away, refreshed, stateDir } = await project.onDeployed(
      async (run, at) => ({
        stateDir: at,
        away: [succeed(await run(UP))],
        refreshed: [succeed(await run(REFRESH)), succeed(await run(UP))],
      }),
      failOver,
    );
    const home = await project.again(stateDir, failOver, async (run) => [
      succeed(await run(REFRESH)),
      succeed(await run(UP)),
    ]);

    expect([...away, ...refreshed, ...home].flatMap(changes)).to.deep.equal([]);
  });

  it("gives up one database of a server that stays, when the locks are taken off for it", async () => {
    const locks = ["payments-lock", "payments-partner-lock"].map((name) => `**ManagementLockByScope::${name}`);
    const each = (flag: string): string[] => locks.flatMap((lock) => [flag, lock]);
    const less = { withoutReports: "true" };

    const { back, stateDir } = await project.onDeployed(async (run, at) => {
      succeed(await run(["state", "unprotect", "--all", "--yes"]));
      succeed(await run([...DESTROY, ...each("--target")]));
      succeed(await run([...UP, ...each("--exclude")], less));
      return { stateDir: at, back: succeed(await run(UP, less)) };
    });

    const ids = Object.keys(readAzure(stateDir).resources);
    expect(ids.filter((id) => id.includes("/servers/sql-payments-x1/databases/reports"))).to.deep.equal([]);
    expect(changes(back)).to.deep.equal([
      "create azure-native:authorization:ManagementLockByScope payments-lock",
      "create azure-native:authorization:ManagementLockByScope payments-partner-lock",
    ]);
  });

  it("makes a server in the other region without touching what is at home, for a restore there", async () => {
    const shape = {
      environment: "edited",
      withoutReports: "true",
      lock: "true",
      tier: "GeneralPurpose",
      days: "7",
      weekly: "P4W",
    };
    // As the runbook has it: all of the partner but its lock, which comes after its replicas.
    const types = ["strongroom:**", "azure-native:sql:*", "azure-native:resources:*", "azure-native:monitor:*"];
    const partner = [...types, "**:RoleAssignment"].flatMap((type) => [
      "--target",
      `**SqlServer$${type}::payments-partner**`,
    ]);

    const { made, rest } = await project.onNothing(async (run) => {
      succeed(await run(UP, shape));
      return {
        made: succeed(await run([...UP, ...partner], { ...shape, failover: "always" })),
        rest: succeed(await run(UP, { ...shape, failover: "always" })),
      };
    });

    expect(changes(made)).to.include("create azure-native:sql:Server payments-partner");
    expect(changes(made).filter((change) => !/^create .* payments-partner/.test(change))).to.deep.equal([]);
    expect(changes(rest).filter((change) => change.includes("payments-partner"))).to.deep.equal([
      "create azure-native:authorization:ManagementLockByScope payments-partner-lock",
    ]);
    expect(changes(rest)).to.include("create azure-native:sql:FailoverGroup payments-failover");
  });
});
