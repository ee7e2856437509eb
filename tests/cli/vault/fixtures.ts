// One declared vault and what `pulumi up` left in it.
import type { DesiredVault } from "../../../cli/vault/desired.ts";
import type { Authorities } from "../../../cli/vault/chain.ts";
import type { Fleet } from "../../../cli/vault/reconcile.ts";
import { vaultDouble, type VaultDouble } from "./double/vault-double.ts";
import { ISSUING, ROOT } from "./make-certificate.ts";

export const NOW = new Date("2026-01-15T12:00:00Z");
export const ID =
  "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-payments/providers/Microsoft.KeyVault/vaults/kv-payments";
export const API = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
export const WORKER = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";

const TAGS = { owner: "payments@contoso.com", purpose: "Tests" };

export const STRIPE: DesiredVault["secrets"][number] = {
  name: "stripe",
  tags: TAGS,
  contentType: "text/plain",
  lifetimeDays: 120,
};

export const CARDS: DesiredVault["keys"][number] = {
  name: "cards",
  tags: TAGS,
  type: "RSA",
  size: 3072,
  rotationDays: 90,
  lifetimeDays: 120,
  notifyDays: 15,
};

export const CALLBACK: DesiredVault["certificates"][number] = {
  name: "callback",
  tags: TAGS,
  subject: "CN=callback.contoso.com",
  dnsNames: ["callback.contoso.com"],
  issuer: "Self",
  validityMonths: 12,
  renewBeforeDays: 30,
  exportable: true,
  dependents: ["Partner bank"],
};

export const READER: DesiredVault["readers"][number] = {
  certificate: "callback",
  grantee: "payments-api",
  principalId: API,
  principalType: "ServicePrincipal",
};

export const DESIRED: DesiredVault = {
  app: "payments",
  name: "kv-payments",
  uri: "https://kv-payments.vault.azure.net/",
  id: ID,
  secrets: [STRIPE],
  keys: [CARDS],
  connections: ["ledger-sql-conn"],
  certificates: [CALLBACK],
  readers: [READER],
};

/** What a platform team would name with `--ca-file`. */
export const AUTHORITIES: Authorities = {
  roots: [{ certificate: ROOT.certificate, from: "certs/contoso.pem" }],
  intermediates: [{ certificate: ISSUING.certificate, from: "certs/contoso.pem" }],
};

/** As after `pulumi up`: secrets and keys are there as declared, certificates are not. */
export function afterUp(desired: DesiredVault = DESIRED, now: Date = NOW): VaultDouble {
  const double = vaultDouble(now);
  for (const { name, tags, contentType, lifetimeDays } of desired.secrets) {
    const expires = new Date(now.getTime() + lifetimeDays * 86_400_000);
    double.secrets.set(name, { name, version: "1", enabled: true, contentType, created: now, expires, tags });
  }
  for (const name of desired.connections) {
    double.secrets.set(name, {
      name,
      version: "1",
      enabled: true,
      contentType: "x",
      created: now,
      expires: now,
      tags: { "rotated-by": "pulumi" },
    });
  }
  for (const { name, tags, type, size, curve, rotationDays, lifetimeDays, notifyDays } of desired.keys) {
    double.keys.set(name, {
      name,
      enabled: true,
      type,
      size,
      curve,
      tags,
      policy: {
        expiresIn: `P${String(lifetimeDays)}D`,
        actions: [
          { action: "Notify", timeBeforeExpiry: `P${String(notifyDays)}D` },
          { action: "Rotate", timeAfterCreate: `P${String(rotationDays)}D` },
        ],
      },
    });
  }
  return double;
}

/** What the map has under this name. */
export function must<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

/** One vault, without waiting. */
export function fleet(double: VaultDouble, overrides: Partial<Fleet> = {}): Fleet {
  return {
    open: () => double.plane,
    parallel: 1,
    now: NOW,
    authorities: AUTHORITIES,
    patience: { sleep: () => Promise.resolve(), random: () => 0 },
    ...overrides,
  };
}
