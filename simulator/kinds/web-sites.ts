// What App Service answers of a site: names of its hosts, states, and the settings that hold until somebody sets others. As
// recorded answers of real Azure have it (tests/conformance).
import type { Draft } from "../model/kind.ts";
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

export function siteDefaults({ inputs }: Draft): Props {
  const kind = textAt(inputs, "kind") ?? "app";
  return {
    kind,
    enabled: true,
    reserved: false,
    isXenon: false,
    hyperV: false,
    scmSiteAlsoStopped: false,
    clientAffinityEnabled: true,
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
    containerSize: kind.includes("functionapp") ? 1536 : 0,
    dailyMemoryTimeQuota: 0,
  };
}

export function siteOutputs({ names, inputs, caller, cloud }: Draft): Props {
  const name = names["name"] ?? "";
  const [host, scm] = [`${name}.azurewebsites.net`, `${name}.scm.azurewebsites.net`];
  const state = { sslState: "Disabled", ipBasedSslState: "NotConfigured" };
  const plan = cloud.get(textAt(inputs, "serverFarmId") ?? "");
  return {
    state: "Running",
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
    siteConfig: SITE_CONFIG,
    sku: textAt(plan?.properties, "sku.tier") ?? "PremiumV2",
    // 203.0.113.0/24 is set aside for documentation (RFC 5737).
    outboundIpAddresses: "203.0.113.11,203.0.113.12",
    possibleOutboundIpAddresses: "203.0.113.11,203.0.113.12,203.0.113.13",
    customDomainVerificationId: "0".repeat(64),
    lastModifiedTimeUtc: caller.now().toISOString(),
  };
}
