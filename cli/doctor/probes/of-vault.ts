// The vault as Azure Resource Manager has it, the object in it, and the roles on both.
import { z } from "zod";
import type {
  Asked,
  AssignmentSeen,
  DenySeen,
  EndpointConnection,
  Evidence,
  ObjectSeen,
  Present,
  VaultSeen,
} from "../evidence.ts";
import { unseen } from "../evidence.ts";
import { scopeOf } from "../permits.ts";
import type { Promised, VaultTarget } from "../promise.ts";
import type { Arm } from "./arm.ts";

/** Microsoft.KeyVault: an older version than the program writes with, since reading stays possible for longer. */
const VAULTS = "2023-07-01";
/** Microsoft.Authorization. */
const AUTHORIZATION = "2022-04-01";
/** Everybody, in a deny assignment (azure-docs: understand Azure deny assignments). */
const EVERYBODY = "00000000-0000-0000-0000-000000000000";

export const connections = z
  .array(
    z.object({
      properties: z.object({
        privateEndpoint: z.object({ id: z.string() }).nullish(),
        privateLinkServiceConnectionState: z.object({ status: z.string() }),
      }),
    }),
  )
  .nullish()
  .transform((found): readonly EndpointConnection[] =>
    (found ?? []).map(({ properties }) => ({
      endpointId: properties.privateEndpoint?.id ?? "",
      status: properties.privateLinkServiceConnectionState.status,
    })),
  );

const rights = z.array(z.string()).nullish();
const vault = z.object({
  properties: z.object({
    tenantId: z.string(),
    enableRbacAuthorization: z.boolean().nullish(),
    publicNetworkAccess: z.string().nullish(),
    networkAcls: z
      .object({ defaultAction: z.string().nullish(), ipRules: z.array(z.object({ value: z.string() })).nullish() })
      .nullish(),
    privateEndpointConnections: connections,
    accessPolicies: z
      .array(
        z.object({
          objectId: z.string(),
          permissions: z.object({ secrets: rights, keys: rights, certificates: rights }),
        }),
      )
      .nullish(),
  }),
});

const permission = z.object({
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
});
const assignment = z.object({
  id: z.string(),
  properties: z.object({
    scope: z.string(),
    roleDefinitionId: z.string(),
    condition: z.string().nullish(),
    createdOn: z.coerce.date().optional(),
  }),
});
const definition = z.object({ properties: z.object({ roleName: z.string(), permissions: z.array(permission) }) });
const principal = z.object({ id: z.string(), type: z.string().optional() });
const deny = z.object({
  properties: z.object({
    denyAssignmentName: z.string(),
    permissions: z.array(permission),
    principals: z.array(principal),
    excludePrincipals: z.array(principal).default([]),
  }),
});
const seconds = z
  .number()
  .transform((value) => new Date(value * 1000))
  .optional();
const object = z.object({
  properties: z.object({
    attributes: z.object({ enabled: z.boolean().default(true), exp: seconds, nbf: seconds }),
    keyOps: z.array(z.string()).optional(),
  }),
});

export async function readVault(arm: Arm, { vaultId, vaultName }: VaultTarget): Promise<Evidence["vault"]> {
  const found = await arm.get(vaultId, VAULTS, vault);
  if ("unseen" in found) return found;
  if (found.seen !== "absent") return { seen: asVault(found.seen) };
  const subscription = /^\/subscriptions\/[^/]+/i.exec(vaultId)?.[0] ?? "";
  const deleted = await arm.list(
    `${subscription}/providers/Microsoft.KeyVault/deletedVaults`,
    VAULTS,
    z.object({ name: z.string() }),
  );
  const isDeleted =
    "seen" in deleted && deleted.seen.some(({ name }) => name.toLowerCase() === vaultName.toLowerCase());
  return { seen: isDeleted ? "deleted" : "absent" };
}

