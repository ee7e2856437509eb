// Rules of Azure Resource Manager itself, the same for every kind of resource.
import type { Cloud, Resource } from "./cloud.ts";
import { AzureError, ProviderError } from "./errors.ts";
import { keyOf, lastSegment, parentOf, resourceGroupOf, resourceTypeOf, scopesOf, subscriptionOf } from "./ids.ts";
import type { Caller, Draft, Kind } from "./kind.ts";
import { isObject, textAt } from "./values.ts";

/** Tags per resource (Azure Resource Manager limits). */
const MAX_TAGS = 50;

export const LOCK_TYPES = [
  "azure-native:authorization:ManagementLockByScope",
  "azure-native:authorization:ManagementLockAtResourceGroupLevel",
];

/** Children that come with their parent and that nobody creates. */
const IMPLICIT = [
  { pattern: /\/providers\/microsoft\.sql\/servers\/[^/]+\/databases\/master$/, up: 1 },
  {
    pattern: /\/providers\/microsoft\.storage\/storageaccounts\/[^/]+\/(blob|queue|table|file)services\/default$/,
    up: 1,
  },
];

export function exists(cloud: Cloud, id: string): boolean {
  const key = keyOf(id);
  if (cloud.get(key)) return true;
  // Subscriptions, management groups and the root are not created here.
  if (/^\/subscriptions\/[^/]+$/.test(key) || key.startsWith("/providers/microsoft.management/") || key === "/")
    return true;
  return IMPLICIT.some(({ pattern }) => pattern.test(key) && exists(cloud, parentOf(key) ?? ""));
}

