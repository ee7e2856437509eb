// Where settings and manifests stand, as Pulumi.yaml and the settings of every stack say.
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readStackConfig } from "../plan/stack-config.ts";
import { settingsFile, stacksWithSettings } from "../../simulator/engine/stack.ts";

export interface WhereDataIs {
  /** Of the project in its repository: empty, or with a slash at its end. */
  readonly prefix: string;
  /** From there, as Pulumi.yaml says. */
  readonly settingsFolder: string;
  /** From there, as the settings say. */
  readonly applicationFolders: readonly string[];
}

/** `programDirs`: checkouts of one project, of which some may have no program yet. */
export function dataFolders(programDirs: readonly string[]): Omit<WhereDataIs, "prefix"> {
  const there = programDirs.filter((folder) => existsSync(join(folder, "Pulumi.yaml")));
  const [first] = there;
  const applicationFolders = there.flatMap((folder) =>
    stacksWithSettings(folder).map(
      (stack) => readStackConfig(folder, stack).values["strongroom:applicationsFolder"] ?? "apps",
    ),
  );
  return {
    settingsFolder: first === undefined ? "." : relative(first, dirname(settingsFile(first, "x"))) || ".",
    applicationFolders: [...new Set(applicationFolders)],
  };
}
