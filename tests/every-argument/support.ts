// Changes one field at a time and looks at every resource that the program would register: a field whose change shows in none
// is a field that somebody fills in for nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse, stringify } from "yaml";
import { readCatalogue } from "../../infra/manifest/catalogue.ts";
import { InputErrors } from "../../infra/input/problems.ts";
import { resolve } from "../../infra/resolve.ts";
import { resolvePeople } from "../../infra/resolve-people.ts";
import { parseSettings } from "../../infra/settings/read-settings.ts";
import { SCHEMA_FOLDER } from "../../infra/reference/write-schemas.ts";
import { deployAs } from "../../stacks/environment.ts";
import { deployPeople } from "../../stacks/people-stack.ts";
import { NOW, PLATFORM_OUTPUTS } from "../infra/support.ts";
import { capture, type Capture } from "../support/capture.ts";

export type Data = Record<string, unknown>;

/** Another environment's settings, with the subscription and the group of the example's. */
const NEIGHBOUR = {
  file: "Pulumi.dev.yaml",
  bytes: Buffer.from(
    stringify({
      config: {
        "strongroom:environment": "dev",
        "strongroom:subscriptionId": "6dab3f21-5c8e-4049-9f32-b7e1d40a2c8f",
        "strongroom:groups": { analysts: "c3e57091-4d6f-48ba-a121-9fb3d5e7c406" },
      },
    }),
  ),
};

export interface Inputs {
  /** Without the namespace, but for keys of other namespaces. */
  readonly settings: Data;
  readonly manifest: Data;
}

const examples = new Map<string, Data>();

/** Read once; nobody writes to it (`changed` copies). */
export function example(name: string): Data {
  const known = examples.get(name);
  if (known !== undefined) return known;
  const data = parse(readFileSync(join(SCHEMA_FOLDER, "examples", `${name}.yaml`), "utf8")) as Data;
  examples.set(name, data);
  return data;
}

/** Settings by their names in the schema. */
export function exampleSettings(name: string): Data {
  const { config } = example(name) as { config: Data };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^strongroom:/, ""), value]));
}

/** Everything that is registered, as one text; or the refusal, as `refused: …`. */
export async function effect(inputs: Inputs): Promise<string> {
  try {
    return fingerprint(await run(inputs));
  } catch (error) {
    if (error instanceof InputErrors || pulumi.RunError.isInstance(error)) return `refused: ${error.message}`;
    throw error;
  }
}

/** What reaches Azure, or what a command carries out there. An output alone is none of it: neither a stack's nor a component's. */
export function fingerprint({ resources }: Capture): string {
  return JSON.stringify(resources.map((resource) => ({ ...resource, outputs: undefined })));
}

function run({ settings: raw, manifest }: Inputs): Promise<Capture> {
  const root = folderWith(manifest);
  const config = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key.includes(":") ? key : `strongroom:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const settings = parseSettings({
    config,
    secretKeys: [],
    file: "Pulumi.staging.yaml",
    others: [NEIGHBOUR],
    root,
    now: NOW,
  });
  const catalogue = readCatalogue(settings);
  return capture(
    async () => {
      if (settings.part.kind === "people") deployPeople(resolvePeople(catalogue, settings));
      else await deployAs(settings.shape)(resolve(catalogue, settings));
    },
    {
      config,
      providerAliases: true,
      stackOutputs: {
        "contoso/strongroom/dev-platform": { platform: PLATFORM_OUTPUTS },
        "contoso/strongroom/other-platform": {
          platform: { ...PLATFORM_OUTPUTS, workspaceId: "/workspaces/other" },
        },
      },
    },
  );
}

const folders = new Map<string, string>();

/** A project with this one manifest in `apps`, and one of another owner in `other-apps`. */
function folderWith(manifest: Data): string {
  const text = JSON.stringify(manifest);
  const known = folders.get(text);
  if (known !== undefined) return known;
  const root = mkdtempSync(join(tmpdir(), "strongroom-every-"));
  for (const [folder, content] of [
    ["apps", manifest],
    ["other-apps", { ...manifest, owner: "others@contoso.com" }],
  ] as const) {
    mkdirSync(join(root, folder));
    writeFileSync(join(root, folder, "shop.yaml"), stringify(content));
  }
  folders.set(text, root);
  return root;
}

/** At the end of a file: the next one in the same process makes its own. */
export function removeFolders(): void {
  for (const folder of folders.values()) rmSync(folder, { recursive: true });
  folders.clear();
}

/** A copy with another value at the place; undefined takes it away. */
export function changed(data: Data, [first = "", ...rest]: readonly string[], value: unknown): Data {
  const copy = { ...data };
  if (rest.length > 0) copy[first] = changed((copy[first] ?? {}) as Data, rest, value);
  else if (value === undefined) Reflect.deleteProperty(copy, first);
  else copy[first] = value;
  return copy;
}
