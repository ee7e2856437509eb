// What has no result in a world, and why: the page says it, and a field that is in neither is one that somebody forgot.
import { fieldsOf } from "../../infra/input/schema-fields.ts";
import { manifestSchema } from "../../infra/manifest/manifest.ts";
import { settingsSchema } from "../../infra/settings/settings-schema.ts";
import { MANIFEST_EDITS, OF_ANOTHER_WORLD, SETTINGS_EDITS } from "./all-edits.ts";
import type { Results } from "./results.ts";
import { isIn, type Edit } from "./try-edit.ts";
import type { World } from "./world.ts";

export type OfFields = Edit["of"];

/** Settings that deploy nothing. */
const DEPLOYS_NOTHING: Readonly<Record<string, string>> = {
  deployAfter: "says when a stack is deployed, and nothing of what",
};

/** Every field of a schema. */
export function fieldsThatAre(of: OfFields): string[] {
  return fieldsOf(of === "manifest" ? manifestSchema : settingsSchema)
    .filter(({ isGroup }) => !isGroup)
    .map(({ path }) => path);
}

/** Why the field has no result in the world; undefined where one is wanted. */
export function whyNot({ notYet }: Results, of: OfFields, field: string, world: World): string | undefined {
  const edit = (of === "manifest" ? MANIFEST_EDITS : SETTINGS_EDITS).find((each) => each.field === field);
  if (of === "settings" && OF_ANOTHER_WORLD.includes(field)) return "needs a platform that others own";
  if (edit === undefined) return DEPLOYS_NOTHING[field];
  if (!isIn(world, edit)) return `not for ${world}`;
  return notYet[world].includes(`${of} ${field}`) ? "the walk has not come to it" : undefined;
}
