// Takes an ARM id apart. Ids come from settings, where a pasted name or a trailing slash is easily wrong.

export interface ArmId {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  /** Such as `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  /** The last name. */
  readonly name: string;
  /** All names, outermost first: network and subnet, for example. */
  readonly names: readonly string[];
}

const ARM_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+)\/((?:[^/]+\/[^/]+)(?:\/[^/]+\/[^/]+)*)$/i;

/** Throws a sentence when `id` is no id of a resource in a resource group. */
export function parseArmId(id: string): ArmId {
  const match = ARM_ID.exec(id);
  const [, subscriptionId, resourceGroupName, namespace, path] = match ?? [];
  if (!subscriptionId || !resourceGroupName || !namespace || !path) {
    throw new Error(
      `"${id}" is no ARM id; write /subscriptions/<id>/resourceGroups/<group>/providers/<namespace>/<type>/<name>`,
    );
  }
  const segments = path.split("/");
  const names = segments.filter((_, index) => index % 2 === 1);
  return {
    subscriptionId,
    resourceGroupName,
    type: [namespace, ...segments.filter((_, index) => index % 2 === 0)].join("/"),
    name: names.at(-1) ?? "",
    names,
  };
}
