import { expect } from "chai";
import fc from "fast-check";
import {
  connectionSecretName,
  failoverGroupName,
  identityName,
  jobNames,
  MAX_JOB_NAME,
  MAX_VAULT_STEM,
  resourceGroupName,
  sqlServerName,
  vaultName,
  vaultObjectName,
  vaultStem,
} from "../../infra/names/naming.ts";

describe("names", () => {
  const environment = fc.oneof(fc.constantFrom("dev", "staging", "prod"), fc.stringMatching(/^[a-z][a-z0-9]{1,11}$/));
  const key = fc.stringMatching(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/).filter((text) => text.length <= 40);
  const app = key.filter((text) => text.length <= 24);
  const shortName = fc.option(fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/), { nil: undefined });
  const scope = fc.record({ environment, subscriptionId: fc.uuid(), generation: fc.integer({ min: 1, max: 999 }) });
  const place = fc.constantFrom("home" as const, "paired" as const);

  it("of vaults satisfy Azure: 3 to 24 letters, digits and single hyphens", () => {
    fc.assert(
      fc.property(app, shortName, scope, place, (name, short, where, side) => {
        expect(vaultName(vaultStem(name, short), where, side))
          .to.match(/^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/)
          .and.to.have.length.within(3, 24);
      }),
    );
  });

  it("of servers and failover groups satisfy Azure: 1 to 63 lowercase letters, digits and hyphens", () => {
    fc.assert(
      fc.property(app, scope, place, (name, where, side) => {
        for (const made of [sqlServerName(name, where, side), failoverGroupName(name, where)]) {
          expect(made).to.match(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
        }
      }),
    );
  });

  it("of secrets, keys, certificates and connections satisfy Azure: 1 to 127 letters, digits and hyphens", () => {
    fc.assert(
      fc.property(app, environment, key, key, (name, where, one, other) => {
        for (const made of [vaultObjectName(name, where, one), connectionSecretName(name, where, one, other)]) {
          expect(made).to.match(/^[A-Za-z0-9-]{1,127}$/);
        }
      }),
    );
  });

  it("of identities and resource groups satisfy Azure", () => {
    fc.assert(
      fc.property(app, environment, key, (name, where, workload) => {
        expect(identityName(name, where, workload)).to.match(/^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/);
        expect(resourceGroupName(name, where)).to.match(/^[A-Za-z0-9._()-]{1,89}[A-Za-z0-9_()-]$/);
      }),
    );
  });

  it("keep a name that just fits, and cut one that does not without leaving a hyphen", () => {
    expect(vaultStem("a".repeat(MAX_VAULT_STEM), undefined)).to.have.length(MAX_VAULT_STEM);
    expect(vaultStem("storefront-east", undefined)).to.equal("storefront");
    expect(vaultStem("storefront-east", "sfeast")).to.equal("sfeast");
  });

  it("that are global differ by subscription, environment, generation and region, and by nothing else", () => {
    const home = { environment: "dev", subscriptionId: "5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e", generation: 1 } as const;
    const variants = [
      vaultName("shop", home),
      vaultName("shop", { ...home, generation: 2 }),
      vaultName("shop", { ...home, environment: "staging" }),
      vaultName("shop", { ...home, subscriptionId: "7ebc4032-6d9f-415a-8043-c8f2e51b3d90" }),
      vaultName("shop", home, "paired"),
    ];

    expect(new Set(variants)).to.have.length(variants.length);
    expect(vaultName("shop", { ...home, subscriptionId: home.subscriptionId.toUpperCase() })).to.equal(variants[0]);
  });

  it("of connections stay when a second workload is let in", () => {
    expect(connectionSecretName("payments", "prod", "ledger", "api")).to.equal("payments-prod-ledger-api-sql-conn");
  });

  it("of the reconciler's job satisfy Container Apps: 2 to 32 lowercase letters, digits and single hyphens", () => {
    const name = fc.option(
      key.filter((text) => text.length <= 15),
      { nil: undefined },
    );

    const duty = fc.constantFrom("sqlReconcilerJob" as const, "vaultReconcilerJob" as const, "rotatorJob" as const);
    fc.assert(
      fc.property(duty, environment, name, (setting, where, which) => {
        const names = jobNames(setting, where, which);
        // What is longer the settings refuse (job-checks.ts).
        fc.pre(names.job.length <= MAX_JOB_NAME);
        for (const each of Object.values(names)) expect(each).to.match(/^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
      }),
    );
  });
});
