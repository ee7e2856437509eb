// The last look before anything is deployed: where would the providers deploy to? It removes two risks: dev's settings and
// prod's sign-in in one command, and groups that land in another tenant, since each provider signs in by itself.
import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { getClientConfig as getEntraConfig } from "@pulumi/azuread/getClientConfig.js";
import { deploys } from "./manifest/catalogue.ts";
import { InputErrors, type Problem } from "./input/problems.ts";
import type { Settings } from "./settings/settings.ts";
import { quote } from "./input/words.ts";

/** Refuses a tenant or subscription other than the one that the stack's settings name. */
export async function refuseForeignSignIn(settings: Settings): Promise<void> {
  const problems = await foreignAzure(settings);
  // Never both at once: simulated azuread is in azure-native's tenant, which it only has once azure-native is configured.
  if (changesEntra(settings)) problems.push(...(await foreignEntra(settings)));
  if (problems.length > 0) throw new InputErrors(problems);
}

async function foreignAzure(settings: Settings): Promise<Problem[]> {
  const client = await getClientConfig();
  return (["tenantId", "subscriptionId"] as const).flatMap((key): Problem[] => {
    const wanted = settings.platform[key];
    const actual = client[key];
    if (actual.toLowerCase() === wanted) return [];
    return [
      settings.problemAt(
        [key],
        `the provider is signed in to ${quote(actual)}, this stack belongs to ${quote(wanted)}`,
      ),
    ];
  });
}

/**
 * Without `azuread:tenantId` and ARM_TENANT_ID the provider takes the tenant that `az account show` names, whatever
 * azure-native was told (terraform-provider-azuread, internal/clients/builder.go and internal/provider/helpers.go).
 */
async function foreignEntra(settings: Settings): Promise<Problem[]> {
  const { tenantId } = await getEntraConfig();
  const wanted = settings.platform.tenantId;
  if (tenantId.toLowerCase() === wanted) return [];
  const where = tenantId === "" ? "a tenant that it does not name" : quote(tenantId);
  const message = `the provider that makes groups is signed in to ${where}, this stack belongs to ${quote(wanted)}; write ${quote(wanted)} here`;
  return [settings.problemAt(["azuread:tenantId"], message)];
}

/** Whether the stack makes a group, puts a member into one, or sets who may ask to be one; elsewhere nobody signs in there. */
function changesEntra(settings: Settings): boolean {
  const { part, platform, people } = settings;
  const isPlatformHere = part.kind === "whole" || part.kind === "platform";
  // An adopted group is its owners' to change.
  if (isPlatformHere && platform.sqlAdministrators.objectId === undefined) return true;
  return Object.entries(people).some(
    ([app, { readers, operators, breakGlass }]) =>
      (part.kind === "people" || deploys(settings, app)) &&
      [readers, operators, breakGlass].some(
        (group) =>
          group !== undefined &&
          (group.objectId === undefined || ("eligibleObjectId" in group && group.eligibleObjectId !== undefined)),
      ),
  );
}
