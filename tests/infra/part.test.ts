// Who asks for a part of the program gets it in a preview, and nowhere else: a deployment that left an application out would delete it.
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { choosePart, partToBuild, type WholeProgram } from "../../infra/part.ts";

const whole = {
  args: { applications: [{ name: "ants" }, { name: "bees" }, { name: "cats" }] },
  shape: "dev",
} as unknown as WholeProgram;

const built = () => {
  const args = partToBuild(whole)?.args;
  return args && [args.applications.map(({ name }) => name), args.neighbours?.map(({ name }) => name)];
};

describe("a plan of a part", () => {
  const wasPreview = pulumi.runtime.isDryRun();
  const asPreview = (preview: boolean): void => {
    pulumi.runtime.setMockOptions(undefined, "strongroom", "dev", preview);
  };
  afterEach(() => {
    choosePart(undefined);
    asPreview(wasPreview);
  });

  it("builds what is asked for", () => {
    asPreview(true);
    choosePart(() => ({ own: ["cats"], identitiesOf: ["ants"] }));

    expect(built()).to.deep.equal([["cats"], ["ants"]]);
  });

  it("says of the whole what one part says", () => {
    asPreview(true);
    choosePart(() => ({ own: [], identitiesOf: [], quiet: true }));

    expect(partToBuild(whole)?.quiet).to.equal(true);
    asPreview(false);
    expect(partToBuild(whole)?.quiet).to.equal(false);
  });

  it("builds nothing for who only looks", () => {
    asPreview(true);
    choosePart(() => undefined);

    expect(built()).to.equal(undefined);
  });

  it("is the whole where nobody asks", () => {
    asPreview(true);

    expect(built()).to.deep.equal([["ants", "bees", "cats"], undefined]);
  });

  it("is the whole in a deployment, whoever asks", () => {
    asPreview(false);
    choosePart(() => ({ own: ["cats"], identitiesOf: [] }));

    expect(built()).to.deep.equal([["ants", "bees", "cats"], undefined]);
  });
});
