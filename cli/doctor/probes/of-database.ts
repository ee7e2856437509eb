// The server and database as Azure Resource Manager has them, and the inside of the database as an administrator sees it.
import { z } from "zod";
import { readCatalog } from "../../sql/catalog.ts";
import { SqlFailure, type Connect } from "../../sql/connection.ts";
import { literal } from "../../sql/quote.ts";
import { rolesFor } from "../../../components/sql/database-access.ts";
import { messageOf } from "../../../text/errors.ts";
import {
  unseen,
  type Asked,
  type Call,
  type DatabaseState,
  type Inside,
  type Present,
  type ServerSeen,
} from "../evidence.ts";
import type { DatabaseTarget } from "../promise.ts";
import type { Arm } from "./arm.ts";
import { mapped } from "./of-identity.ts";
import { connections } from "./of-vault.ts";

/** Microsoft.Sql (azure-rest-api-specs). */
const VERSION = "2023-08-01";

const server = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    fullyQualifiedDomainName: z.string(),
    publicNetworkAccess: z.string().nullish(),
    privateEndpointConnections: connections,
    administrators: z.object({ azureADOnlyAuthentication: z.boolean().nullish(), sid: z.string().nullish() }).nullish(),
  }),
});
const failoverGroup = z.object({ name: z.string(), properties: z.object({ replicationRole: z.string().nullish() }) });
const database = z.object({ properties: z.object({ status: z.string() }) });

export type ServerRecord = z.output<typeof server>;

/** By its host name, or by that of a failover group, of which the primary answers. */
export async function findServer(arm: Arm, { groupId, host }: DatabaseTarget): Promise<Asked<Present<ServerRecord>>> {
  const servers = await arm.list(`${groupId}/providers/Microsoft.Sql/servers`, VERSION, server);
  if ("unseen" in servers) return servers;
  const direct = servers.seen.find(({ properties }) => properties.fullyQualifiedDomainName.toLowerCase() === host);
  if (direct !== undefined) return { seen: direct };
  const label = host.split(".")[0] ?? "";
  for (const each of servers.seen) {
    const groups = await arm.list(`${each.id}/failoverGroups`, VERSION, failoverGroup);
    if ("unseen" in groups) return groups;
    if (
      groups.seen.some(
        ({ name, properties }) => name.toLowerCase() === label && properties.replicationRole !== "Secondary",
      )
    )
      return { seen: each };
  }
  return { seen: "absent" };
}

export async function asServer(arm: Arm, found: Asked<Present<ServerRecord>>): Promise<Asked<Present<ServerSeen>>> {
  if ("unseen" in found || found.seen === "absent") return found as Asked<Present<ServerSeen>>;
  const { id, properties } = found.seen;
  const administrators = await arm.list(`${id}/administrators`, VERSION, z.object({ name: z.string() }));
  if ("unseen" in administrators) return administrators;
  return {
    seen: {
      publicAccess: (properties.publicNetworkAccess ?? "Enabled").toLowerCase() !== "disabled",
      administrator: administrators.seen.length > 0,
      entraOnly: properties.administrators?.azureADOnlyAuthentication === true,
      connections: properties.privateEndpointConnections,
    },
  };
}

export async function readDatabase(
  arm: Arm,
  found: Asked<Present<ServerRecord>>,
  name: string,
): Promise<Asked<Present<DatabaseState>>> {
  if ("unseen" in found) return found;
  if (found.seen === "absent") return { seen: "absent" };
  const answer = await arm.get(`${found.seen.id}/databases/${name}`, VERSION, database);
  return mapped(answer, ({ properties: { status } }) => ({ status }));
}

/** With the token of whoever runs this, which must be an administrator's to see every user. */
export async function lookInside(connect: Connect, { host, name }: DatabaseTarget): Promise<Asked<Inside>> {
  try {
    const connection = await connect({ server: host, database: name });
    try {
      return { seen: { catalog: await readCatalog(connection) } };
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof SqlFailure && (error.number === 18456 || /login failed/i.test(error.message))) {
      return { seen: { refused: "error 18456" } };
    }
    return unseen(`the database could not be asked (${messageOf(error)})`);
  }
}

/** The workload's own session: it signs in, and asks which of its roles it has. */
export async function ownSession(connect: Connect, { host, name, user }: DatabaseTarget): Promise<Asked<Call>> {
  try {
    const connection = await connect({ server: host, database: name });
    try {
      for (const role of (user?.access ?? []).flatMap(rolesFor)) {
        const [row] = await connection.query(`SELECT IS_ROLEMEMBER(${literal(role.name)}) AS is_member;`);
        if (row?.["is_member"] !== 1) return { seen: { kind: "refused", code: "user-role", said: role.name } };
      }
      return { seen: { kind: "done" } };
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!(error instanceof SqlFailure)) return unseen(messageOf(error));
    // Without an answer of the server there was no call: the steps before say why.
    if (error.number === undefined && !/login failed/i.test(error.message))
      return unseen(`the server did not answer (${messageOf(error)})`);
    return {
      seen: {
        kind: "refused",
        code: String(error.number ?? 18456),
        said: `error ${String(error.number ?? 18456)}: ${error.message}`,
      },
    };
  }
}
