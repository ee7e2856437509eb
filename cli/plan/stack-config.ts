// Reads a stack's configuration as the Pulumi CLI would hand it to the program: flat keys, text values, structures as JSON.
// What is wrong with it is the program's own to say, in its own words and with lines; here it only must not fail.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { closest } from "fastest-levenshtein";
import { parse } from "yaml";
import { UserError } from "../../text/errors.ts";
import { SECRET, type PlanValue } from "./document.ts";
import { settingsFile, stacksWithSettings } from "../../simulator/engine/stack.ts";

/** Bytes; the program refuses settings that are larger without parsing them, and so do we. */
const MAX_BYTES = 1_000_000;

export interface StackConfig {
  readonly project: string;
  /** File that Pulumi runs, from the folder of Pulumi.yaml. */
  readonly main: string;
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose values are encrypted and not known here. */
  readonly secretKeys: readonly string[];
  /** Pulumi.<stack>.yaml as it is written; encrypted values are hidden. */
  readonly document: Readonly<Record<string, PlanValue>>;
  /** policy.yaml beside Pulumi.yaml, where there is one that is a map. */
  readonly policy?: Readonly<Record<string, PlanValue>>;
}

/** Reads Pulumi.yaml and Pulumi.<stack>.yaml; refuses a stack that has no settings. */
export function readStackConfig(programDir: string, stack: string): StackConfig {
  const file = settingsFile(programDir, stack);
  if (!existsSync(file)) {
    const stacks = stacksWithSettings(programDir);
    const known = stacks.length === 0 ? "" : `; stacks with settings: ${stacks.join(", ")}`;
    const meant = stacks.length === 0 ? "" : ` (did you mean "${closest(stack, stacks)}"?)`;
    throw new UserError(`no settings Pulumi.${stack}.yaml${known}${meant}`);
  }
  const project = record(yamlOf(join(programDir, "Pulumi.yaml")));
  const name = String(project["name"]);
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, entry] of Object.entries(record(project["config"]))) {
    const { value, default: fallback } = record(entry);
    const given = value ?? fallback ?? (typeof entry === "object" ? undefined : entry);
    if (given !== undefined) values[fullKey(key, name)] = textOf(given);
  }
  const written = record(yamlOf(file));
  const policy = readPolicy(programDir);
  for (const [key, value] of Object.entries(record(written["config"]))) {
    values[fullKey(key, name)] = textOf(value);
    if (holdsSecret(value)) secretKeys.push(fullKey(key, name));
  }
  return {
    project: name,
    main: typeof project["main"] === "string" ? project["main"] : "index.ts",
    values,
    secretKeys,
    document: record(plain(written)) as Record<string, PlanValue>,
    ...(policy === undefined ? {} : { policy }),
  };
}

/** policy.yaml beside Pulumi.yaml, as data. */
export function readPolicy(programDir: string): Readonly<Record<string, PlanValue>> | undefined {
  const policy = plain(yamlOf(join(programDir, "policy.yaml")) ?? null);
  return policy === null ? undefined : (record(policy) as Record<string, PlanValue>);
}

function yamlOf(file: string): unknown {
  if (!existsSync(file) || statSync(file).size > MAX_BYTES) return undefined;
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** `location` is short for `<project>:location`. */
function fullKey(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** Encrypted values stand as `{ secure: … }`, at any depth. */
function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value) && "secure" in value && Object.keys(value).length === 1) return true;
  return Object.values(value).some(holdsSecret);
}

/** As JSON has it; what is encrypted is hidden. */
function plain(value: unknown): PlanValue {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    if (holdsSecret(value) && "secure" in value) return SECRET;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)
    ? (value as PlanValue)
    : null;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
