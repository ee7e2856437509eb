// Whoever administers a SQL server reads and changes every database on it, and three kinds of resource can say who that is:
// the server itself, the resource for its administrator, and a deployment that sets it.
import { at, fields, list, text } from "../../text/values.ts";
import type { ResourceRecord } from "../snapshot/records.ts";

export interface Administrator {
  readonly server: string;
  readonly login: string;
  readonly id?: string;
  readonly idKey?: string;
}

/** The administrator that a resource of its own, or a deployment, sets. */
export function administratorOf({ kind, props, inputs }: ResourceRecord): Administrator | undefined {
  if (kind === "resources:Deployment") {
    const sets = list(at(inputs, "properties.template.resources")).some(
      (resource) => text(fields(resource)["type"])?.toLowerCase() === "microsoft.sql/servers/administrators",
    );
    const server = text(at(inputs, "properties.parameters.serverName.value"));
    const login = text(at(inputs, "properties.parameters.login.value"));
    const id = text(at(inputs, "properties.parameters.sid.value"));
    if (!sets || server === undefined || login === undefined) return undefined;
    return { server, login, ...(id === undefined ? {} : { id }) };
  }
  if (kind === "sql:ServerAzureADAdministrator") {
    const server = text(props["serverName"]) ?? text(inputs["serverName"]);
    const login = text(props["login"]);
    const id = text(props["sid"]);
    return server === undefined || login === undefined
      ? undefined
      : { server, login, ...(id === undefined ? {} : { id }) };
  }
  return undefined;
}

/** What the server was created with, unless something else has set it since. */
export function builtInAdministrator(
  record: ResourceRecord,
  administered: ReadonlySet<string>,
): Administrator | undefined {
  if (record.kind !== "sql:Server") return undefined;
  const server = text(record.props["serverName"]) ?? text(record.props["name"]);
  if (server === undefined || administered.has(server)) return undefined;
  const login = text(at(record.props, "administrators.login"));
  const id = text(at(record.props, "administrators.sid"));
  if (login !== undefined) return { server, login, ...(id === undefined ? {} : { id }) };
  const password = text(record.props["administratorLogin"]);
  return password === undefined ? undefined : { server, login: `${password} (with a password)` };
}
