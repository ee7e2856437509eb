// The questions where people look for them: the memory that some rules need, and a workbook that draws the environment. Both run
// the same files as the rules. A query pack is not made: a query of it is named by an input called `id`, which Pulumi's SDK
// keeps for itself and does not send.
import * as pulumi from "@pulumi/pulumi";
import { Workbook } from "@pulumi/azure-native/applicationinsights/workbook.js";
import { v5 as uuid } from "uuid";
import * as operationalinsights from "../azure/operationalinsights.ts";
import { queryNamed, queryText, type ParameterValues } from "./queries.ts";
import { workbookOf } from "./workbook.ts";

export interface QueryCatalogueArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly environment: string;
  readonly workspaceId: pulumi.Input<string>;
  /** Name of the workspace where it is ours: only there are summary rules made. @default adopted, without rules that need a memory */
  readonly workspaceName?: pulumi.Input<string>;
  readonly values: pulumi.Input<ParameterValues>;
}

/** Namespace of the names that Azure wants as GUIDs; any fixed GUID serves (RFC 9562, section 5.5). */
const NAMESPACE = "4d9e0c6a-6c1f-4f4e-8f70-1d5b3a0f7c42";

/** Days as summary rules count them: the largest bin there is, in minutes (learn: summary rules). */
const DAY = 1440;

/** What the summary rules write, by the query that each runs. */
export const SUMMARY_TABLES = {
  "known-callers": "StrongroomKnownCallers_CL",
  "read-baseline": "StrongroomReadBaseline_CL",
} as const;

export class QueryCatalogue extends pulumi.ComponentResource {
  readonly workbookId: pulumi.Output<string>;

  constructor(name: string, args: QueryCatalogueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:observability:QueryCatalogue", name, {}, opts);
    const { resourceGroupName, location, tags, environment } = args;
    const values = pulumi.output(args.values);

    if (args.workspaceName !== undefined) {
      for (const [query, destinationTable] of Object.entries(SUMMARY_TABLES)) {
        new operationalinsights.SummaryLog(
          `${name}-${query}`,
          {
            summaryLogsName: `strongroom-${query}`,
            workspaceName: args.workspaceName,
            resourceGroupName,
            ruleType: "User",
            description: queryNamed(query).what,
            displayName: `strongroom ${query}`,
            ruleDefinition: { query: queryText(query), binSize: DAY, destinationTable, timeSelector: "TimeGenerated" },
          },
          { parent: this },
        );
      }
    }
    const title = `Strongroom ${environment}`;
    const workbook = new Workbook(
      `${name}-workbook`,
      {
        resourceName: uuid(`${environment}/workbook`, NAMESPACE),
        resourceGroupName,
        location,
        kind: "shared",
        category: "workbook",
        displayName: title,
        sourceId: args.workspaceId,
        version: "Notebook/1.0",
        serializedData: pulumi
          .all([values, args.workspaceId])
          .apply(([given, workspace]) => JSON.stringify(workbookOf(environment, workspace, given))),
        // Azure makes the title a tag as well: sent along, so that a refresh finds nothing new.
        tags: { ...tags, "hidden-title": title },
      },
      { parent: this },
    );
    this.workbookId = workbook.id;
    this.registerOutputs({ workbookId: this.workbookId });
  }
}
