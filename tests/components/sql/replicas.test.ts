import { expect } from "chai";
import type { DatabaseShape } from "../../../components/sql/sql-shape.ts";
import { capture, ofType, only, type Captured } from "../../support/capture.ts";
import { SMALL_DATABASE, testPlatform } from "../../support/fixtures.ts";
import { database, server } from "./fixtures.ts";

const FAILOVER = { partnerServerName: "sql-payments-dev-x2", groupName: "fog-payments-dev-x1" };
const SHAPE: DatabaseShape = {
  ...SMALL_DATABASE,
  compute: { kind: "provisioned", tier: "GeneralPurpose", vCores: 2 },
  pointInTimeDays: 35,
  differentialHours: 24,
  longTerm: { weekly: "P5W", monthly: "P12M", yearly: "P7Y" },
};
const SETTING = "azure-native:monitor:DiagnosticSetting";
const CHILDREN = [
  "azure-native:sql:BackupShortTermRetentionPolicy",
  "azure-native:sql:LongTermRetentionPolicy",
  "azure-native:sql:TransparentDataEncryption",
  SETTING,
];

const replicated = (shape: DatabaseShape = SHAPE, platform = testPlatform()) =>
  server({
    platform,
    failover: FAILOVER,
    databases: { ledger: database({ shape }), other: database({ shape, databaseName: "other" }) },
  });

/** The children of what is called `name` on this server, without what says where they are. */
const childrenOn = (resources: readonly Captured[], serverName: string, databaseName: string): unknown[] =>
  CHILDREN.flatMap((type) => ofType(resources, type))
    .filter(({ inputs }) => {
      const id = typeof inputs["resourceUri"] === "string" ? inputs["resourceUri"] : "";
      return (
        (inputs["serverName"] === serverName && inputs["databaseName"] === databaseName) ||
        id.endsWith(`/servers/${serverName}/databases/${databaseName}`)
      );
    })
    .map(({ type, inputs }) => {
      const { serverName: _server, resourceUri: _uri, ...rest } = inputs;
      return { type, ...rest };
    });

describe("replicas of a failover group", () => {
  it("keep their backups and write their logs as their primaries do; encryption comes with the data", async () => {
    const { resources } = await capture(() => replicated());

    for (const name of ["ledger", "other"]) {
      const primary = childrenOn(resources, "sql-payments-dev-x1", name) as { readonly type: string }[];
      expect(primary).to.have.length(4);
      expect(childrenOn(resources, "sql-payments-dev-x2", name)).to.deep.equal(
        primary.filter(({ type }) => !type.endsWith(":TransparentDataEncryption")),
      );
    }
  });

  it("are there only after the group, and take one change at a time", async () => {
    const { resources } = await capture(() => replicated());

    const after = (type: string, name: string): unknown => only(resources, type, name).dependsOn;
    expect(after("BackupShortTermRetentionPolicy", "payments-ledger-replica-backup")).to.include("payments-failover");
    expect(after("LongTermRetentionPolicy", "payments-ledger-replica-archive")).to.include(
      "payments-ledger-replica-backup",
    );
    expect(after(SETTING, "payments-ledger-replica-logs")).to.include("payments-failover");
  });

  it("have no long-term backups where the primary has none", async () => {
    const { longTerm: _none, ...shape } = SHAPE;

    const { resources } = await capture(() => replicated(shape));

    expect(ofType(resources, "azure-native:sql:LongTermRetentionPolicy")).to.deep.equal([]);
    expect(ofType(resources, "azure-native:sql:BackupShortTermRetentionPolicy")).to.have.length(4);
  });

  it("write to the workspace only, since an event hub takes logs of its own region", async () => {
    const siem = { authorizationRuleId: "/subscriptions/s/rule", eventHubName: "siem" };
    const platform = testPlatform({ audit: { workspaceId: "/workspace", siem } });

    const { resources } = await capture(() => replicated(SHAPE, platform));

    const settings = ofType(resources, SETTING).map(({ name }) => name);
    expect(settings).to.include.members(["payments-ledger-siem", "payments-ledger-replica-logs"]);
    expect(settings).not.to.include("payments-ledger-replica-siem");
  });

  it("and their server stream to the event hub of their region where there is one", async () => {
    const hub = (name: string) => ({ authorizationRuleId: `/rules/${name}`, eventHubName: name });
    const platform = testPlatform({
      audit: { workspaceId: "/workspace", siem: { ...hub("here"), paired: hub("there") } },
    });

    const { resources } = await capture(() => replicated(SHAPE, platform));

    const hubOf = (name: string) => only(resources, SETTING, name).inputs["eventHubName"];
    expect(hubOf("payments-ledger-siem")).to.equal("here");
    expect(hubOf("payments-ledger-replica-siem")).to.equal("there");
    expect(hubOf("payments-partner-master-siem")).to.equal("there");
  });

  it("do not exist without a group", async () => {
    const { resources } = await capture(() => server({ databases: { ledger: database({ shape: SHAPE }) } }));

    expect(resources.filter(({ name }) => name.includes("replica"))).to.deep.equal([]);
  });
});
