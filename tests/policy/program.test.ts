// Program and policy read one list of what is allowed: whatever the settings of this repository let a manifest say about
// sign-ins, regions and roles passes the shipped policy. (That the stacks themselves pass is shown where `check` is tested.)
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { delegationCondition } from "../../components/authorization/delegation.ts";
import { ROLES } from "../../components/authorization/roles.ts";
import { organizationOf } from "../../facts/azure-devops-organization.ts";
import { CLOUDS } from "../../facts/clouds.ts";
import { ENVIRONMENTS } from "../../facts/environments.ts";
import { AKS_ISSUER_HOSTS } from "../../facts/issuers.ts";
import { pairedLocationOf } from "../../facts/regions.ts";
import { federationOf } from "../../infra/federation/federation.ts";
import type { Federation } from "../../infra/federation/federation-schema.ts";
import { DEFAULT_CONFIG, parseConfig } from "../../policy/config.ts";
import { judge, mustStop } from "../../policy/judge.ts";
import type { Judged } from "../../policy/judged.ts";
import type { Props } from "../../policy/value.ts";
import { ROOT } from "../support/plans.ts";

const CONFIG = parseConfig(readFileSync(join(ROOT, "policy.yaml"), "utf8"), "policy.yaml");
const ALONE = { ...CONFIG, exceptions: [] };
const NOW = new Date("2026-12-01T00:00:00Z");
const GROUP = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg";

interface Raw {
  readonly location: string;
  readonly pairedLocation?: string;
  readonly tenantId: string;
  readonly kubernetesClusters: Readonly<Record<string, string>>;
  readonly allowedIssuers: readonly string[];
  readonly githubOwners: readonly string[];
  readonly azureDevOpsOrganizations: readonly string[];
}

function settingsOf(environment: string): Raw {
  const { config } = parse(readFileSync(join(ROOT, `Pulumi.${environment}.yaml`), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  const own = Object.entries(config).map(([key, value]) => [key.replace(/^strongroom:/, ""), value] as const);
  const none = { kubernetesClusters: {}, allowedIssuers: [], githubOwners: [], azureDevOpsOrganizations: [] };
  return { ...none, ...(Object.fromEntries(own) as Partial<Raw>) } as Raw;
}

/** Every way in which a manifest may name who signs in, as far as the settings let it. */
function federations(environment: string, raw: Raw): Federation[] {
  const [owner = "contoso"] = raw.githubOwners;
  const repository = `${owner}/shop`;
  const organization = organizationOf(
    raw.azureDevOpsOrganizations[0] ?? "contoso@8a1b2c3d-4e5f-4061-8273-94a5b6c7d8e9",
  );
  const connection = {
    organizationId: organization.id,
    organization: organization.name,
    project: "shop",
    serviceConnection: "azure-${environment}",
  };
  return [
    ...Object.keys(raw.kubernetesClusters).map((cluster) => ({
      kubernetes: { cluster, namespace: "shop", serviceAccount: "worker" },
    })),
    { github: { repository, environment: "${environment}" } },
    { github: { repository, branch: "release/${environment}" } },
    { github: { repository, environment: "x", subjectPrefix: `repo:${owner}@1234567/shop@7654321` } },
    // A manifest may not in prod (infra/manifest/manifest-checks.ts).
    ...(environment === "prod" ? [] : [{ github: { repository, pullRequest: true as const } }]),
    { azureDevOps: connection },
    { azureDevOps: { ...connection, entraSubject: "/eid1/c/pub/t/x/a/y/sc/8a1b2c3d/z" } },
    ...raw.allowedIssuers.map((issuer) => ({ oidc: { issuer, subject: "project_path:contoso/shop" } })),
  ];
}

const judged = (type: string, name: string, props: Props): Judged => ({
  type: `azure-native:${type}`,
  name,
  urn: `urn:pulumi:x::strongroom::azure-native:${type}::${name}`,
  props,
});

/** What would stop the deployment. */
const stopped = (resources: readonly Judged[], environment: string): string[] => {
  const verdicts = judge(resources, ALONE, environment, { now: NOW });
  return verdicts.filter((verdict) => mustStop([verdict])).map(({ rule, message }) => `${rule}: ${message}`);
};

describe("what the program lets a manifest say", () => {
  for (const environment of ENVIRONMENTS) {
    const raw = settingsOf(environment);

    it(`passes the policy in ${environment}: every sign-in`, () => {
      const specs = federations(environment, raw).flatMap((federation) =>
        Object.values(federationOf(federation, { ...raw, environment, cloud: "public" })),
      );

      const credentials = specs.map(({ issuer, subject }, index) =>
        judged("managedidentity:FederatedIdentityCredential", String(index), {
          resourceGroupName: "rg",
          resourceName: "id",
          issuer,
          subject,
          audiences: [CLOUDS.public.tokenExchangeAudience],
        }),
      );

      expect(credentials.length).to.be.at.least(6);
      expect(stopped(credentials, environment)).to.deep.equal([]);
    });

    it(`passes the policy in ${environment}: its regions`, () => {
      const regions = [raw.location, pairedLocationOf(raw)].filter((region) => region !== undefined);
      const tags = Object.fromEntries(CONFIG.settings.requiredTags.map((tag) => [tag, "x"]));

      const groups = regions.map((location) => judged("resources:ResourceGroup", location, { location, tags }));

      expect(groups.length).to.be.greaterThan(0);
      expect(stopped(groups, environment)).to.deep.equal([]);
    });
  }

  it("passes the policy: every role that it grants, and the right to grant them", () => {
    const grant = (name: string, roleId: string, more: Props = {}): Judged =>
      judged("authorization:RoleAssignment", name, {
        scope: GROUP,
        principalId: "22222222-2222-4222-8222-222222222222",
        principalType: "ServicePrincipal",
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        ...more,
      });
    const condition = delegationCondition(
      Object.values(ROLES),
      "22222222-2222-4222-8222-222222222222",
      "ServicePrincipal",
    );

    const grants = [
      ...Object.entries(ROLES).map(([name, id]) => grant(name, id)),
      grant("delegates", "f58310d9-a9f6-439a-9e8d-f62e7b41a168", { condition, conditionVersion: "2.0" }),
    ];

    expect(stopped(grants, "prod")).to.deep.equal([]);
  });

  it("trusts the issuers of AKS in every cloud, and of a stranger in none", () => {
    const credential = (issuer: string): Judged =>
      judged("managedidentity:FederatedIdentityCredential", "k", {
        issuer,
        subject: "system:serviceaccount:shop:worker",
        audiences: [CLOUDS.public.tokenExchangeAudience],
      });
    const by = (issuer: string): string[] =>
      judge([credential(issuer)], DEFAULT_CONFIG, "prod", { now: NOW }).map(({ rule }) => rule);

    for (const host of Object.values(AKS_ISSUER_HOSTS)) expect(by(`https://westeurope.${host}/t/c/`)).to.deep.equal([]);
    expect(by("https://oic.prod-aks.azure.com.evil.example/t/c/")).to.deep.equal(["federated-issuer"]);
    expect(by("https://login.microsoftonline.com/33333333-3333-4333-8333-333333333333/v2.0")).to.deep.equal([
      "federated-issuer",
    ]);
  });
});
