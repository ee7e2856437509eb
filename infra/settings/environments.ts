// What an environment is follows from its settings and never from its name: which shape it has, and whether a mistake in it can
// be undone.
import type { Stage } from "../../stacks/stage.ts";
import { shapeOf, SHAPES } from "../../stacks/shapes.ts";
import type { Problem } from "../input/problems.ts";
import { didYouMean, list, quote } from "../input/words.ts";
import { readYaml, type Path } from "../input/yaml-document.ts";
import type { RawSettings } from "./settings-schema.ts";
import type { SettingsFile } from "./shared-subscription.ts";

type What = Pick<RawSettings, "environment" | "shape" | "stage">;

/** The file in stacks/shapes/; checkShape has seen to it that there is one. */
export function shapeName({ environment, shape }: Pick<What, "environment" | "shape">): string {
  return shape ?? environment;
}

export function stageOf(settings: What): Stage {
  return settings.stage ?? shapeOf(shapeName(settings)).stage;
}

export function checkShape({ environment, shape }: What, at: (path: Path, message: string) => Problem): Problem[] {
  if (SHAPES.has(shapeName({ environment, shape }))) return [];
  const names = [...SHAPES.keys()];
  const message = `${quote(environment)} is no shape${didYouMean(environment, names)}; correct it, or say with strongroom:shape which one it is like: ${list(names)}`;
  return [at(["environment"], message)];
}

/** Environments that have settings here, and the shapes' own: what a manifest may name. */
export interface KnownEnvironments {
  /** A name of a shape counts without settings, too: such an environment may be in another repository. */
  readonly names: readonly string[];
  /** Of them, those that are production. */
  readonly production: readonly string[];
}

export function knownEnvironments(own: What, others: readonly SettingsFile[]): KnownEnvironments {
  const known = new Map<string, Stage>([...SHAPES].map(([name, { stage }]) => [name, stage]));
  for (const { file, bytes } of others) {
    const { config } = fields(readYaml(file, bytes).value);
    const setting = (name: string): string | undefined => {
      const value = fields(config)[`strongroom:${name}`];
      return typeof value === "string" ? value : undefined;
    };
    const environment = setting("environment");
    if (environment === undefined) continue;
    const usual = SHAPES.get(setting("shape") ?? environment)?.stage;
    // What the file gets wrong its own stack says; until then the stricter of the two.
    known.set(environment, setting("stage") === "preproduction" ? "preproduction" : (usual ?? "production"));
    if (setting("stage") === "production") known.set(environment, "production");
  }
  known.set(own.environment, stageOf(own));
  const names = [...known.keys()].sort();
  return { names, production: names.filter((name) => known.get(name) === "production") };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
