// A template inside a deployment is no place to hide, and what only Azure can evaluate in it is no reason to fail.
import { expect } from "chai";
import { fromPlan } from "../../policy/from-plan.ts";
import { fromState } from "../../policy/from-state.ts";
import { assess, judge } from "../../policy/judge.ts";
import type { Judged } from "../../policy/judged.ts";
import { resourcesOf } from "../../policy/templates.ts";
import { get, SECRET, UNKNOWN, type Props, type Value } from "../../policy/value.ts";
import { compliant, CONFIG, ENVIRONMENT, NOW, withValue } from "./fixtures.ts";

const URN = "urn:pulumi:dev::strongroom::azure-native:resources:Deployment::hidden";

function deployment(resources: readonly Value[], parameters: Props = {}, name = "hidden"): Judged {
  return {
    type: "azure-native:resources:Deployment",
    name,
    urn: URN,
    props: {
      resourceGroupName: "rg-payments-dev",
      properties: { mode: "Incremental", parameters, template: { resources } },
    },
  };
}

const vault = (properties: Props): Props => ({
  type: "Microsoft.KeyVault/vaults",
  apiVersion: "2024-11-01",
  name: "[parameters('name')]",
  location: "westeurope",
  properties,
});

const found = (stack: readonly Judged[]) => judge(stack, CONFIG, ENVIRONMENT, { now: NOW });

