import { expect } from "chai";
import { findChain, type Authorities, type Chain, type Fetched } from "../../../cli/vault/chain.ts";
import { compareChain } from "../../../cli/vault/drift-chain.ts";
import { CALLBACK, NOW } from "./fixtures.ts";
import { ISSUING, makeCertificate, ROOT, type Made } from "./make-certificate.ts";

const WITH_ROOT: Authorities = {
  roots: [{ certificate: ROOT.certificate, from: "roots.pem" }],
  intermediates: [{ certificate: ISSUING.certificate, from: "issuing.pem" }],
};
const NOTHING: Authorities = { roots: [], intermediates: [] };
const YEAR_END = new Date("2026-12-31");
const AT = "http://ca.contoso.com/issuing.crt";

const leafOf = (by: Made, issuerUrls: readonly string[] = []): Made =>
  makeCertificate("CN=callback.contoso.com", { by, until: YEAR_END, issuerUrls });

const knowing = (...intermediates: readonly Made[]): Authorities => ({
  ...WITH_ROOT,
  intermediates: intermediates.map(({ certificate }, index) => ({ certificate, from: `${String(index)}.pem` })),
});

/** The internet: what each address answers. */
const fetching = (answers: Readonly<Record<string, Fetched>>, asked: string[] = []): Authorities => ({
  roots: WITH_ROOT.roots,
  intermediates: [],
  fetchIssuer: (url) => {
    asked.push(url);
    return Promise.resolve(answers[url] ?? { problem: "does not answer (ENETUNREACH)", passing: true });
  },
});

const chainOf = ({ certificate }: Made, known: Authorities): Promise<Chain> => findChain(certificate, known, NOW);
const names = ({ links }: Chain): readonly string[] => links.map(({ name }) => name);

/** What `vault check` says of a certificate that an authority was to sign. */
async function findings(leaf: Made, known: Authorities): Promise<readonly string[]> {
  const chain = await chainOf(leaf, known);
  return compareChain("certificate callback", { ...CALLBACK, issuer: "contoso-ca" }, chain, NOW, "").map(
    ({ kind, detail }) => `${kind}: ${detail}`,
  );
}

