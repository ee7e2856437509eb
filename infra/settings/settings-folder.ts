// Where the stacks' settings lie: beside Pulumi.yaml, or where its `stackConfigDir` says (Pulumi docs: project file reference).
// It removes the risk of comparing a stack's settings with those of another folder.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "../input/yaml-document.ts";

/** From the folder of Pulumi.yaml; empty where that is the folder itself. */
export function settingsFolder(root: string): string {
  const file = join(root, "Pulumi.yaml");
  return existsSync(file) ? stackConfigDir(readYaml("Pulumi.yaml", readFileSync(file)).value) : "";
}

/** Of Pulumi.yaml's content. */
export function stackConfigDir(project: unknown): string {
  if (typeof project !== "object" || project === null) return "";
  const { stackConfigDir: folder } = project as { readonly stackConfigDir?: unknown };
  return typeof folder === "string" ? folder : "";
}
