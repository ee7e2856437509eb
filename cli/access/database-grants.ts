// Access to databases, which Azure's roles know nothing of: contained users, and the administrators of a server.
import { rolesFor, type AccessLevel } from "../../components/sql/database-access.ts";
import { at, text } from "../../text/values.ts";
import { administratorOf, builtInAdministrator } from "./administrators.ts";
import { applicationOf, type PrincipalKind } from "./principals.ts";
import type { ResourceRecord } from "../snapshot/records.ts";
import { row, type AccessRow, type Reading } from "./row.ts";

export function databaseUser(record: ResourceRecord, reading: Reading): AccessRow {
  const { props } = record;
  const server = text(props["server"]) ?? "?";
  const database = text(props["database"]) ?? "?";
  const schema = text(props["schema"]);
  const level = text(props["level"]) ?? "?";
  const userName = text(props["userName"]) ?? record.name;
  const known = props["kind"] === "group" ? reading.principals.byId(text(props["principal"]) ?? "") : undefined;
  const named = known ?? reading.principals.identityCalled(userName);
  const application = applicationOf(record, reading.byUrn);
  const suffix = schema === undefined ? "" : ` schema ${schema}`;
  return row(record, reading, named ?? { ...reading.principals.of(record, "principal"), label: userName }, {
    role: level,
    ...databaseRolesOf(level, schema),
    object: `database ${application}/${database}${suffix}`,
    breadth: schema === undefined ? "resource" : "object",
    scope: [server, database, ...(schema === undefined ? [] : [schema])].join("/"),
    via: "contained database user",
  });
}

const LEVELS: readonly string[] = ["read", "readWrite", "execute", "migrate"] satisfies readonly AccessLevel[];

function databaseRolesOf(level: string, schema: string | undefined): Pick<AccessRow, "databaseRoles"> {
  if (!LEVELS.includes(level) || (level === "migrate" && schema !== undefined)) return {};
  const access = { level: level as AccessLevel, ...(schema === undefined ? {} : { schema }) };
  return { databaseRoles: rolesFor(access).map(({ name }) => name) };
}

export function administrator(record: ResourceRecord, reading: Reading): AccessRow[] {
  const own = administratorOf(record);
  const found = own ?? builtInAdministrator(record, reading.administered);
  if (found === undefined) return [];
  const { server, login, id } = found;
  const type = text(at(record.props, "administrators.principalType"));
  const kind: PrincipalKind = type === "User" ? "person" : "group";
  const { principals, snapshot } = reading;
  const known = id === undefined ? principals.groupCalled(login, snapshot.environment) : principals.byId(id);
  const named = known ?? {
    label: `${kind} ${login}`,
    kind,
    ...(id === undefined ? {} : { id: id.toLowerCase() }),
  };
  return [
    row(record, reading, named, {
      role: "SQL administrator",
      object: `server ${server}`,
      breadth: "resource",
      scope: server,
      via: "SQL administrator",
    }),
  ];
}
