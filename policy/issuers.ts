// Issuers are URLs, and URLs deceive: a host that merely begins like the trusted one, a user before an @, a plain http.

/** True when `issuer` is an https URL on the allowed host or below it and, where the allowed entry has a path, below that. */
export function isIssuer(issuer: string, allowed: string): boolean {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const [host = "", ...path] = allowed
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/+$/, "")
    .split("/");
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "" || url.port !== "") return false;
  if (url.hostname !== host && !url.hostname.endsWith(`.${host}`)) return false;
  const segments = url.pathname.toLowerCase().split("/").slice(1);
  return path.every((segment, index) => segments[index] === segment);
}
