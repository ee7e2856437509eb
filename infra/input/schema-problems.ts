// What a schema says is wrong, in words that an application team understands: the value, what is allowed, the nearest name.
import { z } from "zod";
import { formerWord } from "./former-words.ts";
import type { Problem } from "./problems.ts";
import { propertiesAt, typeAdvice, type JsonSchema } from "./schema-advice.ts";
import { didYouMean, list, pathText, quote } from "./words.ts";
import type { Path, Positions } from "./yaml-document.ts";

/** Words that people use for a secret's value. */
const VALUE_WORDS = new Set(["value", "password", "token", "connectionstring"]);

const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

/** As an editor reads it: what may be written, not what comes out. */
export function inputJsonSchema(schema: z.ZodType): JsonSchema {
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  jsonSchemas.set(schema, made);
  return made;
}

export interface SchemaSource {
  readonly schema: z.ZodType;
  readonly positions: Positions;
  /** How a path is shown; settings put their namespace before it. */
  readonly show?: (path: Path) => string;
}

/** One problem for each thing that the schema refuses. */
export function schemaProblems(error: z.ZodError, source: SchemaSource): Problem[] {
  return error.issues.flatMap((issue) => problemsOf(issue, [], source));
}

/** The same input without the keys that a schema does not know, so that the rest can be judged; undefined where more is wrong. */
export function withoutUnknownKeys(input: unknown, { issues }: z.ZodError): unknown {
  const copy = structuredClone(input);
  for (const issue of issues) {
    if (issue.code !== "unrecognized_keys") return undefined;
    let at = copy;
    for (const step of issue.path) at = (at as Readonly<Record<PropertyKey, unknown>>)[step];
    for (const key of issue.keys) Reflect.deleteProperty(at as object, key);
  }
  return copy;
}

function problemsOf(issue: z.core.$ZodIssue, around: Path, source: SchemaSource): Problem[] {
  const path: Path = [...around, ...issue.path.filter((part) => typeof part !== "symbol")];
  const show = source.show ?? pathText;
  const at = (where: Path, message: string): Problem => {
    const { file, line } = source.positions.of(where);
    return { file, line, path: show(where), message };
  };

  if (issue.code === "unrecognized_keys") {
    const names = propertiesAt(inputJsonSchema(source.schema), path);
    return issue.keys.map((key) => {
      const problem = at([...path, key], "");
      const former = formerWord(key, names);
      if (former !== undefined) {
        return { ...problem, path: show(path), message: `${quote(key)} is no word of a manifest any more: ${former}` };
      }
      const hint = VALUE_WORDS.has(key.toLowerCase()) ? "; a manifest holds no secret's value" : "";
      return {
        ...problem,
        path: show(path),
        message: `unknown key ${quote(key)}${didYouMean(key, names)}; allowed are ${list(names)}${hint}`,
      };
    });
  }
  if (issue.code === "invalid_key") {
    const name = path.at(-1) ?? "";
    const reasons = issue.issues.map((inner) => reasonOf(inner, name)).join("; ");
    return [{ ...at(path, `${quote(name)} is no valid name: ${reasons}`), path: show(path.slice(0, -1)) }];
  }
  if (issue.code === "invalid_union") {
    const branch = nearestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => problemsOf(inner, path, source));
  }
  return [at(path, sentence(issue, path, source.schema))];
}

/** Of the alternatives, the one that the input was meant to be: the one that fails deepest inside. */
function nearestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const depth = (issues: readonly z.core.$ZodIssue[]): number =>
    Math.min(...issues.map(({ path, code }) => path.length * 2 - (code === "unrecognized_keys" ? 1 : 0)));
  return [...branches].filter((issues) => issues.length > 0).sort((a, b) => depth(b) - depth(a))[0];
}

function sentence(issue: z.core.$ZodIssue, path: Path, schema: z.ZodType): string {
  const { input, code } = issue;
  const reason =
    code === "invalid_type"
      ? typeAdvice(issue, ownWords(issue.message), inputJsonSchema(schema), path)
      : reasonOf(issue, path.at(-1) ?? "");
  if (input === undefined) return `is missing; ${reason}`;
  if (input === null) return `is empty; ${reason}`;
  if (typeof input === "object" && code === "custom") return reason;
  if (code === "invalid_value" && typeof input === "string" && issue.values.some((value) => isOther(value, input))) {
    return `${quote(input)} is a text here; write ${input} without quotes`;
  }
  const near = code === "invalid_value" && typeof input === "string" ? didYouMean(input, issue.values.map(String)) : "";
  return `${valueText(input)} is not allowed${near}; ${reason}`;
}

/** A number or a truth value that was written in quotes. */
function isOther(value: unknown, input: string): boolean {
  return typeof value !== "string" && String(value) === input;
}

/** What was written, without dumping a structure. */
function valueText(input: unknown): string {
  if (Array.isArray(input)) return input.length === 0 ? "an empty list" : "a list";
  return typeof input === "object" ? "a structure of keys and values" : quote(input);
}

function reasonOf(issue: z.core.$ZodIssue, name: string | number): string {
  switch (issue.code) {
    case "invalid_value":
      return `allowed are ${list(issue.values.map(String))}`;
    case "too_big":
    case "too_small":
      return ownWords(issue.message) ?? limits(issue);
    case "invalid_format":
      return ownWords(issue.message) ?? `write a valid ${issue.format.replaceAll("_", " ")}`;
    case "custom":
      return ownWords(issue.message) ?? `${quote(name)} does not fit`;
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

/** zod's own words begin with a capital letter; ours do not. */
function ownWords(message: string): string | undefined {
  return /^[A-Z]/.test(message) ? undefined : message;
}

function limits(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const unit =
    issue.origin === "string" ? " characters" : issue.origin === "array" || issue.origin === "set" ? " entries" : "";
  return issue.code === "too_big"
    ? `at most ${String(issue.maximum)}${unit}`
    : `at least ${String(issue.minimum)}${unit}`;
}
