import { expect } from "chai";
import { DeclaredMember } from "../../../components/identity/declared-member.ts";
import { capture, only } from "../../support/capture.ts";

const GROUP = "33333333-3333-4333-8333-333333333333";
const MEMBER = "44444444-4444-4444-8444-444444444444";

const declared = (groupObjectId = GROUP, memberObjectId = MEMBER) =>
  capture(() => new DeclaredMember("member", { groupObjectId, memberObjectId }));

describe("DeclaredMember", () => {
  it("defaults: says who is to be in which group", async () => {
    const { resources } = await declared();

    expect(only(resources, "DeclaredMember").inputs).to.deep.equal({ groupObjectId: GROUP, memberObjectId: MEMBER });
  });

  it("max: every argument is written down", async () => {
    const { resources } = await declared(MEMBER, GROUP);

    expect(only(resources, "DeclaredMember").inputs).to.deep.equal({ groupObjectId: MEMBER, memberObjectId: GROUP });
  });

  it("hardened: changes nothing in Entra, whoever deploys", async () => {
    const { resources } = await declared();

    expect(resources.filter(({ type }) => type.startsWith("azuread:"))).to.deep.equal([]);
  });
});
