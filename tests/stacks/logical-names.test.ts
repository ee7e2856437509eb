// The check of names that join to one is only as good as its knowledge of how the components join them.
import { expect } from "chai";
import { readCatalogue } from "../../infra/manifest/catalogue.ts";
import { inEnvironment } from "../../infra/manifest/in-environment.ts";
import { namesOf } from "../../infra/names/logical-names.ts";
import { stackSettings } from "../infra/support.ts";
import { planOf } from "../support/plans.ts";

/** What a manifest asks for, by the type that the components give it; a list entry's grant has its verb in its name. */
const ASKED_FOR: Readonly<Record<string, RegExp>> = {
  "azure-native:keyvault:Secret": /./,
  "azure-native:authorization:RoleAssignment": /-(read|write|use|wrap)-/,
  "strongroom:sql:DatabaseUser": /./,
  "strongroom:vault:CertificateReader": /./,
};

describe("logical names", () => {
  for (const type of Object.keys(ASKED_FOR)) {
    it(`are known to the check as the components make them: ${type}`, async () => {
      const known = new Set(
        [...readCatalogue(stackSettings("prod")).manifests.values()]
          .flatMap((manifest) => inEnvironment(manifest, "prod") ?? [])
          .flatMap(namesOf)
          .map(({ name }) => name),
      );

      const { resources } = await planOf("prod");
      const made = resources.filter((resource) => resource.type === type && ASKED_FOR[type]?.test(resource.name));

      expect(made).not.to.deep.equal([]);
      expect(made.map(({ name }) => name).filter((name) => !known.has(name))).to.deep.equal([]);
    });
  }
});
