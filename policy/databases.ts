// What the database rules share: which database a child belongs to. Two servers may have databases of the same name.
import { both, type Answer } from "./answers.ts";
import type { Resource } from "./shapes.ts";
import type { Stack } from "./stack.ts";
import { get, isHidden, sameText } from "./value.ts";

export function ofDatabase(stack: Stack, child: Resource, database: Resource): Answer {
  return both(stack.refers(child, "databaseName", database), sameServer(child, database));
}

function sameServer(child: Resource, database: Resource): Answer {
  const [mine, theirs] = [get(child.props, "serverName"), get(database.props, "serverName")];
  if (typeof mine === "string" && typeof theirs === "string") return sameText(mine, theirs) ? "yes" : "no";
  if (isHidden(mine) && isHidden(theirs)) {
    const sources = child.propertyDependencies?.["serverName"] ?? [];
    const others = database.propertyDependencies?.["serverName"] ?? [];
    return sources.some((urn) => others.includes(urn)) ? "yes" : "maybe";
  }
  return isHidden(mine) || isHidden(theirs) ? "maybe" : "no";
}

/** A replica is encrypted and backed up by its primary. */
export function isPrimary(stack: Stack, urn: string): boolean {
  const database = stack.ofKind("sql:Database").find((candidate) => candidate.urn === urn);
  const mode = get(database?.props, "createMode");
  return !(sameText(mode, "Secondary") || sameText(mode, "OnlineSecondary") || isHidden(mode));
}
