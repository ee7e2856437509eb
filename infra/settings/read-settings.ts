// The only reader of Pulumi configuration. It removes the risk of a setting that is misspelt and ignored, or that means
// another place than the one that is deployed to: everything is checked before the first resource, all problems at once.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { pastedAdvice, pastedIntoComments, SETTINGS_HOLD_NONE } from "../input/pasted-secrets.ts";
import { platformSpec } from "./platform-spec.ts";
import { checkPeopleStack } from "./people-stack-checks.ts";
import { InputErrors, type Problem } from "../input/problems.ts";
import { schemaProblems, withoutUnknownKeys } from "../input/schema-problems.ts";
import { secretKind } from "../input/secret-values.ts";
import type { Settings } from "./settings.ts";
import { checkSettings } from "./settings-checks.ts";
import { knownEnvironments, shapeName, stageOf } from "./environments.ts";
import { settingsFolder } from "./settings-folder.ts";
import { checkKeys, checkSpelling } from "./settings-keys.ts";
import { settingsSchema, type RawSettings } from "./settings-schema.ts";
import { checkSharedGroups } from "./shared-groups.ts";
import { checkSubscription, otherSettings, type SettingsFile } from "./shared-subscription.ts";
import { pathText } from "../input/words.ts";
import { Positions, readYaml, type Path, type YamlDocument } from "../input/yaml-document.ts";

const NAMESPACE = "strongroom:";
const ENCRYPTED = "encrypted values are not allowed: nothing in the settings is secret; write it in plain text";

export interface SettingsSource {
  /** All of Pulumi's configuration, as Pulumi gives it: everything is text, structures are JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose values are encrypted. */
  readonly secretKeys: readonly string[];
  /** As the user knows it: `Pulumi.dev.yaml`. */
  readonly file: string;
  /** Content of that file, where it is at hand. */
  readonly bytes?: Uint8Array;
  /** Settings of the other stacks beside it. @default none */
  readonly others?: readonly SettingsFile[];
  readonly root: string;
  readonly now: Date;
}

/** The settings of the stack at hand. */
export function readSettings(): Settings {
  const root = pulumi.getRootDirectory();
  const file = join(settingsFolder(root), `Pulumi.${pulumi.getStack()}.yaml`);
  const path = join(root, file);
  return parseSettings({
    config: pulumi.runtime.allConfig(),
    secretKeys: JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as string[],
    file,
    ...(existsSync(path) ? { bytes: readFileSync(path) } : {}),
    others: otherSettings(root, file),
    root,
    now: now(process.env["SOURCE_DATE_EPOCH"]),
  });
}

/** Seconds since 1970 where given, so that two evaluations can be compared (reproducible-builds.org); else the clock. */
function now(sourceDateEpoch: string | undefined): Date {
  if (sourceDateEpoch === undefined || sourceDateEpoch === "") return new Date();
  if (/^\d{1,11}$/.test(sourceDateEpoch)) return new Date(Number(sourceDateEpoch) * 1000);
  const message = `${JSON.stringify(sourceDateEpoch)} is not allowed: write whole seconds since 1970`;
  throw new InputErrors([{ file: "environment variable", path: "SOURCE_DATE_EPOCH", message }]);
}

/** Validates everything; throws InputErrors with all that is wrong. */
export function parseSettings(source: SettingsSource): Settings {
  const { file, config } = source;
  const document = source.bytes === undefined ? undefined : readYaml(file, source.bytes);
  const problems = source.bytes === undefined ? [] : pastedIntoComments(file, source.bytes);
  const form = document === undefined ? [] : formProblems(document, file);
  if (form.length > 0) throw new InputErrors([...form, ...problems]);

  const positions = settingPositions(file, document?.positions);
  const problemAt = (path: Path, message: string): Problem => {
    const known = document !== undefined;
    return { file, ...(known ? { line: positions.of(path).line } : {}), path: settingPath(path), message };
  };
  const keys = checkKeys(Object.keys(config), problemAt);
  // One sentence for each of these; what else could be said of them would follow from it, or show a value.
  const refused = new Set(keys.map(({ path }) => path));
  const unsaid: Problem[] = [];
  const plain: Record<string, string> = {};
  const raw: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    const path = [key.startsWith(NAMESPACE) ? key.slice(NAMESPACE.length) : key];
    if (refused.has(settingPath(path))) continue;
    const kind = secretKind(value);
    if (source.secretKeys.includes(key)) {
      unsaid.push(problemAt(path, ENCRYPTED));
      continue;
    }
    if (kind !== undefined) problems.push(problemAt(path, pastedAdvice(kind, SETTINGS_HOLD_NONE)));
    plain[key] = value;
    if (key.startsWith(NAMESPACE)) raw[key.slice(NAMESPACE.length)] = structured(value);
  }
  for (const { path } of unsaid) refused.add(path);
  problems.push(...keys, ...unsaid);

  const found: Problem[] = [];
  const { data, errors } = readAsFarAsKnown(raw);
  for (const error of errors) {
    for (const { line, ...problem } of schemaProblems(error, {
      schema: settingsSchema,
      positions,
      show: settingPath,
    })) {
      found.push(document === undefined || line === undefined ? problem : { ...problem, line });
    }
  }
  if (data !== undefined) {
    // Beside an unknown key, what is said of the same place may follow from the misspelling.
    const unsure = new Set(found.map(({ path }) => path));
    const checked = [
      ...checkSettings(data, plain, source.now, problemAt),
      ...checkPeopleStack(data, Object.keys(plain), source.others ?? [], problemAt),
      ...checkSubscription(data, source.others ?? [], problemAt),
      ...checkSharedGroups(data, source.others ?? [], problemAt),
    ];
    found.push(...checked.filter(({ path }) => !unsure.has(path)));
  }
  problems.push(...found.filter(({ path }) => !refused.has(path)));
  if (data === undefined || problems.length > 0) throw new InputErrors(problems);
  return settingsOf(data, source, problemAt);
}

