// Resources that other resources name by id, and identities that resources carry.
import type { Cloud } from "./cloud.ts";
import { AzureError } from "./errors.ts";
import { guidOf, keyOf, lastSegment } from "./ids.ts";
import type { Draft } from "./kind.ts";
import { exists } from "./rules.ts";
import { at, isObject, textAt } from "./values.ts";
import type { Props } from "./values.ts";

export function requireReference(cloud: Cloud, id: string | undefined): void {
  if (id === undefined || exists(cloud, id)) return;
  throw new AzureError(
    400,
    "InvalidResourceReference",
    `Resource ${id} referenced by the request was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

/** The ids of `identity.userAssignedIdentities`: the SDK sends a list, Azure returns a map. */
export function assignedIdentities(props: Props | undefined): string[] {
  const assigned = at(props, "identity.userAssignedIdentities");
  if (Array.isArray(assigned)) return assigned.filter((id) => typeof id === "string");
  return isObject(assigned) ? Object.keys(assigned) : [];
}

/** An identity that does not exist cannot be assigned. */
export function checkIdentities({ cloud, id, inputs }: Draft): void {
  for (const identity of assignedIdentities(inputs)) {
    if (cloud.get(identity)) continue;
    throw new AzureError(
      400,
      "FailedIdentityOperation",
      `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. The resource '${identity}' was not found.'.`,
    );
  }
}

/** The identity block as Azure returns it. */
export function identityOutputs({ cloud, id, inputs, caller, kind }: Draft): Props {
  const block = inputs["identity"];
  if (!isObject(block)) return {};
  const type = (textAt(block, "type") ?? "").replaceAll(" ", "");
  const assigned = assignedIdentities(inputs).map((identity) => {
    const resource = cloud.get(identity);
    return [
      kind.type.startsWith("azure-native:sql:")
        ? identity.replace(/\/resourceGroups\//i, "/resourcegroups/")
        : identity,
      {
        principalId: textAt(resource?.properties, "principalId") ?? "",
        clientId: textAt(resource?.properties, "clientId") ?? "",
      },
    ] as const;
  });
  const identity = {
    ...(type.startsWith("SystemAssigned") && {
      principalId: guidOf("system principal", keyOf(id), cloud.generation(id)),
      tenantId: caller.tenantId,
    }),
    // Alert rules say the tenant whichever identity they have (recorded).
    ...(type !== "None" && kind.type.endsWith(":ScheduledQueryRule") && { tenantId: caller.tenantId }),
    ...(assigned.length > 0 && { userAssignedIdentities: Object.fromEntries(assigned) }),
  };
  return Object.keys(identity).length === 0 ? {} : { identity };
}

export function requireName(id: string, pattern: RegExp, code: string, allowed: string): void {
  const name = lastSegment(id);
  if (pattern.test(name)) return;
  throw new AzureError(400, code, `'${name}' is not a valid name: ${allowed}.`);
}
