import { expect } from "chai";
import { githubOwnerOf, letsIn } from "../../facts/github-subject.ts";

describe("the owner of a GitHub subject", () => {
  for (const [subject, owner] of [
    ["repo:contoso/shop:environment:dev", { name: "contoso" }],
    ["repo:Contoso@12/shop@34:ref:refs/heads/main", { name: "contoso", id: "12" }],
    ["repository_owner_id:12:repository_id:34:environment:dev", { id: "12" }],
    ["repository_owner:contoso:environment:dev", { name: "contoso" }],
    ["environment:dev:repo:contoso/shop", { name: "contoso" }],
    ["repository_id:34:environment:dev", undefined],
    // A name that looks like another claim.
    ["repo:evil/x:environment:repo:contoso/shop", undefined],
    ["repository_owner_id:66:environment:repository_owner_id:12", undefined],
    ["repo:contoso-evil/shop:environment:dev", { name: "contoso-evil" }],
  ] as const) {
    it(`is read: ${subject}`, () => {
      expect(githubOwnerOf(subject)).to.deep.equal(owner);
    });
  }

  it("is let in by its name, by its id, and by both only where both fit", () => {
    expect(letsIn("contoso", { name: "Contoso" })).to.equal(true);
    expect(letsIn("contoso@12", { id: "12" })).to.equal(true);
    expect(letsIn("contoso@12", { name: "contoso", id: "13" })).to.equal(false);
    expect(letsIn("contoso", { id: "12" })).to.equal(false);
    expect(letsIn("contoso@12", { name: "evil", id: "12" })).to.equal(false);
  });
});
