import { expect } from "chai";
import { SqlFailure } from "../../../cli/sql/connection.ts";
import { onEach } from "../../../cli/sql/fleet.ts";
import { fingerprint, inspect, reconcile } from "../../../cli/sql/reconcile.ts";
import { Server, connectionLost, type Fault } from "./double/server.ts";
import { ANALYSTS, API, Hand, OTHER, TARGET, WORKER, desired, look, patience, user } from "./helpers.ts";

/** Something of everything: a drop, an orphan, a revocation, a takeover, new and old roles, a foreign user. */
function given(): Server {
  const server = new Server();
  const hand = new Hand(server.database(TARGET));
  hand.schema("sales");
  hand.user("jane@contoso.com", "51223344-5566-7788-99aa-bbccddeeff00", { roles: ["db_owner"] });
  hand.user("id-old", WORKER, { marked: true, roles: ["db_datareader"] });
  hand.user("id-api", OTHER, { marked: true, roles: ["db_datareader"] });
  const analysts = hand.user("group-analysts", ANALYSTS, { roles: ["db_owner"] });
  hand.permission({ granteeId: analysts.id, permission: "VIEW DEFINITION" });
  const stale = hand.role("strongroom_execute_gone", true);
  hand.member(stale.name, analysts);
  return server;
}

const wanted = desired(
  user("id-api", API, "migrate", "execute"),
  user("group-analysts", ANALYSTS, { level: "read", schema: "sales" }),
);

/** Fails at the step with this number, once. */
function failAt(server: Server, at: number, fault: Fault): void {
  let step = 0;
  server.fault = () => {
    step += 1;
    return step === at ? fault : undefined;
  };
}

async function countSteps(): Promise<number> {
  const server = given();
  let steps = 0;
  server.fault = () => {
    steps += 1;
    return undefined;
  };
  await reconcile(await server.connect(TARGET), wanted);
  return steps;
}

describe("a failure between any two statements", () => {
  const finished = async () => {
    const server = given();
    await reconcile(await server.connect(TARGET), wanted);
    return look(server.database(TARGET));
  };
  const attempt = async (server: Server): Promise<"done" | "failed"> => {
    try {
      await reconcile(await server.connect(TARGET), wanted);
      return "done";
    } catch {
      return "failed";
    }
  };

  for (const moment of ["before", "after"] as const) {
    it(`leaves all or nothing, and the next run ends as declared (failing ${moment} the step took effect)`, async () => {
      const steps = await countSteps();
      const end = await finished();
      expect(steps).to.be.greaterThan(30);
      for (let at = 1; at <= steps; at += 1) {
        const server = given();
        const before = look(server.database(TARGET));
        failAt(server, at, { moment, error: connectionLost() });

        const first = await attempt(server);
        const between = look(server.database(TARGET));
        const second = await attempt(server);

        expect(first, `step ${at}`).to.equal("failed");
        // Only when the answer to the commit itself is lost is everything done although it seems to have failed.
        expect(between, `step ${at}`).to.deep.equal(at === steps && moment === "after" ? end : before);
        expect(second, `step ${at}`).to.equal("done");
        expect(look(server.database(TARGET)), `step ${at}`).to.deep.equal(end);
      }
    });
  }

  it("is waited for and tried again when it passes by itself", async () => {
    const steps = await countSteps();
    const end = await finished();
    for (let at = 1; at <= steps; at += 1) {
      const server = given();
      const waiting = patience();
      failAt(server, at, { moment: "before", error: connectionLost() });

      const [outcome] = await onEach(
        { connect: server.connect, patience: waiting, parallel: 1 },
        [wanted],
        reconcileOnly,
      );

      expect(outcome && "plan" in outcome, `step ${at}`).to.equal(true);
      expect(waiting.waits).to.deep.equal([3750]);
      expect(look(server.database(TARGET)), `step ${at}`).to.deep.equal(end);
    }
  });

  it("gives up at once when it does not, and says that nothing was changed", async () => {
    const server = given();
    const before = look(server.database(TARGET));
    const waiting = patience();
    failAt(server, 14, {
      moment: "before",
      error: new SqlFailure("The user does not have permission to perform this action.", {
        phase: "query",
        number: 15247,
      }),
    });

    const [outcome] = await onEach(
      { connect: server.connect, patience: waiting, parallel: 1 },
      [wanted],
      reconcileOnly,
    );

    expect(outcome).to.have.property(
      "failure",
      `payments/ledger: ${TARGET.server}: nothing was changed: error 15247: The user does not have permission to perform this action`,
    );
    expect(waiting.waits).to.deep.equal([]);
    expect(look(server.database(TARGET))).to.deep.equal(before);
  });
});

