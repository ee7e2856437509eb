// One edit on a copy of what is deployed: an `up` with its preview, and the preview after it.
import { isDeepStrictEqual } from "node:util";
import type { EngineEvent, RunResult } from "../../simulator/engine/session.ts";
import { changed, type Data } from "../every-argument/support.ts";
import type { Effect, Result } from "./results.ts";
import { placeOf } from "../../infra/input/schema-fields.ts";
import { UP } from "../support/own-project.ts";
import type { Deployed } from "./deployed.ts";
import { inputsOf, renamed, write, type Inputs, type World } from "./world.ts";

/**
 * azure-native knows no output in the preview of an update but name and location (its provider.go, Update). So whatever takes an
 * identity's principal id may be replaced, as far as a preview knows, when a tag of the identity changes; the `up` replaces nothing.
 */
const PREVIEW_ONLY = /^replace azure-native:authorization:RoleAssignment /;

/** A refusal of the program names the file and the line; one of the engine or of Azure does not. */
const REFUSAL = /^[\w./-]+\.yaml(:\d+)?: \S/;

export interface Outcome {
  readonly effect: Effect;
  /** For a refusal, what is said; else the changes by kind, such as `update sql:Database`. */
  readonly says: readonly string[];
  /** Found by the plan: prod changes what dev changes. @default deployed in this world */
  readonly asInDev?: boolean;
  /** What must not be. */
  readonly faults: readonly string[];
}

export interface Edit {
  readonly of: "manifest" | "settings";
  readonly field: string;
  readonly to: unknown;
  readonly at?: string;
  readonly given?: Data;
  /** Other values for a world, as they stand. */
  readonly inWorld?: Partial<Record<World, unknown>>;
}

/** What was found for dev, so that what is the same in prod need not be deployed there. */
export type Known = (edit: Edit) => Result | undefined;

export async function tryEdit(deployed: Deployed, edit: Edit, inDev: Known = () => undefined): Promise<Outcome> {
  const known = await tryInPlan(deployed, edit, inDev);
  if (known !== undefined) return known;
  const { world } = deployed;
  const { before, after } = edited(world, edit);
  const from = before === undefined ? undefined : await deployed.given(before);
  return deployed.onCopy(from, async (pulumi) => {
    write(deployed.project, world, after);
    const preview = await pulumi(["preview"]);
    if (preview.exitCode !== 0) return refusal(messagesOf(preview), []);
    const up = await pulumi(UP);
    if (up.exitCode !== 0) return refusal(messagesOf(up), steps(up));
    const again = await pulumi(["preview"]);
    return succeeded(preview, up, again);
  });
}

/** What the plan alone can say: it refuses the edit, or sees nothing of it, or the same as in dev. */
export async function tryInPlan(deployed: Deployed, edit: Edit, inDev: Known): Promise<Outcome | undefined> {
  const { world } = deployed;
  const { before, after } = edited(world, edit);
  const planned = await deployed.planned(world, before ?? inputsOf(world), after);
  if ("refused" in planned) return refusal(planned.refused.split("\n"), []);
  if (planned.changes.length === 0) return { effect: "nothing", says: [], faults: [] };
  const known = world === "prod" && isIn("dev", edit) ? inDev(edit) : undefined;
  if (known === undefined || !(await isTheSameInDev(deployed, edit, planned.changes, known))) return undefined;
  return { ...known, asInDev: true, faults: [] };
}

/** The same properties of the same kinds change, and all of them in place: what prod protects is not touched. */
async function isTheSameInDev(
  deployed: Deployed,
  edit: Edit,
  changes: readonly string[],
  { effect, faults }: Result,
): Promise<boolean> {
  if (effect !== "in place" || faults !== undefined) return false;
  const { before, after } = edited("dev", edit);
  const inDev = await deployed.planned("dev", before ?? inputsOf("dev"), after);
  return "changes" in inDev && JSON.stringify(inDev.changes) === JSON.stringify(changes);
}

/** Whether the world has the field: prod has no public access, and dev no replica. */
export function isIn(world: World, edit: Edit): boolean {
  return edit.at !== undefined || placeOf(startOf(world, edit), edit.field.split(".")) !== undefined;
}

