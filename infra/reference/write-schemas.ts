// Writes the JSON Schemas that editors check manifests and settings with. A test holds the committed files to the schemas
// in the code, so that an editor and the program never disagree.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { manifestSchema } from "../manifest/manifest.ts";
import { providerKeys } from "../settings/settings-keys.ts";
import { settingsSchema } from "../settings/settings-schema.ts";

export const SCHEMA_FOLDER = join(import.meta.dirname, "../..", "schemas");

/** Content of each committed schema, by file name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const app = { title: "A Strongroom application", ...z.toJSONSchema(manifestSchema, { io: "input" }) };
  const {
    properties = {},
    required = [],
    ...settings
  } = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  const namespaced = {
    title: "Settings of a Strongroom stack (Pulumi.<stack>.yaml)",
    type: "object",
    properties: {
      config: {
        ...settings,
        properties: {
          ...Object.fromEntries(Object.entries(properties).map(([key, value]) => [`strongroom:${key}`, value])),
          ...Object.fromEntries(providerKeys().map((key) => [key, {}])),
        },
        required: required.map((key) => `strongroom:${key}`),
        patternProperties: { "^pulumi:": {} },
        additionalProperties: false,
      },
    },
    required: ["config"],
  };
  return new Map([
    ["app.schema.json", `${JSON.stringify(app, null, 2)}\n`],
    ["settings.schema.json", `${JSON.stringify(namespaced, null, 2)}\n`],
  ]);
}

if (import.meta.main) {
  mkdirSync(SCHEMA_FOLDER, { recursive: true });
  for (const [name, content] of schemaFiles()) writeFileSync(join(SCHEMA_FOLDER, name), content);
}
