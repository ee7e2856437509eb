// A secret of a vault can be a resource of its own, or be written by a template. Whoever asks what secrets there are gets
// both, in one shape.
import { resourcesOf } from "../../policy/templates.ts";
import type { Props } from "../../policy/value.ts";
import type { ResourceRecord } from "./records.ts";
import { text, type Fields } from "./values.ts";

/** The resources, and after each deployment the secrets that its template writes, under the deployment's own URN. */
export function withTemplateSecrets(records: readonly ResourceRecord[]): ResourceRecord[] {
  return records.flatMap((record) => [record, ...secretsOf(record)]);
}

function secretsOf(record: ResourceRecord): ResourceRecord[] {
  const { id: _ofTheDeployment, ...rest } = record;
  return templateSecrets(record).map((secret) => ({
    ...rest,
    ...secret,
    type: "azure-native:keyvault:Secret",
    kind: "keyvault:Secret",
    props: secret.inputs,
    madeOf: {},
    // Azure deletes nothing with a deployment.
    retain: true,
  }));
}

export interface TemplateSecret {
  /** ARM id, where it is known. */
  readonly id?: string;
  /** As azure-native's own class would have them. */
  readonly inputs: Fields;
}

/** What a resource's template writes into vaults; nothing for all but deployments. */
export function templateSecrets(
  resource: Pick<ResourceRecord, "type" | "name" | "urn" | "inputs"> & { readonly id?: string | undefined },
): TemplateSecret[] {
  const { type, name, urn, inputs } = resource;
  if (!type.endsWith(":Deployment")) return [];
  // Marks of what is secret or not known are plain objects here, and stay what they are.
  return resourcesOf({ type, name, urn, props: inputs as Props })
    .filter(({ kind }) => kind === "keyvault:Secret")
    .map(({ props }) => {
      const id = idIn(resource.id, text(props["vaultName"]), text(props["secretName"]));
      const { apiVersion: _version, dependsOn: _order, comments: _words, condition: _when, ...body } = props;
      return { ...(id === undefined ? {} : { id }), inputs: body };
    });
}

/** A template writes into the resource group that it is deployed to. */
function idIn(deployment: string | undefined, vault?: string, secret?: string): string | undefined {
  const group = /^(.*)\/providers\/Microsoft\.Resources\/deployments\/[^/]+$/i.exec(deployment ?? "")?.[1];
  if (group === undefined || vault === undefined || secret === undefined) return undefined;
  return `${group}/providers/Microsoft.KeyVault/vaults/${vault}/secrets/${secret}`;
}
