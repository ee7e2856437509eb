// Where settings name Entra groups by object id: the groups that hold something without belonging to an environment. Settings
// that nobody has checked are read as well (another stack's), so that a value of another type is an absent one.

export interface NamedGroup {
  /** In small letters. */
  readonly objectId: string;
  /** Of the setting, without the namespace. */
  readonly path: readonly string[];
}

const OF_PEOPLE = ["readers", "operators", "breakGlass"];

/** Groups that settings, by their names in the schema, name; whoever only approves holds nothing, and is left out. */
export function namedGroups(settings: unknown): NamedGroup[] {
  const paths = [
    ["sqlAdministrators", "objectId"],
    ...namesIn(settings, ["people"]).flatMap((app) =>
      OF_PEOPLE.flatMap((group) => ["objectId", "eligibleObjectId"].map((key) => ["people", app, group, key])),
    ),
    ...namesIn(settings, ["groups"]).map((name) => ["groups", name]),
  ];
  return paths.flatMap((path) => {
    const id = valueAt(settings, path);
    return typeof id === "string" && id !== "" ? [{ objectId: id.toLowerCase(), path }] : [];
  });
}

function namesIn(settings: unknown, path: readonly string[]): string[] {
  const value = valueAt(settings, path);
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}
