// What runs code: function apps and container jobs.
import type { Cloud } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { capital, environmentAnswer, jobAnswer, streamOf } from "./app-answers.ts";
import { checkPlan, planAnswer, planOutputs } from "./web-plans.ts";
import { planId, siteAnswer, siteDefaults, siteOutputs } from "./web-sites.ts";
import { requireName, requireReference } from "../model/references.ts";
import { requireFreeName } from "../model/rules.ts";
import { textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

/** In Container Apps' own words (recorded). */
function requireEnvironment(cloud: Cloud, id: string | undefined): void {
  if (id === undefined) return;
  const environment = cloud.get(id);
  if (!environment) throw new AzureError(404, "ManagedEnvironmentNotFound", `Environment ${id} was not found.`);
  const state = textAt(environment.properties, "provisioningState") ?? "Succeeded";
  if (state === "Succeeded") return;
  throw new AzureError(
    400,
    "ManagedEnvironmentNotProvisioned",
    `The environment '${id}' has not been provisioned successfully.`,
  );
}

/** A plan is named by its id, or by its name alone where it lies in the same group (recorded). */
function requirePlan({ cloud, inputs, id }: Draft): void {
  const plan = textAt(inputs, "serverFarmId");
  if (plan === undefined || cloud.get(planId(plan, id))) return;
  const name = lastSegment(plan);
  throw new AzureError(404, "NotFound", `Cannot find ServerFarm with name ${name}.`);
}

/** Plans that have several forms, and the one that is meant where the request names none (recorded). */
const SUB_PLANS: Readonly<Record<string, string>> = { virtualmachines: "P2" };

function pricingAnswer(sent: Props, { names }: Draft): Props {
  const tier = capital(textAt(sent, "pricingTier") ?? "Free");
  const usual = tier === "Standard" ? SUB_PLANS[(names["pricingName"] ?? "").toLowerCase()] : undefined;
  return { ...(usual !== undefined && { subPlan: usual }), ...sent, pricingTier: tier };
}

export const webKinds: readonly Kind[] = [
  {
    type: "azure-native:web:AppServicePlan",
    path: arm("Microsoft.Web/serverfarms/{name}"),
    apiVersion: "2025-05-01",
    located: true,
    returns: planAnswer,
    check: checkPlan,
    outputs: planOutputs,
  },
  {
    type: "azure-native:web:WebApp",
    path: arm("Microsoft.Web/sites/{name}"),
    apiVersion: "2025-05-01",
    located: true,
    replaceOn: ["location", "kind"],
    writeOnly: ["siteConfig", "cloningInfo"],
    defaults: siteDefaults,
    returns: siteAnswer,
    outputs: siteOutputs,
    check: (draft) => {
      requireName(
        draft.id,
        /^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$/,
        "InvalidSiteName",
        "2 to 60 letters, digits and hyphens",
      );
      requireFreeName(draft, "WebsiteNameUnavailable", (name) => `Website with given name ${name} already exists.`);
      requirePlan(draft);
      requireReference(draft.cloud, textAt(draft.inputs, "virtualNetworkSubnetId"));
    },
  },
  {
    type: "azure-native:app:ManagedEnvironment",
    path: arm("Microsoft.App/managedEnvironments/{environmentName}"),
    apiVersion: "2025-02-02-preview",
    located: true,
    writeOnly: ["daprAIConnectionString", "daprAIInstrumentationKey"],
    returns: environmentAnswer,
    outputs: ({ id, inputs }) => ({
      provisioningState: "Succeeded",
      kedaConfiguration: { version: "2.17.2" },
      daprConfiguration: { version: "1.13.6" },
      eventStreamEndpoint: streamOf(id, "managedEnvironments", inputs),
      customDomainConfiguration: { customDomainVerificationId: guidOf("verification", keyOf(id)) },
      defaultDomain: `${guidOf("environment", keyOf(id)).slice(0, 8)}.${textAt(inputs, "location") ?? ""}.azurecontainerapps.io`,
      staticIp: "203.0.113.10",
    }),
    check: ({ cloud, inputs }) => {
      requireReference(cloud, textAt(inputs, "vnetConfiguration.infrastructureSubnetId"));
    },
  },
  {
    type: "azure-native:app:Job",
    path: arm("Microsoft.App/jobs/{jobName}"),
    apiVersion: "2025-02-02-preview",
    located: true,
    returns: jobAnswer,
    outputs: ({ id, inputs }) => ({
      provisioningState: "Succeeded",
      eventStreamEndpoint: streamOf(id, "containerApps", inputs),
    }),
    check: ({ cloud, inputs, id }) => {
      requireName(
        id,
        /^(?!.*--)[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
        "ContainerAppInvalidName",
        "1 to 32 lowercase letters, digits and single hyphens, a letter first",
      );
      requireEnvironment(cloud, textAt(inputs, "environmentId"));
    },
  },
  {
    type: "azure-native:security:Pricing",
    path: "/{scopeId}/providers/Microsoft.Security/pricings/{pricingName}",
    apiVersion: "2024-01-01",
    extension: true,
    required: ["pricingTier"],
    // Every subscription has a plan for every kind of resource; azure-native takes it over.
    singleton: { pricingTier: "Free" },
    returns: pricingAnswer,
    outputs: () => ({ inherited: "False", resourcesCoverageStatus: "FullyCovered", freeTrialRemainingTime: "PT0S" }),
  },
  {
    type: "azure-native:security:SecurityContact",
    path: "/subscriptions/{subscriptionId}/providers/Microsoft.Security/securityContacts/{securityContactName}",
    apiVersion: "2023-12-01-preview",
    fixedName: "default",
  },
];
