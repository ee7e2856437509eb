// The stacks for a person, for a machine, and for the matrices of the pipelines.
import { printable } from "../../text/printable.ts";
import { grid } from "../access/report.ts";
import { idOf } from "./azure-files.ts";
import type { PlacedStack } from "./stack.ts";

export function stacksText(stacks: readonly PlacedStack[], touched?: ReadonlySet<string>): string {
  const rows = stacks.map(({ name, wave, environment, shape, stage, part, waitsFor }) =>
    [
      name,
      String(wave),
      environment,
      shape,
      stage,
      part,
      waitsFor.join(", "),
      ...(touched === undefined ? [] : [touched.has(name) ? "yes" : ""]),
    ].map(printable),
  );
  const heading = ["stack", "wave", "environment", "shape", "stage", "part", "waits for"];
  const table = grid([[...heading, ...(touched === undefined ? [] : ["touched"])], ...rows]);
  const waiting = stacks.flatMap(({ grants }) => grants).filter(({ deferred }) => deferred);
  const notes = waiting.map(
    ({ from, to, workload, object }) =>
      `${printable(from)} does not wait for ${printable(to)}: what ${printable(object)} grants to ${printable(workload)} waits; deploy ${printable(from)} again after ${printable(to)}\n`,
  );
  return [table, ...(notes.length === 0 ? [] : ["\n", ...notes])].join("");
}

export function stacksJson(stacks: readonly PlacedStack[], touched?: ReadonlySet<string>): string {
  const all = stacks.map((stack) => ({
    ...shown(stack),
    ...(touched === undefined ? {} : { touched: touched.has(stack.name) }),
  }));
  return `${JSON.stringify({ version: 1, stacks: all }, undefined, 2)}\n`;
}

/** GitHub takes a list of jobs (`include`), Azure Pipelines a record of them by their names (`matrix`). */
export type Service = "github" | "azure";

/** What a step of a pipeline writes into its outputs, one line each: all stacks, and each wave, as a matrix. */
export function matrixLines(stacks: readonly PlacedStack[], waves: number, service: Service): string {
  const include = (some: readonly PlacedStack[]): string =>
    JSON.stringify(
      service === "github"
        ? some.map(entry)
        : Object.fromEntries(some.map((stack) => [idOf(stack.name), { ...entry(stack), id: idOf(stack.name) }])),
    );
  const steady = stacks.filter((stack) => stack.steady);
  // What a pipeline deploys: groups of people are a person's to deploy.
  const deployed = stacks.filter(({ part }) => part !== "people");
  const names = (some: readonly PlacedStack[]): string => some.map(({ name }) => name).join(" ");
  const lines = Array.from(
    { length: waves },
    (_, index) => `wave${String(index + 1)}=${include(deployed.filter(({ wave }) => wave === index + 1))}`,
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

function shown({ file: _file, applicationsFolder: _folder, ...stack }: PlacedStack) {
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
