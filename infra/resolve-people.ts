// What a stack of people is made of: the groups that the settings name, and the vaults that they are for. Nothing else of an
// application is resolved, so that these settings need not say who signs in where.
import { shapeOf } from "../stacks/shapes.ts";
import type { AppPeopleSpec, PeopleStackArgs } from "../stacks/people-stack.ts";
import type { Catalogue } from "./manifest/catalogue.ts";
import { inEnvironment } from "./manifest/in-environment.ts";
import { resourceGroupName, vaultName, vaultStem, type NameScope } from "./names/naming.ts";
import { peopleSpec } from "./settings/people.ts";
import type { Settings } from "./settings/settings.ts";

/** The checks have seen to it that each application is in the environment. */
export function resolvePeople(catalogue: Catalogue, settings: Settings): PeopleStackArgs {
  const { environment, platform, keepAliases } = settings;
  const applications = [...catalogue.manifests.values()].flatMap((manifest): AppPeopleSpec[] => {
    const { name, shortName } = manifest;
    const people = settings.people[name];
    const here = people === undefined ? undefined : inEnvironment(manifest, environment);
    if (people === undefined || here === undefined) return [];
    const scope: NameScope = {
      environment,
      subscriptionId: platform.subscriptionId,
      generation: settings.generations[name] ?? settings.generation,
    };
    const stem = vaultStem(name, shortName);
    return [
      {
        name,
        resourceGroupName: resourceGroupName(name, environment),
        vaults: [
          { place: "home", name: vaultName(stem, scope) },
          ...(here.availability === "paired"
            ? [{ place: "paired", name: vaultName(stem, scope, "paired") } as const]
            : []),
        ],
        people: peopleSpec(name, environment, people),
      },
    ];
  });
  return {
    environment,
    subscriptionId: platform.subscriptionId,
    applications,
    shape: shapeOf(settings.shape).people,
    keepAliases,
  };
}
