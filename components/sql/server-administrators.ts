// Who administers a server can change without the server being replaced. A server that takes Entra tokens only must be
// told of its administrators when it is created; from then on Azure ignores the block, Pulumi would replace the server for
// it (pulumi docs issue 13845), and azure-native refuses to create the two child resources that exist from birth
// ("cannot create already existing resource", CanCreate in its client_azcore.go). A template deployment has no such
// check: Azure brings both children to what is said here, on the first `up` and after any change.
import { createHash } from "node:crypto";
import * as resources from "../azure/resources.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { SqlAdministrators } from "./sql-administrators.ts";

const API_VERSION = "2023-08-01";

/** What an ARM template calls its parameters; values never become part of an expression. */
const TEMPLATE = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: {
    serverName: { type: "string" },
    login: { type: "string" },
    sid: { type: "string" },
    tenantId: { type: "string" },
    // Nothing in the template uses it: another value deploys it again.
    written: { type: "string" },
  },
  resources: [
    {
      type: "Microsoft.Sql/servers/administrators",
      apiVersion: API_VERSION,
      name: "[concat(parameters('serverName'), '/ActiveDirectory')]",
      properties: {
        administratorType: "ActiveDirectory",
        login: "[parameters('login')]",
        sid: "[parameters('sid')]",
        tenantId: "[parameters('tenantId')]",
      },
    },
    {
      type: "Microsoft.Sql/servers/azureADOnlyAuthentications",
      apiVersion: API_VERSION,
      name: "[concat(parameters('serverName'), '/Default')]",
      dependsOn: ["[resourceId('Microsoft.Sql/servers/administrators', parameters('serverName'), 'ActiveDirectory')]"],
      properties: { azureADOnlyAuthentication: true },
    },
  ],
};

export interface ServerAdministratorsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  /** Also names the deployment. */
  readonly serverName: string;
  readonly administrators: SqlAdministrators;
  readonly tenantId: string;
  /**
   * What an update of the server changes. azure-native sends all of a server with every update, its administrators of the first
   * day too, and Azure may take them (bicep-types-az#2320): after each the template says who administers it.
   */
  readonly written: string;
}

/** Brings administrators and Entra-only authentication of an existing server to what is declared. */
export function serverAdministrators(
  name: string,
  args: ServerAdministratorsArgs,
  opts: pulumi.CustomResourceOptions,
): resources.Deployment {
  return new resources.Deployment(
    `${name}-administrators`,
    {
      resourceGroupName: args.resourceGroupName,
      // A deployment's name has 64 characters at most, a server's 63.
      deploymentName: args.serverName,
      properties: {
        mode: "Incremental",
        template: TEMPLATE,
        parameters: {
          serverName: { value: args.serverName },
          login: { value: args.administrators.displayName },
          sid: { value: args.administrators.principalId },
          tenantId: { value: args.tenantId },
          written: { value: createHash("sha256").update(args.written).digest("hex") },
        },
      },
    },
    opts,
  );
}
