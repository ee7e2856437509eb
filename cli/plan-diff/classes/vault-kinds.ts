// Vaults and what is in them. Keys, secrets and certificates are declared beside the resources, which keep what they were
// created with: a change shows in `strongroom:vault:Contents` and `strongroom:vault:Certificate`.
import { text } from "../../../text/values.ts";
import { approval, becomes, harmless, narrows, notLess, notMore, told, type KindClasses } from "./class.ts";
import { fresh, gone, LABELS } from "./shared.ts";

const keys = approval("keys");
const certificate = approval("certificate");
const guarded = narrows("unprotected", becomes(true));
const exposure = told("exposures", "exposure");
const off = narrows("access", becomes(false));

/** Better kept than before, and nothing is lost on the way. */
const toPremium = (before: unknown, after: unknown): boolean =>
  text(after)?.toLowerCase() === "premium" && text(before)?.toLowerCase() === "standard";

export const VAULT_KINDS: Readonly<Record<string, KindClasses>> = {
  "keyvault:Vault": {
    created: exposureOrFresh(),
    destroyed: gone,
    properties: {
      ...LABELS,
      "properties.enablePurgeProtection": guarded,
      "properties.enableSoftDelete": guarded,
      "properties.softDeleteRetentionInDays": narrows("unprotected", notLess),
      "properties.enableRbacAuthorization": narrows("access", becomes(true)),
      "properties.enabledForDeployment": off,
      "properties.enabledForDiskEncryption": off,
      "properties.enabledForTemplateDeployment": off,
      "properties.publicNetworkAccess": exposure,
      "properties.networkAcls.**": exposure,
      "properties.sku.name": narrows("keys", toPremium),
    },
  },
  "keyvault:Secret": {
    created: harmless("a placeholder; who reads it is told as access"),
    destroyed: gone,
    properties: LABELS,
  },
  "keyvault:Key": { created: fresh, destroyed: approval("keys"), properties: LABELS },
  "strongroom:vault:Contents": {
    created: fresh,
    destroyed: harmless("what is in the vault stays; the vault itself is told"),
    properties: {
      "keys.*.**": keys,
      "keys.*.tags.**": harmless("labels"),
      "keys.*.rotationDays": narrows("keys", notMore),
      "keys.*.lifetimeDays": narrows("keys", notMore),
      "keys.*.notifyDays": harmless("a reminder"),
      "secrets.*.**": keys,
      "secrets.*.tags.**": harmless("labels, and who rotates: told among secrets and schedules"),
      "secrets.*.contentType": harmless("a label"),
      "secrets.*.rotationDays": narrows("keys", notMore),
      "secrets.*.lifetimeDays": narrows("keys", notMore),
      contacts: approval("audit"),
      "contacts.**": approval("audit"),
    },
  },
  "strongroom:vault:Certificate": {
    created: certificate,
    destroyed: certificate,
    properties: {
      ...LABELS,
      "**": certificate,
      validityMonths: narrows("certificate", notMore),
      renewBeforeDays: narrows("certificate", notLess),
      dependents: harmless("a label"),
      purpose: harmless("a label"),
      owner: harmless("a label"),
    },
  },
};

function exposureOrFresh(): KindClasses["created"] {
  return ({ inputs }) => {
    const properties = inputs["properties"] as Readonly<Record<string, unknown>> | undefined;
    return text(properties?.["publicNetworkAccess"])?.toLowerCase() === "disabled" ? fresh : exposure;
  };
}
