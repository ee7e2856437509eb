// Who is named in a manifest, and whether they exist: a reader that is misspelt, that another application does not have, or
// that an environment does without, is an error with its line and the nearest name, never a grant that is silently missing.
import { KEY_WORDS } from "../../components/authorization/object-roles.ts";
import { inEnvironment } from "./in-environment.ts";
import type { Manifest } from "./manifest.ts";
import { didYouMean, quote, thereAre } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

/** A principal, named by the object at `path`. */
export interface Reference {
  readonly path: Path;
  /** `api`, `reporting/etl` or `group:payments-analysts`. */
  readonly name: string;
}

/** What the catalogue knows when it judges one manifest. */
export interface Known {
  /** Valid manifests by name. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** Applications whose manifests have problems of their own: nothing more is said about them. */
  readonly broken: ReadonlySet<string>;
}

export interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** Every principal that a manifest names, with its place. */
export function referencesOf(manifest: Manifest): Reference[] {
  const at = (path: Path, names: readonly string[]): Reference[] =>
    names.map((name, index) => ({ path: [...path, index], name }));
  const levels = ["read", "readWrite", "execute"] as const;
  return [
    ...Object.entries(manifest.secrets).flatMap(([key, { readers, writers }]) => [
      ...at(["secrets", key, "readers"], readers),
      ...at(["secrets", key, "writers"], writers),
    ]),
    ...Object.entries(manifest.keys).flatMap(([key, entry]) =>
      KEY_WORDS.flatMap((word) => at(["keys", key, word], entry[word])),
    ),
    ...Object.entries(manifest.certificates).flatMap(([key, { readers }]) =>
      at(["certificates", key, "readers"], readers),
    ),
    ...Object.entries(manifest.databases).flatMap(([key, { access }]) => {
      const here = ["databases", key, "access"];
      return [
        ...levels.flatMap((level) => at([...here, level], access[level])),
        ...at([...here, "migrate"], access.migrate),
        ...Object.entries(access.schemas).flatMap(([schema, inSchema]) =>
          levels.flatMap((level) => at([...here, "schemas", schema, level], inSchema[level])),
        ),
      ];
    }),
  ];
}

/** All references of one manifest that lead nowhere, in any of its environments. */
export function checkReferences(manifest: Manifest, known: Known): Finding[] {
  const seen = new Set<string>();
  return referencesOf(manifest).flatMap((reference) => {
    const { path, name } = reference;
    const listPath = path.slice(0, -1);
    const once = JSON.stringify([listPath, name]);
    if (seen.has(once)) return [{ path, message: `${quote(name)} is named twice` }];
    seen.add(once);
    return name.startsWith("group:") ? [] : checkWorkload(manifest, reference, known);
  });
}

function checkWorkload(manifest: Manifest, { path, name }: Reference, known: Known): Finding[] {
  const [first = "", second] = name.split("/");
  if (second !== undefined && first === manifest.name) {
    return [{ path, message: `${quote(name)} is a workload of this application; write ${quote(second)}` }];
  }
  const owner = second === undefined ? manifest : known.manifests.get(first);
  const workload = second ?? first;
  if (owner === undefined) {
    if (known.broken.has(first)) return [];
    const apps = [...known.manifests.keys()].filter((app) => app !== manifest.name);
    const others = apps.length === 0 ? `there is none but ${quote(manifest.name)}` : thereAre(apps);
    return [{ path, message: `no application ${quote(first)}${didYouMean(first, apps)}; ${others}` }];
  }
  const workloads = Object.keys(owner.workloads);
  if (!workloads.includes(workload)) {
    const where = owner === manifest ? "" : ` in application ${quote(owner.name)}`;
    return [
      {
        path,
        message: `no workload ${quote(workload)}${where}${didYouMean(workload, workloads)}; ${thereAre(workloads)}`,
      },
    ];
  }
  const [kind, key] = path;
  return manifest.environments.flatMap((environment): Finding[] => {
    const here = inEnvironment(manifest, environment);
    if (here === undefined || !isObjectOf(here, kind, key)) return [];
    if (!owner.environments.includes(environment)) {
      return [
        {
          path,
          message: `application ${quote(owner.name)} is not in ${environment}, where ${quote(manifest.name)} names it; add ${environment} to its environments, or leave it out here`,
        },
      ];
    }
    const there = inEnvironment(owner, environment);
    if (there?.workloads[workload] !== undefined) return [];
    const omission = `${quote(owner.name)} omits it there (overrides.${environment}.omit.workloads)`;
    return [{ path, message: `workload ${quote(workload)} does not exist in ${environment}: ${omission}` }];
  });
}

function isObjectOf(manifest: Manifest, kind: string | number | undefined, key: string | number | undefined): boolean {
  if (kind !== "secrets" && kind !== "keys" && kind !== "certificates" && kind !== "databases") return false;
  return Object.hasOwn(manifest[kind], String(key));
}
