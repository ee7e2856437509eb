// Environments live in different subscriptions, or the settings say why not (R2): what shares a subscription shares its
// administrators, its limits and its fate. The other stacks' settings are looked at for this one question only; whatever else
// is wrong with them, their own stack says.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputErrors, type Problem } from "../input/problems.ts";
import type { RawSettings } from "./settings-schema.ts";
import { list, quote } from "../input/words.ts";
import { MAX_FILE_BYTES, readYaml, type Path } from "../input/yaml-document.ts";

export interface SettingsFile {
  /** As the user knows it: `Pulumi.prod.yaml`. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Settings of the stacks beside `own`, a path from the folder of Pulumi.yaml. */
export function otherSettings(root: string, own: string): SettingsFile[] {
  const folder = dirname(own);
  return readdirSync(join(root, folder))
    .filter((name) => /^Pulumi\.[^/]+\.yaml$/.test(name) && name !== basename(own))
    .sort()
    .flatMap((name) => {
      const file = join(folder, name);
      const bytes = readOrRefuse(root, file);
      return bytes === undefined ? [] : [{ file, bytes }];
    });
}

/** Nothing for what is no file, or too large to be settings; a file that cannot be read could hide a shared subscription. */
function readOrRefuse(root: string, file: string): Uint8Array | undefined {
  try {
    const path = join(root, file);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() !== true || stat.size > MAX_FILE_BYTES ? undefined : readFileSync(path);
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const message = `cannot be read (${code}), and every stack's subscription is compared; mend it or remove it`;
    throw new InputErrors([{ file, path: "", message }]);
  }
}

export function checkSubscription(
  settings: Pick<RawSettings, "environment" | "subscriptionId" | "sharedSubscription">,
  others: readonly SettingsFile[],
  at: (path: Path, message: string) => Problem,
): Problem[] {
  const { environment, subscriptionId, sharedSubscription } = settings;
  const shared = others.flatMap(({ file, bytes }) => {
    // Most stacks have another subscription: those need no reading.
    if (!Buffer.from(bytes).toString("latin1").toLowerCase().includes(subscriptionId)) return [];
    const { value, positions } = readYaml(file, bytes);
    const config = field(value, "config");
    const theirs = field(config, "strongroom:environment");
    const id = field(config, "strongroom:subscriptionId");
    if (typeof id !== "string" || id.toLowerCase() !== subscriptionId) return [];
    if (typeof theirs !== "string" || theirs === environment) return [];
    return [`${quote(theirs)} (${file}:${String(positions.of(["config", "strongroom:subscriptionId"]).line)})`];
  });

  if (shared.length > 0 && sharedSubscription === undefined) {
    const message = `${quote(subscriptionId)} is also the subscription of ${list(shared)}; give each environment its own, or say why not with strongroom:sharedSubscription`;
    return [at(["subscriptionId"], message)];
  }
  if (shared.length === 0 && sharedSubscription !== undefined && others.length > 0) {
    return [at(["sharedSubscription"], "no other environment's settings name this subscription; leave it out")];
  }
  return [];
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
