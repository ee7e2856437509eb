import { expect } from "chai";
import * as fc from "fast-check";
import { printable, printableJson, printableLines } from "../../text/printable.ts";
import { BROUGHT, commandsIn, controlsIn, expectHarmless, HOSTILE } from "../support/runners.ts";

/** Pieces of commands, and what may stand between them. */
const PIECES = [
  "#",
  "##",
  "vso",
  "[",
  "]",
  "task.complete",
  "::",
  ":",
  "error",
  "set-env",
  "\n",
  "\r",
  " ",
  "\u200d",
  "\u00ad",
];
const text = fc.array(fc.oneof(fc.constantFrom(...PIECES, "\ufe0f", "é", "\u00a0", "\u001b[", "m", "8"), fc.string()), {
  maxLength: 12,
});

/** Milliseconds for 300 kB: far more than it takes, far less than a quadratic time. */
const PATIENCE_MS = 5_000;

describe("what others have written, when it is shown", () => {
  it("would be commands and controls, were it printed as it is", () => {
    for (const hostile of HOSTILE) {
      const found = [...commandsIn(`${hostile} `), ...controlsIn(hostile)];
      expect(found, JSON.stringify(hostile)).to.not.have.length(0);
    }
  });

  for (const hostile of HOSTILE) {
    it(`is data: ${printable(hostile)}`, () => {
      expectHarmless(`value ${printable(hostile)}\n`, "a value");
      expectHarmless(printable(hostile), "a value alone");
      expectHarmless(printableLines(hostile).replace(new RegExp(`^ *${BROUGHT}`, "gm"), ""), "a whole output");
      expectHarmless(printableJson({ [hostile]: [hostile] }), "JSON");
      expect(JSON.parse(printableJson({ [hostile]: [hostile] }))).to.deep.equal({ [hostile]: [hostile] });
    });
  }

  it("is data, however it is put together", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [one, two] = [a.join(""), b.join("")];
        const line = printableLines(`${printable(one)}${printable(two)}`);
        expect(line).to.not.include("\n");
        expectHarmless(line, "two values side by side");
        expect(commandsIn(printableLines(one + two))).to.deep.equal([]);
        expect(commandsIn(printableJson([one, { [two]: one }]))).to.deep.equal([]);
        expect(JSON.parse(printableJson([one, { [two]: one }]))).to.deep.equal([one, { [two]: one }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("stays as it is where it is nothing but text", () => {
    const plain = [
      "urn:pulumi:dev::strongroom::strongroom:vault:AppVault$azure-native:keyvault:Vault::payments",
      "## Heading [link](https://learn.microsoft.com)\n\n- `a::b` # comment\n### Third",
      "Straße, 日本語, 🙂, \u001b[31mred\u001b[39m and \u001b[1mbold\u001b[22m\tx",
      "fe80::1 and 2001:db8::/32",
    ];

    expect(plain.map((each) => printableLines(each))).to.deep.equal(plain);
  });

  it("takes a time that grows with its length and no faster", () => {
    for (const piece of [
      "#",
      "##",
      "#é",
      ":",
      "::",
      ":é",
      " ",
      "\u00a0",
      "é",
      "\n ",
      "\n:",
      "::error",
      "\u001b",
      "\u001b[31m",
    ]) {
      const long = piece.repeat(Math.ceil(300_000 / piece.length));
      const start = performance.now();
      printable(long);
      printableLines(long);
      printableJson(long);
      expect(performance.now() - start, JSON.stringify(piece)).to.be.lessThan(PATIENCE_MS);
    }
  });
});
