// A certificate that was signed outside ends without a word, unless the vault knows whom to tell.
import { expect } from "chai";
import type { DesiredVault } from "../../../cli/vault/desired.ts";
import { applyAll, inspectAll } from "../../../cli/vault/reconcile.ts";
import type { VaultDouble } from "./double/vault-double.ts";
import { afterUp, CALLBACK, DESIRED, fleet } from "./fixtures.ts";

const OUTSIDE: DesiredVault = {
  ...DESIRED,
  certificates: [
    { ...CALLBACK, issuer: "Unknown" },
    { ...CALLBACK, name: "partner", issuer: "Unknown" },
    { ...CALLBACK, name: "own", tags: { ...CALLBACK.tags, owner: "own@contoso.com" } },
  ],
};

/** What `check` says of contacts. */
async function check(double: VaultDouble, desired: DesiredVault): Promise<readonly string[]> {
  const [outcome] = await inspectAll(fleet(double), [desired]);
  expect(outcome?.failure).to.equal(undefined);
  return (outcome?.plan?.steps ?? []).flatMap(({ subject, detail }) =>
    subject === "certificate contacts" ? [detail] : [],
  );
}

describe("strongroom vault: contacts", () => {
  it("the owner of what is signed outside is missing, is added once beside the others, and stays", async () => {
    const double = afterUp(OUTSIDE);
    double.contacts.push("security@contoso.com");

    const missing = await check(double, OUTSIDE);
    const [outcome] = await applyAll(fleet(double), [OUTSIDE]);

    expect(missing).to.deep.equal(["add payments@contoso.com, who is told before the end of callback, partner"]);
    expect(outcome?.failure).to.equal(undefined);
    expect(double.contacts).to.deep.equal(["security@contoso.com", "payments@contoso.com"]);
    expect(await check(double, OUTSIDE)).to.deep.equal([]);
  });

  it("an address is the same in capitals", async () => {
    const double = afterUp(OUTSIDE);
    double.contacts.push("Payments@Contoso.com");

    expect(await check(double, OUTSIDE)).to.deep.equal([]);
  });

  it("are not even read where the vault renews everything by itself", async () => {
    const double = afterUp();
    const asked: string[] = [];
    double.intercept = (request) => asked.push(request);

    expect(await check(double, DESIRED)).to.deep.equal([]);
    expect(asked).to.include("list certificates");
    expect(asked).not.to.include("contacts");
  });
});
