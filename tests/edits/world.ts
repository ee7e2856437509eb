// What the edits are made on: the example manifest and settings, in which every field is in use, as dev and as prod, deployed
// once in simulated Azure beside what others own there.
import * as path from "node:path";
import { stringify } from "yaml";
import { changed, example, exampleSettings, type Data } from "../every-argument/support.ts";
import type { OwnProject } from "../support/own-project.ts";

export type World = "dev" | "prod";
export const WORLDS: readonly World[] = ["dev", "prod"];

/** The example's environment, which becomes that of the world, and its own subscription and the one of the SIEM. */
export const EXAMPLE = { environment: "staging", subscriptionId: "6dab3f21-5c8e-4049-9f32-b7e1d40a2c8f" };
const ELSEWHERE = "9c1f2d7e-5a90-46c4-8f0b-1c528a4d4e6b";
/** In the example an object id is shared with dev; here each world has a neighbour that shares what the example shares. */
const NEIGHBOUR = {
  "strongroom:subscriptionId": EXAMPLE.subscriptionId,
  "strongroom:groups": { analysts: "c3e57091-4d6f-48ba-a121-9fb3d5e7c406" },
};

export interface Inputs {
  readonly settings: Data;
  readonly manifest: Data;
}

/** The inputs of a world, before any edit. */
export function inputsOf(world: World): Inputs {
  const settings = renamed(exampleSettings("settings"), world);
  const manifest = world === "dev" ? renamed(example("shop"), world) : renamed(inProd(example("shop")), world);
  if (world === "dev") {
    const addresses = settings["endpointAddresses"] as Record<string, Data>;
    // Dev replicates no database.
    const { pairedSqlServer: _, ...shop } = addresses["shop"] ?? {};
    return { settings: { ...settings, endpointAddresses: { shop } }, manifest };
  }
  const { publicAccess: _, ...rest } = settings;
  return { settings: rest, manifest };
}

/** With what the example leaves out in prod, which is most of what there is to edit; its staging becomes prod. */
function inProd(manifest: Data): Data {
  const { staging } = manifest["overrides"] as Record<string, Data>;
  // Code of a pull request may not sign in to production.
  return changed(
    { ...manifest, overrides: { staging } },
    ["workloads", "deploy", "federatedWith", "github", "pullRequest"],
    undefined,
  );
}

/** Data of the example as the world has it: its environment's name, and everything in its own subscription. */
export function renamed<T>(data: T, world: World): T {
  // Nothing, which takes a field away, is nothing in JSON, too.
  if (data === undefined) return data;
  // The override of prod in the example is that of another environment: there is one for the world already.
  const text = JSON.stringify(data)
    .replaceAll(ELSEWHERE, EXAMPLE.subscriptionId)
    .replaceAll(`"${EXAMPLE.environment}":`, `"${world}":`)
    .replaceAll(new RegExp(`\\b${EXAMPLE.environment}\\b(?!":)`, "g"), world);
  return withoutTwins(JSON.parse(text) as T, world);
}

/** `environments: [dev, staging, prod]` must not name one environment twice. */
function withoutTwins<T>(data: T, _world: World): T {
  const record = data as { environments?: unknown };
  if (Array.isArray(record.environments)) record.environments = [...new Set(record.environments)];
  return data;
}

/** Writes inputs into a project. */
export function write(project: OwnProject, world: World, { settings, manifest }: Inputs): void {
  project.clearInputs();
  project.writeFile(path.join("apps", "shop.yaml"), stringify(manifest));
  project.writeFile(path.join("other-apps", "shop.yaml"), stringify({ ...manifest, owner: "others@contoso.com" }));
  project.writeFile(`Pulumi.${world}.yaml`, settingsFile(settings));
  const other = world === "dev" ? "staging" : "dev";
  project.writeFile(`Pulumi.${other}.yaml`, stringify({ config: { "strongroom:environment": other, ...NEIGHBOUR } }));
}

function settingsFile(settings: Data): string {
  const config = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.includes(":") ? key : `strongroom:${key}`, value]),
  );
  // Pulumi adds a time of day to what looks like a date.
  return stringify({ config }, { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" });
}
