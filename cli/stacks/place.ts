// In which order stacks are deployed: what must be there before, and so in which wave each can go. A cell follows its platform;
// an environment follows those that its settings name, or those of the shapes that its own shape follows.
import { SHAPES } from "../../stacks/shapes.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { order } from "../../text/values.ts";
import type { PlacedStack, Stack } from "./stack.ts";

/** First to last; within a wave by name. Throws where stacks wait for each other, or for nobody who is there. */
export function placed(stacks: readonly Stack[]): PlacedStack[] {
  const waitsFor = new Map(stacks.map((stack) => [stack.name, waitsOf(stack, stacks)]));
  const waves = new Map<string, number>();
  let left = [...stacks];
  for (let wave = 1; left.length > 0; wave += 1) {
    const ready = left.filter(({ name }) => (waitsFor.get(name) ?? []).every((other) => waves.has(other)));
    if (ready.length === 0) {
      const names = left.map(({ name }) => printable(name)).join(", ");
      throw new UserError(`the stacks ${names} wait for each other; mend strongroom:deployAfter or strongroom:cell`);
    }
    for (const { name } of ready) waves.set(name, wave);
    left = left.filter((stack) => !ready.includes(stack));
  }
  return stacks
    .map((stack) => ({
      ...stack,
      waitsFor: waitsFor.get(stack.name) ?? [],
      wave: waves.get(stack.name) ?? 1,
    }))
    .sort((a, b) => a.wave - b.wave || order(a.name, b.name));
}

function waitsOf(stack: Stack, stacks: readonly Stack[]): string[] {
  const earlier = stack.deployAfter ?? usuallyBefore(stack, stacks);
  const missing = (stack.deployAfter ?? []).filter((name) => !stacks.some(({ environment }) => environment === name));
  if (missing.length > 0) {
    throw new UserError(
      `${printable(stack.file)}: strongroom:deployAfter: no settings are of environment ${printable(missing.join(", "))}`,
    );
  }
  const before = stacks.filter(({ environment }) => environment !== stack.environment && earlier.includes(environment));
  const platform = stacks.filter(
    ({ name, part, environment }) =>
      stack.part === "cell" && part === "platform" && environment === stack.environment && name === stack.platform,
  );
  return [...new Set([...before, ...platform].map(({ name }) => name))].sort(order);
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
