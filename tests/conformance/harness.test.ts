// The harness that holds simulated Azure to recorded answers must itself be honest: it reports what differs, in full.
import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { conformance, lastLine, playAll, report } from "./conformance.ts";
import { differences, sentence } from "./compare.ts";
import { versionReason } from "./api-versions.ts";
import { disagreementsTable, readDisagreements } from "./disagreements.ts";
import { KINDS } from "../../simulator/kinds/index.ts";
import type { Value } from "../../simulator/model/values.ts";
import type { Recorded } from "./recordings.ts";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";
const TENANT = "7e7a0000-0000-4000-8000-000000000001";
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-own`;

const body = {
  location: "westeurope",
  properties: {
    tenantId: TENANT,
    sku: { family: "A", name: "standard" },
    accessPolicies: [],
    networkAcls: { bypass: "None", defaultAction: "Deny", ipRules: [{ value: "192.0.2.1" }] },
  },
};

/** As real Azure answers the body above. */
const answer = {
  id: VAULT,
  name: "kv-own",
  type: "Microsoft.KeyVault/vaults",
  location: "westeurope",
  tags: {},
  properties: {
    ...body.properties,
    networkAcls: {
      bypass: "None",
      defaultAction: "Deny",
      ipRules: [{ value: "192.0.2.1/32" }],
      virtualNetworkRules: [],
    },
    enabledForDeployment: false,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    publicNetworkAccess: "Enabled",
    vaultUri: "https://kv-own.vault.azure.net/",
    provisioningState: "Succeeded",
  },
};

function exchange(own: Partial<Recorded> = {}): Recorded {
  return {
    source: "nobody:own.yaml#0",
    file: "Microsoft.KeyVault.vaults",
    index: 0,
    apiVersion: "2024-11-01",
    method: "PUT",
    path: VAULT,
    body,
    status: 200,
    response: answer,
    ...own,
  };
}

function answered(properties: Readonly<Record<string, Value>>): Value {
  return { ...answer, properties: { ...answer.properties, ...properties } };
}

async function told(own: Partial<Recorded>): Promise<readonly string[]> {
  return (await playAll([exchange(own)])).played[0]?.differences ?? ["it was not played"];
}

describe("the harness of recorded answers", () => {
  it("finds nothing where both answers are the same", async () => {
    const result = await playAll([exchange()]);

    expect(result.played[0]?.differences).to.deep.equal([]);
    expect(lastLine(result)).to.equal("1 of 1 exchanges agree (100.0 %)");
  });

  for (const [what, response, said] of [
    [
      "a value that differs",
      answered({ softDeleteRetentionInDays: 7 }),
      "softDeleteRetentionInDays: recorded 7, simulated 90",
    ],
    [
      "a property that simulated Azure lacks",
      answered({ enabledForDiskEncryption: false }),
      "enabledForDiskEncryption: recorded false, simulated nothing",
    ],
    ["a property that only simulated Azure has", { ...answer, tags: null }, "tags: recorded nothing, simulated {}"],
    [
      "a difference deep inside",
      answered({ networkAcls: { ...answer.properties.networkAcls, ipRules: [{ value: "192.0.2.1" }] } }),
      'networkAcls.ipRules.value: recorded "192.0.2.1", simulated "192.0.2.1/32"',
    ],
    [
      "the letters of an id",
      { ...answer, id: VAULT.toLowerCase() },
      `id: recorded "${VAULT.toLowerCase()}", simulated "${VAULT}"`,
    ],
  ] as const) {
    it(`reports ${what}`, async () => {
      expect(await told({ response })).to.deep.equal([said]);
    });
  }

  it("reports what Azure accepted and simulated Azure refuses, and the other way round", async () => {
    const short = { ...body, properties: { ...body.properties, softDeleteRetentionInDays: 3 } };
    const refused = { error: { code: "BadRequest", message: "no" } };

    expect((await told({ body: short }))[0]).to.match(/^accepted by Azure, refused here: .*softDeleteRetentionInDays/);
    expect(await told({ status: 400, response: refused })).to.deep.equal([
      "refused by Azure (400 BadRequest), accepted here",
    ]);
    expect(await told({ body: short, status: 400, response: refused })).to.deep.equal([]);
    expect((await told({ body: short, status: 409, response: refused }))[0]).to.match(
      /^recorded 409 BadRequest, simulated 400/,
    );
  });

  it("counts what cannot be played as a disagreement", async () => {
    expect(await told({ body: "mock_body" })).to.deep.equal([
      "it could not be played: the request's body is not recorded as JSON",
    ]);
  });

  it("counts writes of known kinds, and nothing else", async () => {
    const result = await playAll([
      exchange({ method: "GET" }),
      exchange({ method: "POST", path: `${VAULT}/purge` }),
      exchange({ path: `${GROUP}/providers/Microsoft.Network/routeTables/routes` }),
      exchange({ method: "DELETE", body: null, response: null }),
    ]);

    expect(lastLine(result)).to.equal("1 of 1 exchanges agree (100.0 %)");
  });

  it("is told neither code nor status: a group that is not there is found missing", async () => {
    const gone = { error: { code: "ResourceGroupNotFound", message: "Resource group 'rg' could not be found." } };

    expect(await told({ method: "DELETE", body: null, status: 404, response: gone })).to.deep.equal([]);
    expect(await told({ status: 404, response: gone })).to.deep.equal([]);
  });

  it("compares what is made up by its form alone, unless the request named it", () => {
    const one = { principalId: "11111111-1111-4111-8111-111111111111" };
    const other = { principalId: "22222222-2222-4222-8222-222222222222" };

    expect(differences(one, other)).to.deep.equal([]);
    expect(differences(one, other, new Set([one.principalId])).map(sentence)).to.have.length(1);
    expect(differences(one, { principalId: "somebody" })).to.have.length(1);
    expect(differences(one, {})).to.have.length(1);
  });

  it("sets a property aside only where the definition of a version lacks it", () => {
    const vault = KINDS.get("azure-native:keyvault:Vault");
    if (!vault) throw new Error("there is no kind of vaults");

    expect(versionReason(vault, "2016-10-01", "publicNetworkAccess", "simulated")).to.contain("2016-10-01");
    expect(versionReason(vault, "2024-11-01", "publicNetworkAccess", "simulated")).to.equal(undefined);
    expect(versionReason(vault, "2016-10-01", "publicNetworkAccess", "recorded")).to.equal(undefined);
  });

  it("says in its last line how many agree, and before it what differs", async () => {
    const lines = report(
      await playAll([exchange(), exchange({ response: answered({ vaultUri: "https://elsewhere/" }) })]),
    );

    expect(lines.join("\n")).to.contain("vaultUri: recorded");
    expect(lines.at(-1)).to.equal("1 of 2 exchanges agree (50.0 %)");
  });

  it("reads a folder as its README describes it", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-recordings-"));
    const { file: _file, index: _index, ...recorded } = exchange();
    fs.writeFileSync(path.join(folder, "Microsoft.KeyVault.vaults.json"), JSON.stringify([recorded]));
    fs.writeFileSync(path.join(folder, "quoted-refusals.json"), "[{}]");

    const result = await conformance(folder);

    fs.rmSync(folder, { recursive: true });
    expect(lastLine(result)).to.equal("1 of 1 exchanges agree (100.0 %)");
  });
});

describe("docs/simulator.md", () => {
  it("shows every disagreement that stays, with its reason", () => {
    const page = fs.readFileSync(path.join(import.meta.dirname, "../../docs/simulator.md"), "utf8");
    const cells = (line: string): string =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .join("|");
    const lines = new Set(page.split("\n").map(cells));

    for (const row of disagreementsTable(readDisagreements()).slice(2)) expect(lines).to.include(cells(row));
  });
});
