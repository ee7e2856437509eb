// Where the project is: the folder of Pulumi.yaml, found from where the user stands, so that the command works from any
// folder of a repository, and of another one that depends on this package.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder with a Pulumi.yaml, upwards from `from`; `from` itself when there is none. */
export function projectRoot(from: string = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return from;
    }
  }
}

/** The folder of this package: where its node_modules are found. */
export function packageRoot(): string {
  return join(import.meta.dirname, "..");
}
