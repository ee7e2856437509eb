import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { VaultConnection, VaultConnectionArgs } from "../../../components/vault/vault-connection.ts";
import { capture, grants, only } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { refusal, vault, workload } from "./fixtures.ts";

const VALUE = "Server=tcp:sql-x1.database.windows.net,1433;Database=ledger;Authentication=Active Directory Default";

const connection = (overrides: Partial<VaultConnectionArgs> = {}): VaultConnection =>
  vault().connection("ledger", {
    secretName: "payments-dev-ledger-api-sql-conn",
    purpose: "Connects api to ledger without a password",
    owner: "payments-team@contoso.com",
    connectionString: VALUE,
    ...overrides,
  });

/** What the deployment writes. */
const written = (resources: Parameters<typeof only>[0]) => {
  const { properties } = only(resources, "resources:Deployment").inputs as {
    properties: { parameters: Record<string, { value: unknown }> };
  };
  return Object.fromEntries(Object.entries(properties.parameters).map(([name, { value }]) => [name, value]));
};

describe("VaultConnection", () => {
  it("defaults: one secret in the vault, kept out of logs, with an end, which nobody may read yet", async () => {
    const { resources } = await capture(() => connection());

    expect(written(resources)).to.deep.equal({
      vaultName: "kv-payments-dev-x1",
      secretName: "payments-dev-ledger-api-sql-conn",
      value: VALUE,
      // The first quarter that begins 90 days or more after 15 January 2026 (UTC).
      expires: Date.UTC(2026, 6, 1) / 1000,
      tags: { ...TAGS, purpose: "Connects api to ledger without a password", "rotated-by": "pulumi" },
    });
    expect(only(resources, "resources:Deployment").secretPaths).to.deep.equal(["properties.parameters.value.value"]);
    expect(grants(resources)).to.deep.equal([]);
  });

  it("max: every argument is written, and a reader is granted this one secret, once it is there", async () => {
    const args = {
      secretName: "payments-dev-orders-worker-sql-conn",
      purpose: "Connects worker",
      owner: "others@contoso.com",
      connectionString: "Server=other",
    };

    const { resources } = await capture(() => connection(args).grantRead(workload("worker")));

    const { secretName, value, tags } = written(resources);
    expect({ secretName, value, tags }).to.deep.equal({
      secretName: args.secretName,
      value: "Server=other",
      tags: { ...TAGS, owner: args.owner, purpose: args.purpose, "rotated-by": "pulumi" },
    });
    expect(grants(resources)).to.deep.equal([
      {
        principal: "id-of-worker",
        role: "Strongroom Secret Reader (dev)",
        scope: "…/vaults/kv-payments-dev-x1/secrets/payments-dev-orders-worker-sql-conn",
      },
    ]);
    expect(only(resources, "RoleAssignment").dependsOn).to.include("payments-ledger");
  });

  for (const [value, credential] of [
    [`${VALUE};Password=hunter2`, "Password"],
    ["Server=x; PWD = hunter2", "PWD"],
    ["AccountName=a;AccountKey=hunter2", "AccountKey"],
    ["BlobEndpoint=https://x/;SharedAccessSignature=hunter2", "SharedAccessSignature"],
  ] as const) {
    it(`hardened: refuses a credential, ${credential}, and does not repeat it`, async () => {
      expect(await refusal(() => capture(() => connection({ connectionString: value })))).to.equal(
        `VaultConnection payments-ledger: connectionString: holds a credential, "${credential}"; let the workload sign in as its own identity`,
      );
    });
  }

  it("hardened: refuses a credential that comes of another resource, once it is known", async () => {
    const late = pulumi.output(`${VALUE};Password=hunter2`);

    expect(await refusal(() => capture(() => connection({ connectionString: late })))).to.match(
      /VaultConnection payments-ledger: connectionString: holds a credential, "Password"; let the workload sign in as its own identity$/,
    );
  });

  it("hardened: refuses a connection that nobody answers for", async () => {
    expect(await refusal(() => capture(() => connection({ secretName: "a_b", purpose: " ", owner: "" })))).to.equal(
      [
        'VaultConnection payments-ledger: secretName: "a_b" is no name in a vault; use 1 to 127 letters, digits and hyphens',
        "VaultConnection payments-ledger: purpose: is empty; nothing is kept without one",
        "VaultConnection payments-ledger: owner: is empty; nothing is kept without one",
      ].join("\n"),
    );
  });
});
