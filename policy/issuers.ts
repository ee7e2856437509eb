// Issuers are URLs, and URLs deceive: a host that merely begins like the trusted one, a user before an @, a plain http.

/** True when `issuer` is an https URL on the allowed host or below it and, where the allowed entry has a path, below that. */
export function isIssuer(issuer: string, allowed: string): boolean {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const [host = "", ...path] = withoutSlashes(allowed.toLowerCase().replace(/^https:\/\//, "")).split("/");
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "" || url.port !== "") return false;
  if (url.hostname !== host && !url.hostname.endsWith(`.${host}`)) return false;
  const segments = url.pathname.toLowerCase().split("/").slice(1);
  return path.every((segment, index) => segments[index] === segment);
}

/** Without those at its end; an expression would look at each of them again from each of them. */
function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}
