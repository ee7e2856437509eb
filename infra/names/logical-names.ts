// Pulumi tells resources apart by their types and their names, and ours are joined by the hyphen that they may hold themselves:
// `a` with workload `b-c` and `a-b` with workload `c` are both `a-b-c`. What would be one resource twice is an error with its
// line here; the engine would stop half-way, with a message about itself.
import { KEY_WORDS, WORD_ROLES } from "../../components/authorization/object-roles.ts";
import { inEnvironment, KINDS } from "../manifest/in-environment.ts";
import type { Environment, Manifest } from "../manifest/manifest.ts";
import { connectionSecretKey } from "./naming.ts";
import { referencesOf, type Finding, type Reference } from "../manifest/references.ts";
import { quote } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

/** A resource to be. */
export interface Named {
  /** Two of one type and one name are one to Pulumi. */
  readonly type: string;
  readonly name: string;
  readonly path: Path;
  /** As a message calls it: `secret "stripe-key" read by "api"`. */
  readonly what: string;
  /** Of a grant: the object, with the vault that it is in. */
  readonly on?: string;
}

interface Of {
  readonly app: string;
}

/** Two that make one name, within an application or across: the later one is told. */
export function checkLogicalNames(manifests: readonly Manifest[]): (Of & { readonly finding: Finding })[] {
  const findings = new Map<string, Of & { readonly finding: Finding }>();
  for (const environment of new Set(manifests.flatMap(({ environments }) => environments))) {
    const taken = new Map<string, Named & Of>();
    for (const manifest of manifests) {
      const { name: app } = manifest;
      for (const named of namesIn(manifest, environment)) {
        const id = `${named.type} ${named.name}`;
        const other = taken.get(id);
        if (other === undefined) taken.set(id, { ...named, app });
        else if (!isToldElsewhere({ ...named, app }, other) && !isTold(findings, app, named.path)) {
          findings.set(placeOf(app, named.path), { app, finding: findingOf({ ...named, app }, other) });
        }
      }
    }
  }
  return [...findings.values()];
}

/** Known already, by manifest: most are the same in the next catalogue that one process reads, such as that of another revision. */
const known = new WeakMap<Manifest, Map<string, readonly Named[]>>();

function namesIn(manifest: Manifest, environment: Environment): readonly Named[] {
  const before = known.get(manifest) ?? new Map<string, readonly Named[]>();
  known.set(manifest, before);
  const there = before.get(environment);
  if (there !== undefined) return there;
  const here = inEnvironment(manifest, environment);
  const names = here === undefined ? [] : namesOf(here);
  before.set(environment, names);
  return names;
}

function findingOf({ app, name, path, what }: Named & Of, other: Named & Of): Finding {
  if (other.app === app)
    return { path, message: `${what} and ${other.what} make one name, ${quote(name)}; rename one` };
  const [kind] = path;
  const mine = path.length === 2 ? `application and ${String(kind).slice(0, -1)} make` : `${what} makes`;
  return { path, message: `${mine} the name ${quote(name)}, as in ${other.app}; rename one` };
}

/** Named twice (references.ts), or in a vault twice (name-checks.ts). */
function isToldElsewhere(named: Named & Of, other: Named & Of): boolean {
  if (named.app !== other.app) return false;
  return named.what === other.what || (named.on !== undefined && named.on === other.on);
}

/** Of what is in an application or on an object whose own name is told, no more is said. */
function isTold(findings: ReadonlyMap<string, unknown>, app: string, path: Path): boolean {
  return [["name"], path.slice(0, 2), path].some((place) => findings.has(placeOf(app, place)));
}

function placeOf(app: string, path: Path): string {
  return JSON.stringify([app, path]);
}

