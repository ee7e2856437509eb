import { expect } from "chai";
import { AppPeople } from "../../../components/identity/app-people.ts";
import { peopleProblems, type PeopleSpec } from "../../../components/identity/people-spec.ts";
import { capture, grants, ofType } from "../../support/capture.ts";
import { testPlatform } from "../../support/fixtures.ts";
import { vault } from "../vault/fixtures.ts";

const guid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;

const PEOPLE = {
  readers: { name: "grp-payments-readers" },
  operators: { name: "grp-payments-operators", eligibleObjectId: guid("1") },
  breakGlass: { name: "grp-payments-break-glass", eligibleObjectId: guid("2") },
  approversObjectId: guid("3"),
} satisfies PeopleSpec;

describe("AppPeople", () => {
  const people = (spec: PeopleSpec, operatorsAsk: boolean) =>
    capture(() => {
      const platform = testPlatform();
      const vaults = [vault(), vault({ vaultName: "kv-payments-dev-x2", place: "paired" }, "payments-paired")];
      return new AppPeople("payments-people", {
        platform,
        people: spec,
        shape: { operatorsAsk, hours: 4 },
        of: "payments in dev",
        vaults,
      });
    });

  it("max: three groups, each with one role on each vault, and nobody holds two", async () => {
    const { resources } = await people(PEOPLE, true);

    const held = grants(resources).map(({ principal, role, scope }) => [principal, role, scope.slice(-2)].join(" "));
    expect(held).to.have.members([
      "payments-people-readers Key Vault Reader x1",
      "payments-people-readers Key Vault Reader x2",
      "payments-people-operators Strongroom Secret Operator (dev) x1",
      "payments-people-operators Strongroom Secret Operator (dev) x2",
      "payments-people-break-glass Key Vault Secrets User x1",
      "payments-people-break-glass Key Vault Secrets User x2",
    ]);
    expect(ofType(resources, "PrivilegedAccessGroupEligibilitySchedule").map(({ name }) => name)).to.have.members([
      "payments-people-operators-eligible",
      "payments-people-break-glass-eligible",
    ]);
  });

  it("hardened: where operators need not ask, break-glass still must", async () => {
    const { readers, breakGlass, approversObjectId } = PEOPLE;

    const { resources } = await people(
      { readers, operators: { name: "grp-payments-operators" }, breakGlass, approversObjectId },
      false,
    );

    expect(ofType(resources, "GroupRoleManagementPolicy").map(({ name }) => name)).to.deep.equal([
      "payments-people-break-glass-activation",
    ]);
  });

  it("defaults: makes no group that nobody named", async () => {
    const { resources } = await people({ readers: PEOPLE.readers }, true);

    expect(ofType(resources, "GroupWithoutMembers").map(({ name }) => name)).to.deep.equal(["payments-people-readers"]);
    expect(grants(resources)).to.have.length(2);
  });

  it("never lets those who administer a vault read its secrets", () => {
    const { operators, breakGlass } = PEOPLE;
    const reason = "whoever administers a vault must not read its secrets";
    const adopted = guid("7");
    const problems = (spec: Partial<PeopleSpec>) => peopleProblems({ ...PEOPLE, ...spec }, true);

    expect(problems({ breakGlass: { ...breakGlass, name: operators.name.toUpperCase() } })).to.deep.equal([
      `breakGlass: is the group of operators; ${reason}`,
    ]);
    expect(
      problems({ operators: { ...operators, objectId: adopted }, breakGlass: { ...breakGlass, objectId: adopted } }),
    ).to.deep.equal([`breakGlass: is the group of operators; ${reason}`]);
    expect(
      problems({
        operators: { ...operators, objectId: adopted },
        breakGlass: { ...breakGlass, eligibleObjectId: adopted },
      }),
    ).to.deep.equal([`breakGlass.eligibleObjectId: is the group of operators; ${reason}`]);
    expect(
      problems({
        operators: { ...operators, eligibleObjectId: adopted },
        breakGlass: { ...breakGlass, objectId: adopted },
      }),
    ).to.deep.equal([`operators.eligibleObjectId: is the group of breakGlass; ${reason}`]);
    expect(problems({ breakGlass: { ...breakGlass, eligibleObjectId: operators.eligibleObjectId } })).to.deep.equal([
      `breakGlass.eligibleObjectId: is also that of operators; ${reason}`,
    ]);
  });

  it("never lets those in without asking who only look, and no group ask for itself", () => {
    const { readers, operators, breakGlass } = PEOPLE;
    const adopted = guid("7");
    const problems = (spec: Partial<PeopleSpec>) => peopleProblems({ ...PEOPLE, ...spec }, true);

    expect(
      problems({ readers: { ...readers, objectId: adopted }, breakGlass: { ...breakGlass, objectId: adopted } }),
    ).to.deep.equal(["breakGlass: is the group of readers, who are in it without asking; name another"]);
    expect(problems({ operators: { ...operators, name: readers.name.toUpperCase() } })).to.deep.equal([
      "operators: is the group of readers, who are in it without asking; name another",
    ]);
    expect(problems({ breakGlass: { ...breakGlass, objectId: breakGlass.eligibleObjectId } })).to.deep.equal([
      "breakGlass.eligibleObjectId: is the group itself; name the one whose members may ask",
    ]);
    expect(
      problems({
        readers: { ...readers, objectId: adopted },
        breakGlass: { ...breakGlass, eligibleObjectId: adopted },
      }),
    ).to.deep.equal([]);
  });

  it("says who is missing, and takes nothing that it would drop", () => {
    expect(peopleProblems({ operators: { name: "a" }, breakGlass: { name: "b" } }, true)).to.deep.equal([
      "operators.eligibleObjectId: is missing; name the group whose members may ask for this access",
      "approversObjectId: is missing; name the group whose members approve the access of operators",
      "breakGlass.eligibleObjectId: is missing; name the group whose members may ask for this access",
      "approversObjectId: is missing; name the group whose members approve the access of breakGlass",
    ]);
    expect(
      peopleProblems(
        { readers: { name: "r", eligibleObjectId: guid("1") }, operators: { name: "a", eligibleObjectId: guid("2") } },
        false,
      ),
    ).to.deep.equal([
      "operators.eligibleObjectId: nobody asks for this access here; leave it out",
      "readers.eligibleObjectId: nobody asks for this access; leave it out",
    ]);
  });
});
