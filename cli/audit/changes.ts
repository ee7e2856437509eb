// Who changed who may come: rights in Azure on the objects and on what they lie in, permissions inside databases, and the
// members and owners of the groups that hold something. The same queries as the alert rules run, without anybody whom they leave out.
import { Principals } from "../access/principals.ts";
import type { ParameterValues } from "../../components/observability/queries.ts";
import { BUILT_IN_ROLES } from "../../facts/role-definitions.ts";
import { guidOf } from "../access/role-names.ts";
import type { LogAnswer } from "../logs/logs.ts";
import type { Target } from "../reach/targets.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { text, type Fields } from "../../text/values.ts";
import type { Change } from "./report.ts";

export interface Changed {
  readonly changes: readonly Change[];
  /** Additions to groups that hold something. */
  readonly added: readonly { readonly group: string; readonly member: string; readonly when: string }[];
}

interface Of {
  /** `<server>/<database>` of those that are asked about. */
  readonly databases: readonly string[];
  readonly targets: readonly Target[];
  readonly deployed: Snapshot;
  readonly groups: Readonly<Record<string, string>>;
}

export async function changesOf(
  { databases, targets, deployed, groups }: Of,
  ask: (name: string, values: ParameterValues) => Promise<LogAnswer>,
): Promise<Changed> {
  const principals = new Principals([deployed], groups);
  const called = (id: string | undefined, instead: string | undefined): string =>
    (id === undefined ? undefined : principals.byId(id)?.label) ?? instead ?? id ?? "nobody";
  const scopes = targets
    .flatMap(({ ids, withinId }) => [...ids, ...(withinId === undefined ? [] : [withinId])])
    .map((id) => id.toLowerCase());
  const inAzure = (await ask("configuration-changed", {})).rows.filter((row) => concerns(row, scopes));
  const inside =
    databases.length === 0
      ? []
      : (await ask("sql-permission-changed", {})).rows.filter((row) =>
          databases.includes(`${text(row["Server"]) ?? ""}/${text(row["Database"]) ?? ""}`.toLowerCase()),
        );
  const watched = groupIds(deployed, groups);
  const ofGroups = watched.size === 0 ? [] : (await ask("group-changed", { watchedObjects: [...watched] })).rows;
  return {
    changes: [
      ...inAzure.map((row): Change => {
        const [role, grantee] = [text(row["RoleId"]), text(row["Grantee"])];
        const named = role === undefined ? undefined : (BUILT_IN_ROLES[guidOf(role) ?? ""]?.name ?? role);
        return {
          when: text(row["TimeGenerated"]) ?? "",
          what: text(row["Operation"]) ?? "",
          target: text(row["Target"]) ?? "",
          who: called(text(row["Actor"]), text(row["Caller"])),
          ...(named === undefined && grantee === undefined
            ? {}
            : { details: `${named ?? "a role"} to ${called(grantee, grantee)}` }),
        };
      }),
      ...inside.map((row): Change => ({
        when: text(row["TimeGenerated"]) ?? "",
        what: text(row["Action"]) ?? "",
        target: `${text(row["Server"]) ?? ""}/${text(row["Database"]) ?? ""}`,
        who: text(row["Login"]) ?? "nobody",
      })),
      ...ofGroups.map((row): Change => {
        const member = text(row["Member"]);
        return {
          when: text(row["TimeGenerated"]) ?? "",
          what: text(row["Activity"]) ?? "",
          target: text(row["Watched"]) ?? text(row["ObjectId"]) ?? "",
          who: called(text(row["Actor"]), text(row["Caller"])),
          ...(member === undefined ? {} : { details: called(member, text(row["MemberName"]) ?? member) }),
        };
      }),
    ],
    added: ofGroups
      .filter((row) => /^add (member|owner) to group/.test(text(row["Activity"]) ?? ""))
      .flatMap((row) =>
        [text(row["Member"]), text(row["MemberName"])]
          .filter((member) => member !== undefined)
          .map((member) => ({
            group: text(row["Watched"]) ?? "",
            member: member.toLowerCase(),
            when: text(row["TimeGenerated"]) ?? "",
          })),
      ),
  };
}

/** On an object, on what it lies in, or on anything below or above these that hands out rights. */
function concerns(row: Fields, scopes: readonly string[]): boolean {
  const target = (text(row["Target"]) ?? "").toLowerCase();
  const [above = target] = target.split("/providers/microsoft.authorization/");
  return scopes.some(
    (scope) =>
      target === scope || target.startsWith(`${scope}/`) || (above !== target && `${scope}/`.startsWith(`${above}/`)),
  );
}

/** Object ids of groups, with the label that the rest of the report calls them by. */
function groupIds(deployed: Snapshot, groups: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const named = Object.entries(groups).map(([name, id]) => [id.toLowerCase(), `group ${name}`] as const);
  const own = deployed.resources
    .filter(({ kind }) => kind.startsWith("azuread:Group"))
    .flatMap(({ props }) => {
      const [id, name] = [text(props["objectId"]), text(props["displayName"])];
      return id === undefined || name === undefined ? [] : [[id.toLowerCase(), `group ${name}`] as const];
    });
  return new Map([...named, ...own]);
}
