// What hosts and the way show: references, the secrets store driver, Container Apps, TLS and sockets. They come last, since the
// same words stand in longer messages that say more.
import { causesOf, type Cause } from "../cause.ts";

const host = causesOf(
  "azure-rest-api-specs: Microsoft.Web, ResolveStatus; secrets-store-csi-driver-provider-azure: troubleshooting; azure-docs: Container Apps, secrets",
);
const road = causesOf("nodejs.org: tls and net errors; azure-security-docs: Key Vault private link diagnosis");

const VAULT = /vault\.(?:azure\.net|usgovcloudapi\.net|azure\.cn)|vaultcore/i;

export const ROAD_CAUSES: readonly Cause[] = [
  host(
    "reference-vault",
    "object",
    /\bstatus:?\s*VaultNotFound/i,
    "the reference names a vault that is not there, or whose name does not resolve from the app",
    "compare the address with `strongroom connect … --format app-service`, then look at the app's network",
  ),
  host(
    "reference-version",
    "object",
    /\bstatus:?\s*SecretVersionNotFound/i,
    "the reference names a version that the vault does not have",
    "name the secret without a version, so that the app follows its rotation",
  ),
  host(
    "reference-syntax",
    "object",
    /\bstatus:?\s*InvalidSyntax/i,
    "the reference is not written as App Service reads it",
    "paste what `strongroom connect … --format app-service` prints",
  ),
  host(
    "reference-client",
    "role",
    /\bstatus:?\s*UnauthorizedClient/i,
    "the app's identity for references was not let in",
    "name the workload's identity in keyVaultReferenceIdentity and grant it in the manifest",
  ),
  host(
    "csi-class",
    "object",
    /failed to get secretproviderclass|SecretProviderClass[^\n]*not found/i,
    "the pod names a SecretProviderClass that its namespace does not have",
    "apply what `strongroom connect … --format kubernetes` prints, in the pod's namespace",
  ),
  host(
    "csi-provider",
    "host",
    /provider not found: provider "?azure/i,
    "the driver runs, and Azure's provider for it does not",
    "enable the add-on, and see that its pods run on this kind of node",
  ),
  host(
    "aca-secret-fetch",
    "role",
    /unable to (?:fetch secret|get value)[^\n]*using Managed identity/i,
    "the app's identity could not fetch the secret: no grant, a grant that is minutes old, or no way to the vault",
    "run `strongroom doctor` for this workload and secret",
  ),
  host(
    "aca-secret-reference",
    "object",
    /ContainerAppSecretRefNotFound/i,
    "a container names a secret that the app does not have",
    "add it to the app's secrets",
  ),
  road(
    "tls-privatelink-name",
    "network",
    [/privatelink/i, /not in the cert'?s? altnames|does not match certificate/i],
    "the privatelink name was called, which is in no certificate",
    "call the public name; it resolves to the private address",
  ),
  road(
    "tls-trust",
    "network",
    /self[- ]signed certificate|unable to verify the first certificate|certificate signed by unknown authority/i,
    "the host does not trust who signed the certificate: roots are missing, or a proxy looks into the connection",
    "install the system's root certificates, or take the name out of the proxy's inspection",
  ),
  road(
    "vault-unresolved",
    "network",
    [VAULT, /UnknownHostException|nodename nor servname|Temporary failure in name resolution/i],
    "the vault's name does not resolve from here",
    "link the private zone to this network, or correct the vault's name",
  ),
  road(
    "vault-unreachable",
    "network",
    [VAULT, /ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|connection timed out|i\/o timeout/i],
    "the vault's address does not answer on port 443",
    "let port 443 to the private endpoint through, from this subnet and into the endpoint's",
  ),
  road(
    "sql-unreachable",
    "network",
    /(?:ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH)[^\n]*:1433(?!\d)|Failed to connect to [\w.-]+:1433 in/i,
    "the server does not answer on port 1433",
    "let port 1433 to the private endpoint through, from this subnet and into the endpoint's",
  ),
];
