// What belongs to no application, planned with several parts and put together.
import { expect } from "chai";
import { joinShared } from "../../../cli/parts/shared.ts";
import { UNKNOWN, type PlanResource, type PlanValue } from "../../../cli/plan/document.ts";

const resource = (inputs: Record<string, PlanValue>, madeOf: readonly string[] = []): PlanResource => ({
  urn: "urn:pulumi:dev::shop::a:b:C::rule",
  type: "a:b:C",
  name: "rule",
  custom: true,
  inputs,
  dependencies: [...madeOf],
  propertyDependencies: { query: [...madeOf] },
});
const joined = (...all: readonly PlanResource[]) =>
  joinShared(all.map((one) => ({ resources: [one], outputs: {} })))?.resources[0];

describe("what all parts have", () => {
  it("is made of what it is made of in each", () => {
    const rule = joined(resource({ query: UNKNOWN }, ["b", "a"]), resource({ query: UNKNOWN }, ["c", "a"]));

    expect([rule?.dependencies, rule?.propertyDependencies]).to.deep.equal([
      ["a", "b", "c"],
      { query: ["a", "b", "c"] },
    ]);
  });

  it("is not known where one of them does not know it, at any depth", () => {
    const [known, unknown] = [{ allOf: [{ query: "x", on: 1 }] }, { allOf: [{ query: UNKNOWN, on: 1 }] }];

    expect(joined(resource(known), resource(unknown))?.inputs).to.deep.equal(unknown);
    expect(joined(resource(unknown), resource(known))?.inputs).to.deep.equal(unknown);
  });

  it("cannot be put together where two know different things", () => {
    expect(joined(resource({ query: "x" }), resource({ query: "y" }))).to.equal(undefined);
    expect(joined(resource({ a: [1] }), resource({ a: [1, 2] }))).to.equal(undefined);
    expect(
      joinShared([
        { resources: [], outputs: { a: 1 } },
        { resources: [], outputs: { a: 2 } },
      ]),
    ).to.equal(undefined);
  });

  it("has what only one of them has", () => {
    const job = { ...resource({}), urn: "urn:pulumi:dev::shop::a:b:C::job", name: "job" };

    const all = joinShared([
      { resources: [resource({})], outputs: { platform: 1 } },
      { resources: [resource({}), job], outputs: { job: 2 } },
    ]);

    expect([all?.resources.map(({ name }) => name), all?.outputs]).to.deep.equal([
      ["rule", "job"],
      { platform: 1, job: 2 },
    ]);
  });
});
