// Input that is made to take long: each of these took minutes, or would with an expression that begins anew at every sign.
import { expect } from "chai";
import { complaints } from "./corpus.ts";
import { isIssuer } from "../../policy/issuers.ts";
import { secretKind } from "../../infra/input/secret-values.ts";
import { withoutEnd, withoutStart } from "../../text/without-end.ts";

/** Milliseconds: far more than a bounded reader takes on a slow machine, far less than the minute and more of before. */
const PATIENCE_MS = 5_000;
const MANY = 250_000;

const manifest = (workload: string, comment = ""): string => `name: shop
owner: shop-team@contoso.com
dataClassification: internal
environments: [dev]
workloads:
  api: ${workload}
${comment}`;

function told(text: string): { readonly said: string; readonly took: number } {
  const start = performance.now();
  const said = complaints({ name: "bounds", files: new Map([["apps/shop.yaml", text]]), expected: "" });
  return { said, took: performance.now() - start };
}

describe("a reader of input has a bound", () => {
  const CASES = {
    "slashes in an issuer": manifest(
      `{ federatedWith: { oidc: { issuer: "https://tokens.contoso.com${"/".repeat(MANY)}x", subject: x } } }`,
    ),
    "slashes at the end of an issuer": manifest(
      `{ federatedWith: { oidc: { issuer: "https://tokens.contoso.com${"/".repeat(MANY)}", subject: x } } }`,
    ),
    "beginnings of tokens in a comment": manifest("{}", `# ${"-eyJaaaaaaaa".repeat(MANY / 12)}\n`),
    "beginnings of addresses in a comment": manifest("{}", `# ${"://a:".repeat(MANY / 5)}\n`),
    "beginnings of keys in a comment": manifest("{}", `# ${"-----BEGIN ".repeat(MANY / 11)}\n`),
    "points at the end of a comment": manifest("{}", `# ${".".repeat(MANY)}x\n`),
    "spaces in a purpose": manifest(`{ purpose: "${" ".repeat(MANY)}x" }`),
  };

  for (const [what, text] of Object.entries(CASES)) {
    it(`for ${what}`, () => {
      const { said, took } = told(text);

      expect(took).to.be.lessThan(PATIENCE_MS);
      expect(said).to.be.a("string");
    });
  }

  it("and finds a pasted secret at the end of a long text, and across a piece's end", () => {
    const token = `eyJ${"a".repeat(20)}.${"b".repeat(20)}`;
    for (const before of [0, 4_000, 4_080, 4_096, 8_100, 100_000]) {
      expect(secretKind(`${" ".repeat(before)}${token}`), String(before)).to.equal("a token (JWT)");
    }
  });

  it("in the policy, too", () => {
    const start = performance.now();

    expect(isIssuer("https://tokens.contoso.com/x", `tokens.contoso.com${"/".repeat(MANY)}x`)).to.equal(false);
    expect(isIssuer("https://tokens.contoso.com/x", "https://tokens.contoso.com//")).to.equal(true);
    expect(withoutEnd(withoutStart("//a/b//", "/"), "/")).to.equal("a/b");
    expect(performance.now() - start).to.be.lessThan(PATIENCE_MS);
  });
});
