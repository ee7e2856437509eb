// The shapes that there are: one file each in shapes/, found by its name, so that a new one is one file.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { EnvironmentShape } from "./environment-shape.ts";

const FOLDER = join(import.meta.dirname, "shapes");

// Node loads a module without a top-level await as it stands; `import()` would make everybody who reads settings wait.
const load = createRequire(import.meta.url);

/** By name. */
export const SHAPES: ReadonlyMap<string, EnvironmentShape> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => [basename(file, ".ts"), (load(join(FOLDER, file)) as { readonly shape: EnvironmentShape }).shape]),
);

/** Throws for a name that the settings would not have let through. */
export function shapeOf(name: string): EnvironmentShape {
  const shape = SHAPES.get(name);
  if (shape === undefined) throw new Error(`no file stacks/shapes/${name}.ts`);
  return shape;
}