export function requireParent({ cloud, id, kind }: Draft): void {
  if (kind.extension === true || kind.newId) return;
  const parent = parentOf(id);
  if (parent === undefined || exists(cloud, parent)) return;
  requireGroup(cloud, id);
  throw (
    kind.parentMissing?.(parent) ??
    new AzureError(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) of type '${typesOf(id)}', because the parent resource '${parent}' could not be found.`,
    )
  );
}

/** Networks answer 429 where something is still being written, and azure-native asks again; a group that goes takes nothing new. */
export function requireSettled(cloud: Cloud, id: string): void {
  const group = cloud.get(id.split("/").slice(0, 5).join("/"));
  if (textAt(group?.properties, "properties.provisioningState") === "Deleting") {
    throw new AzureError(
      409,
      "ResourceGroupBeingDeleted",
      `The resource group '${lastSegment(group?.id ?? "")}' is in deprovisioning state and cannot perform this operation.`,
    );
  }
  if (!resourceTypeOf(id).toLowerCase().startsWith("microsoft.network/")) return;
  const state = textAt(cloud.get(id)?.properties, "provisioningState");
  if (state !== "Updating" && state !== "Deleting") return;
  if (resourceTypeOf(id).toLowerCase() === "microsoft.network/virtualnetworks/subnets") {
    throw new AzureError(
      409,
      "AnotherOperationInProgress",
      "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: …",
    );
  }
  throw new AzureError(
    429,
    "RetryableError",
    `A retryable error occurred. Another operation is updating resource ${id}. The call can be retried in 10 seconds.`,
  );
}

/** A DELETE goes the way of the id: its group and its parent, or the scope that it hangs on, must be there. */
export function requireWay(cloud: Cloud, id: string, kind: Kind): void {
  const parent = parentOf(id);
  if (parent === undefined || exists(cloud, parent)) return;
  requireGroup(cloud, id);
  const scope = id
    .split(/\/providers\//i)
    .slice(0, -1)
    .join("/providers/");
  if (kind.deleteMissing === "resource" || keyOf(scope) === keyOf(parent))
    requireScope(cloud, kind.deleteMissing === "resource" ? parent : scope);
  throw new AzureError(
    404,
    "ParentResourceNotFound",
    `Failed to perform 'delete' on resource(s) of type '${typesOf(id)}', because the parent resource '${parent}' could not be found.`,
  );
}

export function requireGroup(cloud: Cloud, id: string): void {
  const group = resourceGroupOf(id) ?? "";
  if (exists(cloud, `/subscriptions/${subscriptionOf(id) ?? ""}/resourceGroups/${group}`)) return;
  throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}

/** `servers/databases` of an id. */
function typesOf(id: string): string {
  return resourceTypeOf(id).split("/").slice(1).join("/");
}

export function requireScope(cloud: Cloud, scope: string): void {
  if (exists(cloud, scope)) return;
  const group = resourceGroupOf(scope) ?? "";
  if (!exists(cloud, `/subscriptions/${subscriptionOf(scope) ?? ""}/resourceGroups/${group}`)) {
    throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
  }
  throw new AzureError(
    404,
    "ResourceNotFound",
    `The Resource '${resourceTypeOf(scope)}/${lastSegment(scope)}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** azure-native looks before it creates, and refuses to take over what is there (its client_azcore.go, CanCreate). */
export function refuseToTakeOver(id: string, hint = ""): never {
  throw new ProviderError(`cannot create already existing resource '${id}'${hint}`);
}

export function checkTags({ inputs, existing, kind }: Draft): void {
  const tags = inputs["tags"];
  if (isObject(tags) && Object.keys(tags).length > MAX_TAGS) {
    throw new AzureError(
      400,
      "InvalidTags",
      `The number of tags ${Object.keys(tags).length} exceeds the maximum of ${MAX_TAGS} tags per resource.`,
    );
  }
  const before = textAt(existing?.properties, "location");
  const after = textAt(inputs, "location");
  if (existing && before !== undefined && after !== undefined && region(before) !== region(after)) {
    throw new AzureError(
      409,
      kind.type === "azure-native:resources:ResourceGroup" ? "InvalidResourceGroupLocation" : "InvalidResourceLocation",
      `The resource '${lastSegment(existing.id)}' already exists in location '${before}' in resource group '${resourceGroupOf(existing.id) ?? ""}'. A resource with the same name cannot be created in location '${after}'. Please select a new resource name.`,
    );
  }
}

/** `West US 2` and `westus2` are one place. */
export function region(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** The locks that hold an id: its own and those of everything that it lies in. */
export function locksOn(cloud: Cloud, id: string): Resource[] {
  return scopesOf(id).flatMap((scope) => LOCK_TYPES.flatMap((type) => cloud.childrenOf(scope, type)));
}

/** Locks on an id, or below it, that were deleted and hold all the same for a while (TF-azurerm#5025, #10013). */
function lingeringLocks(cloud: Cloud, id: string, caller: Caller): Resource[] {
  const scopes = scopesOf(id);
  return cloud.lingering(caller.ages.lock, caller.now()).filter(({ id: lock }) => {
    const held = keyOf(parentOf(lock) ?? "");
    return scopes.includes(held) || held.startsWith(`${keyOf(id)}/`);
  });
}

/**
 * A lock also holds what hangs on its scope: role assignments and diagnostic settings of a locked vault cannot be
 * deleted (learn: Lock your Azure resources, "Considerations before applying your locks"). Locks can be removed.
 */
export function requireUnlocked(cloud: Cloud, resource: Resource, verb: "delete" | "write", caller: Caller): void {
  if (LOCK_TYPES.includes(resource.type)) return;
  const inside = verb === "delete" ? cloud.below(resource.id).filter((child) => LOCK_TYPES.includes(child.type)) : [];
  const locks = [...locksOn(cloud, resource.id), ...inside, ...lingeringLocks(cloud, resource.id, caller)].filter(
    (lock) => verb === "delete" || textAt(lock.properties, "level") === "ReadOnly",
  );
  if (locks.length === 0) return;
  const scopes = locks.map((lock) => `'${parentOf(lock.id) ?? ""}'`).join(",");
  throw new AzureError(
    409,
    "ScopeLocked",
    `The scope '${resource.id}' cannot perform ${verb} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`,
  );
}

/** Names that the whole cloud shares. */
export function requireFreeName(draft: Draft, code: string, message: (name: string) => string): void {
  if (draft.existing) return;
  const name = lastSegment(draft.id);
  if (draft.cloud.named(draft.kind.type, name)) throw new AzureError(409, code, message(name));
}