/** Applications first, then their objects, then the grants on them; called as components/ calls them. */
export function namesOf(manifest: Manifest): Named[] {
  const { name: app } = manifest;
  const isPaired = manifest.availability === "paired";
  const vaults = isPaired ? [app, `${app}-paired`] : [app];
  const hasDatabases = Object.keys(manifest.databases).length > 0;
  const servers = hasDatabases ? (isPaired ? [app, `${app}-partner`] : [app]) : [];
  const own = (type: string, names: readonly string[]): Named[] =>
    names.map((name) => ({ type, name, path: ["name"], what: `the ${type} of application ${quote(app)}` }));
  return [
    ...own("vault", vaults),
    ...own("server", servers),
    ...KINDS.flatMap((kind) =>
      Object.keys(manifest[kind]).flatMap((key): Named[] => {
        const object = { type: kind, path: [kind, key], what: `${kind.slice(0, -1)} ${quote(key)}` };
        if (kind === "workloads") return [{ ...object, name: `${app}-${key}` }];
        if (kind !== "databases") return vaults.map((vault) => ({ ...object, name: `${vault}-${key}` }));
        // What a database's replica keeps its backups by is called like that of a database `<name>-replica`.
        const names = isPaired ? [`${app}-${key}`, `${app}-${key}-replica`] : [`${app}-${key}`];
        return names.map((name) => ({ ...object, name }));
      }),
    ),
    ...connections(manifest, vaults),
    ...referencesOf(manifest).flatMap((reference) => granted(app, reference, vaults)),
  ];
}

function connections(manifest: Manifest, vaults: readonly string[]): Named[] {
  const { name: app, databases, workloads } = manifest;
  return Object.keys(databases).flatMap((database) =>
    Object.keys(workloads).flatMap((workload) =>
      vaults.flatMap((vault): Named[] => {
        const key = connectionSecretKey(database, workload);
        const path = ["databases", database];
        const what = `the connection of workload ${quote(workload)} to database ${quote(database)}`;
        const grant = `${vault}-${key}-read-${app}-${workload}`;
        return [
          { type: "connection", name: `${vault}-${key}`, path, what, on: `${vault}/${key}` },
          { type: "grant", name: grant, path, what, on: `${vault}/${key}` },
        ];
      }),
    ),
  );
}

interface ListedGrant {
  /** What a list of a manifest is called in the names of its grants, those of Azure's own roles included. */
  readonly verbs: readonly string[];
  /** And in a message. */
  readonly participle: string;
}

const GRANTS: Readonly<Record<string, ListedGrant>> = {
  readers: { verbs: ["read"], participle: "read by" },
  writers: { verbs: ["write"], participle: "written by" },
  ...Object.fromEntries(
    KEY_WORDS.map((word) => [
      word,
      { verbs: [...new Set([word, WORD_ROLES[word].builtInVerb])], participle: `(${word}) of` },
    ]),
  ),
};

function granted(app: string, { path, name }: Reference, vaults: readonly string[]): Named[] {
  const [kind = "", key = ""] = path.map(String);
  const list = String(path.at(-2));
  const short = name.startsWith(`${app}/`) ? name.slice(app.length + 1) : name;
  const to = short.startsWith("group:") ? short.replace(":", "-") : grantee(app, short);
  const object = `${kind.slice(0, -1)} ${quote(key)}`;
  if (kind === "databases") {
    const schema = path[3] === "schemas" ? String(path[4]) : undefined;
    const scope = schema === undefined ? "" : ` in schema ${quote(schema)}`;
    const user = `${app}-${key}-${to}-${list}${schema === undefined ? "" : `-${schema}`}`;
    return [{ type: "user", name: user, path, what: `${list} of ${object} by ${quote(short)}${scope}` }];
  }
  const grant = GRANTS[list];
  if (grant === undefined) throw new Error(`a list of grants without a name: ${list}`);
  // A certificate's readers are of another type than the grants on secrets and keys.
  const type = kind === "certificates" ? "certificate reader" : "grant";
  const what = `${object} ${grant.participle} ${quote(short)}`;
  return vaults.flatMap((vault) =>
    grant.verbs.map((verb) => ({ type, name: `${vault}-${key}-${verb}-${to}`, path, what, on: `${vault}/${key}` })),
  );
}

function grantee(app: string, name: string): string {
  return name.includes("/") ? name.replace("/", "-") : `${app}-${name}`;
}
