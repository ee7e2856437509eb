// A replica has Azure's seven days of backups and no long-term ones until it is told otherwise; it tells on the day when it
// has become the database (sql-docs, active-geo-replication-overview and long-term-retention-overview).
import { best, both, holds, items, type Answer } from "../answers.ts";
import { controls } from "../controls.ts";
import { ofDatabase } from "../databases.ts";
import { finding } from "../expect.ts";
import type { Kind } from "../kinds.ts";
import { azureName, type Stack } from "../stack.ts";
import { durationDays } from "../time.ts";
import { get, isHidden, sameText, show } from "../value.ts";
import type { StackRule } from "../rule.ts";
import type { Resource } from "../shapes.ts";

/** What says how long backups are kept, with the days of each. */
const POLICIES: readonly { readonly kind: Kind; readonly what: string; readonly paths: readonly string[] }[] = [
  { kind: "sql:BackupShortTermRetentionPolicy", what: "point-in-time retention", paths: ["retentionDays"] },
  {
    kind: "sql:LongTermRetentionPolicy",
    what: "long-term retention",
    paths: ["weeklyRetention", "monthlyRetention", "yearlyRetention"],
  },
];

export const databaseReplicaBackups: StackRule = {
  id: "database-replica-backups",
  title: "Replicas keep their backups as long as their primaries",
  severity: "medium",
  controls: controls("resilience", { mcsb: ["BR-1", "BR-2"] }),
  equals: [],
  appliesTo: ["sql:FailoverGroup"],
  needs: {
    "sql:BackupShortTermRetentionPolicy": ["serverName", "databaseName", "retentionDays"],
    "sql:LongTermRetentionPolicy": ["serverName", "databaseName", "weeklyRetention"],
  },
  help: "give the replica its retention policies, as long as the primary's",
  checkStack: (stack) =>
    stack.ofKind("sql:FailoverGroup").flatMap((group) =>
      stack
        .ofKind("sql:Database")
        .filter((database) => replicates(stack, group, database) === "yes")
        .flatMap((database) => missing(stack, group, database))
        .map((what) => finding(group, "databases", what)),
    ),
};

/** Sentences, one for each kind of retention that the primary has and its replica surely has not. */
function missing(stack: Stack, group: Resource, database: Resource): string[] {
  return POLICIES.flatMap(({ kind, what, paths }) => {
    const policies = stack.ofKind(kind);
    const own = policies.find((policy) => ofDatabase(stack, policy, database) === "yes");
    if (own === undefined) return [];
    const kept = best(
      policies.map((policy) =>
        both(
          both(named(stack, policy, database), onPartner(policy, group)),
          paths.map((path) => asLong(policy, own, path)).reduce(both),
        ),
      ),
    );
    const name = show(azureName(database));
    return kept === "no" ? [`the replica of database ${name} on the partner server lacks its primary's ${what}`] : [];
  });
}

function replicates(stack: Stack, group: Resource, database: Resource): Answer {
  const list = items(get(group.props, "databases"));
  if (list === undefined) return stack.refers(group, "databases", database);
  return best(list.map((_id, index) => stack.refers(group, `databases.${String(index)}`, database)));
}

/** A replica has its primary's name. */
function named(stack: Stack, policy: Resource, database: Resource): Answer {
  const [name, wanted] = [get(policy.props, "databaseName"), azureName(database)];
  if (isHidden(name)) return stack.refers(policy, "databaseName", database);
  return typeof wanted === "string" ? holds(name, (value) => sameText(value, wanted)) : "maybe";
}

function onPartner(policy: Resource, group: Resource): Answer {
  const [server, partner] = [get(policy.props, "serverName"), get(group.props, "partnerServers.0.id")];
  if (isHidden(server) || isHidden(partner)) {
    const sources = policy.propertyDependencies?.["serverName"] ?? [];
    const partners = group.propertyDependencies?.["partnerServers"] ?? [];
    if (sources.some((urn) => partners.includes(urn))) return "yes";
    // Both say what they were made of, and that is not the same.
    return sources.length > 0 && partners.length > 0 ? "no" : "maybe";
  }
  // A group without a partner has no replica that could lack something.
  if (typeof partner !== "string") return "maybe";
  return holds(server, (value) => sameText(value, partner.split("/").at(-1) ?? ""));
}

function asLong(policy: Resource, own: Resource, path: string): Answer {
  const wanted = get(own.props, path);
  if (isHidden(wanted)) return "maybe";
  return holds(get(policy.props, path), (value) => days(value) >= days(wanted));
}

/** Days of either kind of retention; 0 where none is kept. */
function days(value: Parameters<typeof durationDays>[0]): number {
  return typeof value === "number" ? value : (durationDays(value) ?? 0);
}
