// For every field of a manifest, another value. The test fails where a field of the schema is missing here.
import type { Data } from "./support.ts";

export interface Change {
  /** Another value than the example's; undefined takes the field away. */
  readonly to: unknown;
  /** Where, when it is not the first place in the example that has the field. */
  readonly at?: string;
  /** What the change is refused with, where a refusal is what the field is for. */
  readonly refused?: RegExp;
  /** What else is different, before and after. */
  readonly given?: Data;
}

const GITHUB = "workloads.deploy.federatedWith.github";

export const MANIFEST_CHANGES: Readonly<Record<string, Change>> = {
  name: { to: "market", refused: /"market" is not the file's name/ },
  shortName: { to: "shop2" },
  owner: { to: "market-team@contoso.com" },
  costCentre: { to: "4712" },
  dataClassification: { to: "restricted" },
  environments: { to: ["dev", "prod"], given: { "overrides.staging": undefined } },
  availability: { to: "regional" },
  "workloads.<name>.purpose": { to: "Takes returns" },
  "workloads.<name>.federatedWith.kubernetes.cluster": { to: "other", refused: /cluster "other" is not in/ },
  "workloads.<name>.federatedWith.kubernetes.namespace": { to: "market" },
  "workloads.<name>.federatedWith.kubernetes.serviceAccount": { to: "clerk" },
  "workloads.<name>.federatedWith.github.repository": {
    to: "contoso/market",
    given: { [`${GITHUB}.subjectPrefix`]: undefined },
  },
  "workloads.<name>.federatedWith.github.environment": { to: "staging-eu" },
  "workloads.<name>.federatedWith.github.branch": { to: "release" },
  "workloads.<name>.federatedWith.github.pullRequest": { to: undefined },
  "workloads.<name>.federatedWith.github.subjectPrefix": { to: "repo:contoso@1234567/shop@7654322" },
  "workloads.<name>.federatedWith.azureDevOps.organizationId": { to: "9b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9" },
  "workloads.<name>.federatedWith.azureDevOps.organization": {
    to: "fabrikam",
    refused: /organization "fabrikam" is not in/,
  },
  "workloads.<name>.federatedWith.azureDevOps.project": { to: "market" },
  "workloads.<name>.federatedWith.azureDevOps.serviceConnection": { to: "azure" },
  "workloads.<name>.federatedWith.azureDevOps.entraSubject": { to: undefined },
  "workloads.<name>.federatedWith.oidc.issuer": {
    to: "https://tokens.fabrikam.com",
    refused: /issuer "https:\/\/tokens.fabrikam.com" is not in/,
  },
  "workloads.<name>.federatedWith.oidc.subject": { to: "shop" },
  "secrets.<name>.purpose": { to: "Refunds cards" },
  "secrets.<name>.owner": { to: "cards-team@contoso.com" },
  "secrets.<name>.contentType": { to: "application/json" },
  "secrets.<name>.rotation.every": { to: "60d" },
  "secrets.<name>.rotation.by": { to: "entra-application" },
  "secrets.<name>.readers": { to: ["api", "worker"] },
  "secrets.<name>.writers": { to: [] },
  "secrets.<name>.retiring.until": { to: "2026-11-20" },
  "secrets.<name>.retiring.reason": { to: "The new warehouse opens" },
  "keys.<name>.purpose": { to: "Encrypts invoices" },
  "keys.<name>.owner": { to: "cards-team@contoso.com" },
  "keys.<name>.type": { to: "RSA" },
  "keys.<name>.size": { to: 4096 },
  "keys.<name>.curve": { to: "P-384", given: { "overrides.staging.omit.keys": [] } },
  "keys.<name>.rotation.every": { to: "60d" },
  "keys.<name>.encryptDecrypt": { to: [] },
  "keys.<name>.wrapUnwrap": { to: ["api"] },
  "certificates.<name>.purpose": { to: "TLS for the shop" },
  "certificates.<name>.owner": { to: "cards-team@contoso.com" },
  "certificates.<name>.subject": { to: "CN=shop.contoso.com" },
  "certificates.<name>.dnsNames": { to: ["callback.shop.contoso.com", "shop.contoso.com"] },
  "certificates.<name>.issuer": { to: "DigiCert" },
  "certificates.<name>.validityMonths": { to: 3 },
  "certificates.<name>.renewBefore": { to: "14d" },
  "certificates.<name>.readers": { to: ["worker"] },
  "certificates.<name>.dependents": { to: ["Stripe callbacks", "Refunds"] },
  "databases.<name>.purpose": { to: "Orders and returns" },
  "databases.<name>.owner": { to: "orders-team@contoso.com" },
  "databases.<name>.size": { to: "large", given: { "overrides.staging.databases": {} } },
  "databases.<name>.ledger": { to: false },
  "databases.<name>.access.read": { to: ["worker"] },
  "databases.<name>.access.readWrite": { to: ["worker"] },
  "databases.<name>.access.execute": { to: ["api"] },
  "databases.<name>.access.migrate": { to: ["migrate"] },
  "databases.<name>.access.schemas.<name>.read": { to: ["api"] },
  "databases.<name>.access.schemas.<name>.readWrite": { to: ["worker"] },
  "databases.<name>.access.schemas.<name>.execute": { to: [] },
  "overrides.<name>.omit.workloads": { to: [] },
  "overrides.<name>.omit.secrets": { to: [] },
  "overrides.<name>.omit.keys": { to: [] },
  "overrides.<name>.omit.certificates": { to: [] },
  "overrides.<name>.omit.databases": { to: [] },
  "overrides.<name>.databases.<name>.size": { to: "large" },
};
