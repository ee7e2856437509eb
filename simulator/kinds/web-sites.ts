// What App Service answers of a site: names of its hosts, states, and the settings that hold until somebody sets others. As
// recorded answers of real Azure have it (tests/conformance).
import { parentOf } from "../model/ids.ts";
import type { Draft } from "../model/kind.ts";
import { spelledPlace } from "./web-plans.ts";
import { textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

/** A site without restrictions has this one. */
const ALLOW_ALL = {
  ipAddress: "Any",
  action: "Allow",
  priority: 2147483647,
  name: "Allow all",
  description: "Allow all access",
};

/** Settings of the answer that are not those of the request: it shows hardly any of them. */
const SITE_CONFIG = {
  numberOfWorkers: 1,
  linuxFxVersion: "",
  acrUseManagedIdentityCreds: false,
  alwaysOn: false,
  ipSecurityRestrictions: [ALLOW_ALL],
  scmIpSecurityRestrictions: [ALLOW_ALL],
  http20Enabled: false,
  elasticWebAppScaleLimit: 0,
  minimumElasticInstanceCount: 0,
};

export function siteDefaults({ inputs, cloud, id }: Draft): Props {
  // What runs on a plan of Linux machines is Linux (recorded).
  const plan = cloud.get(planId(textAt(inputs, "serverFarmId") ?? "-", id));
  const linux = plan?.properties["reserved"] === true;
  const kind = textAt(inputs, "kind") ?? (linux ? "app,linux" : "app");
  const functions = kind.includes("functionapp");
  return {
    kind,
    enabled: true,
    reserved: linux,
    isXenon: false,
    hyperV: false,
    scmSiteAlsoStopped: false,
    clientAffinityEnabled: !functions,
    clientAffinityProxyEnabled: false,
    clientCertEnabled: false,
    clientCertMode: "Required",
    hostNamesDisabled: false,
    httpsOnly: false,
    ipMode: "IPv4",
    endToEndEncryptionEnabled: false,
    redundancyMode: "None",
    storageAccountRequired: false,
    keyVaultReferenceIdentity: "SystemAssigned",
    dnsConfiguration: {},
    outboundVnetRouting: {
      allTraffic: false,
      applicationTraffic: false,
      contentShareTraffic: false,
      imagePullTraffic: false,
      backupRestoreTraffic: false,
    },
    containerSize: functions && inputs["reserved"] !== true ? 1536 : 0,
    dailyMemoryTimeQuota: 0,
  };
}

/** The id of a plan that a request may name without its path. */
export function planId(plan: string, site: string): string {
  return plan.includes("/") ? plan : `${parentOf(site) ?? ""}/providers/Microsoft.Web/serverfarms/${plan}`;
}

/** A function app without a plan gets the one of its region that is paid by use (recorded). */
export function siteAnswer(sent: Props, { id, inputs }: Draft): Props {
  const plan = textAt(sent, "serverFarmId");
  if (plan !== undefined) return { ...sent, serverFarmId: planId(plan, id) };
  if (!isOnDemand(inputs)) return sent;
  const place = spelledPlace(textAt(sent, "location") ?? "").replaceAll(" ", "");
  return { ...sent, serverFarmId: planId(`${place}${sent["reserved"] === true ? "LinuxDynamicPlan" : "Plan"}`, id) };
}

function isOnDemand(inputs: Props): boolean {
  return (textAt(inputs, "kind") ?? "").includes("functionapp") && inputs["serverFarmId"] === undefined;
}

export function siteOutputs({ names, inputs, caller, cloud, id }: Draft): Props {
  const name = names["name"] ?? "";
  const [host, scm] = [`${name}.azurewebsites.net`, `${name}.scm.azurewebsites.net`];
  const state = { sslState: "Disabled", ipBasedSslState: "NotConfigured" };
  const plan = cloud.get(planId(textAt(inputs, "serverFarmId") ?? "-", id));
  const onDemand = isOnDemand(inputs);
  const functions = (textAt(inputs, "kind") ?? "").includes("functionapp");
  return {
    state: inputs["enabled"] === false ? "Disabled" : "Running",
    usageState: "Normal",
    availabilityState: "Normal",
    hostNames: [host],
    defaultHostName: host,
    enabledHostNames: [host, scm],
    hostNameSslStates: [
      { name: host, hostType: "Standard", ...state },
      { name: scm, hostType: "Repository", ...state },
    ],
    repositorySiteName: name,
    resourceGroup: names["resourceGroupName"] ?? "",
    siteConfig: { ...SITE_CONFIG, ...(functions && { functionAppScaleLimit: 0 }) },
    sku: textAt(plan?.properties, "sku.tier") ?? (onDemand ? "Dynamic" : "PremiumV2"),
    // 203.0.113.0/24 is set aside for documentation (RFC 5737).
    outboundIpAddresses: "203.0.113.11,203.0.113.12",
    possibleOutboundIpAddresses: "203.0.113.11,203.0.113.12,203.0.113.13",
    customDomainVerificationId: "0".repeat(64),
    lastModifiedTimeUtc: caller.now().toISOString(),
  };
}
