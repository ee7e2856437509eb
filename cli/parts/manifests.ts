// The manifests of one revision beside its plan: what tells their versions apart, and which line asks for a resource.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { endsOf } from "../../infra/ends.ts";
import { InputErrors } from "../../infra/input/problems.ts";
import { readSome } from "../../infra/manifest/catalogue.ts";
import { endsIn } from "../../infra/read-ends.ts";
import { readSettings } from "../../infra/settings/read-settings.ts";
import { order } from "../../text/values.ts";
import type { EnvironmentArgs } from "../../stacks/environment-args.ts";
import type { Plan } from "../plan/document.ts";
import { withOrigins } from "../plan/origins.ts";
import type { Place } from "./stand.ts";

/** A digest of each manifest, by application. */
export function manifestVersions({ folder, values }: Place): ReadonlyMap<string, string> {
  const apps = join(folder, values["strongroom:applicationsFolder"] ?? "apps");
  return new Map(
    readdirSync(apps)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => [name.slice(0, -".yaml".length), digest(readFileSync(join(apps, name)))]),
  );
}

/** A digest of all that a program reads of this revision: manifests, and settings of every stack, since one looks at its neighbours'. */
export function inputVersion(place: Place): string {
  const { folder, values } = place;
  const settings = readdirSync(folder)
    .filter((name) => /^Pulumi\..*yaml$/.test(name))
    .sort(order)
    .map((name) => [name, digest(readFileSync(join(folder, name)))]);
  const manifests = [...manifestVersions(place)].sort(([a], [b]) => order(a, b));
  return JSON.stringify([Object.entries(values).sort(([a], [b]) => order(a, b)), settings, manifests]);
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What the environment is, and where in which manifest each resource of these applications was asked for. */
export function withSettings(document: Plan, applications: ReadonlySet<string>): Plan {
  try {
    const settings = readSettings();
    const { stage, shape } = settings;
    const catalogue = readSome(settings, applications);
    const resources = withOrigins(document.resources, catalogue, settings);
    return { ...document, stage, shape, resources };
  } catch (error) {
    if (error instanceof InputErrors) return document;
    throw error;
  }
}

/** What ends on a day, of all applications, where the program stands last; only manifests that say so are read for their lines. */
export function endsOfAll(args: EnvironmentArgs): Pick<Plan, "ends"> {
  const apps = new Set(endsOf(args).flatMap(({ app }) => app ?? []));
  const settings = readSettings();
  const ends = endsIn(args, readSome(settings, apps), settings);
  return ends.length === 0 ? {} : { ends };
}