describe("strongroom vault: the chain of a certificate", () => {
  it("is followed to a trusted root, each signature verified, each certificate with its name, end and place", async () => {
    const leaf = leafOf(ISSUING);

    const chain = await chainOf(leaf, WITH_ROOT);

    expect(chain.end).to.deep.equal({ kind: "trusted" });
    expect(chain.links.map(({ name, ends, from }) => [name, ends.toISOString().slice(0, 10), from])).to.deep.equal([
      ["callback.contoso.com", "2026-12-31", "the vault"],
      ["Contoso Issuing CA 1", "2035-01-01", "issuing.pem"],
      ["Contoso Root CA", "2045-01-01", "roots.pem"],
    ]);
    expect(await findings(leaf, WITH_ROOT)).to.deep.equal([]);
  });

  it("ends at once where the certificate signs itself, unless that very certificate is trusted", async () => {
    const self = makeCertificate("CN=callback.contoso.com", { until: YEAR_END });
    const trusting = { ...NOTHING, roots: [{ certificate: self.certificate, from: "own.pem" }] };

    expect((await chainOf(self, NOTHING)).end).to.deep.equal({ kind: "self-signed" });
    expect((await chainOf(self, trusting)).end).to.deep.equal({ kind: "trusted" });
    expect(await findings(self, NOTHING)).to.deep.equal([
      "decide: signs itself, and is declared to be signed by contoso-ca",
    ]);
  });

  it("does not believe a name: an authority of the same name with another key has signed nothing", async () => {
    const impostor = makeCertificate(ISSUING.subject, { by: ROOT, ca: true });

    const chain = await chainOf(leafOf(ISSUING), knowing(impostor));

    expect(names(chain)).to.deep.equal(["callback.contoso.com"]);
    expect(chain.end.kind).to.equal("open");
  });

  it("does not take for an issuer what may sign nothing", async () => {
    const server = makeCertificate("CN=www.contoso.com", { by: ROOT });

    expect((await chainOf(leafOf(server), knowing(server))).end.kind).to.equal("open");
  });

  it("takes of two ways up the one that holds: an issuer that was renewed, a root that was signed crosswise", async () => {
    const old = makeCertificate(ISSUING.subject, {
      by: ROOT,
      ca: true,
      key: ISSUING.key,
      until: new Date("2025-06-01"),
    });
    const cross = makeCertificate(ROOT.subject, {
      by: makeCertificate("CN=Elsewhere", { ca: true }),
      key: ROOT.key,
      ca: true,
    });

    const chain = await chainOf(leafOf(ISSUING), knowing(cross, old, ISSUING));

    expect(chain.links.map(({ from }) => from)).to.deep.equal(["the vault", "2.pem", "roots.pem"]);
    expect(await findings(leafOf(ISSUING), knowing(old))).to.deep.equal([
      "decide: rests on Contoso Issuing CA 1, which ended on 2025-06-01; renew it below an issuer that outlasts it",
    ]);
  });

  it("comes to an end also where two authorities have signed each other, and where it never ends", async () => {
    const a = makeCertificate("CN=A", { ca: true });
    const aByB = makeCertificate("CN=A", {
      by: makeCertificate("CN=B", { ca: true, key: ROOT.key }),
      key: a.key,
      ca: true,
    });
    const bByA = makeCertificate("CN=B", { by: a, key: ROOT.key, ca: true });
    const long = [ROOT];
    for (let at = 1; at <= 9; at += 1) {
      long.unshift(makeCertificate(`CN=Level ${String(at)}`, { by: long[0] ?? ROOT, ca: true }));
    }

    expect((await chainOf(leafOf(a), knowing(aByB, bByA))).end.kind).to.equal("open");
    expect((await chainOf(leafOf(long[0] ?? ROOT), knowing(...long))).end).to.deep.include({
      reason: "and 8 certificates are as far as a chain is followed",
      passing: false,
    });
  });

  const endings: readonly (readonly [string, Partial<Parameters<typeof makeCertificate>[1]>, string])[] = [
    ["has ended", { until: new Date("2026-01-10") }, "ended on 2026-01-10"],
    ["ends before the next renewal", { until: new Date("2026-02-01") }, "ends in 16 days, on 2026-02-01"],
    [
      "ends before the certificate",
      { until: new Date("2026-11-30") },
      "ends on 2026-11-30, before the certificate itself on 2026-12-31",
    ],
    ["has not begun", { from: new Date("2026-03-01") }, "is valid only from 2026-03-01 on"],
  ];
  for (const [what, dates, words] of endings) {
    it(`says that an issuer ${what}, and what to do`, async () => {
      const issuing = makeCertificate(ISSUING.subject, { by: ROOT, ca: true, ...dates });

      expect(await findings(leafOf(issuing), knowing(issuing))).to.deep.equal([
        `decide: rests on Contoso Issuing CA 1, which ${words}; renew it below an issuer that outlasts it`,
      ]);
    });
  }

  it("says of a root, too, that it ends before the certificate", async () => {
    const root = makeCertificate("CN=Old Root", { ca: true, until: new Date("2026-06-01") });
    const known = { ...NOTHING, roots: [{ certificate: root.certificate, from: "trusted by this machine" }] };

    expect(await findings(leafOf(root), known)).to.deep.equal([
      "decide: rests on Old Root, which ends on 2026-06-01, before the certificate itself on 2026-12-31; renew it below an issuer that outlasts it",
    ]);
  });

  it("that cannot be completed is a note where only the road was missing, and a decision where the issuer is", async () => {
    const known = { ...WITH_ROOT, intermediates: [] };

    expect(await findings(leafOf(ISSUING, [AT]), known)).to.deep.equal([
      `note: its chain stops at callback.contoso.com: its issuer O=Contoso, CN=Contoso Issuing CA 1 is not known here; name its certificate with --ca-file, or add --fetch-issuers to ask ${AT}`,
    ]);
    expect(await findings(leafOf(ISSUING, [AT]), fetching({}))).to.deep.equal([
      `note: its chain stops at callback.contoso.com: its issuer O=Contoso, CN=Contoso Issuing CA 1 could not be fetched: ${AT} does not answer (ENETUNREACH); name its certificate with --ca-file`,
    ]);
    expect(await findings(leafOf(ISSUING), known)).to.deep.equal([
      "decide: its chain stops at callback.contoso.com: its issuer O=Contoso, CN=Contoso Issuing CA 1 is not known here, and no address is given for it; name its certificate with --ca-file",
    ]);
    expect(
      await findings(leafOf(ISSUING), { ...NOTHING, intermediates: knowing(ISSUING, ROOT).intermediates }),
    ).to.deep.equal([
      "decide: its chain stops at Contoso Root CA: signs itself and is not trusted here; name its certificate with --ca-file if it is yours",
    ]);
  });

  it("is completed from the addresses that its certificates name, and believed only below a trusted root", async () => {
    const asked: string[] = [];
    const issuing = makeCertificate(ISSUING.subject, { by: ROOT, ca: true });
    const forged = makeCertificate("CN=Forged Root", { ca: true });

    const chain = await chainOf(leafOf(issuing, [AT]), fetching({ [AT]: { certificate: issuing.certificate } }, asked));

    expect(chain.links.map(({ name, from }) => [name, from])).to.deep.equal([
      ["callback.contoso.com", "the vault"],
      ["Contoso Issuing CA 1", AT],
      ["Contoso Root CA", "roots.pem"],
    ]);
    expect(chain.end.kind).to.equal("trusted");
    expect(asked).to.deep.equal([AT]);
    expect(await findings(leafOf(forged, [AT]), fetching({ [AT]: { certificate: forged.certificate } }))).to.deep.equal(
      [
        "decide: its chain stops at Forged Root: signs itself and is not trusted here; name its certificate with --ca-file if it is yours",
      ],
    );
  });

  it("asks two addresses at most, over HTTP only, and says what each had", async () => {
    const asked: string[] = [];
    const urls = [
      "ldap://ca.contoso.com/x",
      "http://a.example/",
      "file:///etc/passwd",
      "https://b.example/",
      "http://c.example/",
    ];
    const known = fetching({ "http://a.example/": { certificate: ROOT.certificate } }, asked);

    const found = await findings(leafOf(ISSUING, urls), known);

    expect(asked).to.deep.equal(["http://a.example/", "https://b.example/"]);
    expect(found).to.deep.equal([
      "note: its chain stops at callback.contoso.com: its issuer O=Contoso, CN=Contoso Issuing CA 1 could not be fetched: http://a.example/ holds a certificate that did not sign it; https://b.example/ does not answer (ENETUNREACH); name its certificate with --ca-file",
    ]);
  });
});
