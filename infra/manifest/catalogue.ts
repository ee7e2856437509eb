// The only reader of manifests. All are read and judged together before anything is deployed, so that a typing error is a
// line in a pull request, never a grant that is missing or a grant too many.
import { lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, posix, relative, sep } from "node:path";
import { checkApplications } from "../settings/application-settings.ts";
import { checkManifest } from "./manifest-checks.ts";
import { manifestSchema, type Manifest } from "./manifest.ts";
import { checkAcrossApps, checkVaultObjects } from "../names/name-checks.ts";
import { InputErrors, type Problem } from "../input/problems.ts";
import { checkReferences, type Finding, type Reference } from "./references.ts";
import { schemaProblems, withoutUnknownKeys } from "../input/schema-problems.ts";
import { pastedSecrets } from "../input/pasted-secrets.ts";
import { checkAgainstSettings, checkEnvironments } from "../settings/settings-references.ts";
import type { Settings } from "../settings/settings.ts";
import { pathText, quote } from "../input/words.ts";
import { MAX_FILE_BYTES, readYaml, type Path, type Position, type Positions } from "../input/yaml-document.ts";

export interface ManifestFile {
  /** As the user knows it: `apps/payments.yaml`. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** All applications, in the order of their names. */
export class Catalogue {
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly #positions: ReadonlyMap<string, Positions>;

  constructor(manifests: ReadonlyMap<string, Manifest>, positions: ReadonlyMap<string, Positions>) {
    this.manifests = manifests;
    this.#positions = positions;
  }

