// The stacks that there are: one for each Pulumi.<stack>.yaml, and nowhere a list of them. Whatever else is wrong with settings
// their own plan says; here a stack whose place is not clear is refused, since it would be left out or go at the wrong time.
import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { environmentName } from "../../infra/input/values.ts";
import { SHAPES } from "../../stacks/shapes.ts";
import { settingsFile, stacksWithSettings } from "../../simulator/engine/stack.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { fields, text, texts, type Fields } from "../../text/values.ts";
import type { Stack } from "./stack.ts";

/** Bytes; the program refuses larger settings. */
const MAX_BYTES = 1_000_000;

const PARTS = ["whole", "platform", "cell", "people"] as const;

/** By name. Throws one error with a line for each stack that cannot be placed. */
export function readStacks(programDir: string): Stack[] {
  const problems: string[] = [];
  const stacks = stacksWithSettings(programDir).flatMap((name) => {
    let file = `Pulumi.${name}.yaml`;
    try {
      file = relative(programDir, settingsFile(programDir, name));
      return [stackOf(name, file, configOf(join(programDir, file)))];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(`${printable(file)}: ${error.message}`);
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return stacks;
}

function configOf(path: string): Fields {
  const stat = statSync(path);
  if (!stat.isFile() || stat.size > MAX_BYTES) throw new UserError("is no file of settings that can be read");
  try {
    return fields(fields(parse(readFileSync(path, "utf8")) as unknown)["config"]);
  } catch {
    throw new UserError("cannot be read as YAML");
  }
}

function stackOf(name: string, file: string, config: Fields): Stack {
  const setting = (key: string): unknown => config[`strongroom:${key}`];
  const environment = text(setting("environment"));
  if (environment === undefined) throw new UserError("strongroom:environment is missing; write what the stack is");
  const { error } = environmentName.safeParse(environment);
  if (error !== undefined)
    throw new UserError(`strongroom:environment: ${error.issues[0]?.message ?? "is not allowed"}`);
  const shape = text(setting("shape")) ?? environment;
  const known = SHAPES.get(shape);
  if (known === undefined) {
    throw new UserError(
      `strongroom:shape: ${JSON.stringify(printable(shape))} is no shape; there are ${[...SHAPES.keys()].join(", ")}`,
    );
  }
  const stage = setting("stage") ?? known.stage;
  if (stage !== "production" && stage !== "preproduction") {
    throw new UserError("strongroom:stage is neither production nor preproduction");
  }
  const part = PARTS.find((one) => one === (setting("part") ?? "whole"));
  if (part === undefined) throw new UserError(`strongroom:part is none of ${PARTS.join(", ")}`);
  const cell = fields(setting("cell"));
  const platform = text(cell["platformStack"])?.split("/").at(-1);
  const after = setting("deployAfter");
  return {
    name,
    file,
    environment,
    shape,
    stage,
    steady: Object.values(known.databases).every(({ compute }) => compute.kind !== "serverless"),
    part,
    ...(part === "cell" && platform !== undefined ? { platform } : {}),
    awaits: texts(cell["awaits"]),
    applications: texts(cell["applications"]),
    applicationsFolder: text(setting("applicationsFolder")) ?? "apps",
    ...(after === undefined ? {} : { deployAfter: texts(after) }),
  };
}
