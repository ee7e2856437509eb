// Who rotates: its identity is granted exactly what the strategies of the manifests need, on each secret, account and
// application that one of them names.
import * as managedidentity from "../components/azure/managedidentity.ts";
import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadGrantee } from "../components/authorization/grantee.ts";
import type { BuiltPlatform } from "./built-platform.ts";
import type { PlatformSpec } from "./platform-spec.ts";

/** Built here, or by the stack that holds the platform. */
export function rotatorOf(
  { rotator, resourceGroupName }: PlatformSpec,
  built: BuiltPlatform | undefined,
  parent: pulumi.Resource,
): WorkloadGrantee | undefined {
  if (rotator === undefined) return undefined;
  const { principalId } =
    built?.rotator ??
    managedidentity.getUserAssignedIdentityOutput(
      { resourceName: rotator.identityName, resourceGroupName },
      { parent },
    );
  return { granteeName: "rotator", principalType: "ServicePrincipal", principalId };
}
