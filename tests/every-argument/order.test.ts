// Every list of a manifest and of settings, the other way round: none of them says anything by its order.
import { expect } from "chai";
import { fieldsOf } from "../../infra/input/schema-fields.ts";
import { manifestSchema } from "../../infra/manifest/manifest.ts";
import { settingsSchema } from "../../infra/settings/settings-schema.ts";
import { changed, effect, example, exampleSettings, removeFolders, type Data, type Inputs } from "./support.ts";

/** Places in the examples, each with more than one item. */
const LISTS: Readonly<Record<keyof Inputs, Readonly<Record<string, readonly string[]>>>> = {
  manifest: {
    environments: ["dev", "staging", "prod"],
    "secrets.stripe-key.readers": ["api", "worker"],
    "secrets.stripe-key.writers": ["deploy", "migrate"],
    "keys.signing.sign": ["api", "worker"],
    "keys.signing.verify": ["api", "worker"],
    "keys.card-encryption.encrypt": ["api", "worker"],
    "keys.card-encryption.decrypt": ["api", "worker"],
    "keys.card-encryption.wrap": ["api", "worker"],
    "keys.card-encryption.unwrap": ["api", "worker"],
    "certificates.callback-tls.dnsNames": ["callback.shop.contoso.com", "shop.contoso.com"],
    "certificates.callback-tls.readers": ["api", "worker"],
    "certificates.callback-tls.dependents": ["Refunds", "Stripe callbacks"],
    "databases.orders.access.read": ["group:shop-analysts", "migrate"],
    "databases.orders.access.readWrite": ["api", "worker"],
    "databases.orders.access.execute": ["api", "worker"],
    "databases.orders.access.migrate": ["deploy", "migrate"],
    "databases.orders.access.schemas.reporting.read": ["migrate", "worker"],
    "databases.orders.access.schemas.reporting.readWrite": ["api", "deploy"],
    "databases.orders.access.schemas.reporting.execute": ["api", "worker"],
    "overrides.staging.omit.workloads": ["old", "older"],
    "overrides.staging.omit.secrets": ["mail-client", "spare"],
    "overrides.staging.omit.keys": ["card-encryption", "old-signing"],
    "overrides.staging.omit.certificates": ["old-tls", "test-tls"],
    "overrides.staging.omit.databases": ["drafts", "old-drafts"],
  },
  settings: {
    "network.bastion.allowedCidrs": ["198.51.100.0/24", "203.0.113.0/24"],
    securityContacts: ["security@contoso.com", "soc@contoso.com"],
    allowedIssuers: ["https://tokens.contoso.com", "https://tokens.fabrikam.com"],
    githubOwners: ["contoso@1234567", "fabrikam"],
    azureDevOpsOrganizations: [
      "contoso@8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8",
      "fabrikam@9b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9",
    ],
    "publicAccess.shop.vault.allowedCidrs": ["198.51.100.0/28", "203.0.113.0/28"],
    "publicAccess.shop.sqlServer.allowedCidrs": ["198.51.100.7", "203.0.113.7"],
    deployAfter: ["dev", "prod"],
  },
};

/** A cell's, which the example that is a whole does not have. */
const OF_A_CELL = ["cell.applications", "cell.awaits"];

/** `overrides.staging.omit.keys` of `overrides.<name>.omit.keys`. */
const isAt = (place: string, field: string): boolean => {
  const names = field.split(".");
  const words = place.split(".");
  return names.length === words.length && names.every((name, index) => name === "<name>" || name === words[index]);
};

function inputs(turned: boolean): Inputs {
  const all = { manifest: withWhatIsOmitted(example("shop")), settings: exampleSettings("settings") };
  for (const kind of ["manifest", "settings"] as const) {
    for (const [place, items] of Object.entries(LISTS[kind])) {
      all[kind] = changed(all[kind], place.split("."), turned ? items.toReversed() : items);
    }
  }
  return all;
}

/** More than one of each kind is left out. */
function withWhatIsOmitted(manifest: Data): Data {
  const added = [
    ["workloads.older", { purpose: "Older" }],
    ["keys.old-signing", { purpose: "Signed", type: "EC", curve: "P-256", rotation: { every: "60d" } }],
    ["certificates.old-tls", { purpose: "TLS that was", subject: "CN=old.shop.contoso.com" }],
    ["databases.old-drafts", { purpose: "Drafts that were" }],
  ] as const;
  return added.reduce((data, [place, value]) => changed(data, place.split("."), value), manifest);
}

after(removeFolders);

describe("every list", () => {
  for (const [kind, schema] of [
    ["manifest", manifestSchema],
    ["settings", settingsSchema],
  ] as const) {
    it(`of ${kind} is turned here`, () => {
      const lists = fieldsOf(schema).filter(({ allowed, isGroup }) => allowed.startsWith("list") && !isGroup);

      const missing = lists.filter(
        ({ path }) => !OF_A_CELL.includes(path) && !Object.keys(LISTS[kind]).some((place) => isAt(place, path)),
      );

      expect(missing.map(({ path }) => path)).to.deep.equal([]);
    });
  }

  it("says the same the other way round", async () => {
    const before = await effect(inputs(false));
    const after = await effect(inputs(true));

    expect(before.slice(0, 2000)).not.to.match(/^refused/);
    expect(after).to.equal(before);
  });
});