/** The inputs before, where they are not those of the world, and after. */
export function edited(world: World, edit: Edit): { readonly before?: Inputs; readonly after: Inputs } {
  const all = inputsOf(world);
  const start = startOf(world, edit);
  const place = edit.at?.split(".") ?? placeOf(start, edit.field.split("."));
  if (place === undefined) throw new Error(`the example has no ${edit.field} in ${world}`);
  const after = changed(start, place, edit.inWorld?.[world] ?? renamed(edit.to, world));
  if (isDeepStrictEqual(after, start)) throw new Error(`in ${world} this is no edit of ${edit.field}`);
  return {
    ...(edit.given === undefined ? {} : { before: { ...all, [edit.of]: start } }),
    after: { ...all, [edit.of]: after },
  };
}

/** What is edited, with what the edit takes as given; `overrides.staging.databases` is the override of the world. */
function startOf(world: World, { of, given = {} }: Edit): Data {
  return Object.entries(given).reduce<Data>((data, [place, value]) => {
    const path = place.replace(/^overrides\.staging/, `overrides.${world}`).split(".");
    return changed(data, path, renamed(value, world));
  }, inputsOf(world)[of]);
}

function succeeded(preview: RunResult, up: RunResult, again: RunResult): Outcome {
  const planned = steps(preview);
  const done = steps(up);
  const replaced = (all: readonly string[]): string[] => all.filter((step) => step.startsWith("replace ")).sort();
  const surprises = replaced(done).filter((step) => !planned.includes(step));
  const left = steps(again);
  return {
    effect: effectOf(done),
    says: [...new Set(done.map(withoutName))].sort(),
    faults: [
      ...surprises.map((step) => `the preview did not show: ${step}`),
      ...replaced(planned)
        .filter((step) => !done.includes(step) && !PREVIEW_ONLY.test(step))
        .map((step) => `only the preview showed: ${step}`),
      ...(again.exitCode === 0 ? [] : ["the preview after it fails"]),
      ...left.map((step) => `the preview after it wants: ${step}`),
    ],
  };
}

function messagesOf(run: RunResult): string[] {
  const messages = run.events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : [],
  );
  return messages.flatMap((message) => message.split("\n"));
}

/** A refusal comes before anything is done, and says where and what. */
function refusal(lines: readonly string[], done: readonly string[]): Outcome {
  const says = [...new Set(lines.map((line) => line.trim()))].filter(
    (line) => line !== "" && !/^(update|preview) failed$/.test(line),
  );
  return {
    effect: "refused",
    says,
    faults: [
      ...done.map((step) => `failed half-way, after: ${step}`),
      ...(says.length === 0 ? ["fails without a sentence"] : []),
      ...says.filter((line) => !REFUSAL.test(line)).map((line) => `no sentence of the program: ${line}`),
    ],
  };
}

function effectOf(done: readonly string[]): Effect {
  const ops = new Set(done.filter((step) => / azure|^replace /.test(step)).map((step) => step.split(" ", 1)[0]));
  if (ops.has("replace") || madeAnew(done).length > 0) return "new resource";
  if (ops.has("create") || ops.has("delete")) return "adds and removes";
  return ops.size > 0 ? "in place" : "nothing";
}

/** Kinds of which one goes and another comes, which may be the same thing under another name. */
function madeAnew(done: readonly string[]): string[] {
  const of = (op: string): string[] =>
    done.filter((step) => step.startsWith(`${op} azure`)).map((step) => step.split(" ")[1] ?? "");
  const gone = new Set(of("delete"));
  return [...new Set(of("create"))].filter((type) => gone.has(type));
}

/** `update azure-native:sql:Database shop-orders`; a replacement's own steps are one. */
function steps(result: RunResult): string[] {
  return result.events
    .flatMap((event: EngineEvent) => {
      const pre = event.resourcePreEvent;
      return pre === undefined ? [] : [pre.metadata];
    })
    .filter(
      ({ op, type }) =>
        !/^(same|refresh|read|create-replacement|delete-replaced)$/.test(op) && !type.startsWith("pulumi:"),
    )
    .map(({ op, urn }) => `${op} ${urn.split("::").slice(-2).join(" ").replace(/^.*\$/, "")}`)
    .sort();
}

/** `update sql:Database` of `update azure-native:sql:Database shop-orders`. */
function withoutName(step: string): string {
  const [op = "", type = ""] = step.split(" ");
  return `${op} ${type.replace(/^azure-native(_\w+)?:/, "").replace(/^(azuread|random):index\/\w+:/, "$1:")}`;
}
