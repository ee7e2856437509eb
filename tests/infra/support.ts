// Settings and catalogues for tests, from the files of this repository or from text at hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseCatalogue, type Catalogue } from "../../infra/manifest/catalogue.ts";
import { InputErrors, formatProblem } from "../../infra/input/problems.ts";
import { parseSettings } from "../../infra/settings/read-settings.ts";
import type { Settings } from "../../infra/settings/settings.ts";
import type { SettingsFile } from "../../infra/settings/shared-subscription.ts";

export const ROOT = join(import.meta.dirname, "..", "..");
export const NOW = new Date("2026-11-21T00:00:00Z");

/** Configuration as Pulumi hands it over: everything text, structures as JSON. */
export function configOf(yaml: string): { readonly config: Record<string, string>; readonly secretKeys: string[] } {
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  const parsed = parse(yaml, { uniqueKeys: false, logLevel: "silent" }) as { config?: Record<string, unknown> } | null;
  for (const [key, value] of Object.entries(parsed?.config ?? {})) {
    if (typeof value === "object" && value !== null && "secure" in value) {
      secretKeys.push(key);
      config[key] = "decrypted";
    } else {
      config[key] = typeof value === "string" ? value : JSON.stringify(value);
    }
  }
  return { config, secretKeys };
}

export function settingsFrom(
  yaml: string,
  file = "Pulumi.dev.yaml",
  now = NOW,
  others: readonly SettingsFile[] = [],
): Settings {
  return parseSettings({ ...configOf(yaml), file, bytes: Buffer.from(yaml), others, root: ROOT, now });
}

/** Of one of the committed stacks. */
export function stackSettings(stack: string, edit: (yaml: string) => string = (yaml) => yaml): Settings {
  const file = `Pulumi.${stack}.yaml`;
  return settingsFrom(edit(readFileSync(join(ROOT, file), "utf8")), file);
}

export function catalogueFrom(files: Readonly<Record<string, string>>, settings = stackSettings("dev")): Catalogue {
  const manifests = Object.entries(files).map(([name, text]) => ({
    file: `apps/${name}.yaml`,
    bytes: Buffer.from(text),
  }));
  return parseCatalogue(manifests, settings);
}

export function committedManifest(name: string): string {
  return readFileSync(join(ROOT, "apps", `${name}.yaml`), "utf8");
}

/** The problems that `action` is refused for, one line each; anything else that it throws is passed on. */
export function problemsOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof InputErrors) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

/** What a cell reads of its platform. */
export const PLATFORM_OUTPUTS = {
  endpointSubnetId: "/subscriptions/s/subnets/endpoints",
  pairedEndpointSubnetId: "/subscriptions/s/subnets/paired",
  zoneIds: { vault: "/zones/vault", sqlServer: "/zones/sql" },
  workspaceId: "/workspaces/log",
  sqlAdministratorsObjectId: "33333333-3333-4333-8333-333333333333",
  identities: {},
};
