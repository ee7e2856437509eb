// Who is let in, for rules that look for everybody else. Every grant of an environment is a role assignment below its outermost
// component, so they are noted where they are registered: a grant that somebody adds to the program is declared by that.
import type * as pulumi from "@pulumi/pulumi";
import type { ParameterRows } from "./queries.ts";

/** A role assignment as the program registers it. */
export interface DeclaredGrant {
  readonly scope: pulumi.Input<string>;
  readonly principalId: pulumi.Input<string>;
  readonly principalType?: pulumi.Input<string>;
}

/** For the outermost component: notes every role assignment below it. */
export function noteGrants(into: DeclaredGrant[]): pulumi.ResourceTransformation {
  return ({ type, props }) => {
    if (type === "azure-native:authorization:RoleAssignment") {
      const { scope, principalId, principalType } = props as DeclaredGrant;
      into.push({ scope, principalId, ...(principalType === undefined ? {} : { principalType }) });
    }
    return undefined;
  };
}

const IN_VAULT = /\/vaults\/([^/]+)(?:\/(secrets|keys|certificates)\/([^/]+))?$/;

/** The rows of `declaredAccess`: a grant on a vault lets in to all of it, one on anything else is none of a vault's. */
export function declaredAccess(
  grants: readonly { readonly scope: string; readonly principalId: string }[],
): ParameterRows {
  const rows = grants.flatMap(({ scope, principalId }): [string, string][] => {
    const [, vault, kind, name] = IN_VAULT.exec(scope.toLowerCase()) ?? [];
    if (vault === undefined) return [];
    return [[principalId.toLowerCase(), kind === undefined ? `${vault}/*` : `${vault}/${kind}/${name ?? ""}`]];
  });
  return [...new Map(rows.map((row) => [row.join(" "), row])).values()].sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

/** The rows of `watchedObjects`: each group once, with the first thing that it holds. */
export function groupsWithGrants(groups: readonly { readonly group: string; readonly holds: string }[]): ParameterRows {
  const rows = groups.map(({ group, holds }): [string, string] => [group.toLowerCase(), holds]);
  return [...new Map(rows.toReversed().map((row) => [row[0], row])).values()].sort((a, b) => (a[0] < b[0] ? -1 : 1));
}
