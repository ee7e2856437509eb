import { expect } from "chai";
import { policyChanges } from "../../../cli/plan-diff/policy-changes.ts";
import { diffPlans, type StackDiff } from "../../../cli/plan-diff/diff.ts";
import { diffMarkdown, MAX_COMMENT } from "../../../cli/plan-diff/markdown.ts";
import { diffText } from "../../../cli/plan-diff/report.ts";
import type { Review } from "../../../cli/plan-diff/review.ts";
import type { Plan, PlanResource, PlanValue } from "../../../cli/plan/document.ts";
import { asStack, grant, GROUP, identity, inApp, plan, SECRETS_USER, UNKNOWN, VAULT } from "../access/fixtures.ts";

const api = identity("api");
const SECRET = `${VAULT}/secrets/shop-prod-key`;

const vault = (properties: Readonly<Record<string, PlanValue>> = {}, tags: Readonly<Record<string, string>> = {}) =>
  inApp(
    "azure-native:keyvault:Vault",
    "vault",
    {
      vaultName: "kv-shop",
      tags,
      properties: {
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny", ipRules: [] },
        ...properties,
      },
    },
    { protect: true, id: VAULT },
  );

const contents = (rotationDays: number) =>
  inApp("strongroom:vault:Contents", "contents", {
    vault: "kv-shop",
    secrets: { "shop-prod-key": { name: "shop-prod-key", rotationDays, tags: { owner: "a@b.c" } } },
    keys: {},
  });
const secret = inApp(
  "azure-native:keyvault:Secret",
  "key",
  { vaultName: "kv-shop", secretName: "shop-prod-key", properties: { value: { $secret: true } } },
  { ignoreChanges: ["properties", "tags"], retainOnDelete: true, id: SECRET },
);

const ENCRYPTION_USER = SECRETS_USER.replace(/[^/]+$/, "e147488a-f6f5-4113-8e2d-b22465e65bf6");

const networkId = (name: string): string => `${GROUP}/providers/Microsoft.Network/virtualNetworks/${name}`;

const between = (before: readonly PlanResource[], after: readonly PlanResource[]): StackDiff =>
  diffPlans({ before: plan(before), after: plan(after) });

const reviewOf = (diffs: Review["diffs"], policy: Review["policy"] = []): Review => ({ diffs, policy, unknown: [] });

const shape = ({ exposures, exceptions, losses, items, approvals, access }: StackDiff) => ({
  gained: access.gained.map(({ principal, object }) => `${principal}: ${object}`),
  lost: access.lost.map(({ principal, object }) => `${principal}: ${object}`),
  exposures: exposures.map(({ direction, message }) => `${direction}: ${message}`),
  exceptions: exceptions.map(({ direction, reason, until }) => `${direction}: ${reason} until ${until}`),
  losses: losses.map(({ what, record, because }) => [what, record.name, ...because].join(" ")),
  items: items.map(({ what, item, details }) => [what, item.name, ...details].join(" ")),
  approvals,
});
const NOTHING = { gained: [], lost: [], exposures: [], exceptions: [], losses: [], items: [], approvals: [] };

