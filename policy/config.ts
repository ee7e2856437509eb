// The configuration decides which violations stop a deployment, so a typing error in it must not be a silent permission:
// all of it is validated, all problems are told at once, each with its line and the nearest name that exists.
import { distance } from "fastest-levenshtein";
import { isMap, LineCounter, parseDocument, visit, type Document, type Pair, type YAMLMap } from "yaml";
import { z } from "zod";
import { exceptionSchema, type Exception } from "./exceptions.ts";
import type { Level, Rule } from "./rule.ts";
import { ruleById, RULES } from "./rules.ts";
import { DEFAULT_SETTINGS, settingsSchema, settingsShape, type Settings } from "./settings.ts";
import { printable } from "./printable.ts";

/** As large as a manifest may be. */
const MAX_BYTES = 256 * 1024;

const levelSchema = z.enum(["advisory", "mandatory", "disabled"], {
  error: 'must be "advisory", "mandatory" or "disabled"',
});

/** One level for all environments, or one for each; "default" is for those that are not named. */
const levelsSchema = z.union([levelSchema, z.record(z.string(), levelSchema)], {
  error: 'must be "advisory", "mandatory", "disabled", or one of them for each environment',
});

export const configSchema = z.strictObject({
  version: z.literal(1, { error: "must be 1" }),
  settings: settingsSchema.prefault({}),
  enforcement: z
    .strictObject({
      default: levelSchema.default("mandatory"),
      environments: z.record(z.string(), levelSchema).default({}),
      rules: z.record(z.string(), levelsSchema).default({}),
    })
    .prefault({}),
  exceptions: z.array(exceptionSchema).default([]),
});

export interface PolicyConfig {
  readonly settings: Settings;
  readonly enforcement: {
    readonly default: Level;
    readonly environments: Readonly<Record<string, Level>>;
    readonly rules: Readonly<Record<string, Level | Readonly<Record<string, Level>>>>;
  };
  readonly exceptions: readonly Exception[];
}

/** What is wrong with a configuration: one sentence for each problem. */
export class PolicyConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const shown = problems.map((problem) => printable(problem));
    super(shown.join("\n"));
    this.name = "PolicyConfigError";
    this.problems = shown;
  }
}

/** For a team that has no policy.yaml: every rule mandatory, every setting at its default. */
export const DEFAULT_CONFIG: PolicyConfig = configSchema.parse({ version: 1 });

/** Reads a policy.yaml. `file` is only for the messages. */
export function parseConfig(text: string, file: string): PolicyConfig {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    throw new PolicyConfigError([`${file}:1: the file has ${bytes} bytes; allowed are ${MAX_BYTES}`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  if (document.errors.length > 0) {
    throw new PolicyConfigError(
      document.errors.map((error) => {
        const [first = "is not valid YAML"] = error.message.split("\n");
        return `${file}:${error.linePos?.[0].line ?? 1}: ${first.replace(/ at line \d+, column \d+:?$/, "")}`;
      }),
    );
  }
  const doubled = doubledKeys(document).map(
    (offset) => `${file}:${lines.linePos(offset).line}: Map keys must be unique`,
  );
  if (doubled.length > 0) throw new PolicyConfigError(doubled);
  const pairs = pairsOf();
  const at = (path: readonly PropertyKey[]) => `${file}:${lineOf(document, lines, path, pairs)}`;
  return validate(toData(document, file), at);
}

function toData(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new PolicyConfigError([`${file}:1: aliases (*name) are not allowed in a policy configuration`]);
  }
}

/** Validates a configuration; `at` gives the place of a path for the messages. */
export function validate(data: unknown, at: (path: readonly PropertyKey[]) => string = () => "policy"): PolicyConfig {
  const parsed = configSchema.safeParse(data, { error: inWords });
  const problems = parsed.success ? [] : parsed.error.issues.flatMap((issue) => describe(issue, at));
  problems.push(...unknownRules(data, at), ...unknownEnvironments(data, at));
  if (!parsed.success || problems.length > 0) throw new PolicyConfigError(problems);
  return parsed.data;
}

function describe(issue: z.core.$ZodIssue, at: (path: readonly PropertyKey[]) => string): string[] {
  if (issue.code !== "unrecognized_keys") return [`${at(issue.path)}: ${dotted(issue.path)}${issue.message}`];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    return `${at(path)}: ${dotted(issue.path)}no field ${JSON.stringify(key)}${suggestion(key, known)}`;
  });
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(configSchema.shape);
  if (path[0] === "settings") return Object.keys(settingsShape);
  if (path[0] === "exceptions") return Object.keys(exceptionSchema.shape);
  return ["default", "environments", "rules"];
}

