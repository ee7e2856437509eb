import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerWith, type InventoryDependencies } from "../../../cli/commands/inventory.ts";
import { fromPlan, fromState } from "../../../cli/snapshot/records.ts";
import { dated, strictProblems, type DatedItem } from "../../../cli/inventory/due.ts";
import { itemsOf } from "../../../cli/inventory/items.ts";
import type { Item } from "../../../cli/inventory/item.ts";
import { csvCell, inventoryCsv, inventoryMarkdown } from "../../../cli/inventory/report.ts";
import { askVaults, type OpenReader } from "../../../cli/inventory/vault-dates.ts";
import { UserError } from "../../../text/errors.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { planOf } from "../../support/plans.ts";
import { exported, grant, identity, inApp, plan, run, sourcesOf, VAULT, type Ran } from "../access/fixtures.ts";

const NOW = new Date("2026-04-01T00:00:00Z");
const api = identity("api");
const tags = {
  owner: "shop@contoso.com",
  purpose: "Pays",
  "data-classification": "internal",
  "rotated-by": "owner",
  "rotation-days": "90",
};
const secret = (more: Readonly<Record<string, string>> = tags) =>
  inApp(
    "azure-native:keyvault:Secret",
    "key",
    {
      vaultName: "kv-shop",
      secretName: "shop-prod-key",
      tags: more,
      properties: { attributes: { expires: 1_777_593_600 } },
    },
    { id: `${VAULT}/secrets/shop-prod-key`, origin: { file: "apps/shop.yaml", line: 3 } },
  );
const SMALL = plan([api, secret(), grant("g", api, `${VAULT}/secrets/shop-prod-key`)]);

const datesOf = (items: readonly Item[], vault = new Map()): DatedItem[] => dated(items, vault, NOW);

