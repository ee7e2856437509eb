// Which applications a change names, and why.
import { expect } from "chai";
import { affectedIn, type ReadSide } from "../../../cli/affected/specs.ts";
import type { WholeProgram } from "../../../infra/part.ts";

interface Written {
  readonly grants?: readonly string[];
  readonly tags?: string;
  readonly manifest?: string;
}

/** Just as much of a program as the comparison looks at. */
function side(
  apps: Readonly<Record<string, Written>>,
  config: Readonly<Record<string, string>> = {},
  shape = "dev",
): ReadSide {
  const applications = Object.entries(apps).map(([name, { grants = [], tags = "" }]) => ({
    name,
    tags: { is: tags },
    availability: "regional",
    workloads: {},
    secrets: Object.fromEntries(grants.map((app) => [app, { readers: [{ kind: "workload", app, workload: "api" }] }])),
    keys: {},
    certificates: {},
    databases: {},
  }));
  return {
    whole: { args: { platform: {}, applications }, shape } as unknown as WholeProgram,
    config,
    manifests: new Map(Object.entries(apps).map(([name, { manifest = "" }]) => [name, manifest])),
  };
}

const named = (base: ReadSide, head: ReadSide) => Object.fromEntries(affectedIn(base, head).applications);

describe("what a change touches", () => {
  it("is nothing where nothing differs", () => {
    const { applications, everything } = affectedIn(side({ ants: {} }), side({ ants: {} }));

    expect([applications.size, everything]).to.deep.equal([0, []]);
  });

  it("is an application whose manifest differs, and those that grant to it", () => {
    const base = side({ ants: {}, bees: { grants: ["ants"] }, cats: { grants: ["bees"] } });
    const head = side({ ants: { tags: "new", manifest: "2" }, bees: { grants: ["ants"] }, cats: { grants: ["bees"] } });

    expect(named(base, head)).to.deep.equal({ ants: ["its manifest"], bees: ["what it grants to ants"] });
  });

  it("is one that is new, gone, or has only other lines", () => {
    const base = side({ ants: { manifest: "1" }, bees: { manifest: "1" } });
    const head = side({ bees: { manifest: "2" }, cats: { manifest: "1" } });

    expect(Object.keys(named(base, head))).to.deep.equal(["ants", "bees", "cats"]);
  });

  it("is one that a setting speaks of by its name", () => {
    const base = side({ ants: {}, bees: {} });
    const head = side({ ants: { tags: "2" }, bees: {} }, { "strongroom:generations": '{"ants":2}' });

    expect(named(base, head)).to.deep.equal({ ants: ["strongroom:generations.ants"] });
  });

  it("is one that another setting reaches, by the setting", () => {
    const base = side({ ants: {}, bees: {} }, { "strongroom:groups": '{"a":"1"}' });
    const head = side({ ants: { tags: "2" }, bees: {} }, { "strongroom:groups": '{"a":"2"}' });

    expect(named(base, head)).to.deep.equal({ ants: ["strongroom:groups"] });
  });

  it("is everything where the shape, the platform or a provider's setting differs", () => {
    const base = side({ ants: {} }, { "azure-native:location": "here" });

    expect(affectedIn(base, side({ ants: {} }, { "azure-native:location": "there" })).everything).to.deep.equal([
      "azure-native:location",
    ]);
    expect(affectedIn(base, side({ ants: {} }, { "azure-native:location": "here" }, "prod")).everything).to.deep.equal([
      "the platform",
    ]);
  });

  it("is built with the identities that it names", () => {
    const base = side({ ants: {}, bees: {}, cats: {}, dogs: {} });
    const head = side({ ants: {}, bees: {}, cats: {}, dogs: { grants: ["cats"], manifest: "2" } });

    const { part } = affectedIn(base, head);

    expect(part).to.deep.equal({ own: ["ants", "dogs"], identitiesOf: ["cats"] });
  });
});
