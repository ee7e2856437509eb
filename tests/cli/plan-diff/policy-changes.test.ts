// What a change of policy.yaml means: only what demands more is harmless.
import { expect } from "chai";
import { policyChanges, policyDataChanges } from "../../../cli/plan-diff/policy-changes.ts";

const approval = (before: unknown, after: unknown): boolean =>
  policyDataChanges(before, after).some((change) => change.approval);

describe("a change of the policy", () => {
  const level = (value: unknown) => ({ version: 1, enforcement: { rules: { "vault-rbac": value } } });
  const allowed = (...owners: string[]) => ({ version: 1, settings: { allowedGithubOwners: owners } });
  const exception = (until: string) => ({ exceptions: [{ rule: "r", resource: "x", reason: "y", owner: "z", until }] });

  const weaker: readonly (readonly [string, unknown, unknown])[] = [
    ["switches a rule off", level("mandatory"), level("disabled")],
    ["makes a rule advise", level("mandatory"), level("advisory")],
    ["gives a rule a level that it did not have", { version: 1 }, level("disabled")],
    ["takes a rule's level away", level("mandatory"), { version: 1 }],
    ["weakens a rule in one environment", level({ prod: "mandatory" }), level({ prod: "advisory" })],
    ["writes a level that nobody knows", level("mandatory"), level("sometimes")],
    ["allows one more owner", allowed("a"), allowed("a", "b")],
    ["has another default", { enforcement: { default: "mandatory" } }, { enforcement: { default: "advisory" } }],
    ["demands fewer tags", { settings: { requiredTags: ["a", "b"] } }, { settings: { requiredTags: ["a"] } }],
    ["sets what the table does not know", { settings: {} }, { settings: { maximumDays: 400 } }],
    ["has an exception", { exceptions: [] }, exception("2027-01-01")],
    ["stretches an exception", exception("2027-01-01"), exception("2028-01-01")],
    ["is gone", level("mandatory"), undefined],
    ["was not there", undefined, level("mandatory")],
  ];
  for (const [what, before, after] of weaker) {
    it(`wants an approval where it ${what}`, () => {
      expect(approval(before, after)).to.equal(true);
    });
  }

  const stricter: readonly (readonly [string, unknown, unknown])[] = [
    ["stays as it is", level("advisory"), level("advisory")],
    ["makes a rule stricter", level("advisory"), level("mandatory")],
    ["allows one owner fewer", allowed("a", "b"), allowed("a")],
    ["ends an exception", exception("2027-01-01"), { exceptions: [] }],
  ];
  for (const [what, before, after] of stricter) {
    it(`wants none where it ${what}`, () => {
      expect(approval(before, after)).to.equal(false);
    });
  }

  it("that only moves comments and blanks is none", () => {
    expect(policyChanges("version: 1\n", "# a word\n\nversion:   1\n")).to.deep.equal([]);
  });

  it("that cannot be read says so", () => {
    expect(() => policyChanges("version: 1\n", "version: 1\nenforcment: {}\n")).to.throw(/^policy\.yaml of HEAD:2: /);
  });
});
