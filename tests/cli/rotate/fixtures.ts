// One declared secret, in one vault or in a pair.
import type { Rotating, Rotation } from "../../../cli/rotate/declared.ts";
import { DESIRED } from "../vault/fixtures.ts";

export const START = new Date("2026-02-01T00:00:00Z");
export const DAY = 86_400_000;
export const HOUR = 3_600_000;

const NEEDS = {
  owner: {},
  generated: { generated: { length: 32, alphabet: "alphanumeric" } },
  "storage-account-key": {
    storageAccount: {
      id: "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-payments/providers/Microsoft.Storage/storageAccounts/stpayments",
    },
  },
  "entra-application": {
    entraApplication: {
      objectId: "33333333-3333-4333-8333-333333333333",
      clientId: "44444444-4444-4444-8444-444444444444",
      tenantId: "55555555-5555-4555-8555-555555555555",
    },
  },
} as const;

export function rotation(by: Rotation["by"], rest: Partial<Rotation> = {}): Rotation {
  return {
    by,
    everyDays: 90,
    overlapDays: 7,
    retire: "overlap",
    readers: ["payments-api"],
    after: [],
    ...NEEDS[by],
    ...rest,
  };
}

export function rotating(by: Rotation["by"], vaults: 1 | 2 = 1, rest: Partial<Rotation> = {}): Rotating {
  const name = "payments-dev-signing";
  const declared = rotation(by, rest);
  const secret = {
    name,
    tags: { owner: "payments@contoso.com", purpose: "Tests" },
    contentType: "text/plain",
    lifetimeDays: declared.everyDays + 30,
    rotation: declared,
  };
  const vault = (suffix: string) => ({
    ...DESIRED,
    name: `kv-payments${suffix}`,
    uri: `https://kv-payments${suffix}.vault.azure.net/`,
    id: `${DESIRED.id}${suffix}`,
    secrets: [secret],
    keys: [],
    certificates: [],
    readers: [],
  });
  return {
    app: "payments",
    name,
    vaults: vaults === 1 ? [vault("")] : [vault(""), vault("-p")],
    secret,
    rotation: declared,
  };
}
