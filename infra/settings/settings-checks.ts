// What single settings cannot say about themselves: regions that exist, networks that fit into each other, exceptions that
// have an end, and a provider that is pointed at the same place as the program.
import { federationProblemsIn } from "../federation/federation-checks.ts";
import { partsOf } from "../federation/federation-schema.ts";
import { checkShape, stageOf } from "./environments.ts";
import { checkNetworks } from "./network-checks.ts";
import { checkPeople } from "./people.ts";
import type { Problem } from "../input/problems.ts";
import { KEY_VAULT_PACKAGE } from "../../facts/local-packages.ts";
import { pairedLocationOf, REGIONS } from "../../facts/regions.ts";
import type { RawSettings } from "./settings-schema.ts";
import { MAX_EXCEPTION_DAYS } from "./settings-values.ts";
import { checkJobs } from "./job-checks.ts";
import { TAG_NAMES } from "../names/tags.ts";
import { isProviderKey } from "./settings-keys.ts";
import { didYouMean, list, quote } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

type ProblemAt = (path: Path, message: string) => Problem;

const DAY_MS = 24 * 60 * 60 * 1000;
export function checkSettings(
  settings: RawSettings,
  config: Readonly<Record<string, string>>,
  now: Date,
  at: ProblemAt,
): Problem[] {
  const shape = checkShape(settings, at);
  // What follows depends on it.
  if (shape.length > 0) return shape;
  return [
    ...checkRegions(settings, at),
    ...checkProvider(settings, config, at),
    ...checkKeyVaultProvider(settings, config, at),
    ...checkNetworks(settings, at),
    ...checkIdentities(settings, now, at),
    ...checkPeople(settings, at),
    ...checkPublicAccess(settings, now, at),
    ...checkPart(settings, at),
    ...checkTags(settings, at),
  ];
}

function checkRegions(settings: RawSettings, at: ProblemAt): Problem[] {
  const { cloud, location, pairedLocation } = settings;
  const here = [...REGIONS].filter(([, region]) => region.cloud === cloud).map(([name]) => name);
  const check = (key: "location" | "pairedLocation", name: string): Problem[] => {
    const region = REGIONS.get(name);
    if (region === undefined) {
      return [at([key], `unknown region ${quote(name)}${didYouMean(name, here)}; allowed are ${list(here)}`)];
    }
    return region.cloud === cloud
      ? []
      : [
          at(
            [key],
            `region ${quote(name)} is in the cloud ${region.cloud}, the settings say ${cloud}; choose another region, or set strongroom:cloud`,
          ),
        ];
  };

  const problems = [
    ...check("location", location),
    ...(pairedLocation === undefined ? [] : check("pairedLocation", pairedLocation)),
  ];
  if (problems.length > 0) return problems;
  if (pairedLocation === location) {
    return [at(["pairedLocation"], `${quote(location)} is the location itself; a pair is another region`)];
  }
  return pairedLocationOf(settings) === undefined
    ? [at(["location"], `Azure pairs no region with ${quote(location)}; choose one with strongroom:pairedLocation`)]
    : [];
}

/** The providers would otherwise deploy to wherever their user is signed in, and to the public cloud. */
function checkProvider(settings: RawSettings, config: Readonly<Record<string, string>>, at: ProblemAt): Problem[] {
  const agree = (key: string, ours: string, isNeeded: boolean): Problem[] => {
    const theirs = config[key];
    if (theirs === undefined) {
      return isNeeded ? [at([key], `is missing; write ${quote(ours)}, as the strongroom setting`)] : [];
    }
    if (theirs.toLowerCase() === ours) return [];
    const message = `${quote(theirs)} is not what the strongroom setting says: ${quote(ours)}; write the same in both`;
    return [at([key], message)];
  };
  const { tenantId, subscriptionId, location, cloud } = settings;
  const isSovereign = cloud !== "public";
  return [
    ...agree("azure-native:tenantId", tenantId, true),
    ...agree("azure-native:subscriptionId", subscriptionId, true),
    ...agree("azure-native:location", location, false),
    ...agree("azure-native:environment", cloud, isSovereign),
    // Groups live in Entra, which each cloud has one of (typings of azuread 6.9.1: its clouds have these names, too).
    ...agree("azuread:tenantId", tenantId, false),
    ...agree("azuread:environment", cloud, isSovereign),
  ];
}

/**
 * Vaults, secrets and keys have a provider of their own, which reads the namespace of its own name and nothing of
 * `azure-native:` (pulumi-azure-native#4751, #4755). Without these keys it would deploy to wherever its user is signed in.
 */
