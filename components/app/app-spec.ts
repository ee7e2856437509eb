// What one application is in one environment, as plain data: every name computed, every reference resolved.
// `infra/` makes it out of manifests and settings; the components know neither.
import type { KeyWord } from "../authorization/object-roles.ts";
import type { DeclaredRotation } from "../vault/declared.ts";
import type { PeopleSpec } from "../identity/people-spec.ts";

/** A workload's identity, wherever it was or will be created. */
export interface WorkloadRef {
  readonly kind: "workload";
  readonly app: string;
  readonly workload: string;
  /** Name of its user-assigned identity, `id-<app>-<env>-<workload>`. */
  readonly identityName: string;
  /** Where that identity lives; used when another stack (cell) owns it. */
  readonly resourceGroupName: string;
}

/** An Entra group that the settings name. */
export interface GroupRef {
  readonly kind: "group";
  readonly name: string;
  readonly objectId: string;
}

export type PrincipalRef = WorkloadRef | GroupRef;

/** What Entra compares a token with before it lets its bearer sign in as the identity. */
export interface FederationSpec {
  /** `https://…`, without a wildcard. */
  readonly issuer: string;
  /** Exactly what the token's `sub` must be. */
  readonly subject: string;
  /** @default ["api://AzureADTokenExchange"], of the cloud at hand. */
  readonly audiences?: readonly string[];
}

export interface WorkloadSpec {
  readonly identityName: string;
  readonly purpose?: string;
  /** By a stable name such as `github-environment`; created one after the other. */
  readonly federation: Readonly<Record<string, FederationSpec>>;
}

/** What every object in a vault says about itself. */
export interface Described {
  /** The name in the vault: `<app>-<env>-<purpose>`. */
  readonly name: string;
  readonly purpose: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
}

export interface SecretSpec extends Described {
  readonly contentType: string;
  /** Days between two versions, 1 to 90. */
  readonly rotationDays: number;
  readonly rotatedBy: DeclaredRotation["by"];
  /** How, for `strongroom rotate`. @default it is not rotated by it */
  readonly rotation?: DeclaredRotation;
  readonly readers: readonly WorkloadRef[];
  readonly writers: readonly WorkloadRef[];
  /** On its way out: after `until` (ISO date) nobody is granted it. */
  readonly retiring?: { readonly until: string; readonly reason: string };
}

export interface KeySpec extends Described {
  readonly type: "RSA" | "RSA-HSM" | "EC" | "EC-HSM";
  readonly size?: 2048 | 3072 | 4096;
  readonly curve?: "P-256" | "P-384" | "P-521";
  /** Days between two versions, 28 to 90. */
  readonly rotationDays: number;
  /** Who may do what with it: each word a role of its own. */
  readonly grants: Readonly<Record<KeyWord, readonly WorkloadRef[]>>;
}

export interface CertificateSpec extends Described {
  /** X.500 name: `CN=…`. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly issuer: string;
  /** 1 to 12. */
  readonly validityMonths: number;
  /** Days before its end that the vault renews it. */
  readonly renewBeforeDays: number;
  readonly readers: readonly WorkloadRef[];
  /** What breaks when it expires. */
  readonly dependents: readonly string[];
}

/** Who may do what inside a database, or inside one of its schemas. */
export interface SchemaAccessSpec {
  readonly read: readonly PrincipalRef[];
  readonly readWrite: readonly PrincipalRef[];
  readonly execute: readonly PrincipalRef[];
}

export interface DatabaseAccessSpec extends SchemaAccessSpec {
  readonly migrate: readonly PrincipalRef[];
  readonly schemas: Readonly<Record<string, SchemaAccessSpec>>;
}

export type DatabaseSize = "small" | "medium" | "large";

export interface DatabaseSpec {
  /** Name of the database on its server. */
  readonly name: string;
  readonly purpose: string;
  readonly owner: string;
  readonly size: DatabaseSize;
  readonly ledger: boolean;
  readonly access: DatabaseAccessSpec;
  /** Secret that holds the connection string of each workload with access, by workload of this application. */
  readonly connectionSecretNames: Readonly<Record<string, string>>;
}

/** An opening of the firewall: named, justified, with an end. Refused in prod. */
export interface PublicAccessSpec {
  /** IPv4 addresses or ranges, /24 or narrower. */
  readonly allowedCidrs: readonly string[];
  readonly reason: string;
  /** ISO date; after it the deployment is refused until the exception is removed. */
  readonly until: string;
}

export interface AppSpec {
  readonly name: string;
  readonly environment: string;
  /** E-mail address. */
  readonly owner: string;
  readonly classification: "public" | "internal" | "confidential" | "restricted";
  readonly availability: "regional" | "paired";
  readonly resourceGroupName: string;
  /** Goes on every resource that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  readonly workloads: Readonly<Record<string, WorkloadSpec>>;
  /** Groups of people, from the settings. @default nobody: the vaults are for software only */
  readonly people?: PeopleSpec;
  readonly vault: {
    /** 3 to 24 characters, globally unique. */
    readonly name: string;
    /** The vault in the paired region, where `availability` is `paired`. */
    readonly pairedName: string;
    /** Fixed address of its private endpoint. @default Azure picks one */
    readonly endpointAddress?: string;
    /** The same, of the vault in the paired region. @default Azure picks one */
    readonly pairedEndpointAddress?: string;
    readonly publicAccess?: PublicAccessSpec;
  };
  readonly secrets: Readonly<Record<string, SecretSpec>>;
  readonly keys: Readonly<Record<string, KeySpec>>;
  readonly certificates: Readonly<Record<string, CertificateSpec>>;
  readonly sqlServer: {
    /** 1 to 63 characters, globally unique. */
    readonly name: string;
    readonly pairedName: string;
    readonly failoverGroupName: string;
    /** Fixed address of its private endpoint. @default Azure picks one */
    readonly endpointAddress?: string;
    /** The same, of the partner in the paired region. @default Azure picks one */
    readonly pairedEndpointAddress?: string;
    readonly publicAccess?: PublicAccessSpec;
  };
  readonly databases: Readonly<Record<string, DatabaseSpec>>;
}
