// What a condition on the right to grant really allows, and not what it looks like.
import { expect } from "chai";
import { delegationCondition } from "../../components/authorization/delegation.ts";
import { BUILT_IN_ROLES } from "../../facts/role-definitions.ts";
import { conditionAllows } from "../../policy/delegation.ts";
import { roleGuid } from "../../policy/role-names.ts";

const USER = "4633458b-17de-408a-b874-0445c86b69e6";
const OWNER = roleGuid("Owner") ?? "";
const SELF = "11111111-1111-4111-8111-111111111111";
const WRITE = "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})";
const equals = (role: string): string =>
  `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${role}}`;

describe("a condition on the right to grant", () => {
  it("of this program allows its roles to others, and nothing else", () => {
    const condition = delegationCondition([USER], SELF, "ServicePrincipal");

    expect(conditionAllows(condition, { role: USER })).to.equal(true);
    expect(conditionAllows(condition, { role: USER.toUpperCase() })).to.equal(true);
    expect(conditionAllows(condition, { role: USER, principalId: SELF })).to.equal(false);
    expect(conditionAllows(condition, { role: OWNER })).to.equal(false);
  });

  it("of Azure's own role allows what its documentation says", () => {
    const condition = BUILT_IN_ROLES["8b54135c-b56d-4d72-a534-26097cfdc8d8"]?.condition ?? "";

    expect(conditionAllows(condition, { role: USER })).to.equal(true);
    expect(conditionAllows(condition, { role: OWNER })).to.equal(false);
  });

  for (const [what, condition, owner] of [
    ["that names the role", `((${WRITE}) OR (${equals(OWNER)}))`, true],
    ["that names another", `((${WRITE}) OR (${equals(USER)}))`, false],
    [
      "that excludes it",
      `((${WRITE}) OR (${equals(OWNER).replace("GuidEquals", "GuidNotEquals").replace("AnyValues:", "AllValues:")}))`,
      false,
    ],
    ["with a way around it", `((${WRITE}) OR (${equals(USER)}) OR (@Principal[x] StringEquals 'a'))`, true],
    [
      "that asks only about deleting",
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (${equals(USER)}))`,
      true,
    ],
    [
      "that looks at what is there, not at what is asked for",
      `((${WRITE}) OR (${equals(USER).replace("@Request", "@Resource")}))`,
      true,
    ],
    [
      "that limits only whom",
      `((${WRITE}) OR (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Group'}))`,
      true,
    ],
    ["whose limit is turned round", `((${WRITE}) OR (!(${equals(USER)})))`, true],
    [
      "with words of the language in a text",
      `((${WRITE}) OR (${equals(USER)} AND @Request[a] StringEquals 'x) OR (y'))`,
      false,
    ],
    ["that is cut off", `((${WRITE}) OR (${equals(USER)}`, true],
    ["that is empty", "", true],
    ["nested without end", `${"(".repeat(4000)}${equals(USER)}${")".repeat(4000)}`, true],
    ["longer than Azure takes", `(${equals(USER)})${" ".repeat(9000)}`, true],
  ] as const) {
    it(`${what} ${owner ? "lets" : "does not let"} Owner through`, () => {
      expect(conditionAllows(condition, { role: OWNER })).to.equal(owner);
    });
  }
});
