// The only reader of Pulumi configuration. It removes the risk of a setting that is misspelt and ignored, or that means
// another place than the one that is deployed to: everything is checked before the first resource, all problems at once.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { platformSpec } from "./platform-spec.ts";
import { InputErrors, type Problem } from "./problems.ts";
import { schemaProblems } from "./schema-problems.ts";
import { secretKind } from "./secret-values.ts";
import type { Settings } from "./settings.ts";
import { checkSettings } from "./settings-checks.ts";
import { settingsSchema, type RawSettings } from "./settings-schema.ts";
import { checkSharedGroups } from "./shared-groups.ts";
import { checkSubscription, otherSettings, type SettingsFile } from "./shared-subscription.ts";
import { pathText } from "./words.ts";
import { Positions, readYaml, type Path } from "./yaml-document.ts";

const NAMESPACE = "strongroom:";

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
  const path = join(root, `Pulumi.${pulumi.getStack()}.yaml`);
  return parseSettings({
    config: pulumi.runtime.allConfig(),
    secretKeys: JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as string[],
    file: basename(path),
    ...(existsSync(path) ? { bytes: readFileSync(path) } : {}),
    others: otherSettings(root, basename(path)),
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
  if (document !== undefined && document.problems.length > 0) throw new InputErrors(document.problems);

  const positions = settingPositions(file, document?.positions);
  const problemAt = (path: Path, message: string): Problem => {
    const known = document !== undefined;
    return { file, ...(known ? { line: positions.of(path).line } : {}), path: settingPath(path), message };
  };
  const secrets = source.secretKeys.filter((key) => key.startsWith(NAMESPACE));
  const problems = secrets.map((key) =>
    problemAt(
      [key.slice(NAMESPACE.length)],
      "encrypted values are not allowed: nothing in the settings is secret; write it in plain text",
    ),
  );
  const raw: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (!key.startsWith(NAMESPACE) || secrets.includes(key)) continue;
    const kind = secretKind(value);
    if (kind !== undefined) {
      const message = `this looks like a secret value (${kind}); settings hold none; rotate it now if it was ever committed: git's history keeps it`;
      problems.push(problemAt([key.slice(NAMESPACE.length)], message));
    }
    raw[key.slice(NAMESPACE.length)] = structured(value);
  }

  const parsed = settingsSchema.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    const known = schemaProblems(parsed.error, { schema: settingsSchema, positions, show: settingPath });
    const encrypted = new Set(secrets.map((key) => settingPath([key.slice(NAMESPACE.length)])));
    for (const { line, ...problem } of known) {
      if (encrypted.has(problem.path)) continue;
      problems.push(document === undefined || line === undefined ? problem : { ...problem, line });
    }
  } else {
    problems.push(...checkSettings(parsed.data, config, source.now, problemAt));
    problems.push(...checkSubscription(parsed.data, source.others ?? [], problemAt));
    problems.push(...checkSharedGroups(parsed.data, source.others ?? [], problemAt));
  }
  if (!parsed.success || problems.length > 0) throw new InputErrors(problems);
  return settingsOf(parsed.data, source, problemAt);
}

function settingsOf(raw: RawSettings, source: SettingsSource, problemAt: Settings["problemAt"]): Settings {
  return {
    environment: raw.environment,
    cloud: raw.cloud,
    platform: platformSpec(raw),
    part:
      raw.cell === undefined
        ? { kind: raw.part === "platform" ? "platform" : "whole" }
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
