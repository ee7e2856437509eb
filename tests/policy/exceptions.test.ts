// Exceptions are judged like everything else: one that names nothing, or ends in years, is an error.
import { expect } from "chai";
import type { Exception } from "../../policy/exceptions.ts";
import { judge, mustStop } from "../../policy/judge.ts";
import { compliant, CONFIG, ENVIRONMENT, NOW, withValue } from "./fixtures.ts";

const exception = (more: Partial<Exception>): Exception => ({
  rule: "vault-rbac",
  resource: "vault",
  reason: "a move",
  owner: "web@contoso.com",
  until: "2026-12-31",
  ...more,
});
const verdicts = (more: Partial<Exception>, stack = compliant()) =>
  judge(stack, { ...CONFIG, exceptions: [exception(more)] }, ENVIRONMENT, { now: NOW });
const said = (more: Partial<Exception>) => verdicts(more).map(({ rule, message }) => `${rule}: ${message}`);

describe("an exception", () => {
  it("that names a resource of the stack and ends within a year is none of anybody's business", () => {
    for (const resource of ["vault", "kv-payments-dev", "kv-*", compliant()[1]?.urn ?? ""]) {
      expect(said({ resource })).to.deep.equal([]);
    }
  });

  it("that matches nothing is an error", () => {
    const found = verdicts({ resource: "kv-paymnets-*" });

    expect(said({ resource: "kv-paymnets-*" })).to.deep.equal([
      'exception-matches: the exception to vault-rbac for "kv-paymnets-*" matches nothing in this stack; its owner is "web@contoso.com"',
    ]);
    expect(mustStop(found)).to.equal(true);
  });

  it("that is for other stacks need not match in this one, and excuses nothing there", () => {
    const wrong = withValue("vault", "properties.enableRbacAuthorization", false);

    expect(said({ resource: "kv-other", stacks: ["other-*"] })).to.deep.equal([]);
    expect(verdicts({ stacks: ["other-*"] }, wrong).map(({ status }) => status)).to.deep.equal(["failed"]);
    expect(verdicts({ stacks: ["d*"] }, wrong).map(({ status }) => status)).to.deep.equal(["excepted"]);
  });

  it("that ends more than a year ahead is an error", () => {
    expect(said({ until: "2027-06-01" })).to.deep.equal([]);
    expect(said({ until: "2029-12-31" })).to.deep.equal([
      'exception-length: the exception to vault-rbac for "vault" ends on 2029-12-31, more than 366 days ahead; its owner is "web@contoso.com"',
    ]);
  });
});
