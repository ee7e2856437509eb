// What differs because a recording is of another API version than the one that azure-native calls: a property that one of the
// two versions does not define. The table is made from Microsoft's own definitions; api-versions.json names its source.
import * as fs from "node:fs";
import * as path from "node:path";
import { resourceTypeOf } from "../../simulator/model/ids.ts";
import type { Kind } from "../../simulator/model/kind.ts";

interface Row {
  readonly versions: string;
  readonly known: Readonly<Record<string, string>>;
}

const FILE = path.join(import.meta.dirname, "api-versions.json");
const TABLE = JSON.parse(fs.readFileSync(FILE, "utf8")) as {
  readonly source: string;
  readonly types: Readonly<Record<string, Row>>;
};

/** Where the table comes from. */
export const SOURCE = TABLE.source;

const BY_TYPE = new Map(Object.entries(TABLE.types).map(([type, row]) => [type.toLowerCase(), row]));
/** A deeper property is not in the table: nothing is said of it. */
const DEEPEST = 6;

interface Known {
  readonly versions: readonly string[];
  readonly paths: ReadonlyMap<string, number | readonly (readonly [number, number])[]>;
}

const parsed = new Map<string, Known>();

function knownOf(type: string): Known | undefined {
  const key = type.toLowerCase();
  const row = BY_TYPE.get(key);
  if (row === undefined) return undefined;
  let known = parsed.get(key);
  if (known === undefined) {
    const paths = new Map(
      Object.entries(row.known).flatMap(([value, names]) =>
        names
          .split(" ")
          .map((name) => [spoken(name), JSON.parse(value) as number | (readonly [number, number])[]] as const),
      ),
    );
    parsed.set(key, (known = { versions: row.versions.split(" "), paths }));
  }
  return known;
}

/** One spelling for `Application_Type` and azure-native's `applicationType`. */
function spoken(property: string): string {
  return property
    .split(".")
    .map((name) =>
      /^[A-Z][A-Za-z]*(_[A-Za-z]+)*$/.test(name)
        ? name.charAt(0).toLowerCase() + name.slice(1).replaceAll("_", "")
        : name,
    )
    .join(".");
}

/** Whether a version of a type defines a property; undefined where the table does not say. */
export function defines(type: string, version: string, property: string): boolean | undefined {
  const known = knownOf(type);
  // Of a version that is not in the table, the one before it says the most.
  const place = known?.versions.findLastIndex((candidate) => candidate <= version) ?? -1;
  if (known === undefined || place < 0) return undefined;
  const segments = spoken(property).split(".");
  if (segments.length > (type.startsWith("Microsoft.Network/") ? 3 : DEEPEST)) return undefined;
  const value = known.paths.get(segments.join("."));
  if (value === undefined) return openAbove(known, segments) ? undefined : false;
  return typeof value === "number" ? place >= value : value.some(([from, to]) => from <= place && place <= to);
}

/** Under a map, or under a property whose content no version describes, any name may stand. */
function openAbove(known: Known, segments: readonly string[]): boolean {
  return segments.some((_segment, at) => {
    if (at === 0) return false;
    const above = segments.slice(0, at).join(".");
    if (!known.paths.has(above)) return false;
    if (segments[at] === "*") return false;
    return known.paths.has(`${above}.*`) || ![...known.paths.keys()].some((name) => name.startsWith(`${above}.`));
  });
}

/**
 * Why a property that only one side has says nothing about simulated Azure, or undefined. `recorded`: the recording has it, and
 * simulated Azure does not; azure-native returns what its version defines and nothing else.
 */
export function versionReason(
  kind: Kind,
  apiVersion: string | null,
  property: string,
  has: "recorded" | "simulated",
): string | undefined {
  const type = resourceTypeOf(kind.path);
  const own = kind.apiVersion ?? "";
  // An object that a version does not define, and everything in it.
  const names = property.split(".").map((_name, at, all) => all.slice(0, at + 1).join("."));
  if (has === "recorded") {
    const name = names.find((candidate) => defines(type, own, candidate) === false);
    return name === undefined ? undefined : `${type}@${own}, which azure-native calls, does not define ${name}`;
  }
  if (apiVersion === null) return undefined;
  const name = names.find((candidate) => defines(type, apiVersion, candidate) === false);
  return name === undefined ? undefined : `${type}@${apiVersion}, which was recorded, does not define ${name}`;
}

interface Older {
  readonly type: string;
  /** The first version of which this does not hold. */
  readonly before: string;
  readonly reason: string;
  readonly source: string;
}

/** Exchanges that leave the count: what the older version has is another resource. */
const OLDER: readonly Older[] = [
  {
    type: "Microsoft.Security/securityContacts",
    before: "2020-01-01-preview",
    reason: "a subscription had several contacts, named default1 and so on; today's only name is default",
    source:
      "Azure/azure-rest-api-specs, Microsoft.Security/preview/2017-08-01-preview/securityContacts.json and its examples",
  },
  {
    type: "Microsoft.Sql/servers/administrators",
    before: "2015-01-01",
    reason:
      "the administrator was an extension of the server, `…/servers/{server}/providers/Microsoft.Sql/administrators`",
    source: "the recorded answer's own id and type at 2014-04-01",
  },
];

/** Why an exchange is not counted, or undefined. */
export function leavesTheCount(kind: Kind, apiVersion: string | null): string | undefined {
  const type = resourceTypeOf(kind.path);
  const older = OLDER.find((entry) => entry.type === type && apiVersion !== null && apiVersion < entry.before);
  return older && `${type}@${apiVersion ?? ""}: ${older.reason} (${older.source})`;
}
