// What a manifest needs of the settings of the stack that deploys it: groups, clusters, issuers and owners that the platform
// team has let in. It removes the risk of an application that opens a door to whom nobody knows.
import { checkLetIn, notInSettings, type LetIn } from "../federation/federation-checks.ts";
import { partsOf } from "../federation/federation-schema.ts";
import { inEnvironment } from "../manifest/in-environment.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { referencesOf, type Finding } from "../manifest/references.ts";
import { didYouMean, list, quote } from "../input/words.ts";
import type { KnownEnvironments } from "./environments.ts";
import type { Settings } from "./settings.ts";

export type NeededSettings = LetIn & Pick<Settings, "groups">;

/** Of every manifest, whoever deploys it: environments that nobody knows, and sign-ins that none of production may have. */
export function checkEnvironments(manifest: Manifest, { names, production }: KnownEnvironments): Finding[] {
  const unknown = [...manifest.environments.entries()]
    .map(([index, name]) => ({ path: ["environments", index], name }))
    .filter(({ name }) => !names.includes(name))
    .map(({ path, name }) => ({
      path,
      message: `no settings are of environment ${quote(name)}${didYouMean(name, names)}; there are ${list(names)}`,
    }));
  const pullRequests = Object.entries(manifest.workloads).flatMap(([key, { federatedWith }]): Finding[] => {
    if (federatedWith === undefined) return [];
    const there = production.filter((name) => inEnvironment(manifest, name)?.workloads[key] !== undefined);
    return partsOf(federatedWith)
      .filter(({ part }) => part.github?.pullRequest === true)
      .flatMap(({ path }) =>
        there.map((name) => ({
          path: ["workloads", key, "federatedWith", ...path, "github", "pullRequest"],
          message: `code of a pull request may not sign in to ${name}, which is production; omit the workload there (overrides.${name}.omit.workloads)`,
        })),
      );
  });
  return [...unknown, ...pullRequests];
}

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
