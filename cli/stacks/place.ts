// In which order stacks are deployed: what must be there before, and so in which wave each can go. A cell follows its platform;
// an environment follows those that its settings name, or those of the shapes that its own shape follows. A cell that grants something
// to a workload of another follows that one. Groups of people follow the vaults that they are for,
// and nothing follows them.
import { SHAPES } from "../../stacks/shapes.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { order } from "../../text/values.ts";
import type { CellGrant, PlacedStack, Stack } from "./stack.ts";

/** First to last; within a wave by name. Throws where stacks wait for each other, or for nobody who is there. */
export function placed(stacks: readonly Stack[], grants: readonly CellGrant[] = []): PlacedStack[] {
  const waitsFor = new Map(stacks.map((stack) => [stack.name, waitsOf(stack, stacks, grants)]));
  const waves = new Map<string, number>();
  let left = [...stacks];
  for (let wave = 1; left.length > 0; wave += 1) {
    const ready = left.filter(({ name }) => (waitsFor.get(name) ?? []).every((other) => waves.has(other)));
    if (ready.length === 0) {
      throw new UserError(circle(left, grants));
    }
    for (const { name } of ready) waves.set(name, wave);
    left = left.filter((stack) => !ready.includes(stack));
  }
  return stacks
    .map((stack) => ({
      ...stack,
      waitsFor: waitsFor.get(stack.name) ?? [],
      wave: waves.get(stack.name) ?? 1,
      grants: grants.filter(({ from }) => from === stack.name),
    }))
    .sort((a, b) => a.wave - b.wave || order(a.name, b.name));
}

/** Some of them, in waves of their own: each after those of the others that it waits for, by whichever way. */
export function some(all: readonly PlacedStack[], wanted: ReadonlySet<string>): PlacedStack[] {
  const byName = new Map(all.map((stack) => [stack.name, stack]));
  const before = new Map<string, ReadonlySet<string>>();
  // In the order of their waves: what a stack waits for is known already.
  for (const { name, waitsFor } of all) {
    before.set(name, new Set(waitsFor.flatMap((other) => [other, ...(before.get(other) ?? [])])));
  }
  const waves = new Map<string, number>();
  for (const { name } of all.filter((stack) => wanted.has(stack.name))) {
    const earlier = [...(before.get(name) ?? [])].map((other) => waves.get(other) ?? 0);
    waves.set(name, 1 + Math.max(0, ...earlier));
  }
  return [...waves]
    .flatMap(([name, wave]) => {
      const stack = byName.get(name);
      const waitsFor = [...(before.get(name) ?? [])].filter((other) => wanted.has(other)).sort(order);
      return stack === undefined ? [] : [{ ...stack, wave, waitsFor }];
    })
    .sort((a, b) => a.wave - b.wave || order(a.name, b.name));
}

/** Who waits for whom, and where cells wait for each other's workloads: which grants would wait instead, and so open the circle. */
function circle(left: readonly Stack[], grants: readonly CellGrant[]): string {
  const names = left.map(({ name }) => name);
  const said = `the stacks ${names.map(printable).join(", ")} wait for each other`;
  const closing = grants.filter(({ from, to, deferred }) => !deferred && names.includes(from) && names.includes(to));
  const back = closing.filter(({ from, to }) => leads(to, from, closing));
  if (back.length === 0) return `${said}; mend strongroom:deployAfter or strongroom:cell`;
  const each = back.map(({ from, workload, object }) => `${from} grants ${object} to ${workload}`);
  const first = [...new Map(back.map((grant) => [grant.from, grant])).values()].map(({ from, workload }) => {
    const file = left.find(({ name }) => name === from)?.file ?? from;
    return `"${workload.split("/")[0] ?? ""}" in strongroom:cell.awaits of ${file}`;
  });
  return printable(`${said}: ${each.join(", ")}; have one of these grants wait: ${first.join(", or ")}`);
}

/** Whether one cell waits for the other, by whichever way. */
function leads(from: string, to: string, grants: readonly CellGrant[], seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return grants.some((grant) => grant.from === from && leads(grant.to, to, grants, seen));
}

function waitsOf(stack: Stack, stacks: readonly Stack[], grants: readonly CellGrant[]): string[] {
  const earlier = stack.deployAfter ?? usuallyBefore(stack, stacks);
  const missing = (stack.deployAfter ?? []).filter((name) => !stacks.some(({ environment }) => environment === name));
  if (missing.length > 0) {
    throw new UserError(
      `${printable(stack.file)}: strongroom:deployAfter: no settings are of environment ${printable(missing.join(", "))}`,
    );
  }
  if (stack.part === "people") {
    return stacks
      .filter(({ environment, part }) => environment === stack.environment && part !== "people")
      .map(({ name }) => name)
      .sort(order);
  }
  const before = stacks.filter(
    ({ environment, part }) => environment !== stack.environment && part !== "people" && earlier.includes(environment),
  );
  const platform = stacks.filter(
    ({ name, part, environment }) =>
      stack.part === "cell" && part === "platform" && environment === stack.environment && name === stack.platform,
  );
  const granted = grants.filter(({ from, deferred }) => from === stack.name && !deferred).map(({ to }) => to);
  return [...new Set([...[...before, ...platform].map(({ name }) => name), ...granted])].sort(order);
}

/** Environments of the nearest shapes before; where a shape has none, of those before it. */
function usuallyBefore(stack: Stack, stacks: readonly Stack[]): string[] {
  const seen = new Set<string>();
  const nearest = (shape: string): string[] =>
    (SHAPES.get(shape)?.after ?? []).flatMap((earlier) => {
      if (seen.has(earlier)) return [];
      seen.add(earlier);
      const here = stacks.filter((other) => other.shape === earlier).map(({ environment }) => environment);
      return here.length > 0 ? here : nearest(earlier);
    });
  return nearest(stack.shape);
}
