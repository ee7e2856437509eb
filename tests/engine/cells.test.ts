// An environment in one stack, and the same environment as a platform and two cells: what is in Azure must be the same, the
// access of one application to another's database included.
import { expect } from "chai";
import type { Session } from "../../simulator/engine/session.ts";
import { comparable } from "../support/azure.ts";
import { changes, OwnProject, readAzure, refused, succeed, UP } from "../support/own-project.ts";

/** The order matters: payments lets reporting in, so reporting's identity comes first. */
const CELLS = { "dev-shop": ["reporting", "storefront"], "dev-money": ["payments"] } as const;

describe("dev as one stack, and as a platform with two cells", function () {
  this.timeout(240_000);
  let project: OwnProject;

  before(() => {
    project = new OwnProject();
    project.addStack("dev-platform", "dev", (config) => {
      config["strongroom:part"] = "platform";
    });
    for (const [cell, applications] of Object.entries(CELLS)) {
      project.addStack(cell, "dev", (config) => {
        config["strongroom:part"] = "cell";
        config["strongroom:cell"] = { platformStack: "organization/strongroom/dev-platform", applications };
      });
    }
  });
  after(() => {
    project.remove();
  });

  it("makes the same resources, and the same users in the databases", async () => {
    const inCells = project.file("cells");

    const whole = await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev" }));
      return databases(session, ["dev"]);
    });
    const cells = await project.session(
      async (session) => {
        succeed(await session.pulumi(UP, { stack: "dev-platform" }));
        const tooEarly = refused(await session.pulumi(UP, { stack: "dev-money" }));
        expect(tooEarly).to.match(
          /apps\/payments\.yaml:\d+: databases\.ledger\.access\.read\[1\]: "reporting\/etl" has no identity yet.*first/,
        );
        expect(tooEarly).not.to.match(/\n\s+at /);
        for (const stack of Object.keys(CELLS)) succeed(await session.pulumi(UP, { stack }));
        const again = succeed(await session.pulumi(["preview"], { stack: "dev-money", events: true }));
        expect(changes(again)).to.deep.equal([]);
        return databases(session, Object.keys(CELLS));
      },
      { stateDir: inCells },
    );

    const [one, many] = [comparable(readAzure(project.stateDir)), comparable(readAzure(inCells))];
    expect(Object.keys(many)).to.deep.equal(Object.keys(one));
    expect(many).to.deep.equal(one);
    expect(cells).to.have.deep.members(whole);
    expect(JSON.stringify(cells.find(({ app }) => app === "payments"))).to.include("id-reporting-dev-etl");
  });
});

/** The stacks' declared databases with their users. */
async function databases(session: Session, stacks: readonly string[]): Promise<{ readonly app: string }[]> {
  const all = [];
  for (const stack of stacks) {
    const { stdout } = succeed(await session.pulumi(["stack", "output", "--json"], { stack }));
    all.push(...(JSON.parse(stdout) as { sqlDatabases: { readonly app: string }[] }).sqlDatabases);
  }
  return all;
}