function asVault({ properties }: z.output<typeof vault>): VaultSeen {
  const { networkAcls, accessPolicies } = properties;
  return {
    tenantId: properties.tenantId,
    rbac: properties.enableRbacAuthorization === true,
    // Left out means enabled (azure-rest-api-specs, keyvault: publicNetworkAccess).
    publicAccess: (properties.publicNetworkAccess ?? "enabled").toLowerCase() !== "disabled",
    deniesByDefault: (networkAcls?.defaultAction ?? "Allow").toLowerCase() === "deny",
    allowedRanges: (networkAcls?.ipRules ?? []).map(({ value }) => value),
    connections: properties.privateEndpointConnections,
    policies: (accessPolicies ?? []).map(({ objectId, permissions }) => ({
      objectId,
      rights: Object.entries(permissions).flatMap(([kind, held]) => (held ?? []).map((right) => `${kind} ${right}`)),
    })),
  };
}

/** Of the principal and its groups: at the object and above it, and anywhere below the vault. */
export async function readAssignments(
  arm: Arm,
  { identity }: Promised,
  target: VaultTarget,
): Promise<Asked<readonly AssignmentSeen[]>> {
  const at = (scope: string): string => `${scope}/providers/Microsoft.Authorization/roleAssignments`;
  const to = `assignedTo('${identity.principalId}')`;
  const lists = await Promise.all([
    arm.list(at(scopeOf(target)), AUTHORIZATION, assignment, `&$filter=${encodeURIComponent(`atScope() and ${to}`)}`),
    arm.list(at(target.vaultId), AUTHORIZATION, assignment, `&$filter=${encodeURIComponent(to)}`),
  ]);
  const found = new Map<string, z.output<typeof assignment>>();
  for (const list of lists) {
    if ("unseen" in list) return list;
    for (const each of list.seen) found.set(each.id.toLowerCase(), each);
  }
  const roles = new Map<string, z.output<typeof definition>["properties"]>();
  for (const id of new Set([...found.values()].map(({ properties }) => properties.roleDefinitionId))) {
    const role = await arm.get(id, AUTHORIZATION, definition);
    if ("unseen" in role) return role;
    if (role.seen === "absent") return unseen(`role definition ${id} is not there`);
    roles.set(id, role.seen.properties);
  }
  return {
    seen: [...found.values()].map(({ id, properties: { scope, roleDefinitionId, condition, createdOn } }) => ({
      id,
      role: roles.get(roleDefinitionId)?.roleName ?? roleDefinitionId,
      scope,
      permissions: roles.get(roleDefinitionId)?.permissions ?? [],
      condition: condition ?? undefined,
      created: createdOn,
    })),
  };
}

export async function readDenies(
  arm: Arm,
  { identity }: Promised,
  target: VaultTarget,
): Promise<Asked<readonly DenySeen[]>> {
  const path = `${scopeOf(target)}/providers/Microsoft.Authorization/denyAssignments`;
  const list = await arm.list(path, AUTHORIZATION, deny, `&$filter=${encodeURIComponent("atScope()")}`);
  if ("unseen" in list) return list;
  const isOwn = ({ id }: { readonly id: string }): boolean => id.toLowerCase() === identity.principalId.toLowerCase();
  const isGroup = ({ type }: { readonly type?: string | undefined }): boolean => type === "Group";
  return {
    seen: list.seen.flatMap(
      ({ properties: { denyAssignmentName: name, permissions, principals, excludePrincipals } }) => {
        if (excludePrincipals.some(isOwn)) return [];
        const surely =
          principals.some((each) => isOwn(each) || each.id === EVERYBODY) && !excludePrincipals.some(isGroup);
        const perhaps = !surely && principals.some((each) => isOwn(each) || each.id === EVERYBODY || isGroup(each));
        return surely || perhaps ? [{ name, permissions, perhaps }] : [];
      },
    ),
  };
}

/** A secret or key by its management API, which gives attributes and never a value (azure-rest-api-specs, keyvault). */
export async function readObject(arm: Arm, { vaultId, kind, name }: VaultTarget): Promise<Asked<Present<ObjectSeen>>> {
  const found = await arm.get(`${vaultId}/${kind}s/${name}`, VAULTS, object);
  if ("unseen" in found || found.seen === "absent") return found as Asked<Present<ObjectSeen>>;
  const { attributes, keyOps } = found.seen.properties;
  return {
    seen: {
      enabled: attributes.enabled,
      expires: attributes.exp,
      notBefore: attributes.nbf,
      placeholder: false,
      ...(keyOps === undefined ? {} : { operations: keyOps }),
    },
  };
}
