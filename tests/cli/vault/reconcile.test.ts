import { expect } from "chai";
import * as fc from "fast-check";
import { assignmentName } from "../../../components/authorization/assignment-name.ts";
import { roleDefinitionId } from "../../../components/authorization/roles.ts";
import type { DesiredVault } from "../../../cli/vault/desired.ts";
import { applyAll, inspectAll, type Outcome } from "../../../cli/vault/reconcile.ts";
import { VaultFailure } from "../../../cli/vault/vault-plane.ts";
import type { VaultDouble } from "./double/vault-double.ts";
import { ISSUING, makeCertificate, ROOT } from "./make-certificate.ts";
import {
  afterUp,
  API,
  AUTHORITIES,
  CALLBACK,
  CARDS,
  DESIRED,
  ID,
  must,
  NOW,
  READER,
  STRIPE,
  WORKER,
  fleet,
} from "./fixtures.ts";

const SECRET_SCOPE = `${ID}/secrets/callback`;
const SCOPES = [`${ID}/certificates/callback`, SECRET_SCOPE];
const ROLE = roleDefinitionId("22222222-2222-4222-8222-222222222222", "Key Vault Certificate User");

const check = async (double: VaultDouble, desired: DesiredVault = DESIRED, now = NOW) => {
  const [outcome] = await inspectAll(fleet(double, { now }), [desired]);
  return words(outcome);
};
const apply = async (double: VaultDouble, desired: DesiredVault = DESIRED, now = NOW) => {
  const [outcome] = await applyAll(fleet(double, { now }), [desired]);
  return outcome;
};

function words(outcome: Outcome | undefined): string[] {
  if (outcome?.plan === undefined) return [outcome?.failure ?? "nothing"];
  return [
    ...outcome.plan.steps.map(({ subject, detail, access }) => `${access ?? "change"}: ${subject}: ${detail}`),
    ...outcome.plan.findings.map(({ kind, subject, detail }) => `${kind}: ${subject} ${detail}`),
  ];
}

