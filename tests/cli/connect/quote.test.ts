import { expect } from "chai";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { comment, dotenv, literal, shell } from "../../../cli/connect/quote.ts";
import { unique, variableName } from "../../../cli/connect/variables.ts";

/** Everything that could be a command, a quote or an end of line, many times over. */
const VALUES = fc.sample(
  fc.oneof(
    fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", "(", ")", ";", "#", " ", "a", "!", "\t", "{", "=") }),
    fc.string(),
  ),
  { numRuns: 200, seed: 1 },
);

function throughShell(lines: readonly string[]): string[] {
  const { stdout } = spawnSync("sh", ["-s"], { input: lines.join("\n"), encoding: "utf8" });
  return stdout.split("\0").slice(0, -1);
}

describe("connect: quoting", () => {
  it("hands a shell every value as one word, unchanged", () => {
    const said = throughShell(VALUES.map((value) => `printf '%s\\0' ${shell(value)}`));

    expect(said).to.deep.equal(VALUES);
  });

  it("hands a shell that sources a dotenv file every value unchanged", () => {
    const said = throughShell(VALUES.map((value) => `V=${dotenv(value)}; printf '%s\\0' "$V"`));

    expect(said).to.deep.equal(VALUES);
  });

  it("keeps every dotenv value on its line", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => !/[\n\r]/.test(dotenv(value))));
  });

  it("makes literals that are plain and mean the value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const text = literal(value);
        return JSON.parse(text) === value && !/[\n\r\u2028\u2029\u007f]/.test(text);
      }),
    );
  });

  it("keeps a comment on its line", () => {
    expect(comment("a\nb\u2028c")).to.equal("a\\u{a}b\\u{2028}c");
  });

  it("gives no variable a name that something else uses", () => {
    const names = ["path", "azure-client-id", "2fa", "stripe-key"].map((key) => variableName("shop", key));

    expect(names).to.deep.equal(["SHOP_PATH", "SHOP_AZURE_CLIENT_ID", "SHOP_2FA", "STRIPE_KEY"]);
  });

  it("tells apart what would share a variable", () => {
    const items = unique(
      [{ variable: "A" }, { variable: "B" }, { variable: "A" }].map((item, id) => ({ ...item, id })),
      ({ id }) => `LONG_${id}`,
    );

    expect(items.map(({ variable }) => variable)).to.deep.equal(["LONG_0", "B", "LONG_2"]);
  });
});