describe("inventory", () => {
  it("tells in every form what ends soon in manifests, settings and policy", async () => {
    const folder = mkdtempSync(join(tmpdir(), "strongroom-inventory-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(join(folder, "Pulumi.prod.yaml"), "config: {}\n");
    const end = {
      where: "apps/shop.yaml:9: x",
      until: "2026-05-01",
      then: "nobody is granted it",
      advice: "remove it",
    };
    const sources = sourcesOf({
      plans: { prod: { ...SMALL, ends: [end, { ...end, until: "2026-07-01" }] } },
      programDir: folder,
    });
    try {
      for (const form of [[], ["--json"], ["--markdown"], ["--csv"]]) {
        const ran = await run(
          (program, watched) => {
            registerWith(program, {
              ...watched,
              sources: () => Promise.resolve(sources),
              openReader: () => Promise.reject(new Error("no vault is asked")),
              now: () => NOW,
            });
          },
          ["inventory", "--stack", "prod", "--no-state", ...form],
        );
        const text = `${ran.out}${ran.notes}`;
        expect(text).to.include("after 2026-05-01 nobody is granted it; remove it");
        expect(text).not.to.include("2026-07-01");
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("says of a secret all that there is to say", () => {
    const [item] = itemsOf([fromPlan(SMALL)]);

    expect(item).to.deep.equal({
      kind: "secret",
      name: "shop-prod-key",
      within: "kv-shop",
      application: "shop",
      environment: "prod",
      stack: "prod",
      owner: "shop@contoso.com",
      purpose: "Pays",
      classification: "internal",
      consumers: ["shop/api"],
      rotationDays: 90,
      rotatedBy: "owner",
      unwritable: true,
      expires: "2026-05-01T00:00:00.000Z",
      source: "plan",
      planDate: "2026-01-01",
      urn: "urn:pulumi:prod::shop::azure-native:keyvault:Secret::key",
      why: "apps/shop.yaml:3",
    });
  });

  it("takes what is declared now for what the secret was created with", () => {
    const contents = inApp("strongroom:vault:Contents", "contents", {
      vault: "kv-shop",
      keys: {},
      secrets: {
        "shop-prod-key": { rotationDays: 30, retiresAfter: "2026-06-30", tags: { ...tags, owner: "new@contoso.com" } },
      },
    });

    const [item] = itemsOf([fromPlan(plan([secret(), contents]))]);

    expect(item).to.include({ rotationDays: 30, retiresAfter: "2026-06-30", owner: "new@contoso.com" });
  });

  it("counts from the plan's day, from the state's creation, or from what the vault says", () => {
    const items = itemsOf([fromPlan(SMALL)]);
    const [item] = items;
    const deployed = item === undefined ? [] : [{ ...item, source: "state" as const, created: "2026-02-01T00:00:00Z" }];
    const vault = new Map([
      [
        "kv-shop",
        new Map([
          [
            "secret/shop-prod-key",
            {
              created: new Date("2025-01-01"),
              lastRotated: new Date("2026-03-15"),
              expires: new Date("2026-12-31"),
            },
          ],
        ]),
      ],
    ]);

    const pick = ({ createdOn, lastRotatedOn, nextDue, dates, status }: DatedItem) => ({
      createdOn,
      lastRotatedOn,
      nextDue,
      dates,
      status,
    });
    expect(datesOf(items).map(pick)).to.deep.equal([
      { createdOn: undefined, lastRotatedOn: undefined, nextDue: "2026-04-01", dates: "plan", status: "due soon" },
    ]);
    expect(datesOf(deployed).map(pick)).to.deep.equal([
      { createdOn: "2026-02-01", lastRotatedOn: undefined, nextDue: "2026-05-01", dates: "state", status: "due soon" },
    ]);
    expect(datesOf(deployed, vault).map(pick)).to.deep.equal([
      { createdOn: "2025-01-01", lastRotatedOn: "2026-03-15", nextDue: "2026-06-13", dates: "vault", status: "ok" },
    ]);
  });

  it("names a secret that its owner is to write and nobody can, until somebody is let in", () => {
    const writer = (scope: string, roleDefinitionId: string) => {
      const given = grant("w", api, scope);
      return { ...given, inputs: { ...given.inputs, roleDefinitionId } };
    };
    const OFFICER = "/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
    const READER = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";
    const marked = (...more: readonly ReturnType<typeof writer>[]) =>
      itemsOf([fromPlan(plan([api, secret(), ...more]))])[0]?.unwritable;

    expect(marked()).to.equal(true);
    expect(marked(writer(`${VAULT}/secrets/shop-prod-key`, READER))).to.equal(true);
    expect(marked(writer(`${VAULT}/secrets/shop-prod-key-2`, OFFICER))).to.equal(true);
    expect(marked(writer(`${VAULT}/secrets/shop-prod-key`, OFFICER))).to.equal(undefined);
    expect(marked(writer(VAULT, OFFICER))).to.equal(undefined);
    const [generated] = itemsOf([fromPlan(plan([api, secret({ ...tags, "rotated-by": "generated" })]))]);
    expect(generated).not.to.have.property("unwritable");
  });

  it("fails strictly what is overdue or has no owner, and says how sure that is", () => {
    const { owner: _owner, ...ownerless } = tags;
    const items = itemsOf([fromPlan(plan([secret(ownerless)], { date: "2025-01-01" }))]);

    expect(strictProblems(datesOf(items))).to.deep.equal([
      'secret shop-prod-key in kv-shop (prod): has no owner; give it an "owner" tag',
      "secret shop-prod-key in kv-shop (prod): its owner is to write it and nobody can; name a workload in its writers, or operators in strongroom:people",
      "secret shop-prod-key in kv-shop (prod): was due on 2025-04-01, as far as the state knows; ask the vault with --vault",
    ]);
  });

  it("puts what is due first on top, and what never is at the end", async () => {
    const items = datesOf(itemsOf([fromPlan(await planOf("prod"))]));

    const dues = items.map(({ nextDue }) => nextDue ?? "never");
    expect(dues).to.deep.equal(dues.toSorted());
    expect(new Set(items.map(({ kind }) => kind))).to.have.all.keys(
      "secret",
      "connection",
      "key",
      "certificate",
      "database",
    );
    expect(
      items.filter(({ owner, purpose, classification }) => [owner, purpose, classification].includes(undefined)),
    ).to.deep.equal([]);
    expect(items.filter(({ consumers }) => consumers.length === 0)).to.deep.equal([]);
  });

  it("lists a connection string that a template writes, with who reads it and where to look", async () => {
    const items = itemsOf([fromPlan(await planOf("prod"))]);

    const [item] = items.filter(
      ({ name, within }) => name === "payments-prod-ledger-api-sql-conn" && /-80mg$/.test(within),
    );
    expect(item).to.deep.include({
      kind: "connection",
      application: "payments",
      owner: "payments-team@contoso.com",
      consumers: ["payments/api"],
      rotatedBy: "pulumi",
    });
    expect(item?.urn).to.match(/:resources:Deployment::payments-ledger-api-sql-conn$/);
    expect(item?.expires).to.be.a("string");
    expect(item?.why).to.match(/^apps\/payments\.yaml:/);
  });

  it("lists the same from the plan and from the state", async () => {
    const planned = await planOf("prod");
    const names = (items: readonly Item[]) =>
      items.map(({ kind, name, within, owner, rotationDays, consumers }) => [
        kind,
        name,
        within,
        owner,
        rotationDays,
        consumers,
      ]);

    expect(names(itemsOf([fromState(JSON.parse(exported(planned)), "state")]))).to.deep.equal(
      names(itemsOf([fromPlan(planned)])),
    );
  });
});

describe("inventory as a spreadsheet and a page", () => {
  for (const formula of ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "＝1"]) {
    it(`makes ${JSON.stringify(formula)} text`, () => {
      expect(csvCell(formula)).to.match(/^"'/);
    });
  }

  it("shows a control character, so that none hides a formula", () => {
    expect(csvCell("\t=1")).to.equal('"\\u{9}=1"');
  });

  it("doubles quotes, and keeps one item on one line", () => {
    expect(csvCell('say "hi"')).to.equal('"say ""hi"""');

    const csv = inventoryCsv(datesOf(itemsOf([fromPlan(plan([secret({ ...tags, purpose: "a\r\n=b,c" })]))])));
    expect(csv.split("\r\n")).to.have.length(3);
    expect(csv).to.contain('"a\\u{d}\\u{a}=b,c"');
  });

  it("escapes what would be markup", () => {
    const text = inventoryMarkdown(
      datesOf(itemsOf([fromPlan(plan([secret({ ...tags, purpose: "<b> | @all `x`" })]))])),
      [],
    );

    expect(text.replaceAll(/`[^`\n]*`/g, "")).to.not.match(/[<@]/);
    expect(text).to.contain("`<b> \\u{7c} @all \\u{60}x\\u{60}`");
  });
});

describe("dates from the vault", () => {
  const items = itemsOf([fromPlan(SMALL)]);
  const versions = [
    { created: new Date("2026-03-01"), expires: new Date("2026-07-01"), enabled: true },
    { created: new Date("2026-01-01"), expires: new Date("2026-05-01"), enabled: true },
  ];

  it("takes the first version's creation and the last one's end, and asks for nothing but versions", async () => {
    const asked: string[] = [];
    const open: OpenReader = (uri) => ({
      versions: (kind, name) => {
        asked.push(`${uri} ${kind} ${name}`);
        return Promise.resolve(versions);
      },
    });

    const { dates, notes } = await askVaults(items, open, "vault.azure.net");

    expect(asked).to.deep.equal(["https://kv-shop.vault.azure.net/ secret shop-prod-key"]);
    expect(notes).to.deep.equal([]);
    expect(dates.get("kv-shop")?.get("secret/shop-prod-key")).to.deep.equal({
      created: new Date("2026-01-01"),
      lastRotated: new Date("2026-03-01"),
      expires: new Date("2026-07-01"),
      enabled: true,
    });
  });

  it("says which vault could not be asked, and why", async () => {
    const open: OpenReader = () => ({ versions: () => Promise.reject(new Error("Public network access is disabled")) });

    const { dates, notes } = await askVaults(items, open, "vault.azure.net");

    expect(dates.size).to.equal(0);
    expect(notes).to.deep.equal(["vault kv-shop could not be asked: Public network access is disabled"]);
  });

  it("sends no token to an address that is no vault's", async () => {
    const opened: string[] = [];
    const open: OpenReader = (uri) => {
      opened.push(uri);
      return { versions: () => Promise.resolve([]) };
    };
    const at = (within: string) => items.map((item) => ({ ...item, within }));

    const first = await askVaults(at("evil.com/x"), open, "vault.azure.net");
    const second = await askVaults(items, open, "evil.com");

    expect(opened).to.deep.equal([]);
    expect(first.notes).to.deep.equal(['vault evil.com/x could not be asked: "evil.com/x" is no vault\'s name']);
    expect(second.notes[0]).to.match(/"evil\.com" is no cloud's address/);
  });
});

describe("strongroom inventory", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-inventory-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(join(folder, "Pulumi.prod.yaml"), "config: {}\n");
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const inventory = (
    planned: Plan,
    args: readonly string[],
    more: Partial<InventoryDependencies> = {},
    state?: string,
  ): Promise<Ran> =>
    run(
      (program, watched) => {
        registerWith(program, {
          ...watched,
          sources: () =>
            Promise.resolve(
              sourcesOf({
                plans: { prod: planned },
                programDir: folder,
                ...(state === undefined ? {} : { states: { prod: state } }),
              }),
            ),
          openReader: () => Promise.reject(new UserError("nobody is signed in")),
          now: () => NOW,
          ...more,
        });
      },
      ["inventory", "--stack", "prod", ...args],
    );

  it("lists a stack of this repository, and says that it is only planned", async () => {
    const { out, exitCode } = await inventory(await planOf("prod"), []);

    expect(exitCode).to.equal(0);
    expect(out).to.contain("payments-prod-stripe-key");
    expect(out).to.contain(
      "listed from its plan, not from what is deployed: stack prod was never deployed here; deploy it with: pulumi up --stack prod",
    );
    expect(out).to.contain("ask the vaults with --vault");
  });

  it("prefers what is deployed", async () => {
    const { out } = await inventory(SMALL, ["--json"], {}, exported(SMALL));

    expect((JSON.parse(out) as { items: Item[] }).items.map(({ source }) => source)).to.deep.equal(["state"]);
  });

  it("ends with 2 under --strict where something is overdue", async () => {
    const late = { ...SMALL, date: "2025-01-01" };

    expect(await inventory(late, ["--no-state"])).to.include({ exitCode: 0 });
    const { exitCode, notes } = await inventory(late, ["--no-state", "--strict"]);
    expect(exitCode).to.equal(2);
    expect(notes).to.match(/^secret shop-prod-key in kv-shop \(prod\): was due on 2025-04-01/m);
  });

  it("prints CSV that holds nothing else", async () => {
    const { out, notes } = await inventory(SMALL, ["--no-state", "--csv"]);

    expect(out).to.match(/^"next due",/);
    expect(out.trimEnd().split("\r\n")).to.have.length(2);
    expect(notes).to.contain("--vault");
  });

  for (const [args, message] of [
    [["--csv", "--json"], "--csv and --json exclude each other: choose one"],
    [["--vault"], "nobody is signed in"],
    [
      ["--state", "none.json"],
      "none.json cannot be read (ENOENT: no such file); make it with: pulumi stack export --stack prod --file FILE",
    ],
  ] as const) {
    it(`refuses ${args.join(" ")} in one sentence`, async () => {
      expect((await inventory(SMALL, args)).failure).to.equal(message);
    });
  }
});
