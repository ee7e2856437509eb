// A plan of a part. A planner that wants a few applications of many says so here, in the same process, and only a preview listens:
// no variable, setting or option reaches it, so that no deployment can leave an application out and so delete it.
import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentArgs } from "../stacks/environment-args.ts";

/** Under this name, since the planner and the program that it runs may be two copies of this package. */
const PLACE = Symbol.for("strongroom.part-of-plan");

/** What the planner is shown: all that the program is about to build. */
export interface WholeProgram {
  readonly args: EnvironmentArgs;
  /** In `stacks/shapes/`. */
  readonly shape: string;
}

export interface PartOfPlan {
  /** Applications that are built. */
  readonly own: readonly string[];
  /** Applications of which only the identities are: grants of `own` name them. */
  readonly identitiesOf: readonly string[];
  /** What is said of the whole is said with another part. @default false */
  readonly quiet?: boolean;
}

export interface ToBuild {
  readonly args: EnvironmentArgs;
  /** Nothing is said of the whole: another part does. */
  readonly quiet: boolean;
}

/** Answers with the part that is wanted; undefined: nothing is built, since the planner only wanted to look. */
export type ChoosePart = (whole: WholeProgram) => PartOfPlan | undefined;

/** For the planner, before it runs the program; `undefined` afterwards. */
export function choosePart(choose: ChoosePart | undefined): void {
  (globalThis as { [PLACE]?: ChoosePart | undefined })[PLACE] = choose;
}

/** What is to be built: all of it, wherever nobody plans. Undefined: nothing. */
export function partToBuild(whole: WholeProgram): ToBuild | undefined {
  const choose = (globalThis as { readonly [PLACE]?: ChoosePart })[PLACE];
  if (choose === undefined || !pulumi.runtime.isDryRun()) return { args: whole.args, quiet: false };
  const part = choose(whole);
  if (part === undefined) return undefined;
  const { applications } = whole.args;
  const named = (names: readonly string[]) => {
    const wanted = new Set(names);
    return applications.filter(({ name }) => wanted.has(name));
  };
  const args = { ...whole.args, applications: named(part.own), neighbours: named(part.identitiesOf) };
  return { args, quiet: part.quiet === true };
}