  /** Without one reference: every one to that principal in the list where it stands. */
  without(app: string, { path, name }: Reference): Catalogue {
    const manifest = this.manifests.get(app);
    if (manifest === undefined) return this;
    const copy = structuredClone(manifest);
    let list: unknown = copy;
    for (const step of path.slice(0, -1)) list = (list as Readonly<Record<string | number, unknown>>)[step];
    const names = list as string[];
    names.splice(0, names.length, ...names.filter((other) => other !== name));
    return new Catalogue(new Map([...this.manifests, [app, copy]]), this.#positions);
  }

  /** Where an application's manifest says what stands at `path`. */
  positionOf(app: string, path: Path): Position | undefined {
    return this.#positions.get(app)?.of(path);
  }
}

/** Reads the folder that the settings name; throws InputErrors with all that is wrong. */
export function readCatalogue(settings: Settings): Catalogue {
  const { root, applicationsFolder } = settings;
  const { files, problems } = readFolder(root, applicationsFolder, (message) =>
    settings.problemAt(["applicationsFolder"], message),
  );
  return parseCatalogue(files, settings, problems);
}

/** The manifests of a few applications that are known to be in order, without those around them. */
export function readSome({ root, applicationsFolder }: Settings, names: ReadonlySet<string>): Catalogue {
  const { files } = readFolder(root, applicationsFolder, () => undefined, names);
  const { manifests, positions } = parseAll(files);
  return new Catalogue(manifests, positions);
}

/** What is wrong with the manifests in a folder whatever the settings say; nothing where it cannot be read. */
export function manifestProblems(root: string, folder: string): readonly Problem[] {
  const { files, problems } = readFolder(root, folder, () => undefined);
  return [...problems, ...readManifests(files).problems];
}

/** The same, of files that are at hand. */
export function parseCatalogue(
  files: readonly ManifestFile[],
  settings: Settings,
  earlier: readonly Problem[] = [],
): Catalogue {
  const { manifests, positions, broken, problems, report } = readManifests(files, earlier);
  for (const [name, manifest] of manifests) {
    report(name, checkEnvironments(manifest, settings.environments));
    // What a stack does not deploy needs nothing of its settings.
    if (deploys(settings, name)) report(name, checkAgainstSettings(manifest, settings));
  }
  problems.push(...checkApplications(settings, manifests, broken));

  if (problems.length > 0) throw new InputErrors(problems);
  return new Catalogue(manifests, positions);
}

interface ReadManifests {
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly positions: ReadonlyMap<string, Positions>;
  /** Applications whose manifests could not be read. */
  readonly broken: ReadonlySet<string>;
  readonly problems: Problem[];
  /** Adds what is found in an application's manifest, with its line. */
  readonly report: (app: string, findings: readonly Finding[]) => void;
}

/** Manifests as they are, each by itself and all together. */
function readManifests(files: readonly ManifestFile[], earlier: readonly Problem[] = []): ReadManifests {
  const { manifests, positions, broken, problems } = parseAll(files, earlier);

  const report = (app: string, findings: readonly Finding[]): void => {
    for (const { path, message } of findings) {
      const place = positions.get(app)?.of(path);
      if (place !== undefined) problems.push({ file: place.file, line: place.line, path: pathText(path), message });
    }
  };
  for (const { app, finding } of judged(manifests, broken)) report(app, [finding]);
  return { manifests, positions, broken, problems, report };
}

interface Judgement {
  /** What was judged: the very manifests, and the rest that it depends on. */
  readonly manifests: readonly Manifest[];
  readonly besides: string;
  readonly found: readonly { readonly app: string; readonly finding: Finding }[];
}

/** The last ones: a comparison of two revisions reads each of them again, for every stack. */
let judgements: readonly Judgement[] = [];
const KEPT = 2;

/** What is wrong with manifests, each by itself and all together. */
function judged(manifests: ReadonlyMap<string, Manifest>, broken: ReadonlySet<string>): Judgement["found"] {
  const all = [...manifests.values()];
  const besides = JSON.stringify([...broken]);
  const known = judgements.find(
    (one) =>
      one.besides === besides &&
      one.manifests.length === all.length &&
      all.every((each, index) => each === one.manifests[index]),
  );
  if (known !== undefined) return known.found;
  const found = [
    ...all.flatMap((manifest) =>
      [
        ...checkManifest(manifest),
        ...checkReferences(manifest, { manifests, broken }),
        ...checkVaultObjects(manifest),
      ].map((finding) => ({ app: manifest.name, finding })),
    ),
    ...checkAcrossApps(all),
  ];
  judgements = [...judgements, { manifests: all, besides, found }].slice(-KEPT);
  return found;
}

/** Each by itself. */
function parseAll(files: readonly ManifestFile[], earlier: readonly Problem[] = []) {
  const problems = [...earlier];
  const manifests = new Map<string, Manifest>();
  const positions = new Map<string, Positions>();
  const broken = new Set<string>();
  for (const file of files) {
    const name = posix.basename(file.file, ".yaml");
    const read = readManifest(file, name);
    problems.push(...read.problems);
    positions.set(name, read.positions);
    if (read.manifest === undefined) broken.add(name);
    else manifests.set(name, read.manifest);
  }
  return { manifests, positions, broken, problems };
}

/** Whether the stack at hand holds the application, if the environment does. */
export function deploys({ part, selection }: Pick<Settings, "part" | "selection">, app: string): boolean {
  return part.kind === "whole" || (part.kind === "cell" && (selection?.includes(app) ?? false));
}

interface ReadManifest {
  /** What can be judged further, although there may be problems; never one that holds a pasted secret. */
  readonly manifest?: Manifest;
  readonly positions: Positions;
  readonly problems: readonly Problem[];
}

/** What was read last of each file: a plan asks a second time, for the line that each resource comes from. */
const lastRead = new Map<string, { readonly bytes: Uint8Array; readonly read: ReadManifest }>();

function readManifest({ file, bytes }: ManifestFile, name: string): ReadManifest {
  const last = lastRead.get(file);
  if (last !== undefined && Buffer.compare(last.bytes, bytes) === 0) return last.read;
  const read = parseManifest({ file, bytes }, name);
  lastRead.set(file, { bytes, read });
  return read;
}

function parseManifest({ file, bytes }: ManifestFile, name: string): ReadManifest {
  const { value, positions, problems: form } = readYaml(file, bytes);
  const secrets = pastedSecrets(file, bytes, value, positions);
  if (form.length > 0) return { positions, problems: [...form, ...secrets] };

  const parsed = manifestSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    // Of a pasted secret, that it is one says enough.
    const told = new Set(secrets.map(({ line, path }) => `${String(line)} ${path}`));
    const problems = schemaProblems(parsed.error, { schema: manifestSchema, positions }).filter(
      ({ line, path }) => !told.has(`${String(line)} ${path}`),
    );
    const rest = secrets.length > 0 ? undefined : withoutUnknownKeys(value, parsed.error);
    const manifest = rest === undefined ? undefined : manifestSchema.safeParse(rest).data;
    const readable = manifest?.name === name ? { manifest } : {};
    return { ...readable, positions, problems: [...problems, ...secrets] };
  }
  if (parsed.data.name !== name) {
    const { line } = positions.of(["name"]);
    const message = `${quote(parsed.data.name)} is not the file's name; call it ${quote(name)}, or the file ${quote(`${parsed.data.name}.yaml`)}`;
    return { positions, problems: [...secrets, { file, line, path: "name", message }] };
  }
  return secrets.length > 0 ? { positions, problems: secrets } : { manifest: parsed.data, positions, problems: [] };
}

function readFolder(
  root: string,
  shown: string,
  unreadable: (message: string) => Problem | undefined,
  wanted?: ReadonlySet<string>,
): { readonly files: ManifestFile[]; readonly problems: Problem[] } {
  const folder = join(root, shown);
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  let names: string[];
  try {
    // A link on the way would lead out of what a pull request shows.
    if (!isBelow(realpathSync(root), realpathSync(folder))) {
      const problem = unreadable(
        `${quote(shown)} leads out of the project's folder; manifests stand below Pulumi.yaml`,
      );
      return { files, problems: problem === undefined ? [] : [problem] };
    }
    names = readdirSync(folder).sort();
  } catch {
    const problem = unreadable(`${quote(shown)} is not a folder that can be read; manifests are expected there`);
    return { files, problems: problem === undefined ? [] : [problem] };
  }
  for (const name of names) {
    if (name.startsWith(".") || !/\.(ya?ml|json)$/i.test(name)) continue;
    if (wanted !== undefined && !wanted.has(posix.basename(name, ".yaml"))) continue;
    const file = posix.join(shown, name);
    const refusal = refuseFile(folder, name);
    if (refusal === undefined) files.push({ file, bytes: readFileSync(join(folder, name)) });
    else problems.push({ file, path: "", message: refusal });
  }
  return { files, problems };
}

function isBelow(root: string, folder: string): boolean {
  const way = relative(root, folder);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Why a file is not even opened. */
function refuseFile(folder: string, name: string): string | undefined {
  if (!/^[a-z][a-z0-9-]{0,63}\.yaml$/.test(name)) return "a manifest is called <application>.yaml, in lowercase";
  const path = join(folder, name);
  try {
    const stat = lstatSync(path);
    // A pull request shows where a link leads, not what stands there; and `plan diff` reads what git keeps, which is the path.
    if (stat.isSymbolicLink()) return "a link is no manifest; write the file itself here";
    if (!stat.isFile()) return "not a file";
    if (stat.size > MAX_FILE_BYTES) {
      return `the file has ${String(stat.size)} bytes; allowed are ${String(MAX_FILE_BYTES)}`;
    }
    return undefined;
  } catch {
    return "the file cannot be read";
  }
}
