// The copies of databases that no program declares: Azure makes them on the partner of a failover group, so what is said of
// databases must be said of them too, from the group that names both.
import { list, text, texts, at } from "../../text/values.ts";
import type { ResourceRecord } from "../snapshot/records.ts";

export interface Replica {
  /** What it is a copy of. */
  readonly database: ResourceRecord;
  /** Name of the server that it is on. */
  readonly server: string;
}

export function replicasOf(resources: readonly ResourceRecord[]): Replica[] {
  const databases = resources.filter(({ kind }) => kind === "sql:Database");
  return resources
    .filter(({ kind }) => kind === "sql:FailoverGroup")
    .flatMap(({ props, inputs }) => {
      const ids = new Set(texts(props["databases"] ?? inputs["databases"]).map((id) => id.toLowerCase()));
      const servers = list(props["partnerServers"] ?? inputs["partnerServers"])
        .map((partner) => text(at(partner, "id"))?.split("/").at(-1))
        .filter((server) => server !== undefined);
      return databases
        .filter(({ id }) => id !== undefined && ids.has(id.toLowerCase()))
        .flatMap((database) => servers.map((server) => ({ database, server })));
    });
}
