import { expect } from "chai";
import { type Azure, refusal } from "./harness.ts";
import {
  SETTING,
  VAULT,
  WORKSPACE,
  group,
  inGroup,
  server,
  vault,
  vaultInputs,
  workspace,
  freshAzure,
} from "./fixtures.ts";
import type { Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

const TOPIC = "azure-native:eventgrid:SystemTopic";
const SUBSCRIPTION_TYPE = "azure-native:eventgrid:SystemTopicEventSubscription";
const ACCOUNT = "azure-native:storage:StorageAccount";
const QUEUE = "azure-native:storage:Queue";

describe("simulated monitoring, events and storage", () => {
  let azure: Azure;
  let target: Made;
  let logs: Made;

  freshAzure(async (started) => {
    azure = started;
    target = await vault(azure);
    logs = await workspace(azure);
  });

  const setting = (over: Props = {}): Props => ({
    resourceUri: target.id,
    name: "audit",
    workspaceId: logs.id,
    logs: [{ category: "AuditEvent", enabled: true }],
    ...over,
  });

  describe("diagnostic settings", () => {
    it("use a destination once per resource", async () => {
      await azure.create(SETTING, setting());

      expect(await refusal(azure.create(SETTING, setting({ name: "again" })))).to.contain(
        "already used in diagnostic setting 'audit'",
      );
    });

    it("need their target and their destination", async () => {
      expect(await refusal(azure.create(SETTING, setting({ resourceUri: `${target.id}-none` })))).to.contain(
        "ResourceNotFound",
      );
      expect(await refusal(azure.create(SETTING, setting({ workspaceId: `${logs.id}-none` })))).to.contain(
        "InvalidResourceReference",
      );
    });

    it("go somewhere", async () => {
      const inputs = setting();
      delete inputs["workspaceId"];

      expect(await refusal(azure.create(SETTING, inputs))).to.contain("At least one data sink");
    });

    it("are accepted when they send nothing, as Azure accepts them", async () => {
      const made = await azure.create(SETTING, setting({ logs: [] }));

      expect(made.outputs).to.deep.include({ logs: [], metrics: [] });
    });

    it("name categories that the target has", async () => {
      expect(
        await refusal(azure.create(SETTING, setting({ logs: [{ category: "Audit", enabled: true }] }))),
      ).to.contain("AuditEvent, AzurePolicyEvaluationDetails");
    });

    it("for the audit of SQL go on master, because a server has no logs", async () => {
      const sql = await server(azure);
      const audit = [{ category: "SQLSecurityAuditEvents", enabled: true }];

      const made = await azure.create(SETTING, setting({ resourceUri: `${sql.id}/databases/master`, logs: audit }));

      expect(made.id).to.contain("/databases/master/providers/microsoft.insights/diagnosticSettings/audit");
      expect(await refusal(azure.create(SETTING, setting({ resourceUri: sql.id, logs: audit })))).to.contain(
        "is not supported",
      );
    });

    it("have no retention of their own", async () => {
      const entry = { category: "AuditEvent", enabled: true, retentionPolicy: { enabled: true, days: 90 } };

      expect(await refusal(azure.create(SETTING, setting({ logs: [entry] })))).to.contain("does not support retention");
    });

    it("outlive their target, and are in the way when it comes back", async () => {
      await azure.create(SETTING, setting());
      await azure.delete(VAULT, target);
      await azure.create(VAULT, vaultInputs({ createMode: "recover" }));

      expect(await refusal(azure.create(SETTING, setting()))).to.contain("cannot create already existing resource");
    });

    it("are at most five", async () => {
      for (let index = 0; index < 5; index++) {
        const other = await workspace(azure, `log-${index}0`);
        await azure.create(SETTING, setting({ name: `s${index}`, workspaceId: other.id }));
      }

      expect(await refusal(azure.create(SETTING, setting()))).to.contain("limit of 5");
    });
  });

  it("keeps logs for 30 to 730 days", async () => {
    expect(
      await refusal(azure.create(WORKSPACE, { ...inGroup, workspaceName: "log-b", retentionInDays: 7 })),
    ).to.contain("30 to 730");
  });

  it("has short names for action groups", async () => {
    const inputs = {
      ...inGroup,
      actionGroupName: "owners",
      groupShortName: "far-too-long-a-name",
      enabled: true,
      location: "Global",
    };

    expect(await refusal(azure.create("azure-native:monitor:ActionGroup", inputs))).to.match(/1 to 12|12 characters/);
  });

  it("names workbooks by GUIDs", async () => {
    const inputs = {
      ...inGroup,
      resourceName: "overview",
      category: "workbook",
      displayName: "x",
      serializedData: "{}",
      kind: "shared",
    };

    expect(await refusal(azure.create("azure-native:applicationinsights:Workbook", inputs))).to.contain("not a GUID");
  });

  it("keeps the partitions of an event hub", async () => {
    const hub = "azure-native:eventhub:EventHub";
    const inputs = { ...inGroup, namespaceName: "evh-payments", eventHubName: "audit", partitionCount: 2 };
    await azure.create("azure-native:eventhub:Namespace", {
      ...inGroup,
      namespaceName: "evh-payments",
      sku: { name: "Standard" },
    });
    const made = await azure.create(hub, inputs);

    expect(await refusal(azure.update(hub, made, { ...inputs, partitionCount: 4 }))).to.contain(
      "cannot be changed from 2 to 4",
    );
  });

  describe("events", () => {
    const topic = (systemTopicName = "rotation", over: Props = {}): Props => ({
      ...inGroup,
      systemTopicName,
      source: target.id,
      topicType: "Microsoft.KeyVault.vaults",
      identity: { type: "SystemAssigned" },
      ...over,
    });

    it("of one source have one topic", async () => {
      await azure.create(TOPIC, topic());

      expect(await refusal(azure.create(TOPIC, topic("second")))).to.contain("Only one system topic");
    });

    it("come from the region of their source", async () => {
      expect(await refusal(azure.create(TOPIC, topic("far", { location: "northeurope" })))).to.contain(
        "region of its source",
      );
    });

    it("go to a queue that exists, with an identity that the topic has", async () => {
      await azure.create(TOPIC, topic());
      const account = await azure.create(ACCOUNT, {
        ...inGroup,
        accountName: "strotation",
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
      });
      const delivery = (type: string): Props => ({
        ...inGroup,
        systemTopicName: "rotation",
        eventSubscriptionName: "near-expiry",
        deliveryWithResourceIdentity: {
          identity: { type },
          destination: { endpointType: "StorageQueue", resourceId: account.id, queueName: "expiries" },
        },
      });
      const early = await refusal(azure.create(SUBSCRIPTION_TYPE, delivery("SystemAssigned")));
      await azure.create(QUEUE, { ...inGroup, accountName: "strotation", queueName: "expiries" });
      const stranger = await refusal(azure.create(SUBSCRIPTION_TYPE, delivery("UserAssigned")));

      const made = await azure.create(SUBSCRIPTION_TYPE, delivery("SystemAssigned"));

      expect(early).to.contain("queues/expiries");
      expect(stranger).to.contain("does not have");
      expect(made.outputs["provisioningState"]).to.equal("Succeeded");
    });
  });

  it("shares the names of storage accounts with the whole world", async () => {
    const inputs = { ...inGroup, accountName: "strotation", kind: "StorageV2", sku: { name: "Standard_LRS" } };
    await azure.create(ACCOUNT, inputs);
    await group(azure, "rg-b");

    expect(await refusal(azure.create(ACCOUNT, { ...inputs, resourceGroupName: "rg-b" }))).to.contain(
      "StorageAccountAlreadyTaken",
    );
  });
});
