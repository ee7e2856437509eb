// The pipeline deploys as the identity that the first deployment made for it, with the roles that it was given and no other right:
// a role that lacks one operation, or the look at how an operation goes on, would show only here.
import { expect } from "chai";
import { changes, OwnProject, readAzure, REFRESH, refused, succeed, UP } from "../support/own-project.ts";
import type { Azure } from "../support/azure.ts";
import type { Rights } from "../../simulator/model/rights.ts";

/** The application permissions of Microsoft Graph that docs/people.md asks for, for what deploys groups of people, and no other. */
const GRAPH = [
  "Group.Create",
  "Group.Read.All",
  "RoleManagementPolicy.ReadWrite.AzureADGroup",
  "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
];
const PEOPLE: Rights = { actions: [], directory: { kind: "application", roles: GRAPH } };

/** In Entra the pipeline may nothing at all: groups are people's, or made by the stack of people. */
const NOTHING_BUT_ROLES: Rights = { actions: [], directory: { kind: "application", roles: [] } };

describe("the pipeline's own identity", function () {
  this.timeout(300_000);
  let project: OwnProject;

  before(async () => {
    project = new OwnProject();
    project.editSettings("dev", (config) => {
      config["strongroom:deployIdentity"] = {
        purpose: "Deploys this environment from GitHub Actions",
        federatedWith: { github: { repository: "contoso/strongroom", environment: "dev" } },
      };
      config["strongroom:peopleIdentity"] = {
        purpose: "Deploys the groups of people",
        federatedWith: { github: { repository: "contoso/strongroom", environment: "dev-people" } },
      };
      config["strongroom:sqlAdministrators"] = { objectId: "4ab6f91c-52d8-437e-8a04-c6193aed527a" };
    });
    project.addStack("dev-people", "dev", (config) => {
      for (const key of Object.keys(config)) if (!OF_PEOPLE.test(key)) Reflect.deleteProperty(config, key);
      config["strongroom:part"] = "people";
      config["strongroom:people"] = { payments: { readers: {}, operators: {} } };
    });
    await project.session(async (session) => succeed(await session.pulumi(UP, { stack: "dev" })));
  });
  after(() => {
    project.remove();
  });

  it("looks for drift, and deploys what a team adds, with its roles alone", async () => {
    const objectId = identityIn(readAzure(project.stateDir), "deploy");
    project.editManifest("payments", (manifest) => {
      (manifest["workloads"] as Record<string, unknown>)["refunds"] = { purpose: "Pays back" };
      (manifest["secrets"] as Record<string, unknown>)["refund-key"] = {
        purpose: "Signs refunds",
        rotation: { every: "60d", by: "owner" },
        readers: ["refunds"],
      };
    });

    const { result, drift } = await project.session(
      async (session) => ({
        result: succeed(await session.pulumi(UP, { stack: "dev", events: true })),
        drift: await session.pulumi(REFRESH, { stack: "dev", events: true }),
      }),
      { caller: { objectId, rights: NOTHING_BUT_ROLES } },
    );

    expect(
      changes(result)
        .filter((change) => change.startsWith("create "))
        .join("\n"),
    ).to.contain("UserAssignedIdentity");
    expect(changes(succeed(drift))).to.deep.equal([]);
  });

  it("is refused the groups of people, which another identity deploys with its one right", async () => {
    const azure = readAzure(project.stateDir);
    const up = (who: string, rights: Rights) =>
      project.onCopy(async (session) => session.pulumi(UP, { stack: "dev-people", events: true }), {
        caller: { objectId: identityIn(azure, who), rights },
      });

    expect(refused(await up("deploy", NOTHING_BUT_ROLES))).to.match(
      /Authorization_RequestDenied|Insufficient privileges/,
    );
    expect(
      changes(succeed(await up("people", PEOPLE))).filter((change) => change.includes("RoleAssignment")),
    ).to.have.length(4);
  });

  it("is refused what nobody gave it, and the refusal names the operation", async () => {
    const { exitCode, output } = await project.onCopy(
      async (session) => {
        project.editManifest("payments", (manifest) => {
          (manifest["workloads"] as Record<string, unknown>)["late"] = { purpose: "Comes late" };
        });
        const { exitCode, stdout, stderr } = await session.pulumi(UP, { stack: "dev" });
        return { exitCode, output: stdout + stderr };
      },
      { caller: { objectId: "00000000-0000-4000-8000-00000000beef", rights: NOTHING_BUT_ROLES } },
    );

    expect(exitCode).to.not.equal(0);
    expect(output).to.match(/does not have authorization to perform action 'Microsoft\.[\w./]+'/);
  });
});

/** What a stack of people says of the platform. */
const OF_PEOPLE =
  /^(azure-native|strongroom):(environment|tenantId|subscriptionId|location|pairedLocation|owner|securityContacts|network)$/;

/** The object id of an identity that the program made for the platform. */
function identityIn({ resources }: Azure, which: string): string {
  const identity = Object.values(resources).find(
    ({ id, type }) =>
      type === "azure-native:managedidentity:UserAssignedIdentity" && id.endsWith(`/id-strongroom-dev-${which}`),
  );
  const principal = (identity?.properties as { readonly principalId?: string } | undefined)?.principalId;
  if (principal === undefined) throw new Error(`no identity ${which} is deployed`);
  return principal;
}
