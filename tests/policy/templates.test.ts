// A template inside a deployment is no place to hide, and what only Azure can evaluate in it is no reason to fail.
import { expect } from "chai";
import { assess, judge } from "../../policy/judge.ts";
import type { Judged } from "../../policy/judged.ts";
import { resourcesOf } from "../../policy/templates.ts";
import { UNKNOWN, type Props, type Value } from "../../policy/value.ts";
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
});
