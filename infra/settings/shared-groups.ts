// A group that two environments' settings name by one object id reaches into both (R2). `strongroom isolation` fails where it
// holds a grant in both and the settings do not say why; here, a reason that nothing needs is refused: it would excuse what
// comes later.
import { namedGroups } from "./named-groups.ts";
import type { Problem } from "../input/problems.ts";
import type { RawSettings } from "./settings-schema.ts";
import type { SettingsFile } from "./shared-subscription.ts";
import { readYaml, type Path } from "../input/yaml-document.ts";

export function checkSharedGroups(
  settings: RawSettings,
  others: readonly SettingsFile[],
  at: (path: Path, message: string) => Problem,
): Problem[] {
  const reasons = Object.keys(settings.sharedGroups);
  if (reasons.length === 0) return [];
  const here = idsIn(settings);
  const elsewhere = new Set(others.flatMap((other) => [...theirIds(settings.environment, other)]));
  return reasons.flatMap((id) => {
    const path = ["sharedGroups", id];
    if (!here.has(id)) return [at(path, "no setting of this stack names this group; leave it out")];
    return others.length === 0 || elsewhere.has(id)
      ? []
      : [at(path, "no other environment's settings name this group; leave it out")];
  });
}

const idsIn = (settings: unknown): Set<string> => new Set(namedGroups(settings).map(({ objectId }) => objectId));

/** What the settings of another environment name; those of the same one share nothing with it. */
function theirIds(environment: string, { file, bytes }: SettingsFile): Set<string> {
  const { value } = readYaml(file, bytes);
  const config = (value as { readonly config?: unknown } | null | undefined)?.config;
  if (typeof config !== "object" || config === null) return new Set();
  const theirs = Object.fromEntries(
    Object.entries(config).map(([key, setting]) => [key.replace(/^strongroom:/, ""), setting as unknown]),
  );
  return typeof theirs["environment"] !== "string" || theirs["environment"] === environment ? new Set() : idsIn(theirs);
}
