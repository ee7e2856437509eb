import { expect } from "chai";
import * as fc from "fast-check";
import { AppEnvironment } from "../../../components/app/app-environment.ts";
import { UserError } from "../../../text/errors.ts";
import { parseDesired } from "../../../cli/vault/desired.ts";
import { readDesired, select } from "../../../cli/vault/source.ts";
import { capture } from "../../support/capture.ts";
import { NO_GRANTS, testApp, testPlatform } from "../../support/fixtures.ts";
import { testShape } from "./shape.ts";
import { DESIRED, must, READER } from "./fixtures.ts";

const problemsOf = (value: unknown): string[] => {
  try {
    parseDesired(value, "stack dev");
    return [];
  } catch (error) {
    expect(error).to.be.instanceOf(UserError);
    return (error as UserError).message.split("\n");
  }
};

const from = (text: string) => ({
  runPulumi: () => Promise.resolve(text),
  readFile: () => Promise.resolve(text),
  readStdin: () => Promise.resolve(text),
});

describe("strongroom vault: the declaration", () => {
  it("is read from what the program really gives", async () => {
    const workload = (name: string) => ({
      kind: "workload" as const,
      app: "payments",
      workload: name,
      identityName: `id-payments-dev-${name}`,
      resourceGroupName: "rg-payments-dev",
    });
    const described = { purpose: "Tests", owner: "payments-team@contoso.com" };
    const { outputs } = await capture(() => {
      const app = new AppEnvironment("payments", {
        platform: testPlatform(),
        shape: testShape,
        app: testApp({
          availability: "paired",
          workloads: { api: { identityName: "id-payments-dev-api", federation: {} } },
          secrets: {
            stripe: {
              ...described,
              name: "payments-dev-stripe",
              contentType: "text/plain",
              rotationDays: 30,
              rotatedBy: "owner",
              readers: [workload("api")],
              writers: [],
              retiring: { until: "2026-12-31", reason: "Moves on" },
            },
          },
          keys: {
            cards: {
              ...described,
              name: "payments-dev-cards",
              type: "EC-HSM",
              rotationDays: 90,
              grants: NO_GRANTS,
            },
          },
          certificates: {
            callback: {
              ...described,
              name: "payments-dev-callback",
              subject: "CN=callback.contoso.com",
              dnsNames: [],
              issuer: "Self",
              validityMonths: 12,
              renewBeforeDays: 30,
              readers: [workload("api")],
              dependents: ["Partner bank"],
            },
          },
        }),
      });
      app.grantAll(() => must(app.workloads, "api"));
      return { applications: { payments: app.outputs() } };
    });

    const { payments } = outputs["applications"] as Record<string, Record<string, unknown>>;
    expect(payments?.["pairedVault"]).to.deep.equal({
      name: "kv-payments-dev-x2",
      uri: "https://kv-payments-dev-x2.vault.azure.net/",
    });
    // The principal is what Azure makes up, and the mocked engine does not.
    const text = JSON.stringify(outputs).replaceAll(
      /"principalId":"[^"]*"/g,
      `"principalId":"${"a".repeat(8)}-aaaa-4aaa-8aaa-${"a".repeat(12)}"`,
    );
    const vaults = await readDesired({}, from(text));

    expect(
      vaults.map(({ name, secrets, keys, certificates, readers }) => ({
        name,
        objects: [secrets, keys, certificates].flat().map((object) => object.name),
        readers: readers.map(({ grantee }) => grantee),
      })),
    ).to.deep.equal(
      ["kv-payments-dev-x1", "kv-payments-dev-x2"].map((name) => ({
        name,
        objects: ["payments-dev-stripe", "payments-dev-cards", "payments-dev-callback"],
        readers: ["payments-api"],
      })),
    );
    expect(vaults[0]?.secrets[0]).to.deep.include({ lifetimeDays: 60, retiresAfter: "2026-12-31" });
    // A standard vault has no HSM.
    expect(vaults[0]?.keys[0]).to.deep.include({ type: "EC", curve: "P-256" });
  });

  it("sends no token to an address that is not the vault's, and grants on nothing that is not in it", () => {
    expect(problemsOf([{ ...DESIRED, uri: "https://kv-payments.vault.azure.net.evil.com/" }])).to.deep.equal([
      'stack dev: vaultObjects[0].uri: is not the address of vault "kv-payments"; allowed are https://kv-payments.vault.azure.net/, https://kv-payments.vault.usgovcloudapi.net/, https://kv-payments.vault.azure.cn/',
    ]);
    expect(problemsOf([{ ...DESIRED, id: DESIRED.id.replace("kv-payments", "kv-other") }])).to.deep.equal([
      'stack dev: vaultObjects[0].id: is not the id of vault "kv-payments"',
    ]);
    expect(problemsOf([{ ...DESIRED, id: `${DESIRED.id}/../../x` }])).to.include(
      "stack dev: vaultObjects[0].id: write a vault's ARM id",
    );
    expect(problemsOf([{ ...DESIRED, readers: [{ ...READER, certificate: "other" }] }])).to.deep.equal([
      'stack dev: vaultObjects[0].readers: name certificate "other", which is not declared',
    ]);
    expect(problemsOf([{ ...DESIRED, connections: ["STRIPE"] }])).to.deep.equal([
      'stack dev: vaultObjects[0].secrets: declare "stripe" twice',
    ]);
    expect(
      problemsOf([{ ...DESIRED, readers: [{ ...READER, principalId: "00000000-0000-0000-0000-000000000000" }] }]),
    ).to.deep.equal([
      "stack dev: vaultObjects[0].readers[0].principalId: is the empty GUID: the identity was not there yet when the stack was deployed",
    ]);
  });

  it("is never anything but a list of problems, whatever comes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const problem of problemsOf(value)) expect(problem).to.match(/^stack dev: vaultObjects/);
      }),
      { numRuns: 200 },
    );
  });

  it("says in one sentence why it cannot be read", async () => {
    const reason = async (options: Parameters<typeof readDesired>[0], text: string) => {
      try {
        await readDesired(options, from(text));
      } catch (error) {
        return error instanceof UserError ? error.message : "no sentence";
      }
      return "nothing";
    };

    expect(await reason({ stack: "dev", input: "x" }, "{}")).to.equal(
      "--input and --stack exclude each other: the declaration comes from one place",
    );
    expect(await reason({ stack: "; rm" }, "{}")).to.equal(
      '--stack: "; rm" is no stack\'s name; use letters, digits and . _ / -',
    );
    expect(await reason({ stack: "dev" }, "{}")).to.equal(
      "stack dev: has no output applications.*.vaultObjects; deploy the stack with pulumi up first",
    );
    expect(await reason({ input: "out.json" }, "{")).to.match(/^out\.json: is no JSON \(/);
  });

  it("takes an application or a vault, and suggests the nearest", () => {
    expect(select([DESIRED], ["payments"])).to.deep.equal([DESIRED]);
    expect(select([DESIRED], ["kv-payments"])).to.deep.equal([DESIRED]);
    expect(() => select([DESIRED], ["paymets"])).to.throw(
      '--vault: no application or vault "paymets" (did you mean "payments"?)',
    );
  });
});
