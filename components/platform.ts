// What every application of an environment stands on. Two things provide it and no component can tell which:
// a platform built in the same stack, or one that another stack built and this one reads (design: Growing).
import type * as pulumi from "@pulumi/pulumi";
import type { RoleDefinitions } from "./authorization/custom-role.ts";
import type { SqlAdministrators } from "./sql/sql-administrators.ts";
import type { DataResidency, DefenderForSql } from "./sql/sql-shape.ts";
import { CLOUDS, type Cloud, type PrivateLinkKind } from "../facts/clouds.ts";
import type { KeyVaultApi } from "../facts/local-packages.ts";

/** Where private endpoints and their DNS records go. */
export interface EndpointNetwork {
  /** Region of the network, and so of every endpoint in it; what an endpoint leads to may be in another. */
  readonly location: string;
  readonly endpointSubnetId: pulumi.Input<string>;
  /** The private DNS zone for each kind of target; absent where a policy of the landing zone registers endpoints. */
  readonly zoneIds?: Readonly<Partial<Record<PrivateLinkKind, pulumi.Input<string>>>>;
  /** Whatever must exist before an endpoint is created, for example all subnets of the network. @default nothing */
  readonly ready?: readonly pulumi.Resource[];
}

/** The same for vaults and servers alike. */
export interface PlatformNetwork extends EndpointNetwork {
  readonly zoneIds?: Readonly<Record<PrivateLinkKind, pulumi.Input<string>>>;
  readonly ready: readonly pulumi.Resource[];
}

/** An event hub that a SIEM reads. */
export interface SiemHub {
  /** ARM id of the rule of its namespace by which Azure sends. */
  readonly authorizationRuleId: string;
  readonly eventHubName: string;
}

/** Where logs go. */
export interface PlatformAudit {
  readonly workspaceId: pulumi.Input<string>;
  /** Event hub that a SIEM reads, where the settings name one; `paired`: that of what lives in the paired region. */
  readonly siem?: SiemHub & { readonly paired?: SiemHub };
}

/** How hard it is to lose something by accident. */
export interface Protection {
  /** Pulumi refuses to delete or replace vaults, servers, databases and the workspace. */
  readonly protect: boolean;
  /** Azure refuses to delete what carries a lock. */
  readonly lock: boolean;
}

export interface Platform {
  readonly environment: string;
  /** Nothing in it may be reached from the internet, not even as an exception. */
  readonly isProduction: boolean;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** Azure's name of the region, such as `westeurope`. */
  readonly location: string;
  readonly pairedLocation: string;
  /** "region": no backup and no replica leaves `location`. @default "geography": the paired region may hold both */
  readonly dataResidency?: DataResidency;
  readonly network: PlatformNetwork;
  /** Where endpoints of what lives in the paired region go; the same network where there is no second one. */
  readonly pairedNetwork: PlatformNetwork;
  readonly audit: PlatformAudit;
  /** The group whose members administer the SQL servers. */
  readonly sqlAdministrators: SqlAdministrators;
  /** Whether Defender for SQL is on for the whole subscription. @default "per-server": it is switched on for each server here */
  readonly defenderForSql?: DefenderForSql;
  /** E-mail addresses that Defender for SQL writes to. */
  readonly securityContacts: readonly string[];
  readonly protection: Protection;
  /** Azure's own roles on the objects of vaults, where the tenant forbids roles of one's own. @default our own, narrower */
  readonly builtInRoles?: { readonly reason: string };
  /** Definitions of our own roles, where this stack makes them: what grants one waits for it. @default another stack's */
  readonly roleDefinitions?: RoleDefinitions;
  /** Version of Key Vault's control plane that vaults, secrets and keys are written with. @default "2026-02-01" */
  readonly keyVaultApi?: KeyVaultApi;
  /** When the program runs; what expires is counted from here. */
  readonly now: Date;
}

/** What one vault or one server takes of a platform, with nothing left open. */
export type PartPlatform = Omit<Platform, "sqlAdministrators" | "dataResidency" | "network" | "pairedNetwork"> & {
  readonly network: EndpointNetwork;
  readonly pairedNetwork: EndpointNetwork;
};

type Told = "environment" | "tenantId" | "subscriptionId" | "location" | "network" | "audit";

/**
 * As much of a platform as a program must say that uses a single component. A whole `Platform` is one, too. What is left out
 * is the safe side: production, the public cloud, protected and locked, no second region.
 *
 * @example
 * const platform: NarrowPlatform = {
 *   environment: "prod",
 *   tenantId: "11111111-1111-4111-8111-111111111111",
 *   subscriptionId: "22222222-2222-4222-8222-222222222222",
 *   location: "westeurope",
 *   network: { location: "westeurope", endpointSubnetId: subnet.id, zoneIds: { vault: zone.id } },
 *   audit: { workspaceId: workspace.id },
 * };
 */
export type NarrowPlatform = Pick<PartPlatform, Told> & Partial<Omit<PartPlatform, Told>>;

/** The same with its defaults. */
export function wholePart(given: NarrowPlatform): PartPlatform {
  return {
    isProduction: true,
    cloud: CLOUDS.public,
    pairedLocation: given.location,
    pairedNetwork: given.network,
    securityContacts: [],
    protection: { protect: true, lock: true },
    now: new Date(),
    ...given,
  };
}
