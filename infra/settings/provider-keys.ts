// What the providers in use can be configured with, as their typings say (azure-native 3.28.0 and azuread 6.9.1,
// config/vars.d.ts); a test compares the lists with what is installed.

import { KEY_VAULT_PACKAGE } from "../../facts/local-packages.ts";

const AZURE_NATIVE = [
  "auxiliaryTenantIds",
  "clientCertificatePassword",
  "clientCertificatePath",
  "clientId",
  "clientSecret",
  "disableInstanceDiscovery",
  "disablePulumiPartnerId",
  "environment",
  "location",
  "metadataHost",
  "msiEndpoint",
  "oidcRequestToken",
  "oidcRequestUrl",
  "oidcToken",
  "oidcTokenFilePath",
  "partnerId",
  "subscriptionId",
  "tenantId",
  "useDefaultAzureCredential",
  "useMsi",
  "useOidc",
];

/** By namespace. The provider random takes nothing. */
export const PROVIDER_KEYS: Readonly<Record<string, readonly string[]>> = {
  "azure-native": AZURE_NATIVE,
  // A local package is configured as azure-native is, under its own name.
  [KEY_VAULT_PACKAGE]: AZURE_NATIVE,
  azuread: [
    "adoPipelineServiceConnectionId",
    "clientCertificate",
    "clientCertificatePassword",
    "clientCertificatePath",
    "clientId",
    "clientIdFilePath",
    "clientSecret",
    "clientSecretFilePath",
    "disableTerraformPartnerId",
    "environment",
    "metadataHost",
    "msiEndpoint",
    "oidcRequestToken",
    "oidcRequestUrl",
    "oidcToken",
    "oidcTokenFilePath",
    "partnerId",
    "tenantId",
    "useAksWorkloadIdentity",
    "useCli",
    "useMsi",
    "useOidc",
  ],
  random: [],
};
