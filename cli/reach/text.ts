// Ways to an object for a person at a terminal: who, and how, as one sentence each.
import { printable } from "../../text/printable.ts";
import type { Reached } from "./reach.ts";
import { targetText } from "./targets.ts";
import type { Edge, Way } from "./way.ts";

/** What no plan and no state says; told beside every answer, since silence would read as "nobody else". */
export const NOT_SEEN =
  "not seen here: rights given outside these stacks, such as Owner of the subscription or above it; who is in a group, and Entra's administrators; who may push to a repository or approve its environment; who may start pods as a service account";

/** `signs in as payments/api, which reads its value with Key Vault Secrets User on it`. */
export function wayText({ steps }: Way): string {
  return steps.map(stepText).join(", which ");
}

function stepText({ how, condition }: Edge): string {
  return condition === undefined ? how : `${how} (${condition})`;
}

/** The line of the manifest that asks for the last step, or for the first that has one. */
export function wayWhy({ steps }: Way): string {
  return [...steps].reverse().find(({ why }) => why !== undefined)?.why ?? "the stack itself";
}

export function reachText(reached: readonly Reached[]): string {
  const parts = foldReached(reached).map(({ first: { target, ways }, copies }) => {
    const verb = target.kind === "key" ? "use" : "read";
    const object = [targetText(target), ...copies.map((copy) => copy.target.within)].join(" and ");
    if (ways.length === 0) return `nobody can come to ${verb} ${printable(object)}\n`;
    const people = [...Map.groupBy(ways, ({ who }) => who.key).values()];
    const lines = people.flatMap((his) => [
      `  ${his[0]?.who.label ?? "?"}`,
      ...his.map((way) => `    ${wayText(way)} [${wayWhy(way)}]`),
    ]);
    return `who can come to ${verb} ${printable(object)}\n${lines.map((line) => `${printable(line)}\n`).join("")}`;
  });
  return parts.length === 0 ? "" : [...parts, `${NOT_SEEN}\n`].join("\n");
}

/** Each object once, with its copies to which the same people come in the same way. */
export function foldReached(
  reached: readonly Reached[],
): { readonly first: Reached; readonly copies: readonly Reached[] }[] {
  return [...Map.groupBy(reached, sameWays).values()].flatMap(([first, ...copies]) =>
    first === undefined ? [] : [{ first, copies }],
  );
}

/** Copies of one object in another vault or server, to which the same people come in the same way. */
function sameWays({ target, ways }: Reached): string {
  const { kind, name, within, application, environment, stack } = target;
  const told = ways.map((way) => [way.who.key, wayText(way).replaceAll(within, "…")]);
  return JSON.stringify([kind, name, application, environment, stack, told]);
}

/** For machines: the same ways, step by step. */
export function reachJson(reached: readonly Reached[]): unknown {
  return reached.map(({ target: { kind, name, within, application, environment, stack }, ways }) => ({
    kind,
    name,
    within,
    application,
    environment,
    stack,
    ways: ways.map(({ who, steps }) => ({
      who: who.label,
      whoKind: who.kind,
      ...(who.environment === undefined ? {} : { whoEnvironment: who.environment }),
      steps: steps.map(({ from, to: _key, ...step }) => ({ who: from.label, ...step })),
    })),
  }));
}
