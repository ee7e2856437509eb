import { expect } from "chai";
import fc from "fast-check";
import { rolesFor, type DatabaseAccess } from "../../../components/sql/database-access.ts";
import { compareDatabase } from "../../../cli/sql/drift.ts";
import type { DesiredDatabase, DesiredUser } from "../../../cli/sql/desired.ts";
import { readCatalog } from "../../../cli/sql/catalog.ts";
import { refusalsOf } from "../../../cli/sql/plan.ts";
import { reconcile } from "../../../cli/sql/reconcile.ts";
import { sidOf } from "../../../cli/sql/sid.ts";
import { Server } from "./double/server.ts";
import { Hand, TARGET, desired, look } from "./helpers.ts";

// Few names and identities, so that they meet: the same name with another identity, the same identity with another name.
const NAMES = ["id-api", "id-worker", "group-dbas", "a]'b", "名前"] as const;
const IDS = [1, 2, 3, 4, 5, 6].map((digit) => `${digit}1223344-5566-7788-99aa-bbccddeeff00`);
const SCHEMAS = ["sales", "x]y"] as const;
const ROLES = [
  "db_datareader",
  "db_datawriter",
  "db_owner",
  "strongroom_execute",
  "strongroom_read_sales",
  "helpers",
] as const;

const access: fc.Arbitrary<DatabaseAccess> = fc.oneof(
  fc.record({ level: fc.constantFrom("read", "readWrite", "execute", "migrate") }),
  fc.record({ level: fc.constantFrom("read", "readWrite", "execute"), schema: fc.constantFrom(...SCHEMAS, "absent") }),
);

const declaration: fc.Arbitrary<DesiredDatabase> = fc
  .tuple(
    fc.shuffledSubarray([...NAMES]),
    fc.shuffledSubarray(IDS, { minLength: 5 }),
    fc.array(fc.array(access, { maxLength: 3 }), { minLength: 5, maxLength: 5 }),
  )
  .map(([names, ids, accesses]) =>
    desired(
      ...names.map((name, index): DesiredUser => ({
        name,
        kind: name.startsWith("group") ? "group" : "workload",
        id: ids[index] ?? "",
        access: accesses[index] ?? [],
      })),
    ),
  );

interface Someone {
  readonly name: string;
  readonly id: string;
  readonly marked: boolean;
  readonly password: boolean;
  readonly roles: readonly string[];
  readonly grants: readonly { readonly permission: string; readonly state: string; readonly schema: boolean }[];
  readonly owns: boolean;
}

