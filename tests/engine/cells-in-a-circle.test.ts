// Two cells that let each other in: neither can be the first, unless one of them says that it waits.
import { expect } from "chai";
import { pendingGrants } from "../../cli/access/pending.ts";
import { fromState } from "../../cli/snapshot/records.ts";
import type { Session } from "../../simulator/engine/session.ts";
import { changes, OwnProject, refused, succeed, UP, type Plain } from "../support/own-project.ts";

const PENDING = "strongroom:stack:PendingGrant payments-databases-ledger-access-read-reporting-etl";
const USER = "strongroom:sql:DatabaseUser payments-ledger-reporting-etl-read";

describe("two cells that let each other in", function () {
  this.timeout(240_000);
  let project: OwnProject;

  before(() => {
    project = new OwnProject();
    // payments lets reporting in already; now the shop, in the cell of reporting, lets payments in.
    project.editManifest("storefront", (manifest) => {
      const { catalogue } = manifest["databases"] as { catalogue: { access: { read: string[] } } };
      catalogue.access.read.push("payments/api");
    });
    project.addStack("dev-platform", "dev", (config) => {
      config["strongroom:part"] = "platform";
    });
    for (const [stack, applications] of [
      ["dev-shop", ["reporting", "storefront"]],
      ["dev-money", ["payments"]],
    ] as const) {
      project.addStack(stack, "dev", (config) => {
        config["strongroom:part"] = "cell";
        config["strongroom:cell"] = { platformStack: "organization/strongroom/dev-platform", applications };
      });
    }
  });
  after(() => {
    project.remove();
  });

  const awaits = (...applications: readonly string[]): void => {
    project.editSettings("dev-money", (config) => {
      (config["strongroom:cell"] as Plain)["awaits"] = applications;
    });
  };

  it("come to be one after the other, and nothing is left out in the end or without a word", async () => {
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev-platform" }));
      const neither = [
        refused(await session.pulumi(UP, { stack: "dev-shop" })),
        refused(await session.pulumi(UP, { stack: "dev-money" })),
      ];

      awaits("reporting");
      const first = succeed(await session.pulumi(UP, { stack: "dev-money", events: true }));
      const between = await usersOf(session, "dev-money");
      const pending = await pendingIn(session, "dev-money");
      const waiting = succeed(await session.pulumi(["preview"], { stack: "dev-money", events: true }));
      succeed(await session.pulumi(UP, { stack: "dev-shop" }));
      const second = succeed(await session.pulumi(UP, { stack: "dev-money", events: true }));
      const end = await usersOf(session, "dev-money");
      awaits();
      const again = succeed(await session.pulumi(UP, { stack: "dev-money", events: true }));

      expect(neither[0]).to.match(
        /"payments\/api" has no identity yet; .* or name "payments" in strongroom:cell\.awaits/,
      );
      expect(neither[1]).to.match(/"reporting\/etl" has no identity yet; .* or name "reporting" in/);
      expect(changes(first)).to.include(`create ${PENDING}`);
      expect(first.stdout + first.stderr).to.match(
        /warning: apps\/payments\.yaml:\d+: databases\.ledger\.access\.read\[1\]: "reporting\/etl" has no identity yet, and the grant is left out/,
      );
      expect(pending).to.deep.equal([
        'stack dev-money: pending: payments, databases.ledger.access.read: reporting/etl is let in by the next "pulumi up" after its own cell is deployed',
      ]);
      expect(between).not.to.include("id-reporting-dev-etl");
      expect(changes(waiting)).to.deep.equal([]);
      expect(changes(second)).to.deep.equal([`create ${USER}`, `delete ${PENDING}`]);
      expect(second.stdout + second.stderr).to.include('nothing waits for "reporting" any more');
      expect(end).to.include("id-reporting-dev-etl");
      expect(changes(again)).to.deep.equal([]);
    });
  });
});

/** The declared users of all databases, as text. */
async function usersOf(session: Session, stack: string): Promise<string> {
  const { stdout } = succeed(await session.pulumi(["stack", "output", "--json"], { stack }));
  return JSON.stringify((JSON.parse(stdout) as { sqlDatabases: unknown }).sqlDatabases);
}

/** What `strongroom access` says of the state. */
async function pendingIn(session: Session, stack: string): Promise<string[]> {
  const { stdout } = succeed(await session.pulumi(["stack", "export"], { stack }));
  return pendingGrants(fromState(JSON.parse(stdout), stack));
}