describe("strongroom vault: reconciling", () => {
  it("issues a certificate and lets its reader in, in one run, and then finds nothing to do", async () => {
    const double = afterUp();

    const first = await apply(double);
    const second = await apply(double);

    expect(words(first)).to.deep.equal([
      "change: certificate callback: issue: CN=callback.contoso.com, by Self, for 12 months",
      "gains: certificate callback: read: payments-api",
      "gains: secret callback: read: payments-api",
    ]);
    expect(first?.failure).to.equal(undefined);
    for (const scope of SCOPES) {
      expect(double.assignments.get(scope)).to.deep.equal([
        { name: assignmentName(scope, API, ROLE), principalId: API, roleDefinitionId: ROLE },
      ]);
    }
    expect(words(second)).to.deep.equal([]);
  });

  it("takes a reader away that the manifest no longer names, also when the whole certificate is gone from it", async () => {
    const double = afterUp();
    await apply(double);

    const swapped = {
      ...DESIRED,
      readers: [{ ...READER, grantee: "payments-worker", principalId: WORKER }],
    };
    expect(await check(double, swapped)).to.deep.equal([
      "gains: certificate callback: read: payments-worker",
      `loses: certificate callback: read: ${API}`,
      "gains: secret callback: read: payments-worker",
      `loses: secret callback: read: ${API}`,
    ]);
    const without = { ...DESIRED, certificates: [], readers: [] };
    await apply(double, without);

    expect([...double.assignments.values()].flat()).to.deep.equal([]);
    expect(double.certificates.has("callback")).to.equal(true);
    expect(await check(double, without)).to.deep.equal([
      "decide: certificate callback is in the vault and in no manifest: declare it (docs/vault.md, taking an object in), or retire it",
    ]);
  });

  it("leaves alone what somebody granted by hand, and says so", async () => {
    const double = afterUp();
    await apply(double);
    const byHand = { name: "12345678-0000-4000-8000-000000000000", principalId: WORKER, roleDefinitionId: ROLE };
    double.assignments.get(SECRET_SCOPE)?.push(byHand);

    await apply(double);

    expect(double.assignments.get(SECRET_SCOPE)).to.deep.include(byHand);
    expect(await check(double)).to.deep.equal([
      `decide: secret callback principal ${WORKER} holds a role here that nobody declared; take it away or declare it`,
    ]);
  });

  it("brings a version that somebody wrote by hand to what is declared, and keeps others' tags", async () => {
    const double = afterUp();
    await apply(double);
    const later = new Date("2026-02-01T00:00:00Z");
    double.secrets.set("stripe", {
      name: "stripe",
      version: "2",
      enabled: true,
      contentType: undefined,
      created: later,
      expires: undefined,
      tags: { "rotated-from": "portal", retiring: "until 2025" },
    });

    const outcome = await apply(double, DESIRED, later);

    expect(words(outcome)).to.deep.equal([
      "change: secret stripe: owner: (none) → payments@contoso.com, purpose: (none) → Tests, retiring: until 2025 → (none); content type: (none) → text/plain; end: (none) → 2026-06-01",
    ]);
    expect(double.secrets.get("stripe")).to.deep.include({
      tags: { "rotated-from": "portal", owner: "payments@contoso.com", purpose: "Tests" },
      contentType: "text/plain",
      expires: new Date("2026-06-01T00:00:00Z"),
      enabled: true,
    });
    expect(await check(double, DESIRED, later)).to.deep.equal([]);
  });

  it("keeps an earlier end, which is its owner's choice", async () => {
    const double = afterUp();
    await apply(double);
    double.secrets.set("stripe", { ...must(double.secrets, "stripe"), expires: new Date("2026-02-01T00:00:00Z") });

    expect(await check(double)).to.deep.equal([]);
    expect(await check(double, DESIRED, new Date("2026-02-03T00:00:00Z"))).to.deep.equal([
      "decide: secret stripe its newest version ended on 2026-02-01; rotate it",
    ]);
  });

  it("disables a secret on the day after its last, and never deletes it", async () => {
    const retiring = { ...DESIRED, secrets: [{ ...STRIPE, retiresAfter: "2026-03-31" }] };
    const double = afterUp(retiring);
    await apply(double, retiring);

    expect(await check(double, retiring, new Date("2026-03-31T23:00:00Z"))).to.deep.equal([]);
    const after = await apply(double, retiring, new Date("2026-04-01T00:00:00Z"));

    expect(words(after)).to.deep.equal(["loses: secret stripe: retired after 2026-03-31: disable"]);
    expect(double.secrets.get("stripe")?.enabled).to.equal(false);
    expect(await check(double, { ...DESIRED, secrets: [] }, new Date("2026-04-02T00:00:00Z"))).to.deep.equal([
      "note: secret stripe is retired: disabled, in no manifest, and kept",
    ]);
  });

  it("disables the connection string of an access that was taken away, and leaves what others wrote alone", async () => {
    const double = afterUp();
    await apply(double);
    const stranger = must(double.secrets, "stripe");
    double.secrets.set("theirs", { ...stranger, name: "theirs", tags: { "rotated-by": "owner" } });
    const taken = { ...DESIRED, connections: [] };

    const after = await apply(double, taken);

    const theirs =
      "decide: secret theirs is in the vault and in no manifest: declare it (docs/vault.md, taking an object in), or retire it";
    expect(words(after)).to.deep.equal([
      "change: connection ledger-sql-conn: its access was taken away: disable",
      theirs,
    ]);
    expect(double.secrets.get("ledger-sql-conn")?.enabled).to.equal(false);
    expect(double.secrets.get("theirs")?.enabled).to.equal(true);
    expect(await check(double, taken)).to.deep.equal([
      "note: secret ledger-sql-conn is retired: disabled, in no manifest, and kept",
      theirs,
    ]);
  });

  it("brings a key's policy and tags up to date, and says that a key's kind never changes", async () => {
    const double = afterUp();
    await apply(double);
    const changed = {
      ...DESIRED,
      keys: [{ ...CARDS, size: 4096, rotationDays: 60, lifetimeDays: 90, tags: { owner: "new@contoso.com" } }],
    };

    const outcome = await apply(double, changed);

    expect(words(outcome)).to.deep.equal([
      "change: key cards: rotation policy: notify 15d before the end, rotate 90d after creation, ends after 120d → notify 15d before the end, rotate 60d after creation, ends after 90d",
      "change: key cards: owner: payments@contoso.com → new@contoso.com",
      "decide: key cards is RSA 3072, declared is RSA 4096; a key's type, size and curve never change: declare a new key and retire this one",
    ]);
    expect(await check(double, changed)).to.have.length(1);
  });

  it("takes P3M for 90 days, as Azure may return it", async () => {
    const double = afterUp();
    await apply(double);
    double.keys.set("cards", {
      ...must(double.keys, "cards"),
      policy: {
        expiresIn: "P120D",
        actions: [
          { action: "Rotate", timeAfterCreate: "P3M" },
          { action: "Notify", timeBeforeExpiry: "P15D" },
        ],
      },
    });

    expect(await check(double)).to.deep.equal([]);
  });

  it("changes a certificate's policy for its next renewal, and names who depends on one that was not renewed", async () => {
    const double = afterUp();
    await apply(double);
    const changed = {
      ...DESIRED,
      certificates: [{ ...CALLBACK, validityMonths: 6, exportable: false }],
    };
    double.certificates.set("callback", {
      ...must(double.certificates, "callback"),
      expires: new Date("2026-01-18T12:00:00Z"),
    });

    expect(await check(double, { ...changed, readers: [] })).to.include.members([
      "change: certificate callback: policy, from the next renewal on: months: 12 → 6, private key: may be taken along → stays in the vault",
      "decide: certificate callback ends in 3 days and was not renewed; depending on it: Partner bank",
    ]);
    await apply(double, changed);
    expect(double.certificates.get("callback")?.policy.validityMonths).to.equal(6);
  });

  it("follows who signed a certificate, and says so when it is not who was declared", async () => {
    const double = afterUp();
    const byCa = { ...DESIRED, certificates: [{ ...CALLBACK, issuer: "contoso-ca" }] };
    await apply(double, byCa);

    expect(await check(double, byCa)).to.deep.equal([]);
    expect(await check(double)).to.include(
      "decide: certificate callback is signed by O=Contoso, CN=Contoso Issuing CA 1, and declared to sign itself; say which is meant; depending on it: Partner bank",
    );

    const signed = makeCertificate("CN=callback.contoso.com").certificate;
    double.certificates.set("callback", { ...must(double.certificates, "callback"), signed });
    expect(await check(double, byCa)).to.deep.equal([
      "decide: certificate callback signs itself, and is declared to be signed by contoso-ca; depending on it: Partner bank",
    ]);
  });

  it("names who depends on a certificate whose issuer ends before it, and changes nothing by that", async () => {
    const double = afterUp();
    const byCa = { ...DESIRED, certificates: [{ ...CALLBACK, issuer: "contoso-ca" }] };
    await apply(double, byCa);
    const until = new Date("2026-10-01");
    const issuing = makeCertificate(ISSUING.subject, { by: ROOT, ca: true, until });
    const signed = makeCertificate("CN=callback.contoso.com", { by: issuing, until: new Date("2027-01-01") });
    double.certificates.set("callback", { ...must(double.certificates, "callback"), signed: signed.certificate });
    const authorities = {
      ...AUTHORITIES,
      intermediates: [{ certificate: issuing.certificate, from: "certs/contoso.pem" }],
    };

    const [outcome] = await inspectAll(fleet(double, { authorities }), [byCa]);

    expect(words(outcome)).to.deep.equal([
      "decide: certificate callback rests on Contoso Issuing CA 1, which ends on 2026-10-01, before the certificate itself on 2027-01-01; renew it below an issuer that outlasts it; depending on it: Partner bank",
    ]);
  });

  it("says what stands in the way of a certificate, and of what is missing", async () => {
    const taken = afterUp();
    taken.secrets.set("callback", { ...must(taken.secrets, "stripe"), name: "callback" });
    const gone = afterUp();
    gone.secrets.delete("stripe");
    gone.deleted.add("stripe").add("callback");
    gone.keys.delete("cards");

    expect(await check(taken)).to.deep.equal([
      "decide: certificate callback cannot be issued: a secret or key of this name is in the vault, and a certificate needs both names for itself",
    ]);
    expect(await check(gone)).to.deep.equal([
      "decide: secret stripe is deleted; recover it (docs/vault.md, bringing back what was deleted)",
      "decide: key cards is not in the vault; pulumi up creates it",
      "decide: certificate callback is deleted; recover it (docs/vault.md, bringing back what was deleted)",
    ]);
  });

  it("waits for what passes by itself, and gives up on what does not, in one sentence", async () => {
    const double = afterUp();
    const waits: number[] = [];
    let refusals = 3;
    double.intercept = (request) => {
      if (request.startsWith("assign ") && refusals-- > 0) {
        throw new VaultFailure("Principal does not exist in the directory", 400, "PrincipalNotFound");
      }
    };
    const patience = {
      random: () => 0,
      sleep: (milliseconds: number) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
    };

    const [outcome] = await applyAll(fleet(double, { patience }), [DESIRED]);
    const outside = afterUp();
    outside.intercept = () => {
      throw new VaultFailure(
        "Public network access is disabled and request is not from a trusted service.",
        403,
        "Forbidden",
      );
    };

    expect(outcome?.failure).to.equal(undefined);
    expect(waits).to.deep.equal([2500, 5000, 10000]);
    expect(await check(outside)).to.deep.equal([
      "vault kv-payments turns this machine away: it is reached through its private endpoint only: run this from inside the network (403 Public network access is disabled and request is not from a trusted service)",
    ]);
  });

  it("does nothing when the vault is not as it was when somebody agreed", async () => {
    const double = afterUp();

    const [outcome] = await applyAll(fleet(double), [DESIRED], new Map([[DESIRED, "another plan"]]));

    expect(outcome?.failure).to.equal(
      "vault kv-payments: nothing was changed: the vault is not as it was when you agreed; run the command again",
    );
    expect(double.writes).to.deep.equal([]);
  });

  it("ends where it should after a failure between any two requests and a second run", async () => {
    const expected = afterUp();
    await apply(expected);
    const total = expected.writes.length;

    for (let at = 0; at < total; at += 1) {
      const double = afterUp();
      double.intercept = (request) => {
        if (double.writes.length === at && /^(issue|assign|update)/.test(request))
          throw new VaultFailure("cut", 400, "Broken");
      };
      const interrupted = await apply(double);
      double.intercept = () => undefined;
      await apply(double);

      expect(interrupted?.done, `after ${String(at)}`).to.equal(at);
      expect(double.certificates).to.deep.equal(expected.certificates);
      expect(double.assignments).to.deep.equal(expected.assignments);
    }
  });

  it("converges in one run from whatever a vault holds, and touches nothing that nobody declared", async () => {
    const tags = fc.dictionary(fc.constantFrom("owner", "purpose", "retiring", "theirs"), fc.string({ maxLength: 8 }));
    const instant = fc.date({ min: new Date("2025-09-20"), max: NOW, noInvalidDate: true });
    const state = fc.record({
      tags,
      contentType: fc.option(fc.constantFrom("text/plain", "x"), { nil: undefined }),
      created: instant,
      expires: fc.option(fc.date({ min: NOW, max: new Date("2027-01-01"), noInvalidDate: true }), { nil: undefined }),
      enabled: fc.boolean(),
      rotate: fc.integer({ min: 7, max: 90 }),
    });

    await fc.assert(
      fc.asyncProperty(state, async ({ tags: found, contentType, created, expires, enabled, rotate }) => {
        const double = afterUp();
        const foreign = { name: "foreign", version: "1", enabled, contentType, created, expires, tags: found };
        double.secrets.set("stripe", { ...foreign, name: "stripe" });
        double.secrets.set("foreign", foreign);
        double.keys.set("cards", {
          ...must(double.keys, "cards"),
          tags: found,
          policy: { expiresIn: undefined, actions: [{ action: "Rotate", timeAfterCreate: `P${String(rotate)}D` }] },
        });

        const first = await apply(double);
        const second = await apply(double);

        expect(first?.failure).to.equal(undefined);
        expect(second?.plan?.steps).to.deep.equal([]);
        expect(double.secrets.get("foreign")).to.deep.equal(foreign);
        expect(double.secrets.get("stripe")?.enabled).to.equal(enabled);
      }),
      { numRuns: 60 },
    );
  });
});
