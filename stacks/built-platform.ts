// The platform, built in this stack: the networks, the audit trail, and the group that administers the SQL servers.
import * as resources from "../components/azure/resources.ts";
import * as pulumi from "@pulumi/pulumi";
import { AccessGroup } from "../components/identity/access-group.ts";
import type { PrivateLinkKind } from "../facts/clouds.ts";
import { peerNetworks } from "../components/network/peering.ts";
import { PrivateNetwork } from "../components/network/private-network.ts";
import { PrivateZones } from "../components/network/private-zones.ts";
import { AuditTrail } from "../components/observability/audit-trail.ts";
import type { Platform, PlatformNetwork } from "../components/platform.ts";
import { platformFacts, type PlatformFacts, type PlatformShape } from "./platform-facts.ts";
import type { WorkloadIdentity } from "../components/identity/workload-identity.ts";
import { PlatformIdentities, type PlatformIdentityOutput } from "./platform-identities.ts";
import type { PlatformSpec } from "./platform-spec.ts";

export interface BuiltPlatformArgs {
  readonly spec: PlatformSpec;
  readonly shape: PlatformShape;
  readonly now: Date;
}

/** What a cell reads of the platform: ids, and nothing secret. */
export interface PlatformOutputs {
  readonly endpointSubnetId: pulumi.Input<string>;
  readonly pairedEndpointSubnetId: pulumi.Input<string>;
  /** Absent where a policy of the landing zone registers endpoints. */
  readonly zoneIds?: Readonly<Record<PrivateLinkKind, pulumi.Input<string>>>;
  readonly workspaceId: pulumi.Input<string>;
  readonly sqlAdministratorsObjectId: pulumi.Input<string>;
  /** What the pipelines sign in as. */
  readonly identities: Readonly<Record<string, PlatformIdentityOutput>>;
}

export class BuiltPlatform extends pulumi.ComponentResource {
  readonly platform: Platform;
  readonly resourceGroup: resources.ResourceGroup;
  readonly #identities: PlatformIdentities;

  constructor(name: string, args: BuiltPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:platform:Platform", name, {}, opts);
    const { spec, shape } = args;
    const facts = platformFacts(spec, shape, args.now);

    const group = new resources.ResourceGroup(
      name,
      { resourceGroupName: spec.resourceGroupName, location: spec.location, tags: spec.tags },
      { parent: this },
    );
    this.resourceGroup = group;
    const common = { resourceGroupName: group.name, location: spec.location, tags: spec.tags };

    const audit = new AuditTrail(
      "audit",
      {
        ...common,
        workspace:
          "create" in spec.workspace
            ? { create: { ...spec.workspace.create, retentionDays: shape.logRetentionDays } }
            : spec.workspace,
        ...(spec.siem === undefined ? {} : { siem: spec.siem }),
        protection: shape.protection,
      },
      { parent: this },
    );
    const sqlAdministrators = new AccessGroup(
      "sql-administrators",
      {
        displayName: spec.sqlAdministrators.name,
        description: `Administers the SQL servers of ${spec.environment}`,
        ...(spec.sqlAdministrators.objectId === undefined ? {} : { objectId: spec.sqlAdministrators.objectId }),
      },
      { parent: this },
    );

    this.#identities = new PlatformIdentities(
      "identities",
      { spec, facts, resourceGroupName: group.name, sqlAdministrators },
      { parent: this },
    );

