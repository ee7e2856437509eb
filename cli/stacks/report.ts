// The stacks for a person, for a machine, and for the matrices of the pipelines.
import { printable } from "../../text/printable.ts";
import { grid } from "../access/report.ts";
import type { PlacedStack } from "./stack.ts";

export function stacksText(stacks: readonly PlacedStack[]): string {
  const rows = stacks.map(({ name, wave, environment, shape, stage, part, waitsFor }) =>
    [name, String(wave), environment, shape, stage, part, waitsFor.length === 0 ? "" : waitsFor.join(", ")].map(
      printable,
    ),
  );
  return grid([["stack", "wave", "environment", "shape", "stage", "part", "waits for"], ...rows]);
}

export function stacksJson(stacks: readonly PlacedStack[]): string {
  return `${JSON.stringify({ version: 1, stacks: stacks.map(shown) }, undefined, 2)}\n`;
}

/** What a step of a pipeline writes into its outputs, one line each: all stacks, and each wave, as a matrix's `include`. */
export function matrixLines(stacks: readonly PlacedStack[], waves: number): string {
  const include = (some: readonly PlacedStack[]): string => JSON.stringify(some.map(entry));
  const steady = stacks.filter((stack) => stack.steady);
  const names = (some: readonly PlacedStack[]): string => some.map(({ name }) => name).join(" ");
  const lines = Array.from(
    { length: waves },
    (_, index) => `wave${String(index + 1)}=${include(stacks.filter(({ wave }) => wave === index + 1))}`,
  );
  return [
    `all=${include(stacks)}`,
    `names=${names(stacks)}`,
    `steady=${include(steady)}`,
    `steadyNames=${names(steady)}`,
    ...lines,
    "",
  ].join("\n");
}

function shown({ file: _file, ...stack }: PlacedStack): unknown {
  return stack;
}

/** `runner`: the repository's variable that names the label of a runner inside the stack's network. */
function entry({ name, environment, stage }: PlacedStack): Readonly<Record<string, string>> {
  return { stack: name, environment, stage, runner: runnerVariable(name) };
}

/** A variable's name has letters, digits and underscores (GitHub: naming conventions for configuration variables). */
export function runnerVariable(stack: string): string {
  return `RUNNER_${stack.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}
