// Container Apps: secrets that the platform fetches from the vault as the workload's identity, and the variables that
// carry them. Source: azure-docs, container-apps/manage-secrets ("Reference secret from Key Vault": keyVaultUrl, identity; a
// reference without a version is fetched again within 30 minutes, and revisions that use it restart).
import { stringify } from "yaml";
import type { Connection } from "../connection.ts";
import { addressVariables, heading, identityVariables, plainConnections, resolvedSecrets } from "./lines.ts";

export function containerApps(from: Connection): string {
  const { resourceId } = from.identity;
  const secrets = resolvedSecrets(from).map((secret) => ({ ...secret, name: secret.key.toLowerCase() }));
  const document = {
    identity: { type: "UserAssigned", userAssignedIdentities: { [resourceId]: {} } },
    properties: {
      configuration: { secrets: secrets.map(({ name, uri }) => ({ name, keyVaultUrl: uri, identity: resourceId })) },
      template: {
        containers: [
          {
            name: `${from.app}-${from.workload}`,
            env: [
              ...[...identityVariables(from), ...addressVariables(from), ...plainConnections(from)].map(
                ([name, value]) => ({ name, value }),
              ),
              ...secrets.map(({ variable, name }) => ({ name: variable, secretRef: name })),
            ],
          },
        ],
      },
    },
  };
  return [
    ...heading(
      from,
      "#",
      "Merge into the file that you give to: az containerapp update --yaml FILE",
      "The environment of the app must be in a network that reaches the vault's private endpoint.",
    ),
    stringify(document, { lineWidth: 0 }).trimEnd(),
  ].join("\n");
}
