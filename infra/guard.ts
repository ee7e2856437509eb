// The last look before anything is deployed: where would the provider deploy to? It removes the risk of dev's settings and
// prod's sign-in in one command.
import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { InputErrors, type Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";
import { quote } from "./words.ts";

/** Refuses a tenant or subscription other than the one that the stack's settings name. */
export async function refuseForeignSubscription(settings: Settings): Promise<void> {
  const client = await getClientConfig();
  const problems = (["tenantId", "subscriptionId"] as const).flatMap((key): Problem[] => {
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
  if (problems.length > 0) throw new InputErrors(problems);
}
