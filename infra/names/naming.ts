// Every name that reaches Azure or Entra is made here, by one rule: the kind's abbreviation, the application, the
// environment, and what it is for (abbreviations: Cloud Adoption Framework). Names whose uniqueness is global end in a
// suffix that is stable for a subscription and an environment, and moves on with `generation`, past a soft-deleted name.
import { createHash } from "node:crypto";
import type { Environment } from "../manifest/manifest.ts";

/** In vault names, where every character counts. Others are cut to four: the suffix tells them apart. */
const SHORT_ENVIRONMENT: ReadonlyMap<Environment, string> = new Map([["staging", "stg"]]);
const MAX_SHORT_ENVIRONMENT = "prod".length;

/** Characters that Azure allows in a vault's name. */
export const MAX_VAULT_NAME = 24;
/** What `kv-`, `-prod-` and the suffix leave of it; the same in every environment, so that a stem never differs. */
export const MAX_VAULT_STEM = MAX_VAULT_NAME - "kv--prod-xxxx".length;

/** What makes the global names of one environment differ from another's. */
export interface NameScope {
  readonly environment: Environment;
  readonly subscriptionId: string;
  /** Counts up to leave a name behind that Azure still holds. */
  readonly generation: number;
}

/** The platform's names. */
export const platformNames = (environment: Environment) => ({
  deployIdentity: `id-strongroom-${environment}-deploy`,
  peopleIdentity: `id-strongroom-${environment}-people`,
  sqlReconciler: `id-strongroom-${environment}-sql-reconciler`,
  vaultReconciler: `id-strongroom-${environment}-vault-reconciler`,
  rotator: `id-strongroom-${environment}-rotator`,
  runnerSubnet: `snet-runners-${environment}`,
  bastion: `bas-strongroom-${environment}`,
  pairedVirtualNetwork: `vnet-strongroom-${environment}-paired`,
  pairedEndpointSubnet: `snet-endpoints-${environment}-paired`,
  resourceGroup: `rg-strongroom-${environment}`,
  virtualNetwork: `vnet-strongroom-${environment}`,
  endpointSubnet: `snet-endpoints-${environment}`,
  workspace: `log-strongroom-${environment}`,
  /** Display name of the Entra group. */
  sqlAdministrators: `grp-strongroom-${environment}-sql-admins`,
});

/** Characters that Azure allows in a job's name (learn: Container Apps, naming). */
export const MAX_JOB_NAME = 32;

/** What the names of each job say of its duty. */
const DUTIES = { sqlReconcilerJob: "sql", vaultReconcilerJob: "kv", rotatorJob: "rot" } as const;

export type JobSetting = keyof typeof DUTIES;

/**
 * A job, and the Container Apps environment that it runs in. Each stack that holds what it works on has its own, so a cell's
 * `name` is part of both.
 */
export function jobNames(
  setting: JobSetting,
  environment: Environment,
  name: string | undefined,
): { job: string; environment: string } {
  const rest = `${DUTIES[setting]}-${environment}${name === undefined ? "" : `-${name}`}`;
  return { job: `caj-${rest}`, environment: `cae-${rest}` };
}

/** What the names of a stack's alert rules end in. A cell's are told apart by the first of its applications, which no other holds. */
export function alertSuffix(environment: Environment, cell: readonly string[] | undefined): string {
  const [first] = [...(cell ?? [])].sort();
  return first === undefined ? environment : `${environment}-${first}`;
}

/** Applications whose names would be the platform's own. */
export const RESERVED_APP_NAMES: readonly string[] = ["strongroom"];

export function resourceGroupName(app: string, environment: Environment): string {
  return `rg-${app}-${environment}`;
}

/** Display name of a group of people in Entra. */
export function groupName(app: string, environment: Environment, people: string): string {
  return `grp-${app}-${environment}-${people}`;
}

/** 3 to 128 characters in its resource group; ours need at most 76. */
export function identityName(app: string, environment: Environment, workload: string): string {
  return `id-${app}-${environment}-${workload}`;
}

/** What a vault is called after: the short name, or as much of the name as fits. */
export function vaultStem(app: string, shortName: string | undefined): string {
  return (shortName ?? app).slice(0, MAX_VAULT_STEM).replace(/-+$/, "");
}

/** 3 to 24 letters, digits and single hyphens, unique in the world. */
export function vaultName(stem: string, scope: NameScope, place: "home" | "paired" = "home"): string {
  return `kv-${stem}-${shortEnvironment(scope.environment)}-${suffix(scope, place)}`;
}

function shortEnvironment(environment: Environment): string {
  return SHORT_ENVIRONMENT.get(environment) ?? environment.slice(0, MAX_SHORT_ENVIRONMENT);
}

/** 1 to 63 lowercase letters, digits and hyphens, unique in the world. */
export function sqlServerName(app: string, scope: NameScope, place: "home" | "paired" = "home"): string {
  return `sql-${app}-${scope.environment}-${suffix(scope, place)}`;
}

export function failoverGroupName(app: string, scope: NameScope): string {
  return `fog-${app}-${scope.environment}-${suffix(scope, "home")}`;
}

/** Of a secret, key or certificate: 1 to 127 letters, digits and hyphens; ours need at most 73. */
export function vaultObjectName(app: string, environment: Environment, key: string): string {
  return `${app}-${environment}-${key}`;
}

/**
 * Where a workload finds its connection string: `payments-prod-ledger-api-sql-conn`. The workload is always part of the
 * name, though the short form `payments-prod-ledger-sql-conn` would do while only one workload has access: the string
 * names its workload's client id, and a second workload must not rename what the first one reads.
 */
export function connectionSecretName(
  app: string,
  environment: Environment,
  database: string,
  workload: string,
): string {
  return vaultObjectName(app, environment, connectionSecretKey(database, workload));
}

/** The part of a connection secret's name that a manifest's own secrets could collide with. */
export function connectionSecretKey(database: string, workload: string): string {
  return `${database}-${workload}-sql-conn`;
}

/** The key that the databases of confidential and restricted data are encrypted with (components/app/app-databases.ts). */
export const DATABASE_ENCRYPTION_KEY = "sql-encryption";

/** Four base-36 characters: 1.7 million, enough to tell one organization's few environments apart. */
function suffix({ subscriptionId, environment, generation }: NameScope, place: "home" | "paired"): string {
  const parts = [subscriptionId.toLowerCase(), environment, String(generation), ...(place === "home" ? [] : [place])];
  const hash = createHash("sha256").update(parts.join("/")).digest();
  return (hash.readUInt32BE(0) % 36 ** 4).toString(36).padStart(4, "0");
}