    const { roleDefinitions } = this.#identities;
    this.platform = {
      ...facts,
      ...this.#networks(spec, facts, common, audit),
      audit,
      sqlAdministrators,
      roleDefinitions,
    };
    this.registerOutputs();
  }

  /** What rotates secrets, where the settings name it. */
  get rotator(): WorkloadIdentity | undefined {
    return this.#identities.rotator;
  }

  /** Object ids of the identities that deploy, the environment and its people, where they are of this environment's own. */
  get deployers(): pulumi.Output<string>[] {
    const { deploy, people } = this.#identities;
    return [deploy, people].flatMap((identity) => (identity === undefined ? [] : [identity.principalId]));
  }

  outputs(): PlatformOutputs {
    const { network, pairedNetwork, audit, sqlAdministrators } = this.platform;
    return {
      endpointSubnetId: network.endpointSubnetId,
      pairedEndpointSubnetId: pairedNetwork.endpointSubnetId,
      ...(network.zoneIds === undefined ? {} : { zoneIds: network.zoneIds }),
      workspaceId: audit.workspaceId,
      sqlAdministratorsObjectId: sqlAdministrators.principalId,
      identities: this.#identities.outputs(),
    };
  }

  #networks(
    spec: PlatformSpec,
    facts: PlatformFacts,
    common: { resourceGroupName: pulumi.Output<string>; location: string; tags: PlatformSpec["tags"] },
    audit: AuditTrail,
  ): { readonly network: PlatformNetwork; readonly pairedNetwork: PlatformNetwork } {
    const { runners, bastion, paired } = spec.network;
    const here = new PrivateNetwork(
      "network",
      {
        ...common,
        subscriptionId: spec.subscriptionId,
        virtualNetwork: spec.network.virtualNetwork,
        endpointSubnet: spec.network.endpointSubnet,
        ...(runners === undefined && bastion === undefined
          ? {}
          : { adminPath: { ...(runners && { runners }), ...(bastion && { bastion }), audit } }),
        lock: facts.protection.lock && "once-connected",
      },
      { parent: this },
    );
    const there =
      paired &&
      new PrivateNetwork(
        "paired-network",
        {
          ...common,
          location: spec.pairedLocation,
          subscriptionId: spec.subscriptionId,
          virtualNetwork: paired.virtualNetwork,
          endpointSubnet: paired.endpointSubnet,
          lock: facts.protection.lock && "once-connected",
        },
        { parent: this },
      );
    // An adopted network is its owner's to connect, most often by a hub.
    const peerings =
      here.created && there?.created && paired?.peering !== "none"
        ? peerNetworks(
            "network-peering",
            {
              resourceGroupName: common.resourceGroupName,
              home: here.created,
              paired: there.created,
              after: [...here.ready, ...there.ready],
            },
            { parent: this },
          )
        : [];
    here.connected(peerings);
    there?.connected(peerings);

    // Where a policy of the landing zone registers endpoints, a zone of our own would hide the one that it writes into.
    const zones = spec.network.dns === "by-policy" ? undefined : this.#zones(spec, facts, common, here, there);
    const resolved = zones === undefined ? {} : { zoneIds: zones.ids };
    const network = { ...endpointsIn(here, peerings), location: spec.location, ...resolved };
    return {
      network,
      pairedNetwork: there ? { ...endpointsIn(there, peerings), location: spec.pairedLocation, ...resolved } : network,
    };
  }

  #zones(
    spec: PlatformSpec,
    facts: PlatformFacts,
    common: { resourceGroupName: pulumi.Output<string>; tags: PlatformSpec["tags"] },
    here: PrivateNetwork,
    there: PrivateNetwork | undefined,
  ): PrivateZones {
    return new PrivateZones(
      "zones",
      {
        ...common,
        cloud: facts.cloud,
        subscriptionId: spec.subscriptionId,
        tenantId: spec.tenantId,
        adopted: Object.fromEntries(
          Object.entries(spec.network.adoptedZones).map(([kind, id]) => [
            kind,
            { id, link: spec.network.linkAdoptedZones ?? false },
          ]),
        ),
        networks: {
          network: here.virtualNetworkId,
          ...(there && { "paired-network": there.virtualNetworkId }),
        },
      },
      { parent: this },
    );
  }
}

/** Peering changes both networks, and an endpoint waits for all changes of its own. */
function endpointsIn(
  network: PrivateNetwork,
  peerings: readonly pulumi.Resource[],
): Pick<PlatformNetwork, "endpointSubnetId" | "ready"> {
  return { endpointSubnetId: network.endpointSubnetId, ready: [...network.ready, ...peerings] };
}
