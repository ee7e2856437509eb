// Failover groups of Azure SQL, and the replicas that Azure makes with them on the partner. Sources: sql-docs,
// failover-group-sql-db.md, failover-group-configure-sql-db.md and active-geo-replication-overview.md.
import type { Cloud, Resource } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf, resourceTypeOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { failoverGroupAnswer } from "./sql-answers.ts";
import { region, requireFreeName } from "../model/rules.ts";
import { leafPaths, numberAt, objectsAt, textAt, textsAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const SERVER = "azure-native:sql:Server";
const DATABASE = "azure-native:sql:Database";
const FAILOVER_GROUP = "azure-native:sql:FailoverGroup";

/** From the lowest; a tier that is not here is not compared. */
const TIERS: readonly string[] = ["GeneralPurpose", "BusinessCritical"];

export const sqlFailoverKinds: readonly Kind[] = [
  {
    type: FAILOVER_GROUP,
    path: arm("Microsoft.Sql/servers/{serverName}/failoverGroups/{failoverGroupName}"),
    apiVersion: "2023-08-01",
    required: ["partnerServers", "readWriteEndpoint"],
    writeOnly: ["secondaryType"],
    returns: failoverGroupAnswer,
    outputs: ({ cloud, id }) => ({
      location: textAt(cloud.get(parentOf(id) ?? "")?.properties, "location") ?? "",
      replicationRole: "Primary",
      replicationState: "CATCH_UP",
    }),
    check: checkFailoverGroup,
    // Who leaves the group, and a group that is deleted, leave databases and replication as they are ("doesn't stop
    // replication, and it doesn't delete the replicated database"): nothing is to be done then.
    written: (draft) => {
      for (const [primary, partner] of pairsOf(draft)) {
        if (!draft.cloud.get(replicaId(primary, partner))) draft.cloud.put(replicaOf(primary, partner, draft));
      }
    },
  },
];

/** A database is taken out of its group before it is deleted, its replica too ("can cause unpredictable behavior"). */
export function requireOutsideGroup(database: Resource, cloud: Cloud): void {
  const primary = textAt(database.facts, "replicaOf") ?? database.id;
  const group = groupOf(primary, cloud);
  if (!group) return;
  const what = textAt(database.facts, "replicaOf") === undefined ? "Database" : "The replica";
  throw new AzureError(
    409,
    "DatabaseIsInFailoverGroup",
    `${what} '${lastSegment(database.id)}' is in the failover group '${lastSegment(group.id)}'; remove it from there first.`,
  );
}

/** Harsher than what is documented, which is the order only: first the group, then the server. */
export function requireNoGroup(server: Resource, cloud: Cloud): void {
  const group = cloud
    .ofType(FAILOVER_GROUP)
    .find((other) =>
      [parentOf(other.id) ?? "", ...partnerIdsOf(other.properties)].some((id) => keyOf(id) === keyOf(server.id)),
    );
  if (!group) return;
  throw new AzureError(
    409,
    "ServerIsInFailoverGroup",
    `Server '${lastSegment(server.id)}' is in the failover group '${lastSegment(group.id)}'; delete the group first. (A rule of simulated Azure.)`,
  );
}

/** A primary goes to a higher tier after its replica. */
export function requireReplicaTier({ cloud, id, inputs, existing }: Draft): void {
  const wanted = TIERS.indexOf(textAt(inputs, "sku.tier") ?? "");
  if (!existing || wanted < 0) return;
  for (const replica of replicasOf(existing, cloud)) {
    const has = TIERS.indexOf(textAt(replica.properties, "sku.tier") ?? "");
    if (has < 0 || has >= wanted) continue;
    throw new AzureError(
      400,
      "ReplicaHasLowerEdition",
      `The source database '${nameIn(id)}' cannot have higher edition than the target database '${nameIn(replica.id)}'. Upgrade the edition on the target before upgrading the source.`,
    );
  }
}

function checkFailoverGroup(draft: Draft): void {
  const { inputs, cloud, id } = draft;
  requireFreeName(
    draft,
    "NameAlreadyExists",
    (name) => `The failover group name '${name}' already exists. Choose a different name.`,
  );
  if (cloud.named(SERVER, lastSegment(id))) {
    throw new AzureError(409, "NameAlreadyExists", `The name '${lastSegment(id)}' belongs to a server already.`);
  }
  checkPartners(draft);
  const primary = cloud.get(parentOf(id) ?? "");
  for (const database of textsAt(inputs, "databases")) {
    if (cloud.get(database)?.type !== DATABASE || keyOf(parentOf(database) ?? "") !== keyOf(primary?.id ?? "")) {
      throw new AzureError(
        404,
        "ResourceNotFound",
        `The database '${keyOf(database)}' of failover group '${lastSegment(id)}' is not on its primary server.`,
      );
    }
  }
  for (const [database, partner] of pairsOf(draft)) checkReplica(database, partner, cloud);
  const grace = numberAt(inputs, "readWriteEndpoint.failoverWithDataLossGracePeriodMinutes");
  if (textAt(inputs, "readWriteEndpoint.failoverPolicy") === "Automatic" && (grace === undefined || grace < 60)) {
    throw new AzureError(
      400,
      "InvalidFailoverGroupGracePeriod",
      `Automatic failover needs failoverWithDataLossGracePeriodMinutes of 60 or more, not ${grace ?? "nothing"}.`,
    );
  }
}

function checkPartners({ inputs, cloud, id }: Draft): void {
  const primary = cloud.get(parentOf(id) ?? "");
  const partners = partnerIdsOf(inputs);
  if (partners.length === 0) {
    throw new AzureError(
      400,
      "InvalidFailoverGroupPartner",
      `Failover group '${lastSegment(id)}' has no partner server.`,
    );
  }
  for (const partnerId of partners) {
    const server = cloud.get(partnerId);
    if (server?.type !== SERVER) {
      throw new AzureError(
        404,
        "ResourceNotFound",
        `The partner server '${partnerId}' of failover group '${lastSegment(id)}' was not found.`,
      );
    }
    if (region(textAt(server.properties, "location") ?? "") === region(textAt(primary?.properties, "location") ?? "")) {
      throw new AzureError(
        400,
        "InvalidFailoverGroupRegion",
        `Servers specified in a Failover Group cannot reside in the same region: '${lastSegment(partnerId)}'.`,
      );
    }
    if (textAt(server.properties, "administrators.sid") !== textAt(primary?.properties, "administrators.sid")) {
      throw new AzureError(
        400,
        "FailoverGroupAdministratorsDiffer",
        `The servers of failover group '${lastSegment(id)}' have different Entra administrators: nobody could administer both. (A rule of simulated Azure.)`,
      );
    }
  }
}

/** The partner has no other database of that name, and the pool of the same name where the primary is in one. */
function checkReplica(primary: Resource, partner: Resource, cloud: Cloud): void {
  const there = cloud.get(replicaId(primary, partner));
  if (there && textAt(there.facts, "replicaOfDatabaseId") !== textAt(primary.properties, "databaseId")) {
    throw new AzureError(
      409,
      "PartnerDatabaseExists",
      `The partner server '${lastSegment(partner.id)}' has a database '${lastSegment(there.id)}' that is no replica of '${nameIn(primary.id)}'.`,
    );
  }
  const pool = poolOn(primary, partner);
  if (pool !== undefined && !cloud.get(pool)) {
    throw new AzureError(
      400,
      "FailoverGroupUnableToPerformGroupOperationOnDatabases",
      `The operation cannot be performed due to multiple errors. details: 40857 Elastic pool not found for server: '${lastSegment(partner.id)}', elastic pool name: '${lastSegment(pool)}'. Database '${nameIn(primary.id)}' is in a pool, and the partner server '${lastSegment(partner.id)}' has none of the name '${lastSegment(pool)}'.`,
    );
  }
}

/**
 * As Azure makes it: edition, compute size and backup redundancy of the primary. _Unsure_: that tags, zone redundancy and the
 * maintenance window are Azure's defaults; where nothing is documented the poorer replica is taken.
 */
function replicaOf(primary: Resource, partner: Resource, { caller, cloud }: Draft): Resource {
  const id = replicaId(primary, partner);
  const same = ["sku", "maxSizeBytes", "collation", "catalogCollation", "isLedgerOn"].flatMap((key) => {
    const value = primary.properties[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const redundancy = textAt(primary.properties, "requestedBackupStorageRedundancy") ?? "Geo";
  const pool = poolOn(primary, partner);
  const properties: Props = {
    ...Object.fromEntries(same),
    name: lastSegment(id),
    type: resourceTypeOf(id),
    location: textAt(partner.properties, "location") ?? "",
    secondaryType: "Geo",
    status: "Online",
    databaseId: guidOf("database", keyOf(id), cloud.generation(id)),
    creationDate: caller.now().toISOString(),
    requestedBackupStorageRedundancy: redundancy,
    currentBackupStorageRedundancy: redundancy,
    zoneRedundant: false,
    readScale: "Disabled",
    ...(pool !== undefined && { elasticPoolId: pool }),
  };
  return {
    id,
    type: DATABASE,
    properties,
    computed: leafPaths(properties),
    facts: { replicaOf: primary.id, replicaOfDatabaseId: textAt(primary.properties, "databaseId") ?? "" },
    createdAt: caller.now().toISOString(),
  };
}

/** Each database of the group with each of its partners. */
function pairsOf({ inputs, cloud }: Draft): (readonly [primary: Resource, partner: Resource])[] {
  const partners = partnerIdsOf(inputs).flatMap((id) => cloud.get(id) ?? []);
  const databases = textsAt(inputs, "databases").flatMap((id) => cloud.get(id) ?? []);
  return databases.flatMap((database) => partners.map((partner) => [database, partner] as const));
}

function replicasOf(primary: Resource, cloud: Cloud): Resource[] {
  const databaseId = textAt(primary.properties, "databaseId");
  return cloud
    .ofType(FAILOVER_GROUP)
    .flatMap(({ properties }) => partnerIdsOf(properties))
    .flatMap((partner) => cloud.get(`${partner}/databases/${lastSegment(primary.id)}`) ?? [])
    .filter(({ facts }) => facts !== undefined && textAt(facts, "replicaOfDatabaseId") === databaseId);
}

function groupOf(database: string, cloud: Cloud): Resource | undefined {
  return cloud
    .ofType(FAILOVER_GROUP)
    .find(({ properties }) => textsAt(properties, "databases").some((id) => keyOf(id) === keyOf(database)));
}

function partnerIdsOf(properties: Props): string[] {
  return objectsAt(properties, "partnerServers").map((partner) => textAt(partner, "id") ?? "");
}

function replicaId(primary: Resource, partner: Resource): string {
  return `${partner.id}/databases/${lastSegment(primary.id)}`;
}

function poolOn(primary: Resource, partner: Resource): string | undefined {
  const pool = textAt(primary.properties, "elasticPoolId");
  return pool === undefined ? undefined : `${partner.id}/elasticPools/${lastSegment(pool)}`;
}

/** `server.database`, as Azure's messages have it. */
function nameIn(databaseId: string): string {
  return `${lastSegment(parentOf(databaseId) ?? "")}.${lastSegment(databaseId)}`;
}
