// Azure on a bad day, and the wrong Azure: a deployment survives what Azure answers under load, completes with the next `up`
// where it could not, and never begins where it does not belong.
import { expect } from "chai";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { changes, OwnProject, readAzure, refused, succeed, UP } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

const ELSEWHERE = "99999999-9999-4999-8999-999999999999";

describe("a deployment against an Azure that does not behave", function () {
  this.timeout(240_000);
  let project: OwnProject;

  beforeEach(() => {
    project = new OwnProject();
  });
  afterEach(() => {
    project.remove();
  });

  it("survives conflicts and throttling, and completes with the next `up` what had no principal yet", async () => {
    const faultsFile = project.file("faults.json");
    writeFileSync(
      faultsFile,
      JSON.stringify([
        { match: "azure-native:network:PrivateEndpoint", operation: "create", status: 409, times: 2 },
        { match: "azure-native:keyvault:Vault", operation: "create", status: 429, times: 2 },
        {
          match: "azure-native:authorization:RoleAssignment",
          operation: "create",
          status: 400,
          code: "PrincipalNotFound",
          times: 1000,
        },
      ]),
    );

    const { first, second, third } = await project.session(
      async (session) => {
        const first = await session.pulumi(UP, { events: true });
        // Longer than anybody waits; then the directory has caught up.
        writeFileSync(faultsFile, "[]");
        const second = await session.pulumi(UP, { events: true });
        return { first, second, third: await session.pulumi(["preview"], { events: true }) };
      },
      { faultsFile },
    );

    const failed = first.events.flatMap(({ resOpFailedEvent }) => resOpFailedEvent?.metadata.type ?? []);
    expect(refused(first)).to.include("PrincipalNotFound");
    expect(new Set(failed)).to.deep.equal(new Set(["azure-native:authorization:RoleAssignment"]));
    expect(changes(succeed(second)).filter((change) => !change.startsWith("create "))).to.deep.equal([]);
    expect(changes(succeed(third))).to.deep.equal([]);
  });

  it("refuses a provider that is set to another subscription or tenant than the stack's", async () => {
    project.editSettings("prod", (config) => {
      config["azure-native:subscriptionId"] = ELSEWHERE;
      config["azure-native:tenantId"] = ELSEWHERE;
    });

    const said = await project.session(async (session) => refused(await session.pulumi(UP, { stack: "prod" })));

    expect(said).to.match(
      /Pulumi\.prod\.yaml:\d+: azure-native:subscriptionId: "9{8}-.*" is not what the strongroom setting says/,
    );
    expect(said).to.match(
      /Pulumi\.prod\.yaml:\d+: azure-native:tenantId: "9{8}-.*" is not what the strongroom setting says/,
    );
    expect(said).not.to.match(/\n\s+at /);
    expect(readAzure(project.stateDir).resources).to.deep.equal({});
  });

  it("refuses a sign-in that leads to another subscription or tenant than the stack's", async () => {
    const signedIn = { subscriptionId: ELSEWHERE, tenantId: ELSEWHERE };

    const said = await project.session(async (session) => refused(await session.pulumi(UP, { stack: "prod" })), {
      caller: { signedIn },
    });

    expect(said).to.match(
      /Pulumi\.prod\.yaml:\d+: strongroom:subscriptionId: the provider is signed in to "9{8}-.*", this stack belongs to "/,
    );
    expect(said).to.match(
      /Pulumi\.prod\.yaml:\d+: strongroom:tenantId: the provider is signed in to "9{8}-.*", this stack belongs to "/,
    );
    expect(said).not.to.match(/\n\s+at /);
    expect(existsSync(project.stateDir)).to.equal(true);
    expect(readAzure(project.stateDir).resources).to.deep.equal({});
  });

  it("refuses a sign-in that would make the groups in another tenant than the stack's", async () => {
    const settings = "Pulumi.prod-people.yaml";
    project.writeFile(settings, readFileSync(path.join(ROOT, settings), "utf8"));
    const said = await project.session(async (session) => refused(await session.pulumi(UP, { stack: "prod-people" })), {
      caller: { entraTenantId: ELSEWHERE },
    });

    expect(said).to.match(
      /Pulumi\.prod-people\.yaml:\d+: azuread:tenantId: the provider that makes groups is signed in to "9{8}-.*", this stack belongs to ".*"; write ".*" here/,
    );
    expect(said).not.to.match(/strongroom:tenantId/);
    expect(said).not.to.match(/\n\s+at /);
    expect(readAzure(project.stateDir).resources).to.deep.equal({});
  });
});
