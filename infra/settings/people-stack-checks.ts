// Who makes groups, grants to them and says who may ask to be in one, could put itself into one. It removes the risk of a pipeline
// that does so: where one deploys an environment, groups of people have a stack of their own, which another identity deploys,
// and the group that administers the SQL servers is one that people have made (docs/adr/0030).
import { federationOf } from "../federation/federation.ts";
import type { Problem } from "../input/problems.ts";
import { quote } from "../input/words.ts";
import { readYaml, type Path } from "../input/yaml-document.ts";
import type { RawSettings } from "./settings-schema.ts";
import type { SettingsFile } from "./shared-subscription.ts";

type ProblemAt = (path: Path, message: string) => Problem;

/** What a stack of people says: what it is, where, and which groups. The platform's stands there as it does in its stack. */
const TAKEN = new Set([
  "environment",
  "shape",
  "stage",
  "deployAfter",
  "cloud",
  "tenantId",
  "subscriptionId",
  "sharedSubscription",
  "location",
  "pairedLocation",
  "owner",
  "network",
  "securityContacts",
  "builtInRoles",
  "people",
  "sharedGroups",
  "generation",
  "generations",
  "part",
  "applicationsFolder",
  "keepAliases",
]);

/** What the names of vaults follow from, and who must ask: alike in every stack of an environment. */
const ALIKE = ["tenantId", "subscriptionId", "shape", "generation", "generations", "applicationsFolder"] as const;

/** What these settings are where they are left out. */
const USUAL: Readonly<Partial<Record<(typeof ALIKE)[number], unknown>>> = {
  generation: 1,
  generations: {},
  applicationsFolder: "apps",
};

/** `given`: keys that the file has, with their namespace. */
export function checkPeopleStack(
  settings: RawSettings,
  given: readonly string[],
  others: readonly SettingsFile[],
  at: ProblemAt,
): Problem[] {
  const beside = others.flatMap((file) => settingsIn(file, settings.environment));
  return settings.part === "people" ? ofPeople(settings, given, beside, at) : ofEnvironment(settings, beside, at);
}

interface Beside {
  readonly file: string;
  /** By setting, without the namespace; nobody has checked them. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The settings of another stack of the same environment. */
function settingsIn({ file, bytes }: SettingsFile, environment: string): Beside[] {
  // Most stacks are of another environment: those need no reading.
  if (!Buffer.from(bytes).toString("latin1").includes(environment)) return [];
  const config = fields(fields(readYaml(file, bytes).value)["config"]);
  const values = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.replace(/^strongroom:/, ""), value]),
  );
  return values["environment"] === environment ? [{ file, values }] : [];
}

function ofPeople(
  settings: RawSettings,
  given: readonly string[],
  beside: readonly Beside[],
  at: ProblemAt,
): Problem[] {
  const strangers = given
    .filter((key) => key.startsWith("strongroom:") && !TAKEN.has(key.slice("strongroom:".length)))
    .map((key) => at([key.slice("strongroom:".length)], "belongs to the environment's stack, not to that of people"));
  const none =
    Object.keys(settings.people).length === 0
      ? [at(["part"], "a stack of people needs strongroom:people, with a group at least")]
      : [];
  const made = Object.entries(settings.people).flatMap(([app, { breakGlass }]) =>
    breakGlass === undefined || breakGlass.objectId !== undefined
      ? []
      : [
          at(
            ["people", app, "breakGlass", "objectId"],
            "is missing; the group that reads secrets is one that people have made and own",
          ),
        ],
  );
  const other = beside.flatMap(({ file, values }) =>
    ALIKE.flatMap((key) => {
      const [ours, theirs] = [settings[key] ?? USUAL[key], values[key] ?? USUAL[key]];
      if (JSON.stringify(ours) === JSON.stringify(theirs)) return [];
      const message = `is not what ${file} says, which is of the same environment; write the same in both`;
      return [at([key], message)];
    }),
  );
  const twice = beside.some(({ values }) => values["part"] === "people" && sharesAnApplication(values, settings))
    ? [at(["people"], "names an application that another stack of people has; name it in one of them")]
    : [];
  return [...strangers, ...none, ...made, ...other, ...twice];
}

function sharesAnApplication(values: Beside["values"], { people }: RawSettings): boolean {
  return Object.keys(fields(values["people"])).some((app) => Object.hasOwn(people, app));
}

function ofEnvironment(settings: RawSettings, beside: readonly Beside[], at: ProblemAt): Problem[] {
  const { people, deployIdentity, peopleIdentity, sqlAdministrators } = settings;
  const problems: Problem[] = [];
  const isDeployedByPipeline =
    deployIdentity !== undefined || beside.some(({ values }) => values["deployIdentity"] !== undefined);
  const apart = beside.find(({ values }) => values["part"] === "people");
  if (Object.keys(people).length > 0 && (isDeployedByPipeline || apart !== undefined)) {
    const message =
      apart === undefined
        ? 'belongs to a stack of its own where a deployIdentity deploys (strongroom:part "people"), which another identity deploys: move it as docs/people.md says, or the groups are deleted and made anew'
        : `belongs to ${apart.file}, which has the groups of this environment; move it there as docs/people.md says`;
    problems.push(at(["people"], message));
  }
  if (deployIdentity !== undefined && sqlAdministrators.objectId === undefined) {
    problems.push(
      at(
        ["sqlAdministrators", "objectId"],
        "is missing; beside a deployIdentity the group is one that people have made and own, or the pipeline could make itself its member: docs/people.md says how to adopt one",
      ),
    );
  }
  if (deployIdentity !== undefined && peopleIdentity !== undefined) {
    const subjects = new Set(signIns(deployIdentity.federatedWith, settings));
    const same = signIns(peopleIdentity.federatedWith, settings).find((subject) => subjects.has(subject));
    if (same !== undefined) {
      const message = `lets in ${quote(same)}, which is the deployIdentity, too; name another environment or connection, with approvers of its own`;
      problems.push(at(["peopleIdentity", "federatedWith"], message));
    }
  }
  return problems;
}

/** Subjects with their issuers; none of what another check refuses. */
function signIns(federatedWith: Parameters<typeof federationOf>[0], settings: RawSettings): string[] {
  try {
    return Object.values(federationOf(federatedWith, settings)).map(({ issuer, subject }) => `${subject} of ${issuer}`);
  } catch {
    return [];
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
