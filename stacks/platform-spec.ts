// What the settings say about one environment's platform, as plain data. `infra/settings/settings.ts` validates and makes it;
// the stacks add what makes dev, staging and prod different in shape.
import type { WorkloadSpec } from "../components/app/app-spec.ts";
import type { CloudName, PrivateLinkKind } from "../facts/clouds.ts";
import type { KeyVaultApi } from "../facts/local-packages.ts";
import type { CreateOrAdopt } from "../components/network/private-network.ts";
import type { SiemHub } from "../components/platform.ts";
import type { DataResidency, DefenderForSql } from "../components/sql/sql-shape.ts";
import type { Stage } from "./stage.ts";

export interface NetworkSpec {
  readonly virtualNetwork: CreateOrAdopt<{ readonly name: string; readonly addressPrefix: string }>;
  readonly endpointSubnet: CreateOrAdopt<{ readonly name: string; readonly addressPrefix: string }>;
  /** Private DNS zones that exist already, often in a hub subscription; the others are created. */
  readonly adoptedZones: Readonly<Partial<Record<PrivateLinkKind, string>>>;
  /** "by-policy": a policy of the landing zone registers endpoints in zones of its own. @default "here": the program does */
  readonly dns?: "here" | "by-policy";
  /** Link the adopted zones to the networks here. @default their owner does */
  readonly linkAdoptedZones?: boolean;
  /** A network in the paired region, for what must survive this one. @default none: its endpoints lie here too */
  readonly paired?: {
    readonly virtualNetwork: CreateOrAdopt<{ readonly name: string; readonly addressPrefix: string }>;
    readonly endpointSubnet: CreateOrAdopt<{ readonly name: string; readonly addressPrefix: string }>;
    /** Where both networks are created; `none`: a hub lies between the two. @default "direct" */
    readonly peering?: "direct" | "none";
  };
  /** A subnet for self-hosted runners. @default none */
  readonly runners?: { readonly subnetName: string; readonly addressPrefix: string };
  /** Azure Bastion, for people. @default none */
  readonly bastion?: {
    readonly name: string;
    readonly addressPrefix: string;
    readonly allowedCidrs: readonly string[];
  };
}

export interface GroupSpec {
  /** Display name. */
  readonly name: string;
  /** Adopt this group instead of creating one. */
  readonly objectId?: string;
}

/** A job for each stack that holds applications: it knows what its own stack declares only. */
export interface OperationsJobSpec {
  readonly environmentName: string;
  readonly jobName: string;
  /** `registry/repository@sha256:…`. */
  readonly image: string;
  /** Registry that lets the job's identity in. @default the image is public */
  readonly registryServer?: string;
  /** A subnet of its own, delegated to Microsoft.App/environments. */
  readonly subnetId: string;
}

export interface PlatformSpec {
  readonly environment: string;
  readonly stage: Stage;
  readonly cloud: CloudName;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly pairedLocation: string;
  /** "region": no backup and no replica of a database leaves `location`. @default "geography" */
  readonly dataResidency?: DataResidency;
  readonly resourceGroupName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly network: NetworkSpec;
  readonly workspace: CreateOrAdopt<{ readonly name: string }>;
  /** Event hub that streams to a SIEM, and that of the paired region. */
  readonly siem?: SiemHub & { readonly paired?: SiemHub };
  readonly sqlAdministrators: GroupSpec;
  /** Azure's own roles for the objects of vaults, and why. @default one role of our own for each word of a manifest */
  readonly builtInRoles?: { readonly reason: string };
  /** The pipeline that deploys this environment. @default it signs in as something that others have made */
  readonly deployIdentity?: WorkloadSpec;
  /** What deploys the groups of people, in a stack of its own. @default likewise */
  readonly peopleIdentity?: WorkloadSpec;
  /** What reconciles the users inside the databases: a member of the administrators' group. @default likewise */
  readonly sqlReconciler?: WorkloadSpec;
  /** Runs `strongroom sql apply` inside the private network, as `sqlReconciler`. @default a runner of your own does */
  readonly sqlReconcilerJob?: OperationsJobSpec;
  /** What carries out `strongroom vault apply`. @default the pipeline's runner does */
  readonly vaultReconciler?: WorkloadSpec;
  /** Runs `strongroom vault apply` inside the private network, as `vaultReconciler`. @default a runner of your own does */
  readonly vaultReconcilerJob?: OperationsJobSpec;
  /** What rotates secrets: holds on each what its strategy needs, and nothing else. @default nobody does */
  readonly rotator?: WorkloadSpec;
  /** Runs `strongroom rotate --due` every hour, as `rotator`. @default a schedule of your own does */
  readonly rotatorJob?: OperationsJobSpec;
  /** "subscription": Defender for SQL is on for the whole subscription. @default "per-server" */
  readonly defenderForSql?: DefenderForSql;
  /** Version of Key Vault's control plane. @default "2026-02-01" */
  readonly keyVaultApi?: KeyVaultApi;
  /** What the names of alert rules end in, and how many are wanted where the settings say. @default as many as the environment's shape */
  readonly alerts: { readonly suffix: string; readonly level?: "essential" | "full" };
  /** E-mail addresses that Defender for SQL and the alerts write to. */
  readonly securityContacts: readonly string[];
}