describe("plan diff", () => {
  it("says nothing of two plans that are the same", () => {
    const diff = between([api, vault()], [api, vault()]);

    expect(shape(diff)).to.deep.equal(NOTHING);
    expect(diffText(reviewOf([diff]))).to.equal("stack prod (prod)\nnothing changes\n\nno approval needed\n");
  });

  it("wants an approval for access gained in prod, and none for access lost", () => {
    const read = grant("read", api, SECRET);

    expect(shape(between([api], [api, read]))).to.deep.equal({
      ...NOTHING,
      gained: ["shop/api: secret shop-prod-key in kv-shop"],
      approvals: ["access widened: 1"],
    });
    expect(shape(between([api, read], [api]))).to.deep.equal({
      ...NOTHING,
      lost: ["shop/api: secret shop-prod-key in kv-shop"],
    });
  });

  it("wants none in dev, unless the base says that the stack is prod", () => {
    const [before, after] = [plan([api]), plan([api, grant("read", api, SECRET)])];
    const inDev = diffPlans({ before: asStack(before, "dev"), after: asStack(after, "dev") });
    const forged = diffPlans({ before, after: { ...after, environment: "dev", stage: "preproduction" } });

    expect(inDev.approvals).to.deep.equal([]);
    expect(forged.approvals).to.have.length(1);
  });

  it("names each way in that opens, and each that closes", () => {
    const open = vault({
      publicNetworkAccess: "Enabled",
      networkAcls: { defaultAction: "Allow", ipRules: [{ value: "1.2.3.4/32" }] },
    });

    expect(shape(between([vault()], [open])).exposures).to.deep.equal([
      "exposed: properties.networkAcls.defaultAction: Deny becomes Allow",
      'exposed: properties.networkAcls.ipRules: [] becomes [{"value":"1.2.3.4/32"}]',
      "exposed: properties.publicNetworkAccess: Disabled becomes Enabled",
    ]);
    expect(shape(between([open], [vault()])).exposures.map((text) => text.split(":")[0])).to.deep.equal([
      "hidden",
      "hidden",
      "hidden",
    ]);
  });

  it("takes a firewall that is no longer there for an opened one", () => {
    const bare = {
      ...vault(),
      inputs: { vaultName: "kv-shop", tags: {}, properties: { publicNetworkAccess: "Disabled" } },
    };

    expect(shape(between([vault()], [bare])).exposures).to.include(
      "exposed: properties.networkAcls.defaultAction: Deny becomes not set",
    );
  });

  it("sees a firewall rule, a public address and a lost endpoint", () => {
    const rule = inApp("azure-native:sql:FirewallRule", "rule", { startIpAddress: "1.1.1.1", endIpAddress: "1.1.1.9" });
    const address = inApp("azure-native:network:PublicIPAddress", "address", {});
    const endpoint = inApp("azure-native:network:PrivateEndpoint", "endpoint", {});

    expect(shape(between([endpoint], [rule, address])).exposures).to.have.members([
      "exposed: a firewall rule is new: 1.1.1.1 to 1.1.1.9",
      "exposed: a public address is new",
      "exposed: the private endpoint is gone",
    ]);
  });

  describe("of a peering", () => {
    const made = (name: string): PlanResource =>
      inApp("azure-native:network:VirtualNetwork", name, { virtualNetworkName: name }, { id: networkId(name) });
    const peered = (to: string, flags: Readonly<Record<string, PlanValue>> = {}): PlanResource =>
      inApp(
        "azure-native:network:VirtualNetworkPeering",
        "peering",
        { virtualNetworkName: "home", remoteVirtualNetwork: { id: networkId(to) }, ...flags },
        { id: `${networkId("home")}/virtualNetworkPeerings/peering` },
      );
    const own = [made("home"), made("paired")];
    const NEEDED = ["exposed: 1"];

    it("tells one between the stack's own networks, and wants no approval for it", () => {
      expect(shape(between(own, [...own, peered("paired")]))).to.deep.equal({
        ...NOTHING,
        exposures: ["joined: a peering between this stack's own networks is new"],
      });
      expect(shape(between([...own, peered("paired")], own)).exposures).to.deep.equal([
        "hidden: a peering with another network is gone",
      ]);
    });

    const others: readonly (readonly [string, readonly PlanResource[], PlanResource])[] = [
      ["leads to another's network", own, peered("stranger")],
      ["hangs on another's network", [made("paired")], peered("paired")],
      [
        "leads to a network that is not known yet",
        own,
        { ...peered("paired"), inputs: { remoteVirtualNetwork: UNKNOWN } },
      ],
      ["lets in what is forwarded", own, peered("paired", { allowForwardedTraffic: true })],
      ["may let in what is forwarded", own, peered("paired", { allowForwardedTraffic: UNKNOWN })],
      ["lends its gateway", own, peered("paired", { allowGatewayTransit: true })],
      ["borrows a gateway", own, peered("paired", { useRemoteGateways: true })],
    ];
    for (const [what, networks, peering] of others) {
      it(`wants an approval for one that ${what}`, () => {
        const diff = shape(between(networks, [...networks, peering]));

        expect(diff.exposures).to.deep.equal(["exposed: a peering with another network is new"]);
        expect(diff.approvals).to.deep.equal(NEEDED);
      });
    }

    it("wants an approval for one that is opened, or led elsewhere, afterwards", () => {
      const before = [...own, peered("paired", { allowForwardedTraffic: false })];
      const opened = between(before, [...own, peered("paired", { allowForwardedTraffic: true })]);
      const moved = between([...own, peered("paired")], [...own, peered("stranger")]);

      expect(shape(opened).exposures).to.deep.equal(["exposed: allowForwardedTraffic: false becomes true"]);
      expect(opened.approvals).to.deep.equal(NEEDED);
      expect(shape(moved).exposures).to.deep.equal([
        `exposed: leads to another network: ${networkId("stranger").toLowerCase()}`,
      ]);
      expect(moved.approvals).to.deep.equal(NEEDED);
    });
  });

  it("names an exception, whoever asks for it, in every environment", () => {
    const tags = { "public-access-reason": "a move", "public-access-until": "2027-01-01" };
    const diff = diffPlans({ before: asStack(plan([vault()]), "dev"), after: asStack(plan([vault({}, tags)]), "dev") });

    expect(shape(diff)).to.deep.include({
      exceptions: ["added: a move until 2027-01-01"],
      approvals: ["exceptions added or changed: 1"],
    });
    expect(shape(between([vault({}, tags)], [vault()])).exceptions).to.deep.equal(["ended: a move until 2027-01-01"]);
  });

  it("tells destroyed, created anew and forgotten apart, and what was protected", () => {
    const server = (location: string, protect: boolean) =>
      inApp(
        "azure-native:sql:Server",
        "server",
        { serverName: "s", location, administrators: {} },
        protect ? { protect: true } : {},
      );

    expect(shape(between([vault(), secret, server("a", true)], [server("b", false)]))).to.deep.include({
      losses: ["forgotten key", "destroyed vault", "replaced server location"],
      approvals: ["protected resources destroyed or created anew: 2"],
    });
  });

  it("wants an approval where protection goes, since the next change could then delete unseen", () => {
    const { protect: _protect, ...bare } = vault();
    const lock = inApp("azure-native:authorization:ManagementLockByScope", "lock", { level: "CanNotDelete" });

    const diff = between([vault(), lock], [bare]);

    expect(shape(diff)).to.deep.equal({
      ...NOTHING,
      losses: ["destroyed lock", "unprotected vault"],
      approvals: ["protection taken away: 2"],
    });
    expect(diffText(reviewOf([diff]))).to.contain("the next change can delete it");
    expect(shape(between([bare], [vault(), lock]))).to.deep.equal(NOTHING);
  });

  it("wants an approval where a server's own encryption key is given up, since its databases go with it", () => {
    const key = inApp("azure-native:sql:ServerKey", "server-key", { keyName: "kv_k_1" }, { retainOnDelete: true });
    const protector = inApp("azure-native:sql:EncryptionProtector", "protector", {}, { retainOnDelete: true });
    const use = grant("use", api, `${VAULT}/keys/k`, ENCRYPTION_USER, {
      urn: "urn:pulumi:prod::shop::strongroom:sql:SqlServer$azure-native:authorization:RoleAssignment::use",
    });
    const wrap = grant("wrap", api, `${VAULT}/keys/own`, ENCRYPTION_USER);

    const diff = diffPlans({
      before: asStack(plan([api, key, protector, use]), "dev"),
      after: asStack(plan([api]), "dev"),
    });

    expect(diff.approvals).to.deep.equal(["encryption with a key of our own given up or changed: 3"]);
    expect(between([api], [api, key, protector]).approvals).to.deep.equal([]);
    // An application's own key, that it wraps with.
    expect(between([api, wrap], [api]).approvals).to.deep.equal([]);
  });

  it("knows which inputs replace a resource", () => {
    const database = (inputs: Readonly<Record<string, PlanValue>>) =>
      inApp("azure-native:sql:Database", "db", { databaseName: "orders", serverName: "s", ...inputs });

    expect(shape(between([database({ collation: "A" })], [database({ collation: "B" })])).losses).to.deep.equal([
      "replaced db collation",
    ]);
    expect(
      shape(between([database({ zoneRedundant: false })], [database({ zoneRedundant: true })])).losses,
    ).to.deep.equal([]);
  });

  it("does not count what is ignored after creation, and shows the schedule that is declared instead", () => {
    const before = { ...secret, inputs: { ...secret.inputs, tags: { "rotation-days": "90" } } };
    const after = { ...secret, inputs: { ...secret.inputs, tags: { "rotation-days": "60" } } };

    const diff = between([before, contents(90)], [after, contents(60)]);

    expect(shape(diff)).to.deep.equal({ ...NOTHING, items: ["changed shop-prod-key rotation-days: 90 becomes 60"] });
    expect(diff.rest).to.deep.equal([]);
  });

  it("shows another certificate and another kind of key, of which only the declaration knows", () => {
    const certificate = (more: Readonly<Record<string, PlanValue>> = {}) =>
      inApp("strongroom:vault:Certificate", "tls", {
        vault: "kv-shop",
        name: "shop-prod-tls",
        subject: "CN=shop.example.com",
        dnsNames: [],
        issuer: "DigiCert",
        exportable: false,
        ...more,
      });
    const key = inApp("azure-native:keyvault:Key", "sign", { vaultName: "kv-shop", keyName: "shop-prod-sign" });
    const declared = (shape: Readonly<Record<string, PlanValue>>) =>
      inApp("strongroom:vault:Contents", "contents", {
        vault: "kv-shop",
        secrets: {},
        keys: { "shop-prod-sign": { name: "shop-prod-sign", ...shape } },
      });

    const diff = between(
      [certificate(), key, declared({ type: "RSA-HSM", size: 3072 })],
      [
        certificate({ subject: "CN=evil.example", dnsNames: ["evil.example"], issuer: "Self", exportable: true }),
        key,
        declared({ type: "RSA", size: 2048 }),
      ],
    );

    expect(diff.items.map(({ item, details }) => [item.name, ...details])).to.have.deep.members([
      [
        "shop-prod-tls",
        "subject: CN=shop.example.com becomes CN=evil.example",
        "dns-names: none becomes evil.example",
        "issuer: DigiCert becomes Self",
        "exportable: false becomes true",
      ],
      ["shop-prod-sign", "type: RSA-HSM becomes RSA", "size: 3072 becomes 2048"],
    ]);
  });

  it("counts every kind of resource that is touched", () => {
    const diff = between([vault()], [vault({ sku: "premium" }), api]);

    expect(diff.rest).to.deep.equal([
      { kind: "keyvault:Vault", created: 0, changed: 1, destroyed: 0 },
      { kind: "managedidentity:UserAssignedIdentity", created: 1, changed: 0, destroyed: 0 },
    ]);
  });

  it("tells in every form what ends soon, which is no change and wants no approval", () => {
    const end = {
      where: "apps/shop.yaml:9: secrets.old.retiring.until",
      until: "2026-02-01",
      then: "nobody is granted it",
      advice: "remove it",
    };
    const far = { ...end, where: "far", until: "2027-02-01" };
    const policy = {
      version: 1,
      exceptions: [{ rule: "vault-rbac", resource: "kv-*", reason: "moving", owner: "a@b.c", until: "2025-12-31" }],
    };
    const head = plan([vault()], { ends: [end, far], policy });

    const diff = diffPlans({ before: head, after: head });

    const review = reviewOf([diff]);
    expect(shape(diff)).to.deep.equal(NOTHING);
    expect(diff.ends.map(({ until, where }) => [until, where])).to.deep.equal([
      ["2025-12-31", "policy.yaml: exceptions[0]"],
      ["2026-02-01", end.where],
    ]);
    for (const text of [diffText(review), diffMarkdown(review)]) {
      expect(text).to.match(/nothing changes/i);
      expect(text.replaceAll("`", "")).to.include("after 2026-02-01 nobody is granted it; remove it");
      expect(text).to.include("since 2025-12-31 has passed");
    }
    expect(diffMarkdown(review)).to.include("outcome=none");
  });

  it("wants an approval for what comes or changes under an exception that has ended", () => {
    const policy = (until: string) => ({
      policy: {
        version: 1,
        exceptions: [{ rule: "vault-rbac", resource: "kv-*", reason: "r", owner: "a@b.c", until }],
      },
    });
    const of = (before: readonly PlanResource[], until: string) =>
      diffPlans({ before: plan(before, policy(until)), after: plan([vault()], policy(until)) }).exceptions;

    expect(of([], "2026-01-01")).to.deep.equal([]);
    expect(of([], "2025-12-31").map(({ reason }) => reason)).to.deep.equal([
      "the exception to vault-rbac has ended, and what is wrong here only warns",
    ]);
    expect(of([vault({ sku: "premium" })], "2025-12-31")).to.have.length(1);
    expect(of([vault()], "2025-12-31")).to.deep.equal([]);
    expect(
      diffPlans({ before: plan([], policy("2025-12-31")), after: plan([vault()], policy("2025-12-31")) }).approvals,
    ).to.include("exceptions added or changed: 1");
  });

  it("names exceptions from the policy that are new or longer", () => {
    const policy = (until: string) =>
      `version: 1\nexceptions:\n  - { rule: vault-rbac, resource: kv-1, reason: moving, owner: a@b.c, until: ${until} }\n`;

    expect(policyChanges(policy("2027-01-01"), policy("2027-01-01"))).to.deep.equal([]);
    expect(policyChanges(policy("2027-01-01"), policy("2028-01-01"))).to.deep.equal([
      { message: "exception: vault-rbac on kv-1: moving (a@b.c, until 2028-01-01)", approval: true },
      { message: "exception ended: vault-rbac on kv-1: moving (a@b.c, until 2027-01-01)", approval: false },
    ]);
    expect(policyChanges(undefined, policy("2027-01-01")).every(({ approval }) => approval)).to.equal(true);
  });
});

