// A secret of a vault can be written by the template of a deployment, instead of being a resource of its own.
import { resourcesOf } from "../../policy/templates.ts";
import type { Props } from "../../policy/value.ts";
import { text, type Fields } from "../../text/values.ts";

export interface TemplateSecret {
  /** ARM id, where it is known. */
  readonly id?: string;
  /** As azure-native's own class would have them. */
  readonly inputs: Fields;
}

/** A deployment as plans, states and captured programs have it. */
interface TemplateOwner {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id?: string | undefined;
  readonly inputs: Fields;
}

/** What a resource's template writes into vaults; nothing for all but deployments. */
export function templateSecrets(resource: TemplateOwner): TemplateSecret[] {
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