/** With these it is not sure what the rest of the file means. */
function formProblems({ value, positions, problems }: YamlDocument, file: string): readonly Problem[] {
  if (problems.length > 0) return problems;
  return checkSpelling(value, (path, message) => {
    const { line } = positions.of(path);
    return { file, line, path: pathText(path), message };
  });
}

/** The settings, and what is wrong with them; keys that nobody knows do not keep the others from being looked at. */
function readAsFarAsKnown(raw: unknown): { readonly data: RawSettings | undefined; readonly errors: z.ZodError[] } {
  const parsed = settingsSchema.safeParse(raw, { reportInput: true });
  if (parsed.success) return { data: parsed.data, errors: [] };
  const known = withoutUnknownKeys(raw, parsed.error);
  if (known === undefined) return { data: undefined, errors: [parsed.error] };
  const again = settingsSchema.safeParse(known, { reportInput: true });
  return again.success
    ? { data: again.data, errors: [parsed.error] }
    : { data: undefined, errors: [parsed.error, again.error] };
}

function settingsOf(raw: RawSettings, source: SettingsSource, problemAt: Settings["problemAt"]): Settings {
  return {
    environment: raw.environment,
    shape: shapeName(raw),
    stage: stageOf(raw),
    environments: knownEnvironments(raw, source.others ?? []),
    cloud: raw.cloud,
    platform: platformSpec(raw),
    part:
      raw.cell === undefined
        ? { kind: raw.part === "cell" ? "whole" : raw.part }
        : { kind: "cell", platformStack: raw.cell.platformStack },
    root: source.root,
    applicationsFolder: raw.applicationsFolder,
    ...(raw.cell === undefined ? {} : { selection: raw.cell.applications }),
    awaits: raw.cell?.awaits ?? [],
    generation: raw.generation,
    generations: raw.generations,
    kubernetesClusters: raw.kubernetesClusters,
    allowedIssuers: raw.allowedIssuers,
    githubOwners: raw.githubOwners,
    azureDevOpsOrganizations: raw.azureDevOpsOrganizations,
    groups: raw.groups,
    people: raw.people,
    endpointAddresses: raw.endpointAddresses,
    publicAccess: Object.fromEntries(
      Object.entries(raw.publicAccess).map(([app, { vault, sqlServer }]) => [
        app,
        { ...(vault === undefined ? {} : { vault }), ...(sqlServer === undefined ? {} : { sqlServer }) },
      ]),
    ),
    tags: raw.tags,
    keepAliases: raw.keepAliases,
    now: source.now,
    problemAt,
  };
}

/** Pulumi gives structures, numbers and booleans as JSON; what is no JSON is text. */
function structured(value: string): unknown {
  if (!/^[[{]|^(true|false|-?\d{1,15})$/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** `network.virtualNetwork` → `strongroom:network.virtualNetwork`; keys of other namespaces stay as they are. */
function settingPath(path: Path): string {
  const [first, ...rest] = path;
  if (first === undefined) return "strongroom";
  const key = String(first);
  return pathText([key.includes(":") ? key : `${NAMESPACE}${key}`, ...rest]);
}

/** Positions by setting, out of a file where each stands as `config` → `strongroom:<setting>`. */
function settingPositions(file: string, inFile: Positions | undefined): Positions {
  return new (class extends Positions {
    override of(path: Path): ReturnType<Positions["of"]> {
      const [first, ...rest] = path;
      if (inFile === undefined) return super.of(path);
      if (first === undefined) return inFile.of(["config"]);
      const key = String(first);
      return inFile.of(["config", key.includes(":") ? key : `${NAMESPACE}${key}`, ...rest]);
    }
  })(file);
}
