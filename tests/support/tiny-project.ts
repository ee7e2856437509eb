// The smallest Pulumi project there is, in a temporary folder that finds the repository's packages.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** The repository. */
export const ROOT = path.join(import.meta.dirname, "..", "..");

const PROGRAM = `
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";

const count = new pulumi.Config().getNumber("count") ?? 2;
console.log("the program speaks");
for (let index = 0; index < count; index++) {
  new random.RandomId(\`id-\${index}\`, { byteLength: 4 });
}
export const made: number = count;
`;

export interface TinyProject {
  readonly programDir: string;
  readonly stateDir: string;
  remove(): void;
}

/** Writes the project; `settings` are those of stack dev. */
export function tinyProject(settings = "config:\n  tiny:count: 2\n", program = PROGRAM): TinyProject {
  const folder = mkdtempSync(path.join(tmpdir(), "strongroom-"));
  const programDir = path.join(folder, "program");
  mkdirSync(programDir);
  symlinkSync(path.join(ROOT, "node_modules"), path.join(programDir, "node_modules"));
  const files = {
    "Pulumi.yaml": "name: tiny\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    "Pulumi.dev.yaml": settings,
    "package.json": `{ "type": "module", "dependencies": { "@pulumi/pulumi": "*" } }`,
    "index.ts": program,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(programDir, name), text);
  }
  return {
    programDir,
    stateDir: path.join(folder, "state"),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
