// The tags that say, on every resource, who answers for it and how precious it is: inventory and cost reports read these
// names, so they stand in one place.
import type { Environment, Manifest } from "../manifest/manifest.ts";

/** Tags of our own; settings may add others, but none of these. */
export const TAG_NAMES = [
  "owner",
  "application",
  "environment",
  "cost-centre",
  "data-classification",
  "managed-by",
  "purpose",
  "rotation-days",
  "rotated-by",
  "shared-subscription-reason",
  "retiring",
  "dependents",
  "public-access-reason",
  "public-access-until",
] as const;

/** Further tags: a Key Vault secret takes 15 (azure-security-docs: about-secrets), of which ours are up to ten. */
export const MAX_EXTRA_TAGS = 5;

/**
 * Azure's rule for tag names on everything here: DNS zones take no space, no digit at the beginning, nothing special and no
 * letter outside of ASCII. Values take anything up to 256 characters (azure-docs: tag-resources, limitations).
 */
export const TAG_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,511}$/;
export const MAX_TAG_VALUE = 256;

type Extra = Readonly<Record<string, string>>;

export function platformTags(
  environment: Environment,
  owner: string,
  extra: Extra,
  sharedSubscriptionReason?: string,
): Record<string, string> {
  return {
    ...extra,
    owner,
    application: "strongroom",
    environment,
    "managed-by": "strongroom",
    ...(sharedSubscriptionReason === undefined ? {} : { "shared-subscription-reason": sharedSubscriptionReason }),
  };
}

export function appTags(manifest: Manifest, environment: Environment, extra: Extra): Record<string, string> {
  return {
    ...extra,
    owner: manifest.owner,
    application: manifest.name,
    environment,
    ...(manifest.costCentre === undefined ? {} : { "cost-centre": manifest.costCentre }),
    "data-classification": manifest.dataClassification,
    "managed-by": "strongroom",
  };
}
