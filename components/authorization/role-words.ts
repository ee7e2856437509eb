// The way back: from the role of an assignment to what a manifest's word for it is. Who reads plans, states and other people's
// assignments knows a role by the id of its definition alone.
import { roleGuid } from "./assignment-name.ts";
import { CUSTOM_ROLES, customRole, type CustomRoleName } from "./custom-role.ts";
import { OBJECT_WORDS, WORD_ROLES, type ObjectWord } from "./object-roles.ts";
import { ROLES } from "./roles.ts";

const SUBSCRIPTION = /^\/subscriptions\/([^/]+)\//i;

/** One of our own roles, by the id of its definition; the same whether or not the stack at hand defines it. */
export interface OwnRole {
  readonly role: CustomRoleName;
  readonly roleName: string;
}

/** Those of each subscription and environment, by GUID: computed once. */
const known = new Map<string, ReadonlyMap<string, OwnRole>>();

export function ownRole(roleDefinitionId: string, environments: readonly string[]): OwnRole | undefined {
  const subscriptionId = SUBSCRIPTION.exec(roleDefinitionId)?.[1]?.toLowerCase();
  if (subscriptionId === undefined) return undefined;
  const key = [subscriptionId, ...environments].join("|");
  const roles = known.get(key) ?? rolesOf(subscriptionId, environments);
  known.set(key, roles);
  return roles.get(guidOf(roleDefinitionId));
}

/** What the holder of a role was let in for: one word of our own roles, several of Azure's Crypto User, none of a stranger. */
export function wordsOf(roleDefinitionId: string, environments: readonly string[]): readonly ObjectWord[] {
  const own = ownRole(roleDefinitionId, environments)?.role;
  if (own !== undefined) return OBJECT_WORDS.filter((word) => WORD_ROLES[word].own === own);
  const guid = guidOf(roleDefinitionId);
  return OBJECT_WORDS.filter((word) => ROLES[WORD_ROLES[word].builtIn] === guid);
}

function rolesOf(subscriptionId: string, environments: readonly string[]): ReadonlyMap<string, OwnRole> {
  return new Map(
    environments.flatMap((environment) =>
      (Object.keys(CUSTOM_ROLES) as CustomRoleName[]).map((role) => {
        const { roleName } = customRole(role, { environment, subscriptionId });
        return [roleGuid(subscriptionId, roleName), { role, roleName }] as const;
      }),
    ),
  );
}

function guidOf(roleDefinitionId: string): string {
  return roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
}
