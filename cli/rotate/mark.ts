// What a rotation leaves on a version for the next run: one tag, since a secret takes fifteen and most are in use. Anybody
// who may write the secret may write the tag, so it is read with suspicion and decides nothing that the target denies.

/** The tag's name. */
export const MARK_TAG = "rotation";

/** Characters of a tag's value that every kind of vault object takes (azure-security-docs: about-secrets). */
const MAX_LENGTH = 256;

export interface Mark {
  /** Who wrote the version: a strategy, or `owner`. */
  readonly by?: string;
  /** The same on every copy of one value in the application's vaults. */
  readonly id?: string;
  /** The target's name for what the value is: `key1`, or the key id of a client secret. */
  readonly credential?: string;
  /** `yes`: written to bring this vault to what another one has. */
  readonly copy?: string;
  /** `yes`: somebody went back to this value. */
  readonly back?: string;
  /** The run that is changing the target (claim.ts). */
  readonly claim?: string;
  /** `done`: what was to run after publishing has run. */
  readonly after?: string;
  /** Who wrote it by hand. */
  readonly who?: string;
}

const FIELDS = ["by", "id", "credential", "copy", "back", "claim", "after", "who"] as const;
const VALUE = /^[A-Za-z0-9@._:/+-]{1,80}$/;

/** Empty where there is no tag, or none of ours. */
export function readMark(tags: Readonly<Record<string, string>>): Mark {
  const text = tags[MARK_TAG];
  if (text === undefined || text.length > MAX_LENGTH) return {};
  const mark: Partial<Record<(typeof FIELDS)[number], string>> = {};
  for (const part of text.split(" ")) {
    const [name = "", value = ""] = part.split("=", 2);
    const field = FIELDS.find((known) => known === name);
    // A newer release may say more than this one knows.
    if (field === undefined) continue;
    if (!VALUE.test(value) || mark[field] !== undefined) return {};
    mark[field] = value;
  }
  return mark;
}

/** The tags with this mark in place of any other. */
export function withMark(tags: Readonly<Record<string, string>>, mark: Mark): Readonly<Record<string, string>> {
  const { [MARK_TAG]: _old, ...others } = tags;
  const text = FIELDS.flatMap((field) => {
    const value = mark[field];
    return value !== undefined && VALUE.test(value) ? [`${field}=${value}`] : [];
  }).join(" ");
  return text === "" || text.length > MAX_LENGTH ? others : { ...others, [MARK_TAG]: text };
}