describe("a template deployment", () => {
  it("is judged by what is in it, and reported as the deployment", () => {
    const stack = [
      ...compliant(),
      deployment([vault({ publicNetworkAccess: "enabled" })], { name: { value: "kv-hidden" } }),
    ];

    const exposed = found(stack).filter(({ rule }) => rule === "vault-public-access");

    expect(exposed.map(({ urn, name, message }) => ({ urn, name, message }))).to.deep.equal([
      {
        urn: URN,
        name: "hidden",
        message: 'hidden/kv-hidden: properties.publicNetworkAccess is "enabled", it must be "disabled"',
      },
    ]);
  });

  it("names its children's parents, by full names, by concat and by nesting", () => {
    const firewall = {
      type: "Microsoft.Sql/servers/firewallRules",
      properties: { startIpAddress: "0.0.0.0", endIpAddress: "0.0.0.0" },
    };
    const stack = deployment(
      [
        { ...firewall, name: "sql/open" },
        { ...firewall, name: "[concat(parameters('server'), '/open')]" },
        {
          type: "Microsoft.Sql/servers",
          name: "sql",
          resources: [{ ...firewall, type: "firewallRules", name: "open" }],
        },
      ],
      { server: { value: "sql" } },
    );

    const rules = resourcesOf(stack).filter(({ kind }) => kind === "sql:FirewallRule");

    expect(
      rules.map(({ props }) => [props["serverName"], props["firewallRuleName"], props["startIpAddress"]]),
    ).to.deep.equal([
      ["sql", "open", "0.0.0.0"],
      ["sql", "open", "0.0.0.0"],
      ["sql", "open", "0.0.0.0"],
    ]);
  });

  it("gives evidence of each resource in it", () => {
    const stack = [
      deployment([{ ...vault({ publicNetworkAccess: "enabled", enableRbacAuthorization: true }), name: "kv-x" }]),
    ];

    const status = (rule: string) =>
      assess(stack, CONFIG, ENVIRONMENT, { now: NOW }).find((one) => one.rule.id === rule)?.status;

    expect([status("vault-public-access"), status("vault-rbac")]).to.deep.equal(["failed", "passed"]);
  });

  it("is looked into when a template deploys another", () => {
    const inner = { template: { resources: [{ ...vault({ publicNetworkAccess: "enabled" }), name: "kv-deep" }] } };
    const stack = deployment([{ type: "Microsoft.Resources/deployments", name: "inner", properties: inner }]);

    expect(found([stack]).map(({ rule }) => rule)).to.include("vault-public-access");
  });

  it("does not fail for expressions that only Azure can evaluate", () => {
    const properties = Object.fromEntries(
      ["enablePurgeProtection", "publicNetworkAccess"].map((key) => [key, "[if(equals(1, 1), true(), false())]"]),
    );
    const stack = deployment([vault(properties)], { name: { value: UNKNOWN } });

    const rules = found([stack]).map(({ rule }) => rule);

    expect(rules).to.not.include.members(["vault-purge-protection"]);
    expect(rules).to.not.include.members(["vault-public-access"]);
    expect(rules).to.not.include.members(["vault-name"]);
    expect(rules).to.include("vault-rbac");
  });

  it("can make a server Entra-only, and can undo it", () => {
    const only = (value: boolean) =>
      deployment(
        [
          {
            type: "Microsoft.Sql/servers/azureADOnlyAuthentications",
            name: "[concat(parameters('server'), '/Default')]",
            properties: { azureADOnlyAuthentication: value },
          },
        ],
        { server: { value: "sql-payments-dev" } },
      );
    const rules = (stack: readonly Judged[]) => found(stack).map(({ rule }) => rule);

    expect(
      rules([...withValue("server", "administrators.azureADOnlyAuthentication", undefined), only(true)]),
    ).to.deep.equal([]);
    expect(rules([...compliant(), only(false)])).to.deep.equal(["sql-entra-only"]);
  });

  describe("that writes a secret into a vault", () => {
    const SECOND = Date.parse("2026-09-01T00:00:00Z") / 1000;
    const TEMPLATE: Props = {
      type: "Microsoft.KeyVault/vaults/secrets",
      name: "[concat(parameters('vaultName'), '/', parameters('secretName'))]",
      tags: "[parameters('tags')]",
      properties: {
        value: "[parameters('value')]",
        contentType: "text/plain",
        attributes: { enabled: true, exp: "[parameters('expires')]" },
      },
    };
    const given: Props = {
      vaultName: { value: "kv-payments-dev" },
      secretName: { value: "payments-dev-ledger-api-sql-conn" },
      value: { value: SECRET },
      expires: { value: SECOND },
      tags: { value: withTags() },
    };
    const rulesOf = (parameters: Props, template = TEMPLATE) => [
      ...new Set(found([...compliant(), deployment([template], parameters)]).map(({ rule }) => rule)),
    ];

    it("breaks no rule when the secret is as every secret must be", () => {
      expect(rulesOf(given)).to.deep.equal([]);
    });

    for (const [rule, parameters] of [
      ["secrets-marked", { value: { value: "in the clear" } }],
      ["secret-expiry", { expires: { value: 0 } }],
      ["secret-lifetime", { expires: { value: Date.parse("2036-01-01T00:00:00Z") / 1000 } }],
      ["secret-days-left", { expires: { value: Date.parse("2026-06-02T00:00:00Z") / 1000 } }],
      ["secret-name", { secretName: { value: "with_underscore" } }],
      ["required-tags", { tags: { value: {} } }],
    ] as const) {
      it(`breaks ${rule} when the secret does`, () => {
        expect(rulesOf({ ...given, ...parameters })).to.include(rule);
      });
    }

    it("gives a secret to secure parameters only: the history shows all others", () => {
      const declared = (type: string): Judged => {
        const secret = deployment([TEMPLATE], given);
        const properties = get(secret.props, "properties") as Props;
        const template = { ...(properties["template"] as Props), parameters: { value: { type } } };
        return { ...secret, props: { ...secret.props, properties: { ...properties, template } } };
      };
      const messages = (type: string) => found([...compliant(), declared(type)]).map(({ message }) => message);

      expect(messages("securestring")).to.deep.equal([]);
      expect(messages("string")).to.deep.equal([
        'properties.template.parameters.value.type is "string", it must be "securestring" or "secureObject"',
      ]);
    });

    it("breaks secret-content-type when the template does not say what the secret is", () => {
      const { contentType: _none, ...properties } = TEMPLATE["properties"] as Props;

      expect(rulesOf(given, { ...TEMPLATE, properties })).to.deep.equal(["secret-content-type"]);
    });

    it("is judged alike in a plan and in a state, where the value is hidden and the template is not returned", () => {
      const urn = "urn:pulumi:prod::strongroom::azure-native:resources:Deployment::conn";
      const base = { urn, type: "azure-native:resources:Deployment", name: "conn", custom: true };
      const inputs = (value: unknown, expires: number) => ({
        resourceGroupName: "rg",
        properties: {
          template: { resources: [TEMPLATE] },
          parameters: { ...given, value: { value }, expires: { value: expires } },
        },
      });
      const signed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
      const outputs = {
        properties: { parameters: { value: { type: "SecureString" }, expires: { type: "Int", value: SECOND } } },
      };
      const planned = (value: unknown, expires: number) =>
        fromPlan({ version: 1, resources: [{ ...base, inputs: inputs(value, expires) }] });
      const deployed = (value: unknown, expires: number) =>
        fromState({
          deployment: {
            resources: [
              {
                ...base,
                inputs: inputs(value, expires),
                outputs: { properties: { ...outputs.properties, parameters: {} } },
              },
              { ...base, urn: `${urn}2`, inputs: inputs(signed, SECOND), outputs },
            ],
          },
        });
      const rules = (judged: readonly Judged[]) => [
        ...new Set(found([...compliant(), ...judged]).map(({ rule }) => rule)),
      ];

      expect(rules(planned({ $secret: true }, SECOND))).to.deep.equal([]);
      expect(rules(deployed(signed, SECOND))).to.deep.equal([]);
      expect(rules(planned("in the clear", 0))).to.have.members([
        "secrets-marked",
        "secret-expiry",
        "secret-days-left",
      ]);
      expect(rules(deployed("in the clear", 0))).to.have.members(rules(planned("in the clear", 0)));
    });
  });
});

/** What the rules ask of everything that takes tags. */
function withTags(): Props {
  const tags = compliant().find(({ name }) => name === "secret")?.props["tags"];
  return tags as Props;
}
