// App Service and Functions: settings whose values the platform fetches from the vault as the workload's identity.
// Source: azure-docs, app-service/app-service-key-vault-references ("Access network-restricted vaults", "Access vaults with a
// user-assigned identity", "Understand rotation": a reference without a version is fetched again within 24 hours).
import type { Connection } from "../connection.ts";
import { shell } from "../quote.ts";
import { heading, identityVariables, keyAndDatabaseVariables, plainConnections, resolvedSecrets } from "./lines.ts";

export function appSettings(from: Connection): string {
  const settings = [
    ...identityVariables(from),
    ...keyAndDatabaseVariables(from),
    ...plainConnections(from),
    ...resolvedSecrets(from).map(({ variable, uri }) => [variable, `@Microsoft.KeyVault(SecretUri=${uri})`] as const),
  ].map(([name, value]) => ({ name, value, slotSetting: false }));
  const id = shell(from.identity.resourceId);
  return [
    ...heading(
      from,
      "#",
      "The list of settings also fits Settings > Environment variables > Advanced edit in the portal.",
      "A new version of a secret arrives within 24 hours, or with the next restart; code that reads the vault itself is quicker (docs/samples).",
      "For Functions, write functionapp in place of webapp.",
    ),
    'APP="name of your app"',
    'GROUP="its resource group"',
    "",
    `az webapp identity assign --name "$APP" --resource-group "$GROUP" --identities ${id}`,
    "# Without this one, references are fetched as the system-assigned identity, which may read nothing.",
    `az webapp update --name "$APP" --resource-group "$GROUP" --set keyVaultReferenceIdentity=${id}`,
    "# The vault answers in the private network only: all traffic must go there.",
    'az webapp config set --name "$APP" --resource-group "$GROUP" --generic-configurations \'{"vnetRouteAllEnabled": true}\'',
    // JSON has no raw line breaks within a text, so no value can end the document.
    'az webapp config appsettings set --name "$APP" --resource-group "$GROUP" --settings @/dev/stdin <<\'SETTINGS\'',
    JSON.stringify(settings, null, 2),
    "SETTINGS",
  ].join("\n");
}
