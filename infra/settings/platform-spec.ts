// What the settings say about the platform, as the stacks take it: every name computed, every default in place.
import { unordered } from "../unordered.ts";
import type { WorkloadSpec } from "../../components/app/app-spec.ts";
import type { NetworkSpec, OperationsJobSpec, PlatformSpec } from "../../stacks/platform-spec.ts";
import { federationOf } from "../federation/federation.ts";
import { alertSuffix, jobNames, platformNames, type JobSetting } from "../names/naming.ts";
import { stageOf } from "./environments.ts";
import { pairedLocationOf } from "../../facts/regions.ts";
import type { PlatformIdentity } from "./settings-identities.ts";
import type { NetworkSettings } from "./settings-network.ts";
import type { RawSettings } from "./settings-schema.ts";
import { platformTags } from "../names/tags.ts";

type Names = ReturnType<typeof platformNames>;

export function platformSpec(raw: RawSettings): PlatformSpec {
  const names = platformNames(raw.environment);
  const { deployIdentity, peopleIdentity, sqlReconciler, vaultReconciler, rotator } = raw;
  return {
    environment: raw.environment,
    stage: stageOf(raw),
    cloud: raw.cloud,
    tenantId: raw.tenantId,
    subscriptionId: raw.subscriptionId,
    location: raw.location,
    pairedLocation: pairedLocationOf(raw) ?? raw.location,
    dataResidency: raw.dataResidency,
    resourceGroupName: names.resourceGroup,
    tags: platformTags(raw.environment, raw.owner, raw.tags, raw.sharedSubscription?.reason),
    network: networkSpec(raw.network, names),
    workspace: createOrAdopt(raw.workspace, names.workspace),
    ...(raw.siem === undefined ? {} : { siem: siemSpec(raw.siem) }),
    sqlAdministrators: {
      name: raw.sqlAdministrators.name ?? names.sqlAdministrators,
      ...(raw.sqlAdministrators.objectId === undefined ? {} : { objectId: raw.sqlAdministrators.objectId }),
    },
    ...(raw.builtInRoles === undefined ? {} : { builtInRoles: raw.builtInRoles }),
    ...(deployIdentity === undefined ? {} : { deployIdentity: identity(deployIdentity, names.deployIdentity, raw) }),
    ...(peopleIdentity === undefined ? {} : { peopleIdentity: identity(peopleIdentity, names.peopleIdentity, raw) }),
    ...(sqlReconciler === undefined ? {} : { sqlReconciler: identity(sqlReconciler, names.sqlReconciler, raw) }),
    ...(vaultReconciler === undefined
      ? {}
      : { vaultReconciler: identity(vaultReconciler, names.vaultReconciler, raw) }),
    ...(rotator === undefined ? {} : { rotator: identity(rotator, names.rotator, raw) }),
    ...jobSpec("sqlReconcilerJob", raw),
    ...jobSpec("vaultReconcilerJob", raw),
    ...jobSpec("rotatorJob", raw),
    ...(raw.defenderForSql === "per-server" ? {} : { defenderForSql: raw.defenderForSql }),
    keyVaultApi: raw.keyVaultApi,
    alerts: {
      suffix: alertSuffix(raw.environment, raw.cell?.applications),
      ...(raw.alerts.level === undefined ? {} : { level: raw.alerts.level }),
    },
    securityContacts: unordered(raw.securityContacts),
  };
}

function networkSpec(network: NetworkSettings, names: Names): NetworkSpec {
  const { virtualNetwork, endpointSubnet, adoptedZones, dns, linkAdoptedZones, paired, runners, bastion } = network;
  return {
    virtualNetwork: createOrAdopt(virtualNetwork, names.virtualNetwork),
    endpointSubnet: createOrAdopt(endpointSubnet, names.endpointSubnet),
    adoptedZones: {
      ...(adoptedZones.vault === undefined ? {} : { vault: adoptedZones.vault }),
      ...(adoptedZones.sqlServer === undefined ? {} : { sqlServer: adoptedZones.sqlServer }),
    },
    ...(dns === "here" ? {} : { dns }),
    ...(linkAdoptedZones ? { linkAdoptedZones } : {}),
    ...(paired === undefined
      ? {}
      : {
          paired: {
            virtualNetwork: createOrAdopt(paired.virtualNetwork, names.pairedVirtualNetwork),
            endpointSubnet: createOrAdopt(paired.endpointSubnet, names.pairedEndpointSubnet),
            ...(paired.peering === undefined ? {} : { peering: paired.peering }),
          },
        }),
    ...(runners === undefined
      ? {}
      : { runners: { subnetName: runners.name ?? names.runnerSubnet, addressPrefix: runners.addressPrefix } }),
    ...(bastion === undefined
      ? {}
      : {
          bastion: {
            ...bastion,
            name: bastion.name ?? names.bastion,
            allowedCidrs: unordered(bastion.allowedCidrs),
          },
        }),
  };
}

function identity({ purpose, federatedWith }: PlatformIdentity, identityName: string, raw: RawSettings): WorkloadSpec {
  return { identityName, ...(purpose === undefined ? {} : { purpose }), federation: federationOf(federatedWith, raw) };
}

/** Empty where the settings have no such job. */
function jobSpec(setting: JobSetting, raw: RawSettings): Pick<PlatformSpec, JobSetting> {
  const job = raw[setting];
  if (job === undefined) return {};
  const names = jobNames(setting, raw.environment, job.name);
  const { image, registryServer, subnetId } = job;
  const spec: OperationsJobSpec = {
    environmentName: names.environment,
    jobName: names.job,
    image,
    ...(registryServer === undefined ? {} : { registryServer }),
    subnetId,
  };
  return { [setting]: spec };
}

type Named<T> = Omit<T, "name"> & { readonly name: string };

/** The schema has seen to it that exactly one of the two is there. */
function createOrAdopt<T extends { readonly name?: string | undefined }>(
  choice: { readonly create?: T | undefined; readonly adopt?: { readonly id: string } | undefined },
  defaultName: string,
): { readonly create: Named<T> } | { readonly adopt: { readonly id: string } } {
  if (choice.adopt !== undefined) return { adopt: choice.adopt };
  if (choice.create === undefined) throw new Error("neither create nor adopt");
  return { create: { ...choice.create, name: choice.create.name ?? defaultName } };
}

function siemSpec({ paired, ...home }: NonNullable<RawSettings["siem"]>): NonNullable<PlatformSpec["siem"]> {
  return { ...home, ...(paired === undefined ? {} : { paired }) };
}
