// What a vault object says about itself. A secret takes few tags, and one too many would be refused by Azure half-way
// through a deployment; here it is refused before anything begins.
import * as pulumi from "@pulumi/pulumi";

/** Tags of a secret, key or certificate (azure-security-docs, key-vault/secrets/about-secrets.md). */
const MAX_TAGS = 15;
/** Characters of a tag's value (the same). */
export const MAX_TAG_VALUE_LENGTH = 256;

/** `vault`'s tags, and the object's own over them. */
export function objectTags(
  name: string,
  vault: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const tags = { ...vault, ...own };
  const count = Object.keys(tags).length;
  if (count > MAX_TAGS) {
    throw new pulumi.RunError(
      `${name}: tags: ${String(count)} tags, Key Vault allows ${String(MAX_TAGS)} on an object; take away ${String(count - MAX_TAGS)} of those that the settings add`,
    );
  }
  for (const [tag, value] of Object.entries(tags)) {
    if (value.length > MAX_TAG_VALUE_LENGTH) {
      throw new pulumi.RunError(
        `${name}: tags.${tag}: ${String(value.length)} characters, Key Vault allows ${String(MAX_TAG_VALUE_LENGTH)}`,
      );
    }
  }
  return tags;
}
