// What is declared about the objects of a vault, as plain data: the part of them that Azure Resource Manager cannot change
// once they exist. `strongroom vault` reads it from the stack's outputs and brings the vault to it.
import type * as pulumi from "@pulumi/pulumi";

export interface DeclaredObject {
  /** Name in the vault. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** How the next value of a secret comes about; `strongroom rotate` carries it out. */
export interface DeclaredRotation {
  readonly by: "owner" | "generated" | "storage-account-key" | "entra-application";
  /** Days between two values. */
  readonly everyDays: number;
  /** Days that the previous value goes on working. */
  readonly overlapDays: number;
  /** What ends it: its overlap alone. */
  readonly retire: "overlap";
  /** Hours of the day in UTC in which a new value is published, such as 22:00-04:00. @default any */
  readonly window?: string;
  /** Who reads the value: workloads by their names. */
  readonly readers: readonly string[];
  /** What starts anew after a publication, in this order: ARM ids of Container Apps. */
  readonly after: readonly { readonly restart: string }[];
  readonly generated?: {
    /** Characters. */
    readonly length: number;
    readonly alphabet: "alphanumeric" | "hex" | "base64url" | "printable";
  };
  /** ARM id of the account whose key it is. */
  readonly storageAccount?: { readonly id: string };
  /** The application whose client secret it is. */
  readonly entraApplication?: { readonly objectId: string; readonly clientId: string; readonly tenantId: string };
}

export interface DeclaredSecret extends DeclaredObject {
  readonly contentType: string;
  /** Days from the creation of a version to its end. */
  readonly lifetimeDays: number;
  /** Last day (ISO date) that somebody is granted it; afterwards it is disabled. */
  readonly retiresAfter?: string;
  /** Absent in what earlier releases declared. */
  readonly rotation?: DeclaredRotation;
}

export interface DeclaredKey extends DeclaredObject {
  readonly type: "RSA" | "RSA-HSM" | "EC" | "EC-HSM";
  /** Bits, of an RSA key. */
  readonly size?: number;
  /** Of an EC key. */
  readonly curve?: string;
  /** Days from the creation of a version to that of the next. */
  readonly rotationDays: number;
  /** Days from the creation of a version to its end. */
  readonly lifetimeDays: number;
  /** Days before its end that a version which nobody rotated is reported. */
  readonly notifyDays: number;
}

export interface DeclaredCertificate extends DeclaredObject {
  /** X.500 name. */
  readonly subject: string;
  readonly dnsNames: readonly string[];
  /** "Self", "Unknown" (signed outside, by hand), or an issuer that the vault knows. */
  readonly issuer: string;
  readonly validityMonths: number;
  readonly renewBeforeDays: number;
  /** Its readers take the private key with them. */
  readonly exportable: boolean;
  /** What breaks when it expires. */
  readonly dependents: readonly string[];
}

/** Reads one certificate with its private key. */
export interface DeclaredReader {
  readonly certificate: string;
  readonly grantee: string;
  readonly principalId: pulumi.Input<string>;
  readonly principalType: "ServicePrincipal" | "Group";
}

export interface DeclaredVault {
  readonly app: string;
  readonly name: string;
  /** `https://<vault>.…/` */
  readonly uri: string;
  /** ARM id. */
  readonly id: pulumi.Input<string>;
  readonly secrets: readonly DeclaredSecret[];
  readonly keys: readonly DeclaredKey[];
  /** Names of secrets that the program itself keeps: connection strings without a password. */
  readonly connections: readonly string[];
  readonly certificates: readonly DeclaredCertificate[];
  readonly readers: readonly DeclaredReader[];
}
