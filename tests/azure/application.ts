// The small application of a first contact: one of everything that can be deleted again, under names that nobody else has.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { pairedLocationOf } from "../../facts/regions.ts";
import { PARTS } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

export interface Place {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly location: string;
}

export interface FirstProject {
  readonly programDir: string;
  readonly stateDir: string;
  /** Of the application; every global name begins with it. */
  readonly name: string;
  remove(): void;
}

export const STACK = "dev";
const OWNER = "first-contact@example.com";

export function firstProject(place: Place, name: string): FirstProject {
  const folder = mkdtempSync(path.join(tmpdir(), "strongroom-azure-"));
  const programDir = path.join(folder, "program");
  for (const part of PARTS.filter((each) => each !== "apps")) {
    cpSync(path.join(ROOT, part), path.join(programDir, part), { recursive: true });
  }
  symlinkSync(path.join(ROOT, "node_modules"), path.join(programDir, "node_modules"));
  mkdirSync(path.join(programDir, "apps"));
  writeFileSync(path.join(programDir, "apps", `${name}.yaml`), stringify(manifest(name)));
  writeFileSync(path.join(programDir, `Pulumi.${STACK}.yaml`), stringify({ config: settings(place) }));
  return {
    programDir,
    stateDir: path.join(folder, "state"),
    name,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function manifest(name: string): unknown {
  return {
    name,
    owner: OWNER,
    costCentre: "0",
    dataClassification: "internal",
    environments: [STACK],
    workloads: { api: { purpose: "Reads what it is granted" } },
    secrets: {
      token: { purpose: "A first secret", rotation: { every: "90d", by: "owner" }, readers: ["api"] },
    },
    keys: {
      sealing: {
        purpose: "A first key",
        type: "RSA",
        size: 3072,
        rotation: { every: "90d" },
        wrap: ["api"],
        unwrap: ["api"],
      },
    },
    databases: { first: { purpose: "A first database", access: { readWrite: ["api"] } } },
  };
}

function settings({ tenantId, subscriptionId, location }: Place): unknown {
  const where = { tenantId, subscriptionId, location };
  return {
    ...Object.fromEntries(
      ["azure-native", "azure-native_keyvault_v20260201", "strongroom"].flatMap((namespace) =>
        Object.entries(where).map(([key, value]) => [`${namespace}:${key}`, value]),
      ),
    ),
    "strongroom:environment": STACK,
    ...(pairedLocationOf({ location }) === undefined ? { "strongroom:pairedLocation": location } : {}),
    "strongroom:owner": OWNER,
    "strongroom:securityContacts": [OWNER],
    "strongroom:network": {
      virtualNetwork: { create: { addressPrefix: "10.40.0.0/20" } },
      endpointSubnet: { create: { addressPrefix: "10.40.0.0/22" } },
    },
  };
}
