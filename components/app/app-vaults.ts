// The vaults of one application: one at home, and for an application that is to outlive its region a second one, with the
// same objects and the same grants. Values are not copied: each is kept in step by whoever writes it, the owner or the
// rotator, since a copy would need somebody who may read every secret.
import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadGrantee } from "../authorization/grantee.ts";
import { KEY_WORDS } from "../authorization/object-roles.ts";
import { AppPeople, type PeopleShape } from "../identity/app-people.ts";
import type { Platform } from "../platform.ts";
import { AppVault } from "../vault/app-vault.ts";
import type { DeclaredVault } from "../vault/declared.ts";
import type { VaultCertificate } from "../vault/vault-certificate.ts";
import type { VaultKey } from "../vault/vault-key.ts";
import type { VaultSecret } from "../vault/vault-secret.ts";
import type { FindWorkload } from "./find-workload.ts";
import type { AppSpec } from "./app-spec.ts";

export interface AppVaultsArgs {
  readonly platform: Platform;
  readonly app: AppSpec;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly sku: "standard" | "premium";
  readonly people: PeopleShape;
}

/** A vault with what is in it, by the manifest's keys. */
export interface FilledVault {
  readonly vault: AppVault;
  readonly secrets: ReadonlyMap<string, VaultSecret>;
  readonly keys: ReadonlyMap<string, VaultKey>;
  readonly certificates: ReadonlyMap<string, VaultCertificate>;
}

export class AppVaults {
  readonly home: FilledVault;
  readonly paired: FilledVault | undefined;
  /** What `strongroom vault` keeps the vaults to; complete once everything is granted. */
  declared: readonly DeclaredVault[] = [];
  readonly #app: AppSpec;

  constructor(name: string, args: AppVaultsArgs, opts: { readonly parent: pulumi.ComponentResource }) {
    const { app } = args;
    this.#app = app;
    this.home = fill(name, args, "home", opts);
    this.paired = app.availability === "paired" ? fill(`${name}-paired`, args, "paired", opts) : undefined;
    if (app.people !== undefined) {
      new AppPeople(
        `${name}-people`,
        {
          platform: args.platform,
          people: app.people,
          shape: args.people,
          of: `${app.name} in ${app.environment}`,
          vaults: this.#filled().map(({ vault }) => vault),
        },
        opts,
      );
    }
  }

  /** Every grant that the manifest asks for, in each of the vaults. */
  grantAll(find: FindWorkload, rotator?: WorkloadGrantee): void {
    const { secrets, keys, certificates } = this.#app;
    for (const filled of this.#filled()) {
      for (const [key, secret] of filled.secrets) {
        for (const ref of secrets[key]?.readers ?? []) secret.grantRead(find(ref));
        for (const ref of secrets[key]?.writers ?? []) secret.grantWrite(find(ref));
        if (rotator !== undefined) secret.grantRotation(rotator);
      }
      for (const [name, key] of filled.keys) {
        for (const word of KEY_WORDS) {
          for (const ref of keys[name]?.grants[word] ?? []) key.grant(word, find(ref));
        }
      }
      for (const [key, certificate] of filled.certificates) {
        for (const ref of certificates[key]?.readers ?? []) certificate.grantRead(find(ref));
      }
    }
    // What a value opens, and who starts anew, is there once, however many vaults hold the value.
    if (rotator !== undefined) for (const secret of this.home.secrets.values()) secret.grantTarget(rotator);
    this.declared = this.#filled().map(({ vault }) => vault.declareContents());
  }

  #filled(): readonly FilledVault[] {
    return this.paired === undefined ? [this.home] : [this.home, this.paired];
  }
}

function fill(
  name: string,
  { platform, app, resourceGroupName, sku }: AppVaultsArgs,
  place: "home" | "paired",
  opts: { readonly parent: pulumi.ComponentResource },
): FilledVault {
  const endpointAddress = place === "home" ? app.vault.endpointAddress : app.vault.pairedEndpointAddress;
  const vault = new AppVault(
    name,
    {
      platform,
      app: app.name,
      resourceGroupName,
      tags: app.tags,
      vaultName: place === "home" ? app.vault.name : app.vault.pairedName,
      place,
      sku,
      ...(endpointAddress === undefined ? {} : { endpointAddress }),
      ...(app.vault.publicAccess === undefined ? {} : { publicAccess: app.vault.publicAccess }),
    },
    opts,
  );
  const each = <S, T>(specs: Readonly<Record<string, S>>, make: (key: string, spec: S) => T): ReadonlyMap<string, T> =>
    new Map(Object.entries(specs).map(([key, spec]) => [key, make(key, spec)]));
  return {
    vault,
    secrets: each(app.secrets, (key, { name: secretName, ...secret }) => vault.secret(key, { secretName, ...secret })),
    // A standard vault has no HSM: there the same key is kept in software.
    keys: each(app.keys, (key, { name: keyName, type, grants: _, ...rest }) =>
      vault.key(key, { keyName, type: sku === "premium" ? type : softwareType(type), ...rest }),
    ),
    // Nobody takes a private key along where nobody is named to read it.
    certificates: each(app.certificates, (key, { name: certificateName, ...certificate }) =>
      vault.certificate(key, { certificateName, ...certificate, exportable: certificate.readers.length > 0 }),
    ),
  };
}

function softwareType(type: "RSA" | "RSA-HSM" | "EC" | "EC-HSM"): "RSA" | "EC" {
  return type.startsWith("RSA") ? "RSA" : "EC";
}