/** Names of rules that do not exist: a level or an exception for them would do nothing, and nobody would know. */
function unknownRules(data: unknown, at: (path: readonly PropertyKey[]) => string): string[] {
  const ids = RULES.map((rule) => rule.id);
  const named: { id: string; path: PropertyKey[] }[] = [];
  const rules = part(part(data, "enforcement"), "rules");
  if (typeof rules === "object" && rules !== null) {
    named.push(...Object.keys(rules).map((id) => ({ id, path: ["enforcement", "rules", id] })));
  }
  const exceptions = part(data, "exceptions");
  if (Array.isArray(exceptions)) {
    exceptions.forEach((exception: unknown, index) => {
      const id = part(exception, "rule");
      if (typeof id === "string" && id.trim() !== "") named.push({ id, path: ["exceptions", index, "rule"] });
    });
  }
  return named
    .filter(({ id }) => ruleById(id) === undefined)
    .map(
      ({ id, path }) => `${at(path)}: ${dotted(path.slice(0, -1))}no rule ${JSON.stringify(id)}${suggestion(id, ids)}`,
    );
}

/** Levels for environments that do not exist: they would never count, and nobody would know. */
function unknownEnvironments(data: unknown, at: (path: readonly PropertyKey[]) => string): string[] {
  const own = part(part(data, "settings"), "environments");
  const known = Array.isArray(own) ? own.filter((name) => typeof name === "string") : DEFAULT_SETTINGS.environments;
  const enforcement = part(data, "enforcement");
  const keys = (value: unknown): string[] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const rules = part(enforcement, "rules");
  const named = [
    ...keys(part(enforcement, "environments")).map((name) => ["enforcement", "environments", name]),
    ...keys(rules).flatMap((rule) =>
      keys(part(rules, rule))
        .filter((name) => name !== "default")
        .map((name) => ["enforcement", "rules", rule, name]),
    ),
  ];
  return named.flatMap((path) => {
    const name = path.at(-1) ?? "";
    return known.includes(name)
      ? []
      : [`${at(path)}: ${dotted(path.slice(0, -1))}no environment ${JSON.stringify(name)}${suggestion(name, known)}`];
  });
}

/** An environment that the configuration does not know has no levels of its own: a typing error would pick the defaults. */
export function checkEnvironment({ settings }: PolicyConfig, environment: Environment): void {
  const { environments } = settings;
  const names = typeof environment === "string" ? [environment] : environment;
  if (names.some((name) => environments.includes(name))) return;
  const [name = ""] = names;
  throw new PolicyConfigError([
    `settings.environments: no environment ${JSON.stringify(name)}${suggestion(name, environments)}; name it there if it exists`,
  ]);
}

/** What zod would say in its own words. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "invalid_type") {
    const wanted = WANTED[issue.expected] ?? `must be of type ${issue.expected}`;
    return issue.input === undefined ? `is missing: ${wanted}` : wanted;
  }
  if (issue.code === "too_small") return `must be at least ${String(issue.minimum)}`;
  if (issue.code === "too_big") return `must be at most ${String(issue.maximum)}`;
  return undefined;
};

const WANTED: Readonly<Record<string, string>> = {
  string: "must be a text",
  number: "must be a number",
  int: "must be a whole number",
  boolean: "must be true or false",
  array: "must be a list",
  object: "must hold fields",
  record: "must hold fields",
};

function part(data: unknown, key: string): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, key)
    ? (data as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "" : `${path.map(String).join(".")}: `;
}

function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known.toSorted((a, b) => distance(name, a) - distance(name, b));
  if (nearest === undefined) return "";
  return distance(name, nearest) <= Math.max(3, name.length / 3)
    ? ` (did you mean ${JSON.stringify(nearest)}?)`
    : ` (there are ${known.slice(0, 8).join(", ")}${known.length > 8 ? ", …" : ""})`;
}

/** Where a key stands again. The parser compares each key with each other one, which takes minutes where there are many. */
function doubledKeys(document: Document): number[] {
  const found: number[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = String(key);
        if (seen.has(name)) found.push(rangeStart(key) ?? 0);
        seen.add(name);
      }
    },
  });
  return found;
}

type Pairs = (map: YAMLMap) => ReadonlyMap<string, Pair>;

/** The entries of a map by their keys, indexed once however many problems ask. */
function pairsOf(): Pairs {
  const known = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map) => {
    const pairs = known.get(map) ?? new Map(map.items.map((item) => [String(item.key), item]));
    known.set(map, pairs);
    return pairs;
  };
}

/** The line of a path, or of the nearest part of it that is written down. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[], pairs: Pairs): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? pairs(parent).get(String(key)) : undefined;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, length), true);
    const offset = rangeStart(node);
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function rangeStart(node: unknown): number | undefined {
  const range = part(node, "range");
  const start: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof start === "number" ? start : undefined;
}

/** Its name; or its name and then that of its shape, whose levels hold where it has none of its own. */
export type Environment = string | readonly string[];

/** The level of a rule: the one that the configuration names, the rule's own, the environment's, the default. */
export function levelOf(rule: Rule, config: PolicyConfig, environment: Environment): Level {
  const named = config.enforcement.rules[rule.id];
  if (typeof named === "string") return named;
  const names = typeof environment === "string" ? [environment] : environment;
  const first = (levels: Readonly<Record<string, Level>> | undefined): Level | undefined =>
    names.map((name) => levels?.[name]).find((level) => level !== undefined);
  return (
    first(named) ??
    named?.["default"] ??
    rule.level ??
    first(config.enforcement.environments) ??
    config.enforcement.default
  );
}
