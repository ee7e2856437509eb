// Groups of people of an environment in the real engine against simulated Azure: a stack of their own beside the environment's,
// which makes and holds nothing of them.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { changes, destroy, OwnProject, readAzure, REFRESH, refused, succeed, UP } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

const [STACK, PEOPLE] = ["staging", "staging-people"];

describe("the groups of people of staging, in a stack of their own", function () {
  this.timeout(600_000);
  let project: OwnProject;

  before(() => {
    project = new OwnProject();
    cpSync(join(ROOT, `Pulumi.${PEOPLE}.yaml`), join(project.programDir, `Pulumi.${PEOPLE}.yaml`));
  });
  after(() => {
    project.remove();
  });

  it("hold what they may on the vaults, wait for these, and come and go without the environment", async () => {
    await project.session(async (session) => {
      expect(refused(await session.pulumi(UP, { stack: PEOPLE }))).to.match(
        /ResourceNotFound|ResourceGroupNotFound|ParentResourceNotFound/,
      );
      succeed(await session.pulumi(UP, { stack: STACK }));
      const alone = readAzure(project.stateDir).resources;
      succeed(await session.pulumi(UP, { stack: PEOPLE }));
      const both = readAzure(project.stateDir).resources;

      expect(changes(succeed(await session.pulumi(["preview"], { stack: PEOPLE, events: true })))).to.deep.equal([]);
      expect(changes(succeed(await session.pulumi(REFRESH, { stack: PEOPLE, events: true })))).to.deep.equal([]);
      expect(changes(succeed(await session.pulumi(REFRESH, { stack: STACK, events: true })))).to.deep.equal([]);

      const types = (some: typeof alone): string[] => Object.values(some).map(({ type }) => type);
      expect(types(alone).filter((type) => type.startsWith("azuread:"))).to.deep.equal([]);
      const made = Object.keys(both).filter((key) => !(key in alone));
      expect(
        made.filter((key) => key.includes("/vaults/")),
        "grants on the vaults",
      ).to.have.length(4);
      expect(types(both).filter((type) => type.endsWith(":GroupWithoutMembers"))).to.have.length(2);

      succeed(await destroy(session, PEOPLE));
      expect(Object.keys(readAzure(project.stateDir).resources).sort()).to.deep.equal(Object.keys(alone).sort());
    });
  });
});
