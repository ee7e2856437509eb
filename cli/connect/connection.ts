// What one workload needs to know to reach what it may reach, as plain data. Nothing in it opens anything: names,
// addresses and ids, which every format turns into what somebody pastes.
import { cloudOfHost, CLOUDS, type Cloud } from "../../facts/clouds.ts";

/** Stands where only Azure can know a value; printed, so that it is noticed where it was pasted too early. */
export const NOT_YET_KNOWN = "<known after pulumi up>";

export interface VaultObject {
  /** The key in the manifest, or the name in the vault where it is another application's. */
  readonly key: string;
  readonly name: string;
  /** Without a version, so that a reader follows rotation. */
  readonly uri: string;
  /** `https://<vault>.…/` */
  readonly vaultUri: string;
  /** Environment variable that carries it, without a suffix: `STRIPE_KEY`. */
  readonly variable: string;
}

export interface ReadableSecret extends VaultObject {
  /** The workload also writes new versions. */
  readonly writes: boolean;
}

export interface Database {
  /** `ledger`, or `payments/ledger` of another application. */
  readonly label: string;
  readonly host: string;
  readonly database: string;
  readonly variable: string;
  /** ADO.NET form, as the stack declares it. */
  readonly connectionString: string;
  readonly signIn: "managed-identity" | "federated";
  /** Where the workload's own vault holds the same string. */
  readonly secret: VaultObject | undefined;
}

export interface KubernetesAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What a GitHub job must be for Entra to accept it. */
export interface GithubTrust {
  readonly subject: string;
  readonly environment: string | undefined;
  readonly branch: string | undefined;
  readonly pullRequest: boolean;
}

export interface Connection {
  readonly app: string;
  readonly workload: string;
  readonly stack: string;
  /** What was read, for the first line of what is printed. */
  readonly source: string;
  readonly identity: {
    readonly name: string;
    readonly clientId: string;
    readonly resourceId: string;
    readonly tenantId: string;
    readonly subscriptionId: string;
  };
  readonly resourceGroup: string;
  /** The application's own vault. */
  readonly vaultUri: string;
  readonly secrets: readonly ReadableSecret[];
  /** The workload encrypts or wraps with these. */
  readonly keys: readonly VaultObject[];
  /** With their private key. */
  readonly certificates: readonly VaultObject[];
  readonly databases: readonly Database[];
  readonly kubernetes: readonly KubernetesAccount[];
  readonly github: readonly GithubTrust[];
}

/** The cloud that the workload is in: a vault's address tells. */
export function cloudOf({ vaultUri }: Pick<Connection, "vaultUri">): Cloud {
  return cloudOfHost(new URL(vaultUri).hostname) ?? CLOUDS.public;
}
