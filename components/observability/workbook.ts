// The workbook as Azure stores it: a text, a choice of time, and a table or chart for each question (learn: workbooks, ARM
// template; the shape of the items is that of the gallery's published workbooks).
import { ALERT_RULES, queryOf } from "./alert-rules.ts";
import { queryNamed, queryText, type ParameterValues } from "./queries.ts";

/** Questions that are only drawn, no rules. */
const CHARTS = [
  { name: "reads-by-identity", title: "Reads by identity", visualization: "barchart" },
  { name: "rotation-calendar", title: "Last versions and their age", visualization: "table" },
] as const;

/**
 * Alerts that are told of, which no table of a workspace has: Azure Resource Graph knows them for 30 days (azure-monitor-docs,
 * alerts-overview; resource-graph, alertsmanagementresources).
 */
const FIRED = `alertsmanagementresources
| where type =~ "microsoft.alertsmanagement/alerts"
| extend rule = tostring(properties.essentials.alertRule), state = tostring(properties.essentials.alertState), severity = tostring(properties.essentials.severity), fired = todatetime(properties.essentials.startDateTime)
| where rule contains "/alert-"
| project fired, severity, state, name, rule
| order by fired desc`;

/** Kinds of the items, as workbooks number them. */
const TEXT = 1;
const QUERY = 3;
const PARAMETERS = 9;

/** A question to Azure Resource Graph, as workbooks number the sources of a query. */
const RESOURCE_GRAPH = 1;

/** `/subscriptions/<id>` of an ARM id. */
const subscriptionOf = (id: string): string => id.split("/").slice(0, 3).join("/");

export interface Workbook {
  readonly version: "Notebook/1.0";
  readonly items: readonly { readonly type: number; readonly name: string; readonly content: object }[];
  readonly fallbackResourceIds: readonly string[];
}

export function workbookOf(environment: string, workspaceId: string, values: ParameterValues): Workbook {
  const shown = [
    ...CHARTS.map(({ name, title, visualization }) => ({ name, title, visualization, note: queryNamed(name).what })),
    ...ALERT_RULES.map((rule) => ({
      name: rule.name,
      title: rule.title,
      visualization: "table",
      note: queryOf(rule).what,
    })),
  ];
  return {
    version: "Notebook/1.0",
    items: [
      {
        type: TEXT,
        name: "about",
        content: {
          json: `# Strongroom ${environment}\nWho read what, what was refused and what changed. Each table asks what the alert rule of its name asks.`,
        },
      },
      {
        type: PARAMETERS,
        name: "time",
        content: {
          version: "KqlParameterItem/1.0",
          parameters: [
            {
              name: "Time",
              type: 4,
              isRequired: true,
              value: { durationMs: 86_400_000 },
              typeSettings: { selectableValues: [1, 7, 30, 90].map((days) => ({ durationMs: days * 86_400_000 })) },
            },
          ],
        },
      },
      ...shown.map(({ name, title, visualization, note }) => ({
        type: QUERY,
        name,
        content: {
          version: "KqlItem/1.0",
          query: queryText(name, values),
          size: 0,
          title,
          noDataMessage: `Nothing: ${note}`,
          timeContextFromParameter: "Time",
          queryType: 0,
          resourceType: "microsoft.operationalinsights/workspaces",
          visualization,
        },
      })),
      {
        type: QUERY,
        name: "alerts",
        content: {
          version: "KqlItem/1.0",
          query: FIRED,
          size: 0,
          title: "Alerts, and whether somebody took them up",
          noDataMessage: "No alert was told of in the last 30 days",
          queryType: RESOURCE_GRAPH,
          resourceType: "microsoft.resourcegraph/resources",
          crossComponentResources: [subscriptionOf(workspaceId)],
          visualization: "table",
        },
      },
    ],
    fallbackResourceIds: [workspaceId],
  };
}
