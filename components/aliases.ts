// Every azure-native resource carries 9 to 60 aliases, one for each API version it ever had. They let state of an older
// major version be recognised; where there is none they only cost: half the time and two thirds of the memory of a preview.
import type * as pulumi from "@pulumi/pulumi";

/** True for an alias that azure-native adds by itself: nothing but another type token of its own. */
function isProviderAlias(alias: pulumi.Input<pulumi.URN | pulumi.Alias>): boolean {
  return (
    typeof alias === "object" &&
    "type" in alias &&
    Object.keys(alias).length === 1 &&
    typeof alias.type === "string" &&
    alias.type.startsWith("azure-native:")
  );
}

/** For the outermost component: strips azure-native's own aliases and keeps everyone else's. */
export const withoutProviderAliases: pulumi.ResourceTransformation = ({ props, opts }) => {
  const aliases = (opts as pulumi.CustomResourceOptions).aliases;
  if (aliases === undefined) return undefined;
  return { props, opts: { ...opts, aliases: aliases.filter((alias) => !isProviderAlias(alias)) } };
};
