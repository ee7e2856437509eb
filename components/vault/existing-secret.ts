// A secret that somebody else made, in a vault of ours or of theirs. Only who may do what with it is declared here: reading it
// into the state would bring its value along.
import * as pulumi from "@pulumi/pulumi";
import type { Grantee } from "../authorization/grantee.ts";
import { grantWord } from "./grant-word.ts";
import { nameProblems, refuse } from "./object-name.ts";
import type { VaultContext } from "./vault-context.ts";

/**
 * @example
 * const old = vault.existingSecret("smtp", "smtp-password");
 * old.grantRead(api);
 */
export class ExistingSecret {
  readonly id: pulumi.Output<string>;
  readonly secretName: string;
  /** Without a version, so that a consumer follows rotation. */
  readonly uri: string;
  readonly #name: string;
  readonly #context: VaultContext;

  /** Made by `AppVault.existingSecret`. */
  constructor(name: string, secretName: string, context: VaultContext) {
    refuse(`ExistingSecret ${name}`, nameProblems("secretName", secretName));
    this.secretName = secretName;
    this.id = pulumi.interpolate`${context.vault.id}/secrets/${secretName}`;
    this.uri = `${context.uri}secrets/${secretName}`;
    this.#name = name;
    this.#context = context;
  }

  /** May read the value of this one secret, and nothing else. */
  grantRead(to: Grantee): this {
    return this.#grant(to, "read");
  }

  /** May write new versions of this one secret; reads no value and deletes nothing. */
  grantWrite(to: Grantee): this {
    return this.#grant(to, "write");
  }

  #grant(to: Grantee, word: "read" | "write"): this {
    grantWord({ name: this.#name, id: this.id, context: this.#context }, word, to);
    return this;
  }
}
