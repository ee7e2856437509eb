import { expect } from "chai";
import { findings } from "../../../cli/access/findings.ts";
import { proveIsolation, type StackToProve } from "../../../cli/access/isolation.ts";
import { limitUses } from "../../../cli/access/limits.ts";
import { accessMatrix } from "../../../cli/access/matrix.ts";
import { fromPlan } from "../../../cli/snapshot/records.ts";
import type { Plan, PlanResource } from "../../../cli/plan/document.ts";
import { planOf, STACKS } from "../../support/plans.ts";
import {
  asStack,
  grant,
  grantTo,
  GROUP,
  identity,
  inApp,
  OWNER,
  plan,
  resource,
  SECRETS_OFFICER,
  STRANGER,
  SUBSCRIPTION,
  VAULT,
} from "./fixtures.ts";

const SECRET = `${VAULT}/secrets/shop-prod-key`;
const OTHER_SUBSCRIPTION = "22222222-2222-4222-8222-222222222222";
const api = identity("api");

function found(...resources: readonly PlanResource[]): string[] {
  return findings(accessMatrix([fromPlan(plan(resources))])).map(
    ({ weight, kind, message }) => `${weight}: ${kind}: ${message}`,
  );
}

describe("findings of access", () => {
  it("has nothing to say about one role on one secret", () => {
    expect(found(api, grant("g", api, SECRET))).to.deep.equal([]);
  });

  it("names a person, a stranger, everybody, and a role that administers", () => {
    const everybody = inApp("azuread:index/group:Group", "everybody", { displayName: "All Users" });

    expect(
      found(
        api,
        everybody,
        grantTo("to-a-person", STRANGER, "User", SECRET),
        grantTo("to-a-stranger", STRANGER.replace("9", "8"), "ServicePrincipal", SECRET),
        grant("to-everybody", everybody, SECRET),
        grant("owner", api, SECRET, OWNER),
      ),
    ).to.deep.equal([
      "alarm: administers: shop/api: Owner on secret shop-prod-key in kv-shop: the role administers, which is wider than any use (prod, owner)",
      "alarm: everybody: group All Users: Key Vault Secrets User on secret shop-prod-key in kv-shop: the group is everybody, or a rule chooses its members (prod, to-everybody)",
      `alarm: person: person ${STRANGER}: Key Vault Secrets User on secret shop-prod-key in kv-shop: a person holds it, grant it to a group instead (prod, to-a-person)`,
      `alarm: stranger: unknown ${STRANGER.replace("9", "8")}: Key Vault Secrets User on secret shop-prod-key in kv-shop: no manifest, setting or stack knows this principal (prod, to-a-stranger)`,
    ]);
  });

  it("weighs a whole vault as a note, and a whole resource group as an alarm", () => {
    expect(found(api, grant("vault", api, VAULT), grant("group", api, GROUP))).to.deep.equal([
      "alarm: wide scope: shop/api: Key Vault Secrets User on resource group rg-shop-prod: it holds for the whole resource group (prod, group)",
      "note: wide scope: shop/api: Key Vault Secrets User on vault kv-shop: it holds for the whole resource (prod, vault)",
    ]);
  });

  it("names a role that another on the same object includes", () => {
    expect(found(api, grant("reads", api, SECRET), grant("writes", api, SECRET, SECRETS_OFFICER))).to.deep.equal([
      "note: adds nothing: shop/api: Key Vault Secrets User on secret shop-prod-key in kv-shop: Key Vault Secrets Officer on the same object includes it (prod, reads)",
    ]);
  });
});

