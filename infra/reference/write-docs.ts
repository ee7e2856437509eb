// The tables in docs/settings.md and docs/manifest.md are made from the schemas and the examples, and a test keeps them so:
// documentation that is written by hand describes the fields of last year.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { manifestSchema } from "../manifest/manifest.ts";
import { fieldsOf, placeOf, valueAt, type SchemaField } from "../input/schema-fields.ts";
import { settingsSchema } from "../settings/settings-schema.ts";

const ROOT = join(import.meta.dirname, "../..");
const EXAMPLES = join(ROOT, "schemas", "examples");

const BEGIN = "<!-- fields: begin (made by npm run schemas) -->";
const END = "<!-- fields: end -->";
/** Characters of an example that a table shows. */
const MAX_SHOWN = 60;

/** Refused for the platform's own identities, so no example can have it. */
const NO_EXAMPLE =
  /^(deployIdentity|peopleIdentity|sqlReconciler|vaultReconciler|rotator)\.federatedWith\.github\.pullRequest$/;

/** What is named also has the fields that stand above it. */
const AS_ABOVE = /\.federatedWith\.also\.<name>\./;

interface DocumentedSchema {
  readonly file: string;
  readonly schema: z.ZodType;
  /** How a field is written where the schema stands. */
  readonly prefix: string;
  readonly examples: readonly unknown[];
}

/** Each document with its tables made anew, by its path. */
export function documents(): ReadonlyMap<string, string> {
  const settings = ["settings", "settings-adopted", "settings-cell", "settings-people"].map((name) => {
    const { config = {} } = exampleFile(name) as { config?: Record<string, unknown> };
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^strongroom:/, ""), value]));
  });
  const all: readonly DocumentedSchema[] = [
    { file: "docs/settings.md", schema: settingsSchema, prefix: "strongroom:", examples: settings },
    { file: "docs/manifest.md", schema: manifestSchema, prefix: "", examples: [exampleFile("shop")] },
  ];
  return new Map(all.map((each) => [each.file, withTable(readFileSync(join(ROOT, each.file), "utf8"), each)]));
}

function exampleFile(name: string): unknown {
  return parse(readFileSync(join(EXAMPLES, `${name}.yaml`), "utf8"));
}

function withTable(document: string, documented: DocumentedSchema): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${documented.file} lacks the marks ${BEGIN} and ${END}`);
  return `${document.slice(0, from)}${BEGIN}\n\n${table(documented)}\n\n${document.slice(to)}`;
}

function table({ schema, prefix, examples }: DocumentedSchema): string {
  const rows = fieldsOf(schema)
    .filter(({ isGroup, description, path }) => (!isGroup || description !== undefined) && !AS_ABOVE.test(path))
    .map((field) => [
      `\`${prefix}${field.path}\``,
      field.description ?? "",
      field.allowed,
      fallback(field),
      field.isGroup ? "" : exampleOf(field, examples),
    ]);
  const head = ["Field", "What it is", "Allowed", "Default", "Example"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

function fallback({ required, fallback: value, isGroup }: SchemaField): string {
  if (required) return isGroup ? "" : "required";
  if (isGroup || value === undefined) return "";
  return Array.isArray(value) && value.length === 0 ? "none" : `\`${textOf(value)}\``;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function exampleOf({ path }: SchemaField, examples: readonly unknown[]): string {
  for (const example of examples) {
    const place = placeOf(example, path.split("."));
    if (place === undefined) continue;
    const value = valueAt(example, place);
    const text = Array.isArray(value) ? `[${value.join(", ")}]` : textOf(value);
    return `\`${text.length > MAX_SHOWN ? `${text.slice(0, 24)}…${text.slice(-32)}` : text}\``;
  }
  if (NO_EXAMPLE.test(path)) return "";
  throw new Error(`schemas/examples shows no ${path}; add it there`);
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

if (import.meta.main) {
  for (const [file, content] of documents()) writeFileSync(join(ROOT, file), content);
}
