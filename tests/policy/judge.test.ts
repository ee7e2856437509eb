// The judge: what counts, what is excused and until when, what is not known, and what escapes by another spelling.
import { expect } from "chai";
import type { PolicyConfig } from "../../policy/config.ts";
import type { Exception } from "../../policy/exceptions.ts";
import { assess, judge, mustStop } from "../../policy/judge.ts";
import type { Judged } from "../../policy/judged.ts";
import { UNKNOWN, type Props } from "../../policy/value.ts";
import { compliant, CONFIG, ENVIRONMENT, NOW, withValue } from "./fixtures.ts";

const except = (more: Partial<Exception> = {}): PolicyConfig => ({
  ...CONFIG,
  exceptions: [
    {
      rule: "vault-public-access",
      resource: "kv-payments-*",
      reason: "migration",
      owner: "payments-team@contoso.com",
      until: "2026-06-01",
      ...more,
    },
  ],
});

const exposed = () => withValue("vault", "properties.publicNetworkAccess", "enabled");

const outcome = (config: PolicyConfig, now = NOW) =>
  judge(exposed(), config, ENVIRONMENT, { now }).map(({ rule, status }) => `${status} ${rule}`);

describe("judge", () => {
  it("sorts the worst first and stops for what is mandatory", () => {
    const stack = withValue(
      "vault",
      "properties.enablePurgeProtection",
      undefined,
      withValue("vault", "vaultName", "a--b"),
    );

    const verdicts = judge(stack, CONFIG, ENVIRONMENT, { now: NOW });

    expect(verdicts.map(({ severity }) => severity)).to.deep.equal(["critical", "low"]);
    expect(mustStop(verdicts)).to.equal(true);
  });

  it("lets through what only advises, and says nothing of what is disabled", () => {
    const enforcement = { default: "advisory", environments: {}, rules: { "vault-name": "disabled" } } as const;
    const stack = withValue(
      "vault",
      "properties.enablePurgeProtection",
      undefined,
      withValue("vault", "vaultName", "a--b"),
    );

    const verdicts = judge(stack, { ...CONFIG, enforcement }, ENVIRONMENT, { now: NOW });

    expect(verdicts.map(({ rule, level }) => `${level} ${rule}`)).to.deep.equal(["advisory vault-purge-protection"]);
    expect(mustStop(verdicts)).to.equal(false);
  });

  it("names the stack where the stack as a whole lacks something", () => {
    const root: Judged = { type: "pulumi:pulumi:Stack", name: "strongroom-prod", urn: "urn:stack", props: {} };
    const stack = [root, ...compliant().filter(({ name }) => name !== "incidents")];

    const verdicts = judge(stack, CONFIG, ENVIRONMENT, { now: NOW });

    expect(verdicts.map(({ rule, urn, name }) => ({ rule, urn, name }))).to.deep.equal([
      { rule: "service-health-alert", urn: "urn:stack", name: "strongroom-prod" },
    ]);
  });

  describe("exceptions", () => {
    it("excuse what they name, and it stays visible with its reason, owner and end", () => {
      const verdicts = judge(exposed(), except(), ENVIRONMENT, { now: NOW });

      expect(verdicts).to.have.length(1);
      expect(verdicts[0]).to.deep.include({
        status: "excepted",
        exception: { reason: "migration", owner: "payments-team@contoso.com", until: "2026-06-01" },
      });
      expect(mustStop(verdicts)).to.equal(false);
    });

    for (const [by, resource] of [
      ["the name in the program", "vault"],
      ["the name in Azure", "kv-payments-dev"],
      ["the URN", "urn:pulumi:dev::strongroom::azure-native:keyvault:Vault::vault"],
      ["a pattern", "*payments*"],
    ] as const) {
      it(`find their resource by ${by}`, () => {
        expect(outcome(except({ resource }))).to.deep.equal(["excepted vault-public-access"]);
      });
    }

    it("excuse no other resource and no other rule", () => {
      expect(outcome(except({ resource: "server*" }))).to.deep.equal(["failed vault-public-access"]);
      expect(outcome(except({ rule: "vault-rbac" }))).to.deep.equal(["failed vault-public-access"]);
    });

    it("hold until their last day is over, and fail from then on", () => {
      const lastMoment = outcome(except(), new Date("2026-06-01T23:59:59.999Z"));
      const after = judge(exposed(), except(), ENVIRONMENT, { now: new Date("2026-06-02T00:00:00Z") });

      expect(lastMoment).to.deep.equal(["excepted vault-public-access"]);
      expect(after.map(({ rule, status }) => `${status} ${rule}`)).to.deep.equal([
        "failed exception-ended",
        "failed vault-public-access",
      ]);
      expect(after.map(({ level }) => level)).to.deep.equal(["advisory", "advisory"]);
      expect(mustStop(after)).to.equal(false);
      expect(after[1]?.message).to.match(/\(the exception of payments-team@contoso\.com ended on 2026-06-01\)$/);
    });

    it("that have ended fail although what they excused is mended", () => {
      const verdicts = judge(compliant(), except({ until: "2026-01-31" }), ENVIRONMENT, { now: NOW });

      expect(verdicts.map(({ rule, message }) => `${rule}: ${message}`)).to.deep.equal([
        'exception-ended: the exception to vault-public-access for "kv-payments-*" ended on 2026-01-31, and what it excused fails again; its owner is "payments-team@contoso.com"',
      ]);
    });
  });

  describe("references that are not known yet", () => {
    const unknownTarget = (sources?: readonly string[]): Judged[] =>
      withValue("vault-endpoint", "privateLinkServiceConnections.0.privateLinkServiceId", UNKNOWN).map((judged) =>
        judged.name === "vault-endpoint" && sources !== undefined
          ? { ...judged, propertyDependencies: { privateLinkServiceConnections: sources } }
          : judged,
      );
    const missing = (stack: readonly Judged[]) =>
      judge(stack, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule, name }) => `${rule} ${name}`);
    const urn = (name: string) => compliant().find((judged) => judged.name === name)?.urn ?? "";

    it("are followed to the resource that they come from", () => {
      expect(missing(unknownTarget([urn("vault")]))).to.deep.equal([]);
    });

    it("do not serve another resource", () => {
      expect(missing(unknownTarget([urn("server")]))).to.deep.equal(["vault-private-endpoint vault"]);
    });

    it("raise nothing where nobody can tell", () => {
      expect(missing(unknownTarget())).to.deep.equal([]);
      expect(missing(unknownTarget([urn("group")]))).to.deep.equal([]);
    });

    it("by name do not mix up two servers' databases", () => {
      const other: Judged = {
        type: "azure-native:sql:Database",
        name: "other",
        urn: "urn:other",
        props: { ...compliant().find(({ name }) => name === "ledger")?.props, serverName: "sql-other" },
      };

      expect(missing([...compliant(), other])).to.include.members([
        "database-encryption other",
        "database-long-term-retention other",
      ]);
    });
  });

  describe("another spelling", () => {
    for (const type of [
      "azure-native:keyvault/v20230701:Vault",
      "azure-native_keyvault_v20260201:keyvault:Vault",
      "azure-native:keyvault/v20180214preview:Vault",
    ]) {
      it(`is no way out: ${type}`, () => {
        const stack = exposed().map((judged) => (judged.name === "vault" ? { ...judged, type } : judged));

        expect(judge(stack, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule }) => rule)).to.deep.equal([
          "vault-public-access",
        ]);
      });
    }

    it("is no way out: the generic resource", () => {
      const vault = compliant().find(({ name }) => name === "vault");
      const props: Props = {
        ...vault?.props,
        resourceProviderNamespace: "Microsoft.KeyVault",
        parentResourcePath: "",
        resourceType: "vaults",
        resourceName: "kv-payments-dev",
        properties: { publicNetworkAccess: "enabled" },
      };
      const stack = compliant().map((judged) =>
        judged.name === "vault" ? { ...judged, type: "azure-native:resources:Resource", props } : judged,
      );

      const rules = judge(stack, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule }) => rule);

      expect(rules).to.include.members(["vault-public-access", "vault-purge-protection", "vault-rbac"]);
    });

    it("is no way out: the classic provider, whose sound vault passes too", () => {
      const classic = (more: Props): Judged => ({
        type: "azure:keyvault/keyVault:KeyVault",
        name: "classic",
        urn: "urn:classic",
        props: {
          name: "kv-classic",
          resourceGroupName: "rg",
          location: "West Europe",
          tags: { owner: "us" },
          purgeProtectionEnabled: true,
          softDeleteRetentionDays: 90,
          rbacAuthorizationEnabled: true,
          publicNetworkAccessEnabled: false,
          networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
          ...more,
        },
      });
      const rules = (more: Props) =>
        judge([classic(more)], { ...CONFIG, settings: { ...CONFIG.settings, ownsSubscription: false } }, ENVIRONMENT, {
          now: NOW,
        }).map(({ rule }) => rule);

      const alone = ["vault-diagnostics", "vault-private-endpoint"];

      expect(rules({})).to.deep.equal(alone);
      expect(rules({ publicNetworkAccessEnabled: true, purgeProtectionEnabled: false })).to.deep.equal([
        "vault-purge-protection",
        "vault-diagnostics",
        "vault-private-endpoint",
        "vault-public-access",
      ]);
    });
  });

  it("lets a server be Entra-only through its child, and fails when a child undoes it", () => {
    const child = (only: boolean): Judged => ({
      type: "azure-native:sql:ServerAzureADOnlyAuthentication",
      name: "only",
      urn: "urn:only",
      props: { serverName: "sql-payments-dev", azureADOnlyAuthentication: only },
    });
    const rules = (stack: readonly Judged[]) => judge(stack, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule }) => rule);

    const byChild = rules([...withValue("server", "administrators.azureADOnlyAuthentication", undefined), child(true)]);
    const undone = rules([...compliant(), child(false)]);

    expect(byChild).to.deep.equal([]);
    expect(undone).to.deep.equal(["sql-entra-only"]);
  });

  it("takes the login that Azure makes up for an Entra-only server for none", () => {
    const made = withValue("server", "administratorLogin", "CloudSA1d559488");
    const taken = withValue("server", "administrators.azureADOnlyAuthentication", false, made);

    const rules = (stack: readonly Judged[]) => judge(stack, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule }) => rule);

    expect(rules(made)).to.deep.equal([]);
    expect(rules(taken)).to.include.members(["sql-entra-only", "sql-no-login"]);
  });

  it("allows delegation under a condition only", () => {
    const delegation = "/providers/Microsoft.Authorization/roleDefinitions/f58310d9-a9f6-439a-9e8d-f62e7b41a168";
    const conditioned = withValue(
      "grant",
      "condition",
      "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {4633458b-17de-408a-b874-0445c86b69e6}",
      withValue("grant", "conditionVersion", "2.0", withValue("grant", "roleDefinitionId", delegation)),
    );
    const rules = (stack: readonly Judged[]) => judge(stack, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule }) => rule);

    expect(rules(conditioned)).to.deep.equal([]);
    expect(rules(withValue("grant", "conditionVersion", "1.0", conditioned))).to.deep.equal(["role-allowed"]);
    expect(rules(withValue("grant", "condition", "", conditioned))).to.deep.equal(["role-allowed"]);
  });
});

describe("assess", () => {
  const statusOf = (stack: readonly Judged[], id: string, name: string) =>
    assess(stack, CONFIG, ENVIRONMENT, { now: NOW }).find((one) => one.rule.id === id && one.name === name)?.status;

  it("says passed only of what is known", () => {
    expect(statusOf(compliant(), "vault-rbac", "vault")).to.equal("passed");
    expect(statusOf(exposed(), "vault-public-access", "vault")).to.equal("failed");
    expect(statusOf(withValue("vault", "properties.enableRbacAuthorization", UNKNOWN), "vault-rbac", "vault")).to.equal(
      "unknown",
    );
  });
});
