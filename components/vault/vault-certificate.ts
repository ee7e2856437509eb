// A certificate is issued inside the vault, where its private key is made, and renewed there before it ends (R10). Azure
// Resource Manager has no type for it, and a role can be assigned on it only once it exists: so both the certificate and
// its readers are declared here, for the preview to show, and `strongroom vault apply` carries them out (docs/adr/0010).
import * as pulumi from "@pulumi/pulumi";
import type { Grantee } from "../authorization/grantee.ts";
import { certificateProblems } from "./certificate-policy.ts";
import type { DeclaredCertificate, DeclaredReader } from "./declared.ts";
import { refuse, validateObject } from "./object-name.ts";
import { MAX_TAG_VALUE_LENGTH, objectTags } from "./object-tags.ts";
import type { VaultContext } from "./vault-context.ts";

export interface VaultCertificateArgs {
  /** Name in the vault: `<app>-<env>-<purpose>`, 1 to 127 letters, digits and hyphens. */
  readonly certificateName: string;
  readonly purpose: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
  /** X.500 name: `CN=…`. */
  readonly subject: string;
  /** Further host names that it is valid for. */
  readonly dnsNames: readonly string[];
  /** "Self", "Unknown" (signed outside the vault, by hand), or an issuer that the vault knows. */
  readonly issuer: string;
  /** 1 to 12. */
  readonly validityMonths: number;
  /** Days before its end that it is renewed, 7 to 27 for each month of validity. */
  readonly renewBeforeDays: number;
  /** Readers take the private key with them. @default true; false: the key never leaves the vault */
  readonly exportable?: boolean;
  /** What breaks when it expires. */
  readonly dependents: readonly string[];
}

/**
 * A certificate that the vault issues; `strongroom vault apply` carries it out.
 *
 * @example
 * vault
 *   .certificate("callback", {
 *     certificateName: "payments-prod-callback",
 *     purpose: "TLS for the callback host",
 *     owner: "payments-team@contoso.com",
 *     subject: "CN=callback.payments.contoso.com",
 *     dnsNames: ["callback.payments.contoso.com"],
 *     issuer: "Self",
 *     validityMonths: 12,
 *     renewBeforeDays: 30,
 *     dependents: [],
 *   })
 *   .grantRead(api);
 */
export class VaultCertificate extends pulumi.ComponentResource {
  readonly certificateName: string;
  readonly uri: string;
  /** What `strongroom vault` issues. */
  readonly declared: DeclaredCertificate;
  readonly readers: DeclaredReader[] = [];
  readonly #name: string;
  readonly #context: VaultContext;

  constructor(name: string, args: VaultCertificateArgs, context: VaultContext) {
    validateObject(`VaultCertificate ${name}`, "certificateName", args.certificateName, args);
    refuse(`VaultCertificate ${name}`, certificateProblems(args));
    const declared: DeclaredCertificate = {
      name: args.certificateName,
      tags: objectTags(`VaultCertificate ${name}`, context.tags, {
        owner: args.owner,
        purpose: args.purpose,
        "rotated-by": args.issuer === "Unknown" ? "owner" : "key-vault",
        ...(args.dependents.length === 0 ? {} : { dependents: dependentsTag(args.dependents) }),
      }),
      subject: args.subject,
      dnsNames: args.dnsNames,
      issuer: args.issuer,
      validityMonths: args.validityMonths,
      renewBeforeDays: args.renewBeforeDays,
      exportable: args.exportable ?? true,
      dependents: args.dependents,
    };
    super("strongroom:vault:Certificate", name, { vault: context.vaultName, ...declared }, { parent: context.parent });

    this.certificateName = args.certificateName;
    this.uri = `${context.uri}certificates/${args.certificateName}`;
    this.declared = declared;
    this.#name = name;
    this.#context = context;
    this.registerOutputs({ uri: this.uri });
  }

  /** May read this one certificate with its private key: Key Vault Certificate User, on it and on the secret below it. */
  grantRead(to: Grantee): this {
    if (!this.declared.exportable) {
      throw new pulumi.RunError(
        `VaultCertificate ${this.#name}: readers: ${to.granteeName}: the private key never leaves the vault; set exportable`,
      );
    }
    new CertificateReader(
      `${this.#name}-read-${to.granteeName}`,
      {
        vault: this.#context.vaultName,
        certificate: this.certificateName,
        scope: pulumi.interpolate`${this.#context.vault.id}/certificates/${this.certificateName}`,
        role: "Key Vault Certificate User",
        principalId: to.principalId,
        principalType: to.principalType,
      },
      { parent: this },
    );
    this.readers.push({
      certificate: this.certificateName,
      grantee: to.granteeName,
      principalId: to.principalId,
      principalType: to.principalType,
    });
    return this;
  }
}

/** The names, or how many there are where a tag has no room for them. */
function dependentsTag(dependents: readonly string[]): string {
  const names = dependents.join("; ");
  return names.length <= MAX_TAG_VALUE_LENGTH ? names : `${String(dependents.length)}, named in the manifest`;
}

/** A role assignment to be; named and shaped like one, so that a reviewer reads it as one. */
export interface CertificateReaderArgs {
  readonly vault: string;
  readonly certificate: string;
  /** ARM id of the certificate. */
  readonly scope: pulumi.Input<string>;
  readonly role: "Key Vault Certificate User";
  readonly principalId: pulumi.Input<string>;
  readonly principalType: "ServicePrincipal" | "Group";
}

export class CertificateReader extends pulumi.ComponentResource {
  constructor(name: string, args: CertificateReaderArgs, opts: pulumi.ComponentResourceOptions) {
    super("strongroom:vault:CertificateReader", name, args, opts);
    this.registerOutputs();
  }
}
