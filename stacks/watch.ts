// Who looks at the logs of this stack: rules that are given what this deployment declares, so that they know who is not declared.
import * as pulumi from "@pulumi/pulumi";
import { Alerts } from "../components/observability/alerts.ts";
import type { DeclaredGrant } from "../components/observability/declared-grants.ts";
import { QueryCatalogue } from "../components/observability/query-catalogue.ts";
import { parameterValues } from "./watch-values.ts";
import type { Watched } from "./watched.ts";

export function watchOver(
  watched: Watched,
  parent: pulumi.Resource & { readonly grants: readonly DeclaredGrant[] },
): void {
  const { args, shape, platform, built, apps } = watched;
  const { platform: spec, part } = args;
  const { suffix, level } = spec.alerts;
  const values = parameterValues(watched, parent.grants);
  const about = { whole: ["platform", "applications"], platform: ["platform"], cell: ["applications"] } as const;
  const common = {
    resourceGroupName: spec.resourceGroupName,
    location: spec.location,
    tags: spec.tags,
    workspaceId: platform.audit.workspaceId,
    values,
  };
  // The group is the platform's: what is made in it waits for it, and for nothing else of the platform. Whatever waits for a lock
  // would have to go before the lock is taken off for a change.
  const opts = { parent, dependsOn: built === undefined ? [] : [built.resourceGroup] };
  if (part.kind !== "cell" || apps.length > 0) {
    new Alerts(
      "alerts",
      {
        ...common,
        subscriptionId: spec.subscriptionId,
        suffix,
        level: level ?? shape.alerts,
        urgency: platform.isProduction ? "production" : "other",
        receivers: platform.securityContacts,
        about: about[part.kind],
      },
      opts,
    );
  }
  if (part.kind !== "cell" && (level ?? shape.alerts) === "full") {
    new QueryCatalogue(
      "queries",
      {
        ...common,
        environment: spec.environment,
        ...("create" in spec.workspace
          ? { workspaceName: pulumi.output(platform.audit.workspaceId).apply(nameIn) }
          : {}),
      },
      opts,
    );
  }
}

/** The last part of an ARM id. */
const nameIn = (id: string): string => id.split("/").at(-1) ?? id;
