// A secret whose value is the program's own comes and goes with a manifest: whoever loses access to a database gets it back
// another day. Nothing deletes the secret meanwhile (that needs a path into the private vault, and the name would stay
// taken for 90 days), and azure-native refuses to create what exists ("cannot create already existing resource", CanCreate
// in its client_azcore.go). A template deployment has no such check: it writes the secret, whether it is there or not, and
// deleting it deletes Azure's record of the deployment and leaves the secret alone (docs/adr/0022).
import { createHash } from "node:crypto";
import * as resources from "../azure/resources.ts";
import * as pulumi from "@pulumi/pulumi";
import type { KeyVaultApi } from "../../facts/local-packages.ts";

/** What an ARM template calls its parameters; values never become part of an expression. */
const PARAMETERS = {
  vaultName: { type: "string" },
  secretName: { type: "string" },
  // Neither logged nor in the deployment history (PSRule for Azure, Azure.Deployment.SecureParameter), and not returned.
  value: { type: "securestring" },
  expires: { type: "int" },
  tags: { type: "object" },
};

function template(contentType: string, apiVersion: KeyVaultApi) {
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: PARAMETERS,
    resources: [
      {
        type: "Microsoft.KeyVault/vaults/secrets",
        // As the other secrets of the vault are written.
        apiVersion,
        name: "[concat(parameters('vaultName'), '/', parameters('secretName'))]",
        tags: "[parameters('tags')]",
        properties: {
          value: "[parameters('value')]",
          contentType,
          attributes: { enabled: true, exp: "[parameters('expires')]" },
        },
      },
    ],
  };
}

/** Characters of a deployment's name (learn: Naming rules and restrictions for Azure resources, Microsoft.Resources). */
const MAX_NAME_LENGTH = 64;
/** Characters of the digest by which a name that is too long stays the only one of its kind. */
const DIGEST_LENGTH = 12;

/**
 * Unique within a resource group, where both vaults of a pair may be. The dot is in no name of a vault, a secret or a
 * server, so no two of them read alike, and none is that of a server's administrators.
 */
export function secretDeploymentName(vaultName: string, secretName: string): string {
  const full = `${vaultName}.${secretName}`;
  if (full.length <= MAX_NAME_LENGTH) return full;
  const digest = createHash("sha256").update(full.toLowerCase()).digest("hex").slice(0, DIGEST_LENGTH);
  return `${full.slice(0, MAX_NAME_LENGTH - DIGEST_LENGTH - 1)}.${digest}`;
}

export interface SecretDeploymentArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly vaultName: string;
  readonly secretName: string;
  readonly contentType: string;
  readonly keyVaultApi: KeyVaultApi;
  readonly value: pulumi.Input<string>;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Brings one secret of an existing vault to what is said here. */
export function secretDeployment(
  name: string,
  args: SecretDeploymentArgs,
  opts: pulumi.CustomResourceOptions,
): resources.Deployment {
  return new resources.Deployment(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      deploymentName: secretDeploymentName(args.vaultName, args.secretName),
      properties: {
        mode: "Incremental",
        template: template(args.contentType, args.keyVaultApi),
        parameters: {
          vaultName: { value: args.vaultName },
          secretName: { value: args.secretName },
          value: { value: pulumi.secret(args.value) },
          expires: { value: args.expires },
          tags: { value: args.tags },
        },
      },
    },
    opts,
  );
}
