// Who holds something in two environments without belonging to either. A sign-in from outside names its environment in its
// subject, or it is one identity for two; a group that settings name by its object id is one for two unless they say why.
import { pathText } from "../../infra/input/words.ts";
import { order } from "../../text/values.ts";
import type { GroupSettings } from "../snapshot/sources.ts";
import type { AccessFinding } from "./finding.ts";
import { nameIn, type AccessRow } from "./row.ts";

export type SettingsByStack = Readonly<Record<string, GroupSettings>>;

/** Grants that a message names, unless there are more environments. */
const MAX_SHOWN = 3;

export function acrossEnvironments(rows: readonly AccessRow[], settings: SettingsByStack): AccessFinding[] {
  const named = rows.filter(({ principalKind, stranger }) => principalKind !== "unknown" || stranger === true);
  // Two groups of one name are two; one group under two names is one.
  const byWhom = Map.groupBy(named, (row) => idOf(row, settings) ?? row.principal);
  return [...byWhom.values()].flatMap((same): AccessFinding[] => {
    const [first] = same;
    const environments = [...new Set(same.map(({ environment }) => environment))].sort(order);
    // `payments/api` of dev and `payments/api` of prod are two identities with one name; one that is not at home is told elsewhere.
    const own = same.some(({ principalEnvironment }) => principalEnvironment !== undefined);
    if (first === undefined || environments.length < 2 || own) return [];
    const held = `holds access in ${environments.join(" and ")}: ${grantsText(same, environments)}`;
    const found = (weight: AccessFinding["weight"], message: string): AccessFinding[] => [
      { kind: "two environments", weight, message, rows: same },
    ];
    if (first.principalKind !== "group") return found("alarm", `${first.principal}: ${held}`);
    const id = idOf(first, settings);
    // By its name alone, nobody can say that it is one group.
    if (id === undefined) return found("note", `${first.principal}: ${held}`);
    const group = first.principal.includes(id) ? first.principal : `${first.principal} (${id})`;
    const { weight, why } = judged(id, same, settings);
    return found(weight, `${group}: ${held}: ${why}`);
  });
}

/** Every stack that lets the group in says why. */
function judged(
  id: string,
  same: readonly AccessRow[],
  settings: SettingsByStack,
): { readonly weight: AccessFinding["weight"]; readonly why: string } {
  const stacks = [...new Set(same.map(({ stack }) => stack))].sort(order);
  const reasons = new Map(stacks.map((stack) => [stack, settings[stack]?.sharedGroups?.[id]]));
  const silent = stacks.filter((stack) => reasons.get(stack) === undefined);
  if (silent.length === 0) return { weight: "note", why: [...new Set(reasons.values())].join("; ") };
  const places = stacks.flatMap((stack) =>
    (settings[stack]?.namedGroups ?? [])
      .filter(({ objectId }) => objectId === id)
      .map(({ path }) => `strongroom:${pathText(path)} of Pulumi.${stack}.yaml`),
  );
  const named = places.length === 0 ? "" : `named in ${places.join(", ")}; `;
  const missing = silent.map((stack) => `Pulumi.${stack}.yaml`).join(", ");
  return {
    weight: "alarm",
    why: `${named}give each environment its own, or say why in strongroom:sharedGroups of ${missing}`,
  };
}

/** One grant of each environment at least. */
function grantsText(same: readonly AccessRow[], environments: readonly string[]): string {
  const firsts = environments.flatMap((environment) => same.find((row) => row.environment === environment) ?? []);
  const grants = [...new Set([...firsts, ...same])];
  const shown = grants
    .slice(0, Math.max(MAX_SHOWN, environments.length))
    .map(({ role, object, stack, urn, why }) => {
      const place = why === undefined ? "" : `, ${why}`;
      return `${role} on ${object} (${stack}, ${nameIn(urn)}${place})`;
    })
    .join("; ");
  const more = grants.length - Math.max(MAX_SHOWN, environments.length);
  return more > 0 ? `${shown}; and ${String(more)} more` : shown;
}

/** A cell learns from its platform's outputs who administers its servers, which no plan knows; its settings do. */
function idOf(row: AccessRow, settings: SettingsByStack): string | undefined {
  if (row.principalId !== undefined || row.via !== "SQL administrator" || row.principalKind !== "group") {
    return row.principalId;
  }
  if (row.principalEnvironment !== undefined) return undefined;
  return settings[row.stack]?.namedGroups?.find(({ path: [first] }) => first === "sqlAdministrators")?.objectId;
}
