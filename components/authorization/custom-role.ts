// Roles of our own, for what no built-in role grants narrowly enough: Azure's smallest role that can recover a secret can
// also read it, its smallest one that can sign can also change the key, and its smallest one that can create a vault can do
// everything in the subscription. Each action is named, but for the results of SQL's operations; none grants a role or changes
// one; one role reads the value of a secret, and that is all
// it does; the rotator's reads those that it makes.
import * as authorization from "../azure/authorization.ts";
import type * as pulumi from "@pulumi/pulumi";
import { onceKnown } from "../replication/replication.ts";
import { roleGuid } from "./assignment-name.ts";
import { DEPLOYER_ACTIONS } from "./deployer-actions.ts";
import type { RoleRef } from "./roles.ts";

export interface CustomRoleSpec {
  readonly description: string;
  /** Control plane. */
  readonly actions: readonly string[];
  /** Data plane. */
  readonly dataActions: readonly string[];
}

const vault = (...operations: readonly string[]) =>
  operations.map((operation) => `Microsoft.KeyVault/vaults/${operation}`);

/**
 * One operation with one key. Each takes the public half along, which the client libraries ask for first; with it its holder
 * encrypts, verifies and wraps without asking, which `strongroom access` says.
 */
const withKey = (operation: string, does: string): CustomRoleSpec => ({
  description: `${does} with one key, and reads its public half. Changes nothing.`,
  actions: [],
  dataActions: vault("keys/read", `keys/${operation}/action`),
});

// Names of the actions: azure-docs, role-based-access-control/permissions/security.md.
export const CUSTOM_ROLES = {
  /** For the readers of a secret: the value, and not the list of what else there is. */
  "Secret Reader": {
    description: "Reads the value of one secret.",
    actions: [],
    dataActions: vault("secrets/getSecret/action"),
  },
  /** For its writers: a new version, neither the value of one nor its end. */
  "Secret Writer": {
    description: "Writes new versions of one secret. Reads no value, deletes nothing.",
    actions: [],
    dataActions: vault("secrets/setSecret/action"),
  },
  "Key Signer": withKey("sign", "Signs"),
  "Key Verifier": withKey("verify", "Verifies"),
  "Key Encrypter": withKey("encrypt", "Encrypts"),
  "Key Decrypter": withKey("decrypt", "Decrypts"),
  "Key Wrapper": withKey("wrap", "Wraps other keys"),
  "Key Unwrapper": withKey("unwrap", "Unwraps other keys"),
  /** For people who answer for an application: they put a value in and bring a deleted one back, and read none. */
  "Secret Operator": {
    description:
      "Writes new versions of secrets, disables and recovers secrets, keys and certificates. Reads no value.",
    actions: [],
    dataActions: vault(
      "secrets/readMetadata/action",
      "secrets/setSecret/action",
      "secrets/update/action",
      "secrets/recover/action",
      "keys/read",
      "keys/update/action",
      "keys/recover/action",
      "certificates/read",
      "certificates/update/action",
      "certificates/recover/action",
    ),
  },
  /** For `strongroom vault apply`: what is declared about an object, and never the object's value. */
  "Vault Keeper": {
    description: "Issues certificates and keeps the metadata and rotation policies of vault objects. Reads no value.",
    actions: [],
    dataActions: vault(
      "secrets/readMetadata/action",
      "secrets/update/action",
      "keys/read",
      "keys/update/action",
      "keyrotationpolicies/read",
      "keyrotationpolicies/write",
      "certificates/read",
      "certificates/create/action",
      "certificates/update/action",
      // Reads and writes them: there is no action for reading alone.
      "certificatecontacts/write",
    ),
  },
  /** For `strongroom rotate`, on each secret whose value it makes: the value before is published again on the way back. */
  "Secret Rotator": {
    description: "Writes new versions of one secret, reads them, and disables those before. Deletes nothing.",
    actions: [],
    dataActions: vault(
      "secrets/readMetadata/action",
      "secrets/getSecret/action",
      "secrets/setSecret/action",
      "secrets/update/action",
    ),
  },
  /** The same, on each secret whose value its owner makes. */
  "Secret Retirer": {
    description: "Disables old versions of one secret. Reads and writes no value.",
    actions: [],
    dataActions: vault("secrets/readMetadata/action", "secrets/update/action"),
  },
  /** On the storage account that a manifest names. Azure's own role for it cannot read the account's policy. */
  "Account Key Rotator": {
    description: "Reads and regenerates the keys of one storage account.",
    actions: [
      "Microsoft.Storage/storageAccounts/read",
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.Storage/storageAccounts/regenerateKey/action",
    ],
    dataActions: [],
  },
  /** On each Container App that a manifest has started anew after a publication. */
  "App Restarter": {
    description: "Restarts the revisions of one Container App.",
    actions: ["Microsoft.App/containerApps/read", "Microsoft.App/containerApps/revisions/restart/action"],
    dataActions: [],
  },
  /** For the pipeline. */
  Deployer: {
    description: "Creates, changes and deletes the kinds of resource that Strongroom is made of. Grants no role.",
    actions: DEPLOYER_ACTIONS,
    dataActions: [],
  },
} as const satisfies Readonly<Record<string, CustomRoleSpec>>;

export type CustomRoleName = keyof typeof CUSTOM_ROLES;

/** Where the role is known: Entra wants its display name to be unique in the tenant, so the environment is part of it. */
export interface RoleHome {
  readonly environment: string;
  readonly subscriptionId: string;
  /** The definitions, where this stack makes them: what grants a role waits for it. @default another stack made them */
  readonly roleDefinitions?: RoleDefinitions;
}

export type RoleDefinitions = ReadonlyMap<CustomRoleName, authorization.RoleDefinition>;

/** The role as a grant takes it; computed, so that a cell needs nothing from the stack that defines it. */
export function customRole(role: CustomRoleName, home: RoleHome): RoleRef {
  const roleName = `Strongroom ${role} (${home.environment})`;
  const definition = home.roleDefinitions?.get(role);
  return {
    roleName,
    roleId: roleGuid(home.subscriptionId, roleName),
    ...(definition === undefined ? {} : { definition }),
  };
}

/** Defines the role in the subscription. */
export function defineRole(
  name: string,
  role: CustomRoleName,
  home: RoleHome,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleDefinition {
  const { roleName, roleId } = customRole(role, home);
  const { description, actions, dataActions } = CUSTOM_ROLES[role];
  const scope = `/subscriptions/${home.subscriptionId}`;
  return new authorization.RoleDefinition(
    name,
    {
      roleDefinitionId: roleId,
      roleName,
      roleType: "CustomRole",
      description,
      scope,
      assignableScopes: [scope],
      permissions: [{ actions: [...actions], notActions: [], dataActions: [...dataActions], notDataActions: [] }],
    },
    onceKnown("roleDefinition", opts),
  );
}
