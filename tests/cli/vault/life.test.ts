import type { X509Certificate } from "node:crypto";
import { expect } from "chai";
import type { ActualCertificate, ActualVault } from "../../../cli/vault/actual.ts";
import { compareCertificates, desiredPolicy } from "../../../cli/vault/drift-certificates.ts";
import { compareLife } from "../../../cli/vault/drift-life.ts";
import { publicLimit } from "../../../facts/public-certificates.ts";
import { CALLBACK, DESIRED, NOW } from "./fixtures.ts";
import { ISSUING, makeCertificate } from "./make-certificate.ts";

const ASKED = { ...CALLBACK, issuer: "contoso-ca", validityMonths: 12, renewBeforeDays: 30 };

/** A vault that holds the certificate, and nothing else that matters here. */
function holding(signed: X509Certificate): ActualVault {
  const found: ActualCertificate = {
    name: "callback",
    version: "1",
    enabled: true,
    expires: new Date(signed.validTo),
    signed,
    tags: {},
    policy: desiredPolicy(ASKED),
  };
  return {
    listed: { secrets: [], keys: [], certificates: [] },
    deleted: new Set(),
    secrets: new Map(),
    keys: new Map(),
    certificates: new Map([["callback", found]]),
    chains: new Map(),
    contacts: [],
    assignments: new Map(),
  };
}

/** What is said of one that was issued on a day and lives so long. */
function said(from: string, days: number, wanted = ASKED): readonly string[] {
  const until = new Date(Date.parse(from) + days * 86_400_000);
  const { certificate } = makeCertificate("CN=callback.contoso.com", { by: ISSUING, from: new Date(from), until });
  return compareLife("certificate callback", wanted, certificate).map(({ kind, detail }) => `${kind}: ${detail}`);
}

describe("strongroom vault: how long a certificate lives", () => {
  it("is as it was asked for, give or take what months differ by", () => {
    expect(said("2026-01-01", 365)).to.deep.equal([]);
    expect(said("2026-01-01", 336)).to.deep.equal([]);
  });

  it("may be shorter, since a public authority issues no longer ones: that is said, with the rule", () => {
    expect(said("2026-06-01", 199)).to.deep.equal([
      "note: lives 199 days and not the 12 months that were asked for; public authorities issue at most 200 days since 2026-03-15",
    ]);
  });

  it("is for somebody to decide about where the renewal would take most of it", () => {
    expect(said("2029-04-01", 47)).to.deep.equal([
      "decide: lives 47 days and not the 12 months that were asked for; public authorities issue at most 47 days since 2029-03-15; renewBefore is 30d, more than half of that: write at most 23d, and validityMonths 1",
    ]);
  });

  it("is looked at with everything else of a declared certificate", () => {
    const { certificate } = makeCertificate("CN=callback.contoso.com", {
      by: ISSUING,
      from: new Date("2026-06-01"),
      until: new Date("2026-12-17"),
    });
    const { findings } = compareCertificates({ ...DESIRED, certificates: [ASKED] }, holding(certificate), NOW);

    expect(findings.map(({ detail }) => detail).join("\n")).to.contain("lives 199 days and not the 12 months");
  });

  it("of one that signs itself is the vault's to give", () => {
    expect(said("2026-06-01", 10, { ...ASKED, issuer: "Self" })).to.deep.equal([]);
  });

  for (const [issued, days] of [
    ["2019-01-01", 825],
    ["2026-03-14", 398],
    ["2026-03-15", 200],
    ["2027-03-15", 100],
    ["2029-03-15", 47],
  ] as const) {
    it(`is at most ${String(days)} days from a public authority on ${issued}`, () => {
      expect(publicLimit(new Date(issued)).days).to.equal(days);
    });
  }
});
