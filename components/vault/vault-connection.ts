// A connection string without a password, kept beside the application's secrets so that it takes everything from one
// place. Unlike a secret it is the program's own: it opens nothing, so the program knows its value, and may change it.
import type * as resources from "../azure/resources.ts";
import * as pulumi from "@pulumi/pulumi";
import type { Grantee } from "../authorization/grantee.ts";
import { quarterlyExpiry } from "./expiry.ts";
import { DEFAULT_KEY_VAULT_API } from "../azure/keyvault.ts";
import { grantWord } from "./grant-word.ts";
import { validateObject } from "./object-name.ts";
import { objectTags } from "./object-tags.ts";
import { secretDeployment } from "./secret-deployment.ts";
import type { VaultContext } from "./vault-context.ts";

/** What a password, a key or a token is called (learn: SqlConnection.ConnectionString; Configure Azure Storage connection strings). */
const CREDENTIAL = /(?:^|;)\s*(password|pwd|accountkey|sharedaccesssignature)\s*=/i;

export interface VaultConnectionArgs {
  /** Name in the vault: `<app>-<env>-<database>-<workload>-sql-conn`. */
  readonly secretName: string;
  /** What it leads to. */
  readonly purpose: string;
  /** E-mail address of who answers for it. */
  readonly owner: string;
  /** One with a password, a key or a token in it is refused. */
  readonly connectionString: pulumi.Input<string>;
}

/**
 * A connection string without a password, kept in the vault.
 *
 * @example
 * vault
 *   .connection("ledger-api", {
 *     secretName: "payments-prod-ledger-api-sql-conn",
 *     purpose: "Connects api to ledger without a password",
 *     owner: "payments-team@contoso.com",
 *     connectionString: connectionString({ host: server.host, database: "ledger", clientId, signIn: "managed-identity" }),
 *   })
 *   .grantRead(api);
 */
export class VaultConnection {
  readonly id: pulumi.Output<string>;
  readonly secretName: string;
  /** Without a version, so that a reader follows a change. */
  readonly uri: string;
  readonly #deployment: resources.Deployment;
  readonly #name: string;
  readonly #context: VaultContext;

  constructor(name: string, args: VaultConnectionArgs, context: VaultContext) {
    validateObject(`VaultConnection ${name}`, "secretName", args.secretName, args);
    this.#deployment = secretDeployment(
      name,
      {
        resourceGroupName: context.resourceGroupName,
        vaultName: context.vaultName,
        secretName: args.secretName,
        contentType: "text/plain; connection string without a password",
        keyVaultApi: context.platform.keyVaultApi ?? DEFAULT_KEY_VAULT_API,
        // No secret is in it; it is kept out of logs all the same, so that nobody grows used to values in logs.
        value: withoutCredential(name, args.connectionString),
        expires: quarterlyExpiry(context.platform.now),
        tags: objectTags(`VaultConnection ${name}`, context.tags, {
          owner: args.owner,
          purpose: args.purpose,
          "rotated-by": "pulumi",
        }),
      },
      {
        parent: context.parent,
        dependsOn: [context.vault],
        // Not retained: what would be left is the record of the deployment, which then stood in the way of the next one.
        // It stands in the way of `pulumi up --replace` too, by which somebody has the string written again.
        deleteBeforeReplace: true,
      },
    );
    this.id = pulumi.interpolate`${context.vault.id}/secrets/${args.secretName}`;
    this.secretName = args.secretName;
    this.uri = `${context.uri}secrets/${args.secretName}`;
    this.#name = name;
    this.#context = context;
  }

  /** May read the value of this one secret, and nothing else. */
  grantRead(to: Grantee): this {
    // The id is the vault's, continued: what makes it true is the deployment.
    grantWord({ name: this.#name, id: this.id, context: this.#context, after: [this.#deployment] }, "read", to);
    return this;
  }
}

/** Refused at once where the string is known already; otherwise as soon as it is. */
function withoutCredential(name: string, value: pulumi.Input<string>): pulumi.Input<string> {
  const check = (text: string): string => {
    const [, credential] = CREDENTIAL.exec(text) ?? [];
    if (credential === undefined) return text;
    // The value itself is in no message.
    throw new pulumi.RunError(
      `VaultConnection ${name}: connectionString: holds a credential, "${credential}"; let the workload sign in as its own identity`,
    );
  };
  return typeof value === "string" ? check(value) : pulumi.output(value).apply(check);
}
