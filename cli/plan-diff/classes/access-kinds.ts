// Identities, grants, groups and roles.
import { isFields, list, texts } from "../../../text/values.ts";
import { approval, harmless, narrows, told, type KindClasses } from "./class.ts";
import { fresh, gone, LABELS, lessAccess } from "./shared.ts";

const access = told("access", "access");
const grant: KindClasses = {
  created: access,
  destroyed: lessAccess,
  replaced: access,
  properties: { "**": access, ...LABELS },
};

/** Of a role: what it may do, less what it may not. */
function allowsNoMore(before: unknown, after: unknown): boolean {
  const [was, is] = [list(before), list(after)];
  if (was.length !== 1 || is.length !== 1 || !isFields(was[0]) || !isFields(is[0])) return false;
  const [one, other] = [was[0], is[0]];
  const within = (key: string, a: typeof one, b: typeof one): boolean =>
    texts(b[key]).every((action) => texts(a[key]).includes(action));
  return (
    ["actions", "dataActions"].every((key) => within(key, one, other)) &&
    ["notActions", "notDataActions"].every((key) => within(key, other, one)) &&
    Object.keys(other).every((key) => ["actions", "notActions", "dataActions", "notDataActions"].includes(key))
  );
}

const groups = told("groups", "groups");

export const ACCESS_KINDS: Readonly<Record<string, KindClasses>> = {
  "authorization:RoleAssignment": grant,
  "managedidentity:FederatedIdentityCredential": grant,
  "strongroom:sql:DatabaseUser": grant,
  "strongroom:vault:CertificateReader": grant,
  "managedidentity:UserAssignedIdentity": {
    created: fresh,
    destroyed: lessAccess,
    properties: LABELS,
  },
  "authorization:RoleDefinition": {
    created: approval("rights"),
    destroyed: lessAccess,
    properties: {
      ...LABELS,
      roleName: harmless("a label; grants name the id"),
      permissions: narrows("rights", allowsNoMore),
    },
  },
  "azuread:Group": { created: fresh, destroyed: lessAccess, properties: { "**": groups, ...LABELS } },
  "azuread:GroupWithoutMembers": { created: fresh, destroyed: lessAccess, properties: { "**": groups, ...LABELS } },
  "azuread:GroupMember": { created: groups, destroyed: lessAccess, properties: { "**": groups } },
  "azuread:GroupRoleManagementPolicy": {
    created: fresh,
    destroyed: harmless("told among the groups, where the group stays"),
    properties: { "**": groups },
  },
  "azuread:PrivilegedAccessGroupEligibilitySchedule": {
    created: groups,
    destroyed: lessAccess,
    properties: { "**": groups, justification: harmless("a label") },
  },
  "authorization:ManagementLockByScope": {
    created: harmless("one more guard"),
    destroyed: told("losses", "unprotected"),
    properties: { "**": approval("unprotected"), ...LABELS },
  },
  "resources:ResourceGroup": { created: fresh, destroyed: gone, properties: LABELS },
};
