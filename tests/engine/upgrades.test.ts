// What each earlier release left deployed, under this program: it is taken over, with nothing replaced and nothing deleted.
import { expect } from "chai";
import { changes, OwnProject, succeed, UP } from "../support/own-project.ts";
import { DIFFERENCES, releaseInputs } from "./states/differences.ts";
import { handPeopleOver, PEOPLE, peopleIn } from "./states/people.ts";
import { releases, restoreState, stacksOf } from "./states/releases.ts";

/** What takes a resource away; the engine names the steps of a replacement one by one. */
const DESTRUCTIVE = /^(delete|replace|create-replacement|delete-replaced|discard|remove-pending-replace) /;

/** Differences that a release has shown. */
const shown = new Set<RegExp>();

for (const release of releases()) {
  const expected = DIFFERENCES.filter((each) => each.releases.includes(release));

  for (const stack of stacksOf(release)) {
    describe(`${stack} as ${release} left it`, function () {
      this.timeout(600_000);
      let project: OwnProject;

      before(() => {
        project = new OwnProject();
        releaseInputs(project, release);
        restoreState(release, stack, project.stateDir);
      });
      after(() => {
        project.remove();
      });

      it("is taken over without a replacement or deletion", async () => {
        await project.session(async (session) => {
          const people = peopleIn(project, stack);
          if (people) await handPeopleOver(project, session, stack);

          for (const each of people ? [stack, PEOPLE(stack)] : [stack]) {
            const previewed = succeed(await session.pulumi(["preview"], { stack: each, events: true }));
            const upgraded = succeed(await session.pulumi(UP, { stack: each, events: true }));
            const again = succeed(await session.pulumi(["preview"], { stack: each, events: true }));

            expect(unexpected(previewed), each).to.deep.equal([]);
            expect(unexpected(upgraded), each).to.deep.equal([]);
            expect(changes(again), each).to.deep.equal([]);
            // Groups of people, and what they hold, are moved and not made anew.
            if (each !== stack) expect(changes(upgraded)).to.deep.equal([`create strongroom:stack:People ${stack}`]);
          }
        });
      });
    });
  }

  function unexpected(result: Parameters<typeof changes>[0]): string[] {
    return changes(result)
      .filter((change) => DESTRUCTIVE.test(change))
      .filter((change) => {
        const reasons = expected.filter((each) => each.change.test(change));
        reasons.forEach((each) => shown.add(each.change));
        return reasons.length === 0;
      });
  }
}

describe("the list of what upgrades replace", () => {
  it("names nothing that no release shows", () => {
    expect(DIFFERENCES.filter(({ change }) => !shown.has(change))).to.deep.equal([]);
  });
});
