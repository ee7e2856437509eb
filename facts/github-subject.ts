// Whose a GitHub subject is. Its usual form names owner and repository; an organisation may choose other claims, and their order
// (github-docs: OpenID Connect reference, customizing the token claims), and then an owner's id may be all that it says.

export interface GithubOwner {
  readonly name?: string;
  readonly id?: string;
}

/** The owner that the subject names; undefined where it names none, and anybody's workflow could have it. */
export function githubOwnerOf(subject: string): GithubOwner | undefined {
  const repositories = [...subject.matchAll(/(?:^|:)repo(?:sitory)?:([A-Za-z0-9-]+)(?:@(\d+))?\//g)];
  const all = (pattern: RegExp): string[] => [...subject.matchAll(pattern)].map(([, value = ""]) => value);
  const names = new Set([
    ...repositories.map(([, name = ""]) => name.toLowerCase()),
    ...all(/(?:^|:)repository_owner:([A-Za-z0-9-]+)(?=:|$)/g).map((name) => name.toLowerCase()),
  ]);
  const ids = new Set([
    ...repositories.flatMap(([, , id]) => id ?? []),
    ...all(/(?:^|:)repository_owner_id:(\d+)(?=:|$)/g),
  ]);
  // Two owners in one subject: one of them only looks like it.
  if (names.size + ids.size === 0 || names.size > 1 || ids.size > 1) return undefined;
  const [name] = names;
  const [id] = ids;
  return { ...(name === undefined ? {} : { name }), ...(id === undefined ? {} : { id }) };
}

/** Whether an entry of an allow-list lets the owner in: `contoso`, or `contoso@1234567` with the id that GitHub gave it. */
export function letsIn(allowed: string, { name, id }: GithubOwner): boolean {
  const [allowedName = "", allowedId] = allowed.split("@");
  if (name !== undefined && name.toLowerCase() !== allowedName.toLowerCase()) return false;
  // A name that was given up can be taken by somebody else; an id cannot.
  if (id !== undefined && allowedId !== undefined && id !== allowedId) return false;
  return name !== undefined || (id !== undefined && id === allowedId);
}
