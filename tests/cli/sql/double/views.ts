// The catalog views, with the columns that Microsoft's reference lists for them: a query for another column fails here as
// it does there.
import { DatabaseError } from "./error.ts";
import type { Condition, Expression, Statement } from "./reader.ts";
import type { State } from "./state.ts";

type Cell = string | number | boolean | Buffer | null;
type Record_ = Record<string, Cell>;

const CLASSES: Readonly<Record<number, string>> = {
  0: "DATABASE",
  1: "OBJECT_OR_COLUMN",
  3: "SCHEMA",
  4: "DATABASE_PRINCIPAL",
  25: "CERTIFICATE",
};

const bytes = (hex: string | null): Buffer | null => (hex === null ? null : Buffer.from(hex.slice(2), "hex"));

const VIEWS: Readonly<Record<string, (state: State) => readonly Record_[]>> = {
  "sys.database_principals": (state) =>
    state.principals.map((row) => ({
      name: row.name,
      principal_id: row.id,
      type: row.type,
      type_desc: row.type,
      default_schema_name: null,
      owning_principal_id: row.ownerId,
      sid: bytes(row.sid),
      is_fixed_role: row.fixed,
      authentication_type: row.authentication,
    })),
  "sys.database_role_members": (state) =>
    state.members.map((row) => ({ role_principal_id: row.roleId, member_principal_id: row.memberId })),
  "sys.database_permissions": (state) =>
    state.permissions.map((row) => ({
      class: row.class,
      class_desc: CLASSES[row.class] ?? "OTHER",
      major_id: row.majorId,
      minor_id: row.minorId,
      grantee_principal_id: row.granteeId,
      grantor_principal_id: row.grantorId,
      permission_name: row.permission,
      state: row.state,
    })),
  "sys.schemas": (state) =>
    state.schemas.map((row) => ({ name: row.name, schema_id: row.id, principal_id: row.ownerId })),
  "sys.objects": (state) =>
    state.objects.map((row) => ({
      name: row.name,
      object_id: row.id,
      principal_id: row.ownerId,
      schema_id: row.schemaId,
    })),
  "sys.extended_properties": (state) =>
    state.properties.map((row) => ({
      class: 4,
      major_id: row.principalId,
      minor_id: 0,
      name: row.name,
      value: row.value,
    })),
  "sys.triggers": (state) =>
    state.triggers.map((row) => ({ name: row.name, parent_class: 0, is_disabled: row.disabled })),
  "sys.sql_logins": (state) => state.logins.map((row) => ({ name: row.name, is_disabled: row.disabled })),
};

export function selectRows(state: State, statement: Statement & { kind: "select" }): readonly Record_[] {
  const { view, items, where } = statement;
  if (view === undefined) {
    return [Object.fromEntries(items.map(({ expression, alias }) => [alias, evaluate(state, {}, expression)]))];
  }
  const source = VIEWS[view];
  if (source === undefined) {
    throw new DatabaseError(208, `Invalid object name '${view}'.`);
  }
  return source(state)
    .filter((row) => where.every((condition) => holds(row, condition)))
    .map((row) => Object.fromEntries(items.map(({ expression, alias }) => [alias, evaluate(state, row, expression)])));
}

function cell(row: Record_, column: string): Cell {
  const found = row[column];
  if (found === undefined) {
    throw new DatabaseError(207, `Invalid column name '${column}'.`);
  }
  return found;
}

function holds(row: Record_, condition: Condition): boolean {
  const found = cell(row, condition.column);
  const value = typeof found === "boolean" ? Number(found) : found;
  switch (condition.operator) {
    case "IS NOT NULL":
      return value !== null;
    case ">=":
      return typeof value === "number" && typeof condition.value === "number" && value >= condition.value;
    case "=":
      return value === condition.value;
  }
}

function evaluate(state: State, row: Record_, expression: Expression): Cell {
  if (expression.kind === "value") {
    return expression.value;
  }
  if (expression.kind === "column") {
    return cell(row, expression.name);
  }
  const last = expression.args.at(-1);
  const args = expression.name === "CONVERT" ? (last === undefined ? [] : [last]) : expression.args;
  const [first, second] = args.map((arg) => evaluate(state, row, arg));
  const object = state.objects.find(({ id }) => id === first);
  switch (expression.name) {
    case "CONVERT":
      return first ?? null;
    case "SERVERPROPERTY":
      return first === "IsExternalAuthenticationOnly" ? Number(state.entraOnly) : null;
    case "OBJECT_NAME":
      return object?.name ?? null;
    case "OBJECT_SCHEMA_NAME":
      return state.schemas.find(({ id }) => id === object?.schemaId)?.name ?? null;
    case "COL_NAME":
      return (typeof second === "number" && object?.columns[second - 1]) || null;
    default:
      throw new DatabaseError(195, `'${expression.name}' is not a recognized built-in function name.`);
  }
}
