import { expect } from "chai";
import { BUILT_IN_ROLES } from "../../facts/role-definitions.ts";
import { ROLES } from "../../policy/role-names.ts";

describe("the policy pack's roles", () => {
  it("have the ids that the rest of the program knows: the pack stands alone and has a table of its own", () => {
    const unlike = Object.entries(ROLES).filter(([name, id]) => BUILT_IN_ROLES[id]?.name !== name);

    expect(unlike).to.deep.equal([]);
  });
});
