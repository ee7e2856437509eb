// What a manifest needs of the settings of the stack that deploys it: groups, clusters, issuers and owners that the platform
// team has let in. It removes the risk of an application that opens a door to whom nobody knows.
import { checkLetIn, notInSettings, type LetIn } from "../federation/federation-checks.ts";
import { inEnvironment } from "../manifest/in-environment.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { referencesOf, type Finding } from "../manifest/references.ts";
import type { Settings } from "./settings.ts";

export type NeededSettings = LetIn & Pick<Settings, "groups">;

export function checkAgainstSettings(manifest: Manifest, settings: NeededSettings): Finding[] {
  const here = inEnvironment(manifest, settings.environment);
  if (here === undefined) return [];

  const groups = referencesOf(here).flatMap(({ path, name }): Finding[] => {
    if (!name.startsWith("group:")) return [];
    const group = name.slice("group:".length);
    const names = Object.keys(settings.groups);
    return names.includes(group) ? [] : [{ path, message: notInSettings("group", group, names, "groups", settings) }];
  });
  const federation = Object.entries(here.workloads).flatMap(([key, { federatedWith }]) =>
    federatedWith === undefined
      ? []
      : checkLetIn(federatedWith, settings).map(({ path, message }) => ({
          path: ["workloads", key, "federatedWith", ...path],
          message,
        })),
  );
  return [...groups, ...federation];
}
