// What goes into a report that strangers read: shapes and words of Azure's answers, without ids, names of people or addresses.
// Risk removed: a report attached to a public issue that names a tenant, a subscription, an application or a person.

const GUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const EMAIL = /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g;
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?\b/g;
/** Seconds since 1970 that a deployment of today can hold: 2020 to 2100. */
const EARLIEST = 1_577_836_800;
const LATEST = 4_102_444_800;
/** Versions of secrets and keys, thumbprints, signatures: long words that nobody chose. */
const LONG_WORD = /\b(?=[A-Za-z0-9+/_-]*\d)[A-Za-z0-9+/_-]{32,}={0,2}/g;

/** Makes texts fit to be shown; `names` are what the run itself was called, each with what stands for it. */
export function scrubber(names: Readonly<Record<string, string>>): (text: string) => string {
  const own = Object.entries(names)
    .filter(([name]) => name !== "")
    .sort(([a], [b]) => b.length - a.length);
  return (text) => {
    let shown = text;
    for (const [name, instead] of own) shown = shown.replaceAll(new RegExp(escaped(name), "gi"), instead);
    return shown
      .replaceAll(EMAIL, "<email>")
      .replaceAll(TIME, "<time>")
      .replaceAll(GUID, "<guid>")
      .replaceAll(ADDRESS, "<address>")
      .replaceAll(LONG_WORD, "<word>");
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The same for everything inside a value, keys of maps included. */
export function scrubbed(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === "string") return scrub(value);
  if (typeof value === "number" && value > EARLIEST && value < LATEST) return "<time>";
  if (Array.isArray(value)) return value.map((item) => scrubbed(item, scrub));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [scrub(key), scrubbed(inner, scrub)]));
}