const someone = (name: fc.Arbitrary<string>): fc.Arbitrary<Someone> =>
  fc.record({
    name,
    id: fc.constantFrom(...IDS),
    marked: fc.integer({ min: 0, max: 3 }).map((chance) => chance > 0),
    password: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    roles: fc.uniqueArray(fc.constantFrom(...ROLES), { maxLength: 3 }),
    grants: fc.array(
      fc.record({
        permission: fc.constantFrom("SELECT", "CONTROL", "EXECUTE"),
        state: fc.constantFrom("G", "G", "W", "D"),
        schema: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    owns: fc.integer({ min: 0, max: 19 }).map((chance) => chance === 0),
  });

const actual = fc.record({
  people: fc.uniqueArray(someone(fc.constantFrom(...NAMES, "jane@contoso.com", "joe@contoso.com")), {
    maxLength: 5,
    selector: ({ name }) => name,
  }),
  markedRoles: fc.uniqueArray(
    fc.constantFrom("strongroom_execute", "strongroom_read_sales", "strongroom_execute_gone"),
  ),
  unmarkedRole: fc.boolean(),
});

type Situation = typeof actual extends fc.Arbitrary<infer T> ? T : never;

/** The server in that situation; impossible ones (two users with one SID) are left out as they are built. */
function build(situation: Situation): Server {
  const server = new Server();
  const database = server.database(TARGET);
  const hand = new Hand(database);
  const schemaIds = SCHEMAS.map((schema) => hand.schema(schema));
  hand.role("helpers");
  for (const role of situation.markedRoles) {
    hand.role(role, true);
  }
  if (situation.unmarkedRole && database.find("strongroom_execute") === undefined) {
    hand.role("strongroom_execute");
  }
  const taken = new Set<string>();
  for (const person of situation.people.filter(({ id }) => !taken.has(id) && taken.add(id))) {
    const type = person.password ? "S" : person.name.startsWith("group") ? "X" : "E";
    const made = hand.principal(
      {
        name: person.name,
        sid: person.password ? `0x0105${person.id.slice(0, 2)}` : sidOf(person.id),
        type,
        authentication: person.password ? 2 : 4,
      },
      person.marked,
    );
    for (const role of person.roles.filter((name) => database.find(name) !== undefined)) {
      hand.member(role, made);
    }
    for (const held of person.grants) {
      const duplicate = database.state.permissions.some(
        (row) => row.granteeId === made.id && row.permission === held.permission,
      );
      if (!duplicate) {
        hand.permission({
          granteeId: made.id,
          permission: held.permission,
          state: held.state,
          ...(held.schema ? { class: 3, majorId: schemaIds[0] ?? 0 } : {}),
        });
      }
    }
    if (person.owns) {
      hand.schema(`of ${person.name}`, made.id);
    }
  }
  return server;
}

describe("any database and any declaration", () => {
  it("meet in one apply, and a second one has nothing to do", async () => {
    let converged = 0;
    await fc.assert(
      fc.asyncProperty(actual, declaration, async (situation, wanted) => {
        const server = build(situation);
        const database = server.database(TARGET);
        const connection = await server.connect(TARGET);
        const before = look(database);
        const foreign = Object.entries(before).filter(
          ([name, row]) =>
            row.type !== "R" &&
            (row.type === "S" || !row.marked) &&
            !wanted.users.some((user) => sidOf(user.id) === row.sid && user.name === name),
        );
        const refusals = refusalsOf(compareDatabase(wanted, await readCatalog(connection)));

        const failure = await reconcile(connection, wanted).then(
          () => undefined,
          (error: unknown) => error as Error,
        );

        const after = look(database);
        if (refusals.length > 0) {
          expect(failure?.message).to.include("nothing was changed");
          expect(after).to.deep.equal(before);
          return;
        }
        expect(failure).to.equal(undefined);
        // Foreign users: the same roles and permissions as ever.
        for (const [name, row] of foreign) {
          expect(after[name], name).to.deep.equal(row);
        }
        expectDeclared(wanted, after);
        // Nobody of ours is left over.
        const ours = Object.entries(after).filter(([, row]) => row.marked && (row.type === "E" || row.type === "X"));
        expect(ours.map(([name]) => name).toSorted()).to.deep.equal(wanted.users.map(({ name }) => name).toSorted());

        const again = await reconcile(await server.connect(TARGET), wanted);
        expect(again.steps).to.deep.equal([]);
        expect(look(database)).to.deep.equal(after);
        converged += 1;
      }),
      { numRuns: 400 },
    );
    // The property says little when most situations are refused.
    expect(converged).to.be.greaterThan(100);
  }).timeout(60_000);
});

/** Every declared user has exactly its roles, and those of ours exactly their permissions. */
function expectDeclared(wanted: DesiredDatabase, after: ReturnType<typeof look>): void {
  for (const user of wanted.users) {
    const row = after[user.name];
    const roles = user.access.flatMap((entry) => (entry.schema === "absent" ? [] : rolesFor(entry)));
    expect(row?.sid).to.equal(sidOf(user.id));
    expect(row?.roles).to.deep.equal([...new Set(roles.map(({ name }) => name))].toSorted());
    expect(row?.permissions.filter((held) => !held.startsWith("D "))).to.deep.equal(["CONNECT"]);
    for (const role of roles) {
      if (role.kind === "own") {
        const on = role.schema === undefined ? "" : ` on schema ${role.schema}`;
        expect(after[role.name]?.permissions).to.deep.equal(role.permissions.map((name) => `${name}${on}`).toSorted());
      }
    }
  }
}
