// Settings and manifests, read together: who has mended the one should not hear only then what is wrong with the other.
import * as pulumi from "@pulumi/pulumi";
import { manifestProblems, readCatalogue, type Catalogue } from "./manifest/catalogue.ts";
import { InputErrors } from "./input/problems.ts";
import { readSettings } from "./settings/read-settings.ts";
import type { Settings } from "./settings/settings.ts";

export interface Input {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
}

/** Throws InputErrors with all that is wrong with both. */
export function readInput(): Input {
  const settings = readSettingsOrAll();
  return { settings, catalogue: readCatalogue(settings) };
}

function readSettingsOrAll(): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    // Settings that are wrong may still say where the manifests are.
    const folder = new pulumi.Config("strongroom").get("applicationsFolder") ?? "apps";
    throw new InputErrors([...error.problems, ...manifestProblems(pulumi.getRootDirectory(), folder)]);
  }
}
