import { expect } from "chai";
import { parseCatalogue, readCatalogue } from "../../infra/manifest/catalogue.ts";
import { resolve } from "../../infra/resolve.ts";
import type { AppSpec } from "../../components/app/app-spec.ts";
import { catalogueFrom, committedManifest, problemsOf, stackSettings } from "./support.ts";

const SHOP = `name: shop
owner: shop-team@contoso.com
dataClassification: internal
environments: [dev, prod]
`;

describe("resolve", () => {
  const shop = (body: string, settings = stackSettings("dev")): AppSpec => {
    const [app] = resolve(catalogueFrom({ shop: SHOP + body }, settings), settings).applications;
    if (app === undefined) throw new Error("no application");
    return app;
  };

  for (const stack of ["dev", "staging", "prod"]) {
    it(`accepts the committed manifests in ${stack}`, () => {
      const settings = stackSettings(stack);

      const { applications, platform } = resolve(readCatalogue(settings), settings);

      expect(applications.map(({ name }) => name)).to.deep.equal(["payments", "reporting", "storefront"]);
      expect(platform.environment).to.equal(stack);
    });
  }

  it("gives another application's workload what its owner grants", () => {
    const settings = stackSettings("dev");

    const [payments] = resolve(readCatalogue(settings), settings).applications;

    expect(payments?.databases["ledger"]?.access.read).to.deep.include({
      kind: "workload",
      app: "reporting",
      workload: "etl",
      identityName: "id-reporting-dev-etl",
      resourceGroupName: "rg-reporting-dev",
    });
    expect(payments?.databases["ledger"]?.connectionSecretNames).to.have.keys("api", "worker", "deploy");
  });

  it("knows the line of every grant", () => {
    const catalogue = readCatalogue(stackSettings("dev"));

    const position = catalogue.positionOf("payments", ["databases", "ledger", "access", "read", 1]);

    const line = committedManifest("payments").split("\n")[(position?.line ?? 0) - 1];
    expect(line?.slice((position?.column ?? 0) - 1)).to.match(/^reporting\/etl/);
    expect(catalogue.positionOf("nobody", [])).to.equal(undefined);
  });

  it("leaves an application out of an environment that it does not name", () => {
    const settings = { ...stackSettings("staging"), people: {} };

    const { applications } = resolve(catalogueFrom({ shop: SHOP }, settings), settings);

    expect(applications).to.deep.equal([]);
  });

  it("applies an environment's overrides, and no other's", () => {
    const body = `databases:
  orders: { purpose: Orders, size: small }
secrets:
  spare: { purpose: Spare, rotation: { every: 30d } }
overrides:
  prod: { omit: { secrets: [spare] }, databases: { orders: { size: large } } }
`;

    const dev = shop(body);
    const prod = shop(body, { ...stackSettings("prod"), people: {} });

    expect([dev.databases["orders"]?.size, Object.keys(dev.secrets)]).to.deep.equal(["small", ["spare"]]);
    expect([prod.databases["orders"]?.size, Object.keys(prod.secrets)]).to.deep.equal(["large", []]);
  });

  it("builds the exact subject of every federated credential", () => {
    const body = `workloads:
  ci:
    federatedWith:
      kubernetes: { cluster: shared, namespace: shop, serviceAccount: ci }
      github: { repository: contoso/shop, environment: "\${environment}", branch: main, pullRequest: true }
      azureDevOps:
        organizationId: 8A1F2B3C-4D5E-4F60-8172-93A4B5C6D7E8
        organization: contoso
        project: shop
        serviceConnection: azure-\${environment}
      oidc: { issuer: "https://tokens.contoso.com", subject: "shop-\${environment}" }
overrides:
  prod: { omit: { workloads: [ci] } }
`;
    const settings = {
      ...stackSettings("dev"),
      azureDevOpsOrganizations: ["contoso@8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8"],
      allowedIssuers: ["https://tokens.contoso.com"],
    };

    const { federation } = shop(body, settings).workloads["ci"] ?? {};

    const github = "https://token.actions.githubusercontent.com";
    expect(federation).to.deep.equal({
      kubernetes: { issuer: settings.kubernetesClusters["shared"], subject: "system:serviceaccount:shop:ci" },
      "github-environment": { issuer: github, subject: "repo:contoso/shop:environment:dev" },
      "github-branch": { issuer: github, subject: "repo:contoso/shop:ref:refs/heads/main" },
      "github-pull-request": { issuer: github, subject: "repo:contoso/shop:pull_request" },
      "azure-devops": {
        issuer: "https://vstoken.dev.azure.com/8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8",
        subject: "sc://contoso/shop/azure-dev",
      },
      oidc: { issuer: "https://tokens.contoso.com", subject: "shop-dev" },
    });
  });

  it("takes the subjects that GitHub and Azure DevOps show, where their tokens carry ids", () => {
    const organizationId = "8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8";
    const entraSubject = `/eid1/c/pub/t/UhwLP01Ma06cHy1-WpC2xA/a/rISbSScTf0KqFyZ8ppdXmA/sc/${organizationId}/1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9`;
    const body = `workloads:
  ci:
    federatedWith:
      github: { repository: contoso/shop, branch: main, subjectPrefix: "repo:contoso@12/shop@34" }
      azureDevOps: { organizationId: ${organizationId}, organization: contoso, project: shop, serviceConnection: azure, entraSubject: ${entraSubject} }
`;
    const settings = {
      ...stackSettings("dev"),
      azureDevOpsOrganizations: ["contoso@8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8"],
    };

    const { federation } = shop(body, settings).workloads["ci"] ?? {};

    expect(federation?.["github-branch"]?.subject).to.equal("repo:contoso@12/shop@34:ref:refs/heads/main");
    expect(federation?.["azure-devops"]).to.deep.equal({
      issuer: `https://login.microsoftonline.com/${settings.platform.tenantId}/v2.0`,
      subject: entraSubject,
    });
  });

  it("names two clusters, or an old and a new connection, at once", () => {
    const body = `workloads:
  ci:
    federatedWith:
      kubernetes: { cluster: shared, namespace: shop, serviceAccount: ci }
      also:
        blue: { kubernetes: { cluster: shared, namespace: shop-blue, serviceAccount: ci } }
`;

    const { federation } = shop(body, stackSettings("dev")).workloads["ci"] ?? {};

    expect(Object.entries(federation ?? {}).map(([name, { subject }]) => [name, subject])).to.deep.equal([
      ["kubernetes", "system:serviceaccount:shop:ci"],
      ["blue-kubernetes", "system:serviceaccount:shop-blue:ci"],
    ]);
  });

  it("writes blanks, colons and tags as GitHub and Azure DevOps do", () => {
    const of = (federatedWith: string): string[] => {
      const settings = {
        ...stackSettings("dev"),
        azureDevOpsOrganizations: ["contoso@8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8"],
      };
      const spec = shop(`workloads: { ci: { federatedWith: ${federatedWith} } }\n`, settings).workloads["ci"];
      return Object.values(spec?.federation ?? {}).map(({ subject }) => subject);
    };
    const connection = "organizationId: 8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8, organization: contoso";

    expect(of(`{ github: { repository: contoso/shop, environment: Prod EU } }`)).to.deep.equal([
      "repo:contoso/shop:environment:Prod EU",
    ]);
    expect(of(`{ github: { repository: contoso/shop, environment: "prod:eu", tag: v1.2 } }`)).to.deep.equal([
      "repo:contoso/shop:environment:prod%3aeu",
      "repo:contoso/shop:ref:refs/tags/v1.2",
    ]);
    expect(
      of(`{ azureDevOps: { ${connection}, project: Payments Platform, serviceConnection: azure-dev } }`),
    ).to.deep.equal(["sc://contoso/Payments Platform/azure-dev"]);
  });

  it("takes a subject that an organisation has customised, of an owner that the settings let in by its id", () => {
    const subject = "repository_owner_id:1:repository_id:2:environment:dev";
    const body = `workloads: { ci: { federatedWith: { github: { repository: contoso/shop, subject: "${subject}" } } } }\n`;
    const letIn = (githubOwners: string[]) => shop(body, { ...stackSettings("dev"), githubOwners });

    expect(letIn(["contoso@1"]).workloads["ci"]?.federation["github-subject"]?.subject).to.equal(subject);
    expect(problemsOf(() => letIn(["contoso@3"])).join()).to.match(
      /github\.subject: GitHub owner "id 1" is not in strongroom:githubOwners of dev.*write the owner there with its id, such as contoso@1/,
    );
    expect(problemsOf(() => letIn(["contoso"]))).to.have.length(1);
  });

  it("withdraws a retired secret's grants on the day after its end", () => {
    const body = `workloads: { api: {} }
secrets:
  old:
    purpose: Old
    rotation: { every: 30d }
    readers: [api]
    retiring: { until: 2026-11-21, reason: Replaced }
`;
    const readers = (now: string): number =>
      shop(body, { ...stackSettings("dev"), now: new Date(now) }).secrets["old"]?.readers.length ?? -1;

    expect([readers("2026-11-21T23:59:00Z"), readers("2026-11-22T00:00:00Z")]).to.deep.equal([1, 0]);
  });

  it("moves one application's global names on with its generation", () => {
    const settings = stackSettings("dev");

    const first = shop("", settings);
    const second = shop("", { ...settings, generations: { shop: 2 } });

    expect(second.vault.name).not.to.equal(first.vault.name);
    expect(second.resourceGroupName).to.equal(first.resourceGroupName);
  });

  it("gives a cell its own applications, and a platform none", () => {
    const of = (lines: string): readonly string[] => {
      const settings = stackSettings("dev", (yaml) => yaml + lines);
      return resolve(readCatalogue(settings), settings).applications.map(({ name }) => name);
    };

    expect(of("  strongroom:part: platform\n")).to.deep.equal([]);
    expect(
      of(
        "  strongroom:part: cell\n  strongroom:cell: { platformStack: contoso/strongroom/dev, applications: [payments] }\n",
      ),
    ).to.deep.equal(["payments"]);
  });

  it("hands over an exception from private access with its reason and end", () => {
    const exception = { allowedCidrs: ["203.0.113.0/24"], reason: "Moving in", until: "2026-12-15" };
    const settings = { ...stackSettings("dev"), publicAccess: { shop: { vault: exception } } };

    const app = shop("", settings);

    expect(app.vault.publicAccess).to.deep.equal(exception);
    expect(app.sqlServer.publicAccess).to.equal(undefined);
  });

  it("hands over the fixed addresses of endpoints, here and in the paired region", () => {
    const addresses = {
      vault: "10.0.0.6",
      sqlServer: "10.0.0.4",
      pairedVault: "10.1.0.6",
      pairedSqlServer: "10.1.0.4",
    };
    const settings = { ...stackSettings("prod"), endpointAddresses: { payments: addresses } };
    const { applications } = resolve(readCatalogue(settings), settings);

    const app = applications.find(({ name }) => name === "payments");

    expect(app?.vault).to.include({ endpointAddress: "10.0.0.6", pairedEndpointAddress: "10.1.0.6" });
    expect(app?.sqlServer).to.include({ endpointAddress: "10.0.0.4", pairedEndpointAddress: "10.1.0.4" });
  });

  it("reads and resolves 500 manifests in a few seconds of processor time at most", () => {
    const text = committedManifest("payments").replace("availability: paired\n", "");
    const files = Array.from({ length: 500 }, (_, index) => {
      const name = `pay${String(index)}`;
      return { file: `apps/${name}.yaml`, bytes: Buffer.from(text.replace("name: payments", `name: ${name}`)) };
    });
    const reporting = { file: "apps/reporting.yaml", bytes: Buffer.from(committedManifest("reporting")) };
    const settings = stackSettings("dev");

    const began = process.cpuUsage();
    const { applications } = resolve(parseCatalogue([...files, reporting], settings), settings);
    const took = process.cpuUsage(began).user / 1e6;

    expect(applications).to.have.length(501);
    expect(took).to.be.below(3);
  });
});