function checkKeyVaultProvider(
  { keyVaultApi, part }: RawSettings,
  config: Readonly<Record<string, string>>,
  at: ProblemAt,
): Problem[] {
  // Groups of people: no vault is made.
  if (part === "people") return [];
  const names = (namespace: string): string[] =>
    Object.keys(config).flatMap((key) => (key.startsWith(`${namespace}:`) ? [key.slice(namespace.length + 1)] : []));
  const all = new Set([...names("azure-native"), ...names(KEY_VAULT_PACKAGE)]);
  const why = "Key Vault has a provider of its own, which reads this namespace alone";
  // No value is shown: what somebody wrote where a credential is refused would stand here a second time.
  return [...all].filter(isProviderKey).flatMap((name) => {
    const [other, own] = [`azure-native:${name}`, `${KEY_VAULT_PACKAGE}:${name}`];
    if (config[other] === config[own]) return [];
    if (config[other] === undefined)
      return [at([other], `is missing; ${own} has a value: write both with one value, or neither`)];
    if (config[own] !== undefined) return [at([own], `is not what ${other} says; write the same in both: ${why}`)];
    return keyVaultApi === "2026-02-01" ? [at([own], `is missing; write the value of ${other}: ${why}`)] : [];
  });
}

function checkPublicAccess(settings: RawSettings, now: Date, at: ProblemAt): Problem[] {
  const { environment, publicAccess } = settings;
  const isProduction = stageOf(settings) === "production";
  return Object.entries(publicAccess).flatMap(([app, access]) =>
    (["vault", "sqlServer"] as const).flatMap((target) => {
      const exception = access[target];
      const path = ["publicAccess", app, target];
      if (exception === undefined) return [];
      if (isProduction)
        return [at(path, `public access is refused in ${environment}, which is production; leave it out`)];
      // One that has ended is no problem: it is closed, and a warning says so (infra/ends.ts).
      const end = Date.parse(exception.until) + DAY_MS;
      return end - now.getTime() > (MAX_EXCEPTION_DAYS + 1) * DAY_MS
        ? [
            at(
              [...path, "until"],
              `${quote(exception.until)} is too far away: at most ${String(MAX_EXCEPTION_DAYS)} days from now`,
            ),
          ]
        : [];
    }),
  );
}

/** The platform's own identities are held to what a workload's are held to, and to more. */
function checkIdentities(settings: RawSettings, now: Date, at: ProblemAt): Problem[] {
  const problems = (
    ["deployIdentity", "peopleIdentity", "sqlReconciler", "vaultReconciler", "rotator"] as const
  ).flatMap((key) => {
    const federatedWith = settings[key]?.federatedWith;
    if (federatedWith === undefined) return [];
    const path = [key, "federatedWith"];
    const pullRequests = partsOf(federatedWith).flatMap(({ path: place, part }) =>
      part.github?.pullRequest === true
        ? [
            at(
              [...path, ...place, "github", "pullRequest"],
              "code of a pull request may not sign in as the platform itself",
            ),
          ]
        : [],
    );
    return [
      ...pullRequests,
      ...federationProblemsIn(federatedWith, { ...settings, now }).map((finding) =>
        at([...path, ...finding.path], finding.message),
      ),
    ];
  });
  if (settings.builtInRoles !== undefined && settings.deployIdentity !== undefined) {
    problems.push(
      at(
        ["deployIdentity"],
        "holds roles of our own, which strongroom:builtInRoles does without; leave it out, and let the pipeline sign in as an identity that you have made",
      ),
    );
  }
  problems.push(...checkJobs(settings, at));
  for (const key of ["deployIdentity", "peopleIdentity"] as const) {
    if (settings.part === "cell" && settings[key] !== undefined) {
      problems.push(at([key], "belongs to the platform's stack, not to a cell's"));
    }
  }
  return problems;
}

function checkPart({ part, cell }: RawSettings, at: ProblemAt): Problem[] {
  if (part === "cell" && cell === undefined)
    return [at(["part"], "a cell needs strongroom:cell, with platformStack and applications")];
  if (part !== "cell" && cell !== undefined)
    return [
      at(
        ["cell"],
        `the stack is no cell: strongroom:part is ${quote(part)}; leave it out, or set strongroom:part to "cell"`,
      ),
    ];
  return [];
}

/** Azure's names of tags ignore case (azure-docs: tag-resources): two ways to write one would be one tag, and one would win. */
function checkTags({ tags }: RawSettings, at: ProblemAt): Problem[] {
  const ours = new Set<string>(TAG_NAMES);
  const names = Object.keys(tags);
  return names.flatMap((name, index) => {
    const path = ["tags", name];
    if (ours.has(name.toLowerCase())) {
      return [at(path, `the tag ${quote(name)} is set by the program; choose another name`)];
    }
    const same = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    const message = `the tag ${quote(name)} is ${quote(same)} for Azure, which ignores case; keep one of the two`;
    return same === undefined ? [] : [at(path, message)];
  });
}
