// A contained user is tied to its Entra identity by a SID, not by its name. SQL keeps a GUID as 16 bytes of which the
// first three groups stand in reverse order; written wrongly, the user exists and nobody can sign in as it.
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SID = /^0x[0-9a-f]{32}$/i;

/** Byte order of a uniqueidentifier: groups of 4, 2 and 2 bytes reversed, the other 8 as written. Its own inverse. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

const reorder = (hex: string): string => ORDER.map((index) => hex.slice(index * 2, index * 2 + 2)).join("");

/**
 * The SID of a client id (workload identity) or object id (group), as `0x…` in upper case.
 * sql-docs, CREATE USER: binary(16) of the id.
 */
export function sidOf(guid: string): string {
  if (!GUID.test(guid)) {
    throw new Error(`"${guid}" is no GUID; write 8-4-4-4-12 hexadecimal digits`);
  }
  return `0x${reorder(guid.replaceAll("-", "")).toUpperCase()}`;
}

/** The GUID in a SID, in lower case; undefined for a SID that was not made of one (a SQL user's, a Windows user's). */
export function guidOf(sid: string): string | undefined {
  if (!SID.test(sid)) {
    return undefined;
  }
  const hex = reorder(sid.slice(2)).toLowerCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