describe("plan diff as a comment", () => {
  const HOSTILE = "x`y|z\n# <img src=x onerror=alert(1)> @everyone [a](http://evil) ![b](http://evil) \u202e \\";
  const hostile = (): Plan => {
    const evil = inApp("azure-native:managedidentity:UserAssignedIdentity", HOSTILE, { resourceName: "id" });
    return plan([
      evil,
      grant("g", evil, `${VAULT}/secrets/${HOSTILE}`),
      vault({}, { "public-access-reason": HOSTILE }),
    ]);
  };

  it("is this, for a small change", () => {
    const text = diffMarkdown(reviewOf([between([api], [api, grant("read", api, SECRET)])]));

    expect(text).to.equal(`<!-- strongroom: plan outcome=approval -->
## What this change does

**A person must approve this:**

- \`prod: access widened: 1\`

### \`prod\`

#### Access

|   | principal | may | on | why |
| --- | --- | --- | --- | --- |
| \`gained\` | \`shop/api\` | \`Key Vault Secrets User\` | \`secret shop-prod-key in kv-shop\` | \`the stack itself\` |

#### All resources, by kind

| kind | created | changed | destroyed |
| --- | --- | --- | --- |
| \`authorization:RoleAssignment\` | \`1\` | \`0\` | \`0\` |

`);
  });

  it("lets nothing act that a stranger wrote", () => {
    const text = diffMarkdown(
      reviewOf([diffPlans({ before: plan([]), after: hostile() })], [{ message: HOSTILE, approval: true }]),
    );

    // What is left outside of code is ours alone.
    const outside = text.replace(/^<!-- [^>]*-->/, "").replaceAll(/`[^`\n]*`/g, "");
    expect(outside).to.not.match(/[<>@[\]`\\]|http|img/);
    expect(text).to.contain("@everyone");
    for (const line of text.split("\n").filter((one) => one.startsWith("| `"))) {
      const columns = line.split("|").length - 2;
      expect([2, 3, 4, 5], line).to.include(columns);
    }
  });

  it("fits into a comment, and says how much is left out", () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      grant(`g${String(index)}`, api, `${VAULT}/secrets/s${String(index)}`),
    );

    const text = diffMarkdown(reviewOf([between([api], [api, ...many])]));

    expect(text.length).to.be.at.most(MAX_COMMENT);
    const left = Number(/and (\d+) more lines/.exec(text)?.[1]);
    const shown = text.split("\n").filter((line) => line.startsWith("| `gained`")).length;
    expect(shown).to.be.greaterThan(100);
    expect(left).to.be.greaterThan(2000 - shown - 1);
  });
});
