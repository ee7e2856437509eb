import { expect } from "chai";
import { effectsOf, isDrift } from "../../../cli/sql/plan.ts";
import { inspect, reconcile } from "../../../cli/sql/reconcile.ts";
import type { DesiredDatabase } from "../../../cli/sql/desired.ts";
import type { Connection } from "../../../cli/sql/connection.ts";
import { Server } from "./double/server.ts";
import { ANALYSTS, API, Hand, OTHER, TARGET, WORKER, desired, look, user } from "./helpers.ts";

const api = user("id-api", API, "readWrite");

describe("drift", () => {
  let server: Server;
  let hand: Hand;
  let connection: Connection;

  beforeEach(async () => {
    server = new Server();
    hand = new Hand(server.database(TARGET));
    connection = await server.connect(TARGET);
  });

  const findings = async (declaration: DesiredDatabase) =>
    (await inspect(connection, declaration)).findings.map(({ kind, subject }) => `${kind}: ${subject}`);
  const seen = () => look(server.database(TARGET));

  it("tells a missing user, and makes it with the SID of its identity", async () => {
    expect(await findings(desired(api))).to.deep.equal(["missing: id-api"]);

    const plan = await reconcile(connection, desired(api));

    expect(plan.steps.map(({ sql }) => sql)).to.deep.equal([
      "CREATE USER [id-api] WITH SID = 0x443322116655887799AABBCCDDEEFF00, TYPE = E;",
      "EXEC sys.sp_addextendedproperty @name = N'strongroom.owner', @value = N'payments', @level0type = N'USER', @level0name = N'id-api';",
      "ALTER ROLE [db_datareader] ADD MEMBER [id-api];",
      "ALTER ROLE [db_datawriter] ADD MEMBER [id-api];",
    ]);
    expect(seen()).to.deep.equal({
      "id-api": {
        sid: "0x443322116655887799AABBCCDDEEFF00",
        type: "E",
        marked: true,
        roles: ["db_datareader", "db_datawriter"],
        permissions: ["CONNECT"],
      },
    });
  });

  it("adds a reader and changes nobody else", async () => {
    await reconcile(connection, desired(api));
    const before = seen();

    const plan = await reconcile(connection, desired(api, user("group-analysts", ANALYSTS, "read")));

    expect(effectsOf(plan)).to.deep.equal([{ kind: "gains", principal: "group-analysts", what: "db_datareader" }]);
    expect(seen()["id-api"]).to.deep.equal(before["id-api"]);
    expect(seen()["group-analysts"]?.type).to.equal("X");
  });

  it("drops a user of ours that nobody declares any more, and its role with it", async () => {
    await reconcile(connection, desired(api, user("id-worker", WORKER, "execute")));

    expect(await findings(desired(api))).to.deep.equal(["extra: id-worker", "extra: strongroom_execute"]);
    const plan = await reconcile(connection, desired(api));

    expect(effectsOf(plan)).to.deep.equal([{ kind: "loses", principal: "id-worker", what: "strongroom_execute" }]);
    expect(Object.keys(seen())).to.deep.equal(["id-api"]);
  });

  it("takes back a role, a grant and a grant on a column that nobody declared", async () => {
    const made = hand.user("id-api", API, { marked: true, roles: ["db_datareader", "db_datawriter", "db_owner"] });
    const schemaId = hand.schema("sales");
    server
      .database(TARGET)
      .state.objects.push({ id: 100, name: "orders", schemaId, ownerId: null, columns: ["id", "card"] });
    hand.permission({ granteeId: made.id, permission: "VIEW DEFINITION" });
    hand.permission({ granteeId: made.id, permission: "SELECT", class: 1, majorId: 100, minorId: 2, state: "W" });

    const plan = await reconcile(connection, desired(api));

    expect(plan.steps.map(({ sql }) => sql)).to.deep.equal([
      "ALTER ROLE [db_owner] DROP MEMBER [id-api];",
      "REVOKE VIEW DEFINITION FROM [id-api];",
      "REVOKE SELECT ON OBJECT::[sales].[orders] ([card]) FROM [id-api] CASCADE;",
    ]);
    expect(plan.findings.map(({ kind }) => kind)).to.deep.equal(["too broad", "too broad", "too broad"]);
    expect(seen()["id-api"]?.permissions).to.deep.equal(["CONNECT"]);
  });

  it("tells what a user owns past its roles, and leaves it to a person", async () => {
    await reconcile(connection, desired(api));
    const made = server.database(TARGET).principal("id-api");
    const schemaId = hand.schema("sales", made.id);
    server.database(TARGET).state.objects.push({ id: 100, name: "orders", schemaId, ownerId: made.id, columns: [] });
    hand.role("helpers", false, made.id);

    const plan = await reconcile(connection, desired(api));

    expect(plan.steps).to.deep.equal([]);
    expect(plan.findings.map(({ kind, detail }) => `${kind}: ${detail.split(":")[0] ?? ""}`)).to.deep.equal([
      "owner: owns schema sales",
      "owner: owns object orders",
      "owner: owns role helpers",
    ]);
    expect(plan.findings.every(isDrift)).to.equal(true);
  });

  it("tells what a role of ours owns, which all of its members then do", async () => {
    const declaration = desired(user("id-api", API, "execute"));
    await reconcile(connection, declaration);
    hand.schema("sales", server.database(TARGET).principal("strongroom_execute").id);

    expect(await findings(declaration)).to.deep.equal(["owner: strongroom_execute"]);
  });

  it("finds nothing wrong with the schema that a migration made, but with a role in its hands", async () => {
    const migrates = desired(user("id-api", API, "migrate"));
    await reconcile(connection, migrates);
    const made = server.database(TARGET).principal("id-api");
    hand.schema("sales", made.id);
    expect(await findings(migrates)).to.deep.equal([]);

    hand.role("helpers", false, made.id);

    expect(await findings(migrates)).to.deep.equal(["owner: id-api"]);
  });

  it("tells the orphan of an identity that was created anew, and repairs it", async () => {
    await reconcile(connection, desired(user("id-api", OTHER, "read")));

    const plan = await inspect(connection, desired(user("id-api", API, "read")));
    expect(plan.findings).to.deep.equal([
      { kind: "orphaned", subject: "id-api", detail: `belongs to ${OTHER}, but the workload is now ${API}` },
    ]);
    await reconcile(connection, desired(user("id-api", API, "read")));

    expect(seen()["id-api"]?.sid).to.equal("0x443322116655887799AABBCCDDEEFF00");
    expect(seen()["id-api"]?.roles).to.deep.equal(["db_datareader"]);
  });

  it("exchanges the identities of two users", async () => {
    await reconcile(connection, desired(user("id-a", API, "read"), user("id-b", WORKER, "read")));

    await reconcile(connection, desired(user("id-a", WORKER, "read"), user("id-b", API, "read")));

    expect(seen()["id-b"]?.sid).to.equal("0x443322116655887799AABBCCDDEEFF00");
  });

  it("takes over a user that is there as declared, and leaves it only what is declared", async () => {
    hand.user("id-api", API, { roles: ["db_owner"] });

    expect(await findings(desired(api))).to.include("unmarked: id-api");
    await reconcile(connection, desired(api));

    expect(seen()["id-api"]).to.deep.include({ marked: true, roles: ["db_datareader", "db_datawriter"] });
  });

  it("leaves users of others, passwords and denials alone, and tells of them", async () => {
    await reconcile(connection, desired(api));
    hand.user("jane@contoso.com", OTHER, { roles: ["db_owner"] });
    hand.principal({ name: "legacy", type: "S", sid: "0x0105", authentication: 2 });
    hand.principal({ name: "app_login", type: "S", sid: "0x0106", authentication: 1 });
    const made = server.database(TARGET).principal("id-api");
    hand.permission({ granteeId: made.id, permission: "SELECT", state: "D" });
    server.database(TARGET).state.triggers.push({ name: "audit", disabled: false });
    server.database(TARGET).state.entraOnly = false;
    const before = seen();

    expect(await findings(desired(api))).to.deep.equal([
      "password: app_login",
      "ddl trigger: audit",
      "denied: id-api",
      "foreign: jane@contoso.com",
      "password: legacy",
      "passwords allowed: server",
    ]);
    const plan = await reconcile(connection, desired(api));

    expect(plan.steps).to.deep.equal([]);
    expect(seen()).to.deep.equal(before);
  });

  it("lets a suspension stand: DENY CONNECT is not granted away", async () => {
    await reconcile(connection, desired(api));
    const held = server
      .database(TARGET)
      .state.permissions.find(({ permission, granteeId }) => permission === "CONNECT" && granteeId > 4);
    (held as { state: string }).state = "D";

    const plan = await reconcile(connection, desired(api));

    expect(plan.steps).to.deep.equal([]);
    expect(plan.findings.map(({ kind }) => kind)).to.deep.equal(["denied"]);
  });

  it("grants a schema's share through a role of its own, once the schema is there", async () => {
    const declaration = desired(user("id-api", API, { level: "readWrite", schema: "Sales" }));
    expect(await findings(declaration)).to.deep.equal(["missing: id-api", "waiting: id-api"]);
    await reconcile(connection, declaration);
    expect(seen()["id-api"]?.roles).to.deep.equal([]);
    hand.schema("sales");

    await reconcile(connection, declaration);

    expect(seen()["id-api"]?.roles).to.deep.equal(["strongroom_readWrite_Sales"]);
    expect(seen()["strongroom_readWrite_Sales"]?.permissions).to.deep.equal([
      "DELETE on schema sales",
      "INSERT on schema sales",
      "SELECT on schema sales",
      "UPDATE on schema sales",
    ]);
  });

  it("narrows a role of ours that was widened, and keeps a stranger in it", async () => {
    const declaration = desired(user("id-api", API, "execute"));
    await reconcile(connection, declaration);
    const role = server.database(TARGET).principal("strongroom_execute");
    hand.permission({ granteeId: role.id, permission: "CONTROL" });
    hand.member("db_owner", role);
    const jane = hand.user("jane@contoso.com", OTHER);
    hand.member("strongroom_execute", jane);

    const plan = await reconcile(connection, declaration);

    expect(plan.steps.map(({ sql }) => sql)).to.deep.equal([
      "ALTER ROLE [db_owner] DROP MEMBER [strongroom_execute];",
      "REVOKE CONTROL FROM [strongroom_execute];",
    ]);
    expect(plan.findings.map(({ kind, subject }) => `${kind}: ${subject}`)).to.include(
      "foreign member: jane@contoso.com",
    );
    expect(seen()["jane@contoso.com"]?.roles).to.deep.equal(["strongroom_execute"]);
  });

  it("keeps a role that only a stranger still needs", async () => {
    await reconcile(connection, desired(user("id-api", API, "execute")));
    hand.member("strongroom_execute", hand.user("jane@contoso.com", OTHER));

    await reconcile(connection, desired(user("id-api", API, "read")));

    expect(seen()["strongroom_execute"]?.permissions).to.deep.equal(["EXECUTE"]);
    expect(seen()["id-api"]?.roles).to.deep.equal(["db_datareader"]);
  });

  describe("is refused, with everything left as it was, when", () => {
    const refused = async (declaration: DesiredDatabase): Promise<string> => {
      const before = seen();
      const message = await reconcile(connection, declaration).then(
        () => "it was not",
        (error: unknown) => (error as Error).message,
      );
      expect(seen()).to.deep.equal(before);
      return message;
    };

    it("a user of somebody else's other identity has the name", async () => {
      hand.user("id-api", OTHER);

      expect(await refused(desired(api))).to.equal(
        `payments/ledger: nothing was changed: id-api a user of another identity (${OTHER}) has this name and is not ours: drop or rename it by hand`,
      );
    });

    it("a user with a password has the name, in whatever case", async () => {
      hand.principal({ name: "ID-API", type: "S", sid: "0x0105", authentication: 2 });

      expect(await refused(desired(api))).to.include("a user with a password has this name and is not ours");
    });

    it("somebody made a user of the identity under another name", async () => {
      hand.user("payments-api", API);

      expect(await refused(desired(api))).to.include(
        "its identity has a user already, payments-api, which is not ours",
      );
    });

    it("the user to drop owns a schema, an object or a role, or granted something", async () => {
      const made = hand.user("id-old", WORKER, { marked: true });
      const jane = hand.user("jane@contoso.com", OTHER);
      const schemaId = hand.schema("sales", made.id);
      server.database(TARGET).state.objects.push({ id: 100, name: "orders", schemaId, ownerId: made.id, columns: [] });
      hand.role("helpers", false, made.id);
      hand.permission({ granteeId: jane.id, grantorId: made.id, permission: "SELECT", class: 3, majorId: schemaId });

      const message = await refused(desired(api));

      expect(message).to.include("id-old owns schema sales");
      expect(message).to.include("id-old owns object orders");
      expect(message).to.include("id-old owns role helpers");
      expect(message).to.include("id-old granted permissions to others");
    });

    it("a role with the name of ours has another owner", async () => {
      const jane = hand.user("jane@contoso.com", OTHER);
      hand.role("strongroom_execute", false, jane.id);

      expect(await refused(desired(user("id-api", API, "execute")))).to.include("is a role whose owner is not dbo");
    });

    it("a permission is of a class that only a person can judge", async () => {
      const made = hand.user("id-api", API, { marked: true });
      hand.permission({ granteeId: made.id, permission: "CONTROL", class: 25, majorId: 7 });

      expect(await refused(desired(api))).to.include("has CONTROL on certificate, which only a person can judge");
    });
  });

  it("never takes a mark on a password user, or on dbo, for a user of ours", async () => {
    const legacy = hand.principal({ name: "legacy", type: "S", sid: "0x0105", authentication: 2 }, true);
    server.database(TARGET).state.properties.push({ principalId: 1, name: "strongroom.owner", value: "payments" });

    const plan = await reconcile(connection, desired());

    expect(plan.steps).to.deep.equal([]);
    expect(seen()[legacy.name]?.permissions).to.deep.equal(["CONNECT"]);
  });
});
