// A vault and its objects as tests begin with them: complete and plain, so that a test names only what it is about.
import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadGrantee } from "../../../components/authorization/grantee.ts";
import { AppVault, type AppVaultArgs } from "../../../components/vault/app-vault.ts";
import type { VaultCertificateArgs } from "../../../components/vault/vault-certificate.ts";
import type { VaultKeyArgs } from "../../../components/vault/vault-key.ts";
import type { VaultSecretArgs } from "../../../components/vault/vault-secret.ts";
import { TAGS, testPlatform } from "../../support/fixtures.ts";

export function vault(overrides: Partial<AppVaultArgs> = {}, name = "payments"): AppVault {
  return new AppVault(name, {
    platform: testPlatform(),
    app: "payments",
    vaultName: "kv-payments-dev-x1",
    resourceGroupName: "rg-payments-dev",
    tags: TAGS,
    ...overrides,
  });
}

export function secret(overrides: Partial<VaultSecretArgs> = {}): VaultSecretArgs {
  return {
    secretName: "payments-dev-stripe-key",
    purpose: "Charges cards",
    owner: "payments-team@contoso.com",
    contentType: "text/plain",
    rotationDays: 90,
    rotatedBy: "owner",
    ...overrides,
  };
}

export function key(overrides: Partial<VaultKeyArgs> = {}): VaultKeyArgs {
  return {
    keyName: "payments-dev-cards",
    purpose: "Encrypts card numbers",
    owner: "payments-team@contoso.com",
    type: "RSA",
    rotationDays: 90,
    ...overrides,
  };
}

export function certificate(overrides: Partial<VaultCertificateArgs> = {}): VaultCertificateArgs {
  return {
    certificateName: "payments-dev-callback",
    purpose: "TLS for the callback host",
    owner: "payments-team@contoso.com",
    subject: "CN=callback.payments.contoso.com",
    dnsNames: ["callback.payments.contoso.com"],
    issuer: "Self",
    validityMonths: 12,
    renewBeforeDays: 30,
    dependents: [],
    ...overrides,
  };
}

export function workload(
  granteeName: string,
  principalId: pulumi.Input<string> = `id-of-${granteeName}`,
): WorkloadGrantee {
  return { granteeName, principalType: "ServicePrincipal", principalId };
}

/** The message that `work` throws. */
export async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was refused");
}
