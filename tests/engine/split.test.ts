// An environment outgrows its stack: its applications move into cells by `pulumi state move`, as docs/operate.md says, and
// nothing in Azure may notice.
import { expect } from "chai";
import { changes, OwnProject, readAzure, succeed, UP } from "../support/own-project.ts";

const CELLS = { "dev-shop": ["reporting", "storefront"], "dev-money": ["payments"] } as const;

describe("dev, split into cells after it was deployed as one stack", function () {
  this.timeout(240_000);
  let project: OwnProject;

  before(() => {
    project = new OwnProject();
  });
  after(() => {
    project.remove();
  });

  it("moves every application without a change in Azure", async () => {
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev" }));
    });
    const before = readAzure(project.stateDir).resources;

    project.editSettings("dev", (config) => {
      config["strongroom:part"] = "platform";
    });
    for (const [cell, applications] of Object.entries(CELLS)) {
      project.addStack(cell, "dev", (config) => {
        config["strongroom:part"] = "cell";
        config["strongroom:cell"] = { platformStack: "organization/strongroom/dev", applications };
      });
    }
    const seen = await project.session(async (session) => {
      for (const [cell, applications] of Object.entries(CELLS)) {
        succeed(await session.pulumi(["stack", "init", cell], {}));
        const urns = applications.map(
          (app) => `urn:pulumi:dev::strongroom::strongroom:stack:Environment$strongroom:app:AppEnvironment::${app}`,
        );
        succeed(
          await session.pulumi(["state", "move", "--source", "dev", "--dest", cell, "--yes", ...urns], {
            stack: "dev",
          }),
        );
      }
      const changed: Record<string, string[]> = {};
      for (const stack of ["dev", ...Object.keys(CELLS)]) {
        changed[stack] = changes(succeed(await session.pulumi(UP, { stack, events: true })));
        expect(changes(succeed(await session.pulumi(["preview"], { stack, events: true }))), stack).to.deep.equal([]);
      }
      return changed;
    });

    const anchor = ["create strongroom:stack:Environment dev"];
    // Each stack has rules of its own that look at its logs: the platform's go on with its own, each cell gets its own.
    const ofRules = (change: string): boolean => /\balerts(-[a-z-]+)?$/.test(change) && !change.includes("-owner");
    const withoutRules = Object.fromEntries(
      Object.entries(seen).map(([stack, all]) => [stack, all.filter((change) => !ofRules(change))]),
    );
    expect(withoutRules).to.deep.equal({ dev: [], "dev-shop": anchor, "dev-money": anchor });
    expect(besideRules(readAzure(project.stateDir).resources)).to.deep.equal(besideRules(before));
  });
});

/** Without the rules of each stack, and who hears of them (stacks/watch.ts). */
function besideRules<T>(resources: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const isRule = /\/(scheduledqueryrules\/alert-|actiongroups\/ag-strongroom-|activitylogalerts\/alert-never-)/i;
  return Object.fromEntries(Object.entries(resources).filter(([key]) => !isRule.test(key)));
}
