import { expect } from "chai";
import { ALERT_RULES } from "../../../components/observability/alert-rules.ts";
import { Alerts, type AlertsArgs } from "../../../components/observability/alerts.ts";
import { declaredAccess } from "../../../components/observability/declared-grants.ts";
import { OwnerAlerts } from "../../../components/observability/owner-alerts.ts";
import { QueryCatalogue, type QueryCatalogueArgs } from "../../../components/observability/query-catalogue.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { refusal } from "../vault/fixtures.ts";

const RULE = "azure-native:monitor:ScheduledQueryRule";
const WORKSPACE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-strongroom-dev/providers/Microsoft.OperationalInsights/workspaces/log`;

const alertsArgs = (overrides: Partial<AlertsArgs> = {}): AlertsArgs => ({
  resourceGroupName: "rg-strongroom-dev",
  location: "westeurope",
  tags: TAGS,
  subscriptionId: SUBSCRIPTION,
  suffix: "dev",
  workspaceId: WORKSPACE,
  level: "essential",
  urgency: "other",
  receivers: ["security@contoso.com"],
  about: ["platform", "applications"],
  values: {},
  ...overrides,
});

const catalogueArgs = (overrides: Partial<QueryCatalogueArgs> = {}): QueryCatalogueArgs => ({
  resourceGroupName: "rg-strongroom-prod",
  location: "westeurope",
  tags: TAGS,
  environment: "prod",
  workspaceId: WORKSPACE,
  values: {},
  ...overrides,
});

describe("Alerts", () => {
  it("defaults: the essential rules, each telling the platform team, once while it lasts", async () => {
    const { resources } = await capture(() => new Alerts("alerts", alertsArgs()));

    const rules = ofType(resources, RULE);
    const essential = ALERT_RULES.filter(({ level }) => level === "essential");
    expect(rules.map(({ inputs }) => inputs["ruleName"])).to.have.members(
      essential.map(({ name }) => `alert-${name}-dev`),
    );
    for (const { inputs } of rules) {
      expect(inputs).to.deep.include({ enabled: true, autoMitigate: true, scopes: [WORKSPACE], kind: "LogAlert" });
      expect(JSON.stringify(inputs["actions"])).to.contain("actionGroups");
      expect(inputs["severity"]).to.be.at.least(2);
    }
    expect(only(resources, "ActionGroup").inputs["emailReceivers"]).to.deep.equal([
      { name: "receiver-1", emailAddress: "security@contoso.com", useCommonAlertSchema: true },
    ]);
  });

  it("max: every rule, as urgent as it is, over what it is given and split as it says", async () => {
    const declared = [["5b0d4f6a-5f1c-4a55-9d0e-2f7a3a1c9d11", "kv-payments-prod/secrets/stripe"]] as const;
    const { resources } = await capture(
      () =>
        new Alerts(
          "alerts",
          alertsArgs({ level: "full", urgency: "production", suffix: "prod", values: { declaredAccess: declared } }),
        ),
    );

    const rules = new Map(ofType(resources, RULE).map(({ inputs }) => [inputs["ruleName"], inputs]));
    expect(rules.size).to.equal(ALERT_RULES.length);
    const undeclared = rules.get("alert-undeclared-read-prod");
    expect(undeclared).to.deep.include({ severity: 0, evaluationFrequency: "PT5M", windowSize: "PT10M" });
    const [condition] = (undeclared?.["criteria"] as { allOf: Record<string, unknown>[] }).allOf;
    expect(condition).to.deep.include({ threshold: 0, operator: "GreaterThan", resourceIdColumn: "VaultId" });
    expect(condition?.["query"]).to.contain(
      '"5b0d4f6a-5f1c-4a55-9d0e-2f7a3a1c9d11", "kv-payments-prod/secrets/stripe"',
    );
    expect(condition?.["dimensions"]).to.deep.equal([
      { name: "Object", operator: "Include", values: ["*"] },
      { name: "Principal", operator: "Include", values: ["*"] },
    ]);
    expect(rules.get("alert-new-caller-prod")?.["windowSize"]).to.equal("P2D");
  });

  it("hardened: what may never happen is told without the workspace, and the subscription's log goes into it", async () => {
    const { resources } = await capture(() => new Alerts("alerts", alertsArgs()));

    const { inputs } = only(resources, "ActivityLogAlert");
    expect(JSON.stringify(inputs["condition"])).to.contain("Microsoft.KeyVault/locations/deletedVaults/purge/action");
    expect(inputs).to.deep.include({ enabled: true, scopes: [`/subscriptions/${SUBSCRIPTION}`] });
    expect(only(resources, "DiagnosticSetting").inputs).to.deep.include({
      resourceUri: `/subscriptions/${SUBSCRIPTION}`,
      workspaceId: WORKSPACE,
    });
    expect(await refusal(() => capture(() => new Alerts("alerts", alertsArgs({ receivers: [] }))))).to.contain(
      "name at least one",
    );
  });

  it("asks for a cell only what is asked of applications", async () => {
    const { resources } = await capture(
      () => new Alerts("alerts", alertsArgs({ level: "full", about: ["applications"] })),
    );

    const names = ofType(resources, RULE).map(({ inputs }) => inputs["ruleName"]);
    expect(names).to.include("alert-undeclared-read-dev").and.not.to.include("alert-configuration-changed-dev");
    expect(ofType(resources, "azure-native:monitor:ActivityLogAlert")).to.deep.equal([]);
  });
});

describe("OwnerAlerts", () => {
  const of = (): OwnerAlerts =>
    new OwnerAlerts("payments-alerts", {
      resourceGroupName: "rg-payments-dev",
      subscriptionId: SUBSCRIPTION,
      tags: TAGS,
      app: "payments-and-refunds",
      environment: "dev",
      owner: "payments-team@contoso.com",
    });

  it("defaults: the owner is a receiver, by a short name that Azure takes", async () => {
    const { resources } = await capture(of);

    expect(only(resources, "ActionGroup").inputs).to.deep.include({
      groupShortName: "payments-and",
      emailReceivers: [{ name: "owner", emailAddress: "payments-team@contoso.com", useCommonAlertSchema: true }],
    });
  });

  it("max: hears of everything in the application's resource group", async () => {
    const { resources } = await capture(of);

    const { inputs } = only(resources, "AlertProcessingRuleByName");
    expect(inputs["properties"]).to.deep.include({
      scopes: [`/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-payments-dev`],
      enabled: true,
    });
  });

  it("hardened: adds a receiver and suppresses nothing", async () => {
    const { resources } = await capture(of);

    expect(JSON.stringify(only(resources, "AlertProcessingRuleByName").inputs)).to.contain("AddActionGroups");
    expect(JSON.stringify(resources)).not.to.contain("RemoveAllActionGroups");
  });
});

describe("QueryCatalogue", () => {
  it("defaults: every rule's question in a workbook; nothing is made in an adopted workspace", async () => {
    const { resources } = await capture(() => new QueryCatalogue("queries", catalogueArgs()));

    expect(ofType(resources, "azure-native:operationalinsights:SummaryLog")).to.deep.equal([]);
    const workbook = JSON.parse(only(resources, "Workbook").inputs["serializedData"] as string) as {
      items: { type: number; name: string; content: { query?: string } }[];
    };
    const shown = workbook.items.filter(({ type }) => type === 3);
    expect(shown.map(({ name }) => name)).to.include.members(ALERT_RULES.map(({ name }) => name));
    expect(shown.every(({ content }) => content.query !== undefined && content.query !== "")).to.equal(true);
    // What an environment is asked for: reads by identity, undeclared reads, failures, the rotation calendar, expiries, alerts, silent logs.
    expect(shown.map(({ name }) => name)).to.include.members([
      ...["reads-by-identity", "undeclared-read", "failed-access-burst", "rotation-calendar", "expired", "alerts"],
      "logs-silent",
    ]);
  });

  it("max: the memory of rules that need one is made daily in our own workspace", async () => {
    const { resources } = await capture(() => new QueryCatalogue("queries", catalogueArgs({ workspaceName: "log" })));

    const summaries = ofType(resources, "azure-native:operationalinsights:SummaryLog").map(({ inputs }) => inputs);
    expect(summaries.map((inputs) => inputs["summaryLogsName"])).to.have.members([
      "strongroom-known-callers",
      "strongroom-read-baseline",
    ]);
    for (const inputs of summaries) {
      const { binSize, destinationTable, query } = inputs["ruleDefinition"] as Record<string, unknown>;
      expect(binSize).to.equal(1440);
      expect(query).to.contain(destinationTable);
    }
  });

  it("hardened: a workbook that names whom it is told of, and no secret", async () => {
    const { resources } = await capture(
      () => new QueryCatalogue("queries", catalogueArgs({ values: { reconcilers: [["id-sql-reconciler"]] } })),
    );

    const text = JSON.stringify(resources);
    expect(text).to.contain("id-sql-reconciler");
    expect(text).not.to.match(/AccountKey=|password=/i);
  });
});

describe("declaredAccess", () => {
  it("knows a grant on an object, on a whole vault, and leaves out what is no vault's", () => {
    const vault = `/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/KV-A`;

    const rows = declaredAccess([
      { scope: `${vault}/secrets/Stripe`, principalId: "AAAA" },
      { scope: vault, principalId: "bbbb" },
      { scope: `${vault}/secrets/stripe`, principalId: "aaaa" },
      { scope: "/subscriptions/s", principalId: "cccc" },
    ]);

    expect(rows).to.deep.equal([
      ["aaaa", "kv-a/secrets/stripe"],
      ["bbbb", "kv-a/*"],
    ]);
  });
});
