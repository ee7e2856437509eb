// A plan file may come from anybody: each fault must be one sentence that says what to do.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { UserError } from "../../../text/errors.ts";
import { planJsonSchema, type Plan } from "../../../cli/plan/document.ts";
import { parsePlan, readPlan } from "../../../cli/plan/read-plan.ts";

const PLAN: Plan = {
  version: 1,
  project: "strongroom",
  stack: "dev",
  environment: "dev",
  date: "2026-01-01",
  resources: [
    {
      urn: "urn:pulumi:dev::strongroom::azure-native:keyvault:Vault::payments",
      type: "azure-native:keyvault:Vault",
      name: "payments",
      custom: true,
      inputs: { vaultName: "kv", properties: { $unknown: true } },
      dependencies: [],
      propertyDependencies: {},
    },
  ],
  outputs: {},
};

function messageOf(text: string): string {
  try {
    parsePlan(text, "p.json");
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message;
    throw thrown;
  }
  return "";
}

describe("reading a plan", () => {
  it("gives back what was written", () => {
    expect(parsePlan(JSON.stringify(PLAN), "p.json")).to.deep.equal(PLAN);
  });

  const version = "this command reads 1: make both plans with the same version of strongroom";
  const make = "make one with: strongroom plan --json --out FILE";
  const cases: readonly (readonly [what: string, text: string, message: string])[] = [
    ["an empty file", "", `p.json is no plan: not valid JSON: Unexpected end of JSON input; ${make}`],
    ["a list", "[]", `p.json is no plan: "version" is missing; ${make}`],
    ["null", "null", `p.json is no plan: "version" is missing; ${make}`],
    ["a newer version", JSON.stringify({ ...PLAN, version: 2 }), `p.json was made by plan schema 2; ${version}`],
    ["a newer version that has no resources", `{ "version": 2 }`, `p.json was made by plan schema 2; ${version}`],
    ["a version in words", JSON.stringify({ ...PLAN, version: "1" }), `p.json was made by plan schema "1"; ${version}`],
    [
      "no resources",
      JSON.stringify({ ...PLAN, resources: undefined }),
      `p.json is no plan: resources: Invalid input: expected array, received undefined; ${make}`,
    ],
    [
      "no stack",
      JSON.stringify({ ...PLAN, stack: undefined }),
      `p.json is no plan: stack: Invalid input: expected string, received undefined; ${make}`,
    ],
    [
      "a resource without a URN",
      JSON.stringify({ ...PLAN, resources: [{ ...PLAN.resources[0], urn: "x" }] }),
      `p.json is no plan: resources.0.urn: must be a URN, "urn:pulumi:<stack>::<project>::<type>::<name>"; ${make}`,
    ],
  ];
  for (const [what, text, message] of cases) {
    it(`refuses ${what}`, () => {
      expect(messageOf(text)).to.equal(message);
    });
  }

  it("writes out what would speak to a terminal", () => {
    const texts = ["\u001b[2J", JSON.stringify({ ...PLAN, resources: [{ "\u001b]0;x\u0007": 1 }] })];

    for (const text of texts) expect(messageOf(text)).to.match(/^p\.json is no plan: [^\p{Cc}]+$/u);
  });

  it("says how to make a plan where there is none", () => {
    expect(() => readPlan("no-such-plan.json")).to.throw(
      UserError,
      /^no plan file no-such-plan.json; make one with: strongroom plan --json --out no-such-plan.json$/,
    );
  });

  it("never fails in another way, whatever the file says", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((part) => JSON.stringify({ ...PLAN, ...part })),
        ),
        (text) => {
          expect(messageOf(text)).to.not.contain("\n    at ");
        },
      ),
      { seed: 7 },
    );
  });

  it("has a committed JSON Schema that is current", () => {
    const file = join(import.meta.dirname, "../..", "..", "schemas", "plan.schema.json");

    expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.equal(planJsonSchema());
  });
});