describe("isolation", () => {
  const group = resource("azure-native:resources:ResourceGroup", "group", {}, { id: GROUP });
  const prod = plan([group, api, grant("g", api, SECRET)]);
  const dev = asStack(prod, "dev", OTHER_SUBSCRIPTION);
  const prove = (plans: readonly Plan[], more: Partial<StackToProve> = {}) =>
    proveIsolation(plans.map((one) => ({ snapshot: fromPlan(one), groups: {}, ...more })));

  it("holds for two stacks of their own", () => {
    expect(prove([dev, prod]).problems).to.deep.equal([]);
  });

  it("fails with the name of a grant to another environment's identity", () => {
    const devApi = dev.resources.find(({ type }) => type.endsWith(":UserAssignedIdentity"));
    const leak = grant("leak", devApi ?? api, SECRET);

    const { problems } = prove([dev, plan([group, api, leak])]);

    expect(problems).to.deep.equal([
      "shop/api: Key Vault Secrets User on secret shop-prod-key in kv-shop: the principal is of dev, the object of prod (prod, leak)",
    ]);
  });

  it("fails with the name of a grant in another environment's subscription", () => {
    const { problems } = prove([
      dev,
      plan([group, api, grant("across", api, SECRET.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION))]),
    ]);

    expect(problems).to.deep.equal([
      "shop/api: Key Vault Secrets User on secret shop-prod-key in kv-shop: stack prod of prod grants it in the subscription of dev (across)",
    ]);
  });

  it("fails for a sign-in that may enter two environments", () => {
    const credential = inApp("azure-native:managedidentity:FederatedIdentityCredential", "github", {
      resourceName: "id-shop-prod-api",
      issuer: "https://issuer",
      subject: "repo:contoso/shop:ref:refs/heads/main",
    });
    const both = plan([group, api, credential]);

    const { problems } = prove([asStack(both, "dev", OTHER_SUBSCRIPTION), both]);

    expect(problems).to.deep.equal([
      "repo:contoso/shop:ref:refs/heads/main of https://issuer: holds access in dev and prod: signs in as on identity shop/api (dev, github); signs in as on identity shop/api (prod, github)",
    ]);
  });

  it("wants a reason for a shared subscription, and repeats it", () => {
    const shared = asStack(prod, "dev");

    expect(prove([shared, prod]).problems).to.deep.equal([
      `stacks dev, prod: dev and prod share subscription ${SUBSCRIPTION}: give each its own, or say why in strongroom:sharedSubscription of Pulumi.dev.yaml, Pulumi.prod.yaml`,
    ]);
    expect(prove([shared, prod], { sharedBecause: "a demo" })).to.deep.include({
      problems: [],
      notes: [`stacks dev, prod: dev and prod share subscription ${SUBSCRIPTION}: a demo`],
    });
  });

  it("warns at 80 % of a limit, and fails beyond it", () => {
    const credentials = (count: number) =>
      plan([
        group,
        api,
        ...Array.from({ length: count }, (_, index) =>
          inApp("azure-native:managedidentity:FederatedIdentityCredential", `c${String(index)}`, {
            resourceName: "id-shop-prod-api",
            issuer: "https://issuer",
            subject: String(index),
          }),
        ),
      ]);
    const statuses = [15, 16, 20, 21].map((count) => limitUses([fromPlan(credentials(count))])[0]?.status);

    expect(statuses).to.deep.equal(["ok", "warning", "warning", "exceeded"]);
    expect(prove([credentials(16)]).notes).to.deep.equal([
      "federated credentials of identity id-shop-prod-api: 16 of 20: more than 80 %",
    ]);
    expect(prove([credentials(21)]).problems).to.deep.equal([
      "federated credentials of identity id-shop-prod-api: 21 of 20: Azure refuses the rest",
    ]);
  });

  it("holds for the stacks of this repository", async () => {
    const plans = await Promise.all(STACKS.map((stack) => planOf(stack)));

    const { problems, notes, limits, grants } = prove(plans);

    expect(problems).to.deep.equal([]);
    // Their groups have the same names, and are others in each environment.
    expect(notes).to.deep.equal([]);
    expect(grants).to.be.greaterThan(100);
    expect(limits.map(({ what }) => what)).to.include.members([
      "role assignments",
      "private endpoints",
      "vaults with private endpoints",
      "SQL servers",
      "federated credentials",
    ]);
  });
});
