// A federated credential lets somebody else's token sign in as our identity. What it removes: a credential that anybody's
// pipeline could use, because its subject was a pattern, its issuer plain http, or the same credential was there twice.

/** Federated credentials that one identity can have (entra-docs, workload-identity-federation-considerations). */
export const MAX_FEDERATED_CREDENTIALS = 20;

/** Characters of issuer and subject each (entra-docs, workload-identity-federation: limits of a federated credential). */
const MAX_LENGTH = 600;

/** Azure's REST definitions, managed identity 2023-01-31. */
const CREDENTIAL_NAME = /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/;

export interface FederatedCredentialArgs {
  /** `https://…` */
  readonly issuer: string;
  /** Compared letter by letter with the token's `sub`; Entra knows no wildcard here. */
  readonly subject: string;
  readonly audiences: readonly string[];
}

/** Every problem of an identity's federated credentials, each as `<credential>.<field>: …`. */
export function federationProblems(federation: Readonly<Record<string, FederatedCredentialArgs>>): readonly string[] {
  const entries = Object.entries(federation);
  const problems = entries.flatMap(([name, credential]) =>
    credentialProblems(name, credential).map((problem) => `${name}.${problem}`),
  );
  if (entries.length > MAX_FEDERATED_CREDENTIALS) {
    problems.push(
      `${String(entries.length)} federated credentials, Azure allows ${String(MAX_FEDERATED_CREDENTIALS)} for one identity; split the workload`,
    );
  }
  const seen = new Map<string, string>();
  for (const [name, { issuer, subject }] of entries) {
    const key = JSON.stringify([issuer, subject]);
    const before = seen.get(key);
    if (before !== undefined) {
      problems.push(`${name}: issuer and subject are those of "${before}"; Azure refuses the second`);
    }
    seen.set(key, name);
  }
  return problems;
}

function credentialProblems(name: string, { issuer, subject, audiences }: FederatedCredentialArgs): string[] {
  const problems: string[] = [];
  if (!CREDENTIAL_NAME.test(name)) {
    problems.push("name: use 3 to 120 letters, digits, hyphens and underscores, starting with a letter or digit");
  }
  if (!isHttps(issuer)) {
    problems.push(`issuer: "${issuer}" is no https:// address`);
  }
  if (issuer.length > MAX_LENGTH || subject.length > MAX_LENGTH) {
    problems.push(`issuer, subject: use at most ${String(MAX_LENGTH)} characters each`);
  }
  if (subject.trim() === "" || subject.trim() !== subject) {
    problems.push(`subject: "${subject}" is empty or begins or ends with a space`);
  }
  if (/[*?]/.test(subject) || issuer.includes("*")) {
    problems.push(`subject: "${subject}": a wildcard is never allowed; name one subject exactly`);
  }
  if (audiences.length !== 1) {
    problems.push(`audiences: ${String(audiences.length)} given, Entra takes exactly one`);
  }
  return problems;
}

function isHttps(issuer: string): boolean {
  const url = URL.parse(issuer);
  return (
    url?.protocol === "https:" && url.username === "" && url.password === "" && url.search === "" && url.hash === ""
  );
}