describe("two reconcilers on one database", () => {
  it("work one after the other", async () => {
    const server = given();

    const plans = await Promise.all([
      server.connect(TARGET).then((connection) => reconcile(connection, wanted)),
      server.connect(TARGET).then((connection) => reconcile(connection, wanted)),
    ]);

    expect(plans.map(({ steps }) => steps.length > 0)).to.deep.equal([true, false]);
  });

  it("say so when the other one does not end", async () => {
    const server = given();
    server.database(TARGET).busyLocks.add("dbo");

    const [outcome] = await onEach(
      { connect: server.connect, patience: patience(), parallel: 1 },
      [wanted],
      reconcileOnly,
    );

    expect(outcome).to.have.property(
      "failure",
      `payments/ledger: ${TARGET.server}: another strongroom sql apply is at work on this database; run this one when it is done`,
    );
  });
});

describe("a reconciler", () => {
  it("is not kept out by a user who holds a lock of the same name", async () => {
    const server = given();
    server.database(TARGET).busyLocks.add("public");

    const plan = await reconcile(await server.connect(TARGET), wanted);

    expect(plan.steps).not.to.deep.equal([]);
  });

  it("has the server abort on errors, and holds the lock, before it reads or changes anything", async () => {
    const server = given();

    await reconcile(await server.connect(TARGET), wanted);

    expect(server.log[0]).to.equal("SET XACT_ABORT ON;");
    expect(server.log[1]).to.include("sp_getapplock");
  });

  it("rolls back when its statements did not have their effect", async () => {
    const server = given();
    const before = look(server.database(TARGET));
    server.undone = (text) => text.startsWith("DROP USER [id-old]");

    const message = await reconcile(await server.connect(TARGET), wanted).catch(
      (error: unknown) => (error as Error).message,
    );

    expect(message).to.equal(
      "payments/ledger: nothing was changed: the statements ran, but the database is not as declared after them (still to do: DROP USER [id-old];)",
    );
    expect(look(server.database(TARGET))).to.deep.equal(before);
  });

  it("leaves no session open, whether it ends well or not", async () => {
    for (let at = 0; at <= 20; at += 1) {
      const server = given();
      failAt(server, at, { moment: "before", error: connectionLost() });

      await onEach({ connect: server.connect, patience: patience(), parallel: 1 }, [wanted], reconcileOnly);

      expect(server.open, `step ${at}`).to.equal(0);
    }
  });
});

describe("a plan that somebody agreed to", () => {
  it("is not carried out on a database that has changed since", async () => {
    const server = given();
    const before = look(server.database(TARGET));

    const message = await reconcile(await server.connect(TARGET), wanted, "another plan").catch(
      (error: unknown) => (error as Error).message,
    );

    expect(message).to.equal(
      "payments/ledger: nothing was changed: the database is not as it was when you agreed; run the command again",
    );
    expect(look(server.database(TARGET))).to.deep.equal(before);
  });

  it("is not called refused when it was carried out and only the answer to the commit is lost", async () => {
    const server = given();
    const agreed = fingerprint(await inspect(await server.connect(TARGET), wanted));
    let lost = false;
    server.fault = ({ kind }) => {
      if (kind !== "commit" || lost) return undefined;
      lost = true;
      return { moment: "after", error: connectionLost() };
    };

    const [outcome] = await onEach(
      { connect: server.connect, patience: patience(), parallel: 1 },
      [wanted],
      (connection, database) => reconcile(connection, database, agreed),
    );

    expect(lost).to.equal(true);
    expect(outcome).not.to.have.property("failure");
    expect((await inspect(await server.connect(TARGET), wanted)).steps).to.deep.equal([]);
  });
});

function reconcileOnly(...[connection, database]: Parameters<typeof reconcile>) {
  return reconcile(connection, database);
}
