// A copy of every database in the paired region, and one name that leads to whichever of the two servers is the primary.
// It removes the risk of a region that is gone, and that of changing connection strings while it is.
import * as sql from "../azure/sql.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { SqlDatabase } from "./sql-database.ts";

export interface FailoverGroupArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Becomes the listener's host name. */
  readonly groupName: string;
  readonly primary: sql.Server;
  readonly partner: sql.Server;
  readonly databases: readonly SqlDatabase[];
  readonly tags: Readonly<Record<string, string>>;
  readonly protect: boolean;
}

export function failoverGroup(
  name: string,
  args: FailoverGroupArgs,
  opts: pulumi.CustomResourceOptions,
): sql.FailoverGroup {
  return new sql.FailoverGroup(
    `${name}-failover`,
    {
      resourceGroupName: args.resourceGroupName,
      serverName: args.primary.name,
      failoverGroupName: args.groupName,
      partnerServers: [{ id: args.partner.id }],
      databases: args.databases.map(({ id }) => id),
      // A failover that Azure starts by itself loses what was not replicated yet (sql-docs, failover-group-terminology):
      // a person decides; see docs/runbooks/sql-failover.md.
      readWriteEndpoint: { failoverPolicy: "Manual" },
      readOnlyEndpoint: { failoverPolicy: "Disabled" },
      tags: args.tags,
    },
    { ...opts, protect: args.protect },
  );
}
