// The platform, built by another stack: a cell reads what it needs of it, and its components cannot tell the difference.
import * as pulumi from "@pulumi/pulumi";
import type { PrivateLinkKind } from "../facts/clouds.ts";
import type { Platform } from "../components/platform.ts";
import type { PlatformOutputs } from "./built-platform.ts";
import { platformFacts, type PlatformShape } from "./platform-facts.ts";
import type { PlatformSpec } from "./platform-spec.ts";

export interface ReferencedPlatformArgs {
  readonly spec: PlatformSpec;
  readonly shape: PlatformShape;
  readonly now: Date;
  /** `organization/project/stack` of the stack that built the platform. */
  readonly platformStack: string;
}

export function referencedPlatform(args: ReferencedPlatformArgs, opts: pulumi.CustomResourceOptions): Platform {
  const { spec, shape, platformStack } = args;
  const stack = new pulumi.StackReference(platformStack, {}, opts);
  const built = stack.requireOutput("platform") as pulumi.Output<pulumi.Unwrap<PlatformOutputs>>;
  const ids = built.zoneIds as pulumi.Output<Record<PrivateLinkKind, string>>;
  const resolved = spec.network.dns === "by-policy" ? {} : { zoneIds: { vault: ids.vault, sqlServer: ids.sqlServer } };
  const pairedRegion = spec.network.paired === undefined ? spec.location : spec.pairedLocation;
  return {
    ...platformFacts(spec, shape, args.now),
    network: { location: spec.location, endpointSubnetId: built.endpointSubnetId, ...resolved, ready: [] },
    pairedNetwork: { location: pairedRegion, endpointSubnetId: built.pairedEndpointSubnetId, ...resolved, ready: [] },
    audit: { workspaceId: built.workspaceId, ...(spec.siem === undefined ? {} : { siem: spec.siem }) },
    sqlAdministrators: {
      granteeName: "sql-administrators",
      displayName: spec.sqlAdministrators.name,
      principalType: "Group",
      principalId: built.sqlAdministratorsObjectId,
    },
  };
}
