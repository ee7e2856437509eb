// Every azure-native resource carries 9 to 60 aliases, one for each API version it ever had. They let state of an older
// major version be recognised; where there is none they only cost: half the time and two thirds of the memory of a preview.
import type * as pulumi from "@pulumi/pulumi";

/** `azure-native:keyvault/v20230701:Vault`, or a module's name of another major version. */
const PROVIDER_TYPE = /^azure-native:/;

/**
 * What this program itself deployed before, under another package (azure/keyvault.ts). Without these aliases a vault would be
 * deleted and made anew, so they stay.
 */
const OWN_BEFORE = new Set(["Vault", "Secret", "Key"].map((kind) => `azure-native:keyvault:${kind}`));

/** True for an alias that azure-native adds by itself: nothing but another type token of its own. */
function isProviderAlias(alias: pulumi.Input<pulumi.URN | pulumi.Alias>): boolean {
  return (
    typeof alias === "object" &&
    "type" in alias &&
    Object.keys(alias).length === 1 &&
    typeof alias.type === "string" &&
    PROVIDER_TYPE.test(alias.type) &&
    !OWN_BEFORE.has(alias.type)
  );
}

/** For the outermost component: strips azure-native's own aliases and keeps everyone else's. */
export const withoutProviderAliases: pulumi.ResourceTransformation = ({ props, opts }) => {
  const aliases = (opts as pulumi.CustomResourceOptions).aliases;
  if (aliases === undefined) return undefined;
  return { props, opts: { ...opts, aliases: aliases.filter((alias) => !isProviderAlias(alias)) } };
};
