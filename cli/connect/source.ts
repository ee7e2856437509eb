// Where a stack is read: what was deployed, the simulated stack on this machine, the plan, or a file with one of these.
// Without a word about it the first one that there is, and what it was is said, so that nobody pastes a simulated id.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { closest } from "fastest-levenshtein";
import { parse } from "yaml";
import { z } from "zod";
import { messageOf, UserError } from "../../text/errors.ts";
import { parseJson } from "../inputs.ts";
import { parsePlan } from "../plan/read-plan.ts";
import { printable } from "../../text/printable.ts";
import type { Plan } from "../plan/document.ts";
import type { StackContent } from "./outputs.ts";

export const PLACES = ["deployed", "local", "plan"] as const;
export type Place = (typeof PLACES)[number];

/** How the message begins when there is no CLI. */
const NO_PULUMI = "pulumi is not on the PATH";

export interface SourceOptions {
  readonly stack: string;
  readonly from?: string | undefined;
  /** A file, or `-` for standard input. */
  readonly input?: string | undefined;
}

export interface SourceDependencies {
  /** Folder of Pulumi.yaml. */
  readonly programDir: string;
  readonly runPulumi: (args: readonly string[]) => Promise<string>;
  readonly readFile: (path: string) => Promise<string>;
  readonly readStdin: () => Promise<string>;
  readonly plan: (stack: string) => Promise<Plan>;
  /** Says what was tried, beside the output. */
  readonly note: (text: string) => void;
}

/** What `pulumi stack export` prints, and the same as the engine keeps it in a folder. */
const resources = z.array(
  z.object({
    urn: z.string(),
    type: z.string(),
    inputs: z.record(z.string(), z.unknown()).optional(),
    outputs: z.record(z.string(), z.unknown()).optional(),
    propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
  }),
);
const exported = z.object({ deployment: z.object({ resources: resources.optional() }) });
const checkpoint = z.object({ checkpoint: z.object({ latest: z.object({ resources: resources.optional() }) }) });

export async function readStack(options: SourceOptions, from: SourceDependencies): Promise<StackContent> {
  const { stack, input } = options;
  if (!/^[A-Za-z0-9_][A-Za-z0-9._/-]*$/.test(stack)) {
    throw new UserError(`--stack: ${JSON.stringify(stack)} is no stack's name; use letters, digits and . _ / -`);
  }
  const place = readPlace(options.from);
  if (input !== undefined && place !== undefined) {
    throw new UserError("--input and --from exclude each other: the stack is read in one place");
  }
  if (input !== undefined) return await readInput(input, stack, from);
  switch (place) {
    case "deployed":
      return parseState(await exportOf(stack, from), `stack ${stack}`, stack);
    case "local": {
      const local = await readLocal(stack, from);
      if (local === undefined) {
        throw new UserError(
          `stack ${stack} is not deployed to simulated Azure; run: npx strongroom local up --yes --stack ${stack}`,
        );
      }
      return local;
    }
    case "plan":
      return fromPlan(await from.plan(stack), stack);
    case undefined:
      return await firstThereIs(stack, from);
  }
}

function readPlace(text: string | undefined): Place | undefined {
  const place = PLACES.find((known) => known === text);
  if (text !== undefined && place === undefined) {
    throw new UserError(
      `--from: no place "${printable(text)}"; allowed are ${PLACES.join(", ")} (did you mean "${closest(text, [...PLACES])}"?)`,
    );
  }
  return place;
}

async function firstThereIs(stack: string, from: SourceDependencies): Promise<StackContent> {
  let reason: string;
  try {
    const state = parseState(await exportOf(stack, from), `stack ${stack}`, stack);
    if (isDeployed(state)) return state;
    reason = `stack ${stack} is not deployed`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    reason = error.message.startsWith(NO_PULUMI) ? NO_PULUMI : error.message;
  }
  const local = await readLocal(stack, from);
  if (local !== undefined) {
    from.note(`${reason}; read from simulated Azure, so the ids are those of no real identity`);
    return local;
  }
  from.note(`${reason}; read from the plan, so ids are not known yet`);
  return fromPlan(await from.plan(stack), stack);
}

async function exportOf(stack: string, from: SourceDependencies): Promise<string> {
  try {
    return await from.runPulumi(["stack", "export", "--non-interactive", "--stack", stack]);
  } catch (error) {
    // Says which file would do as well.
    if (error instanceof UserError && error.message.startsWith(NO_PULUMI)) {
      throw new UserError(
        `${NO_PULUMI}: install it, or give what "pulumi stack output --json" wrote elsewhere with --input`,
      );
    }
    throw error;
  }
}

/** The stack that `strongroom local` deployed, as its engine left it. */
async function readLocal(stack: string, from: SourceDependencies): Promise<StackContent | undefined> {
  const { name } = z
    .object({ name: z.string() })
    .parse(parse(await from.readFile(join(from.programDir, "Pulumi.yaml"))));
  const file = join(from.programDir, ".strongroom", "state", ".pulumi", "stacks", name, `${stack}.json`);
  if (!existsSync(file)) return undefined;
  const state = parseState(await from.readFile(file), `stack ${stack} in simulated Azure`, stack);
  return isDeployed(state) ? state : undefined;
}

async function readInput(input: string, stack: string, from: SourceDependencies): Promise<StackContent> {
  const source = input === "-" ? "standard input" : input;
  let text: string;
  try {
    text = input === "-" ? await from.readStdin() : await from.readFile(input);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`--input ${printable(input)}: cannot be read (${printable(messageOf(error))})`);
  }
  const value = parseJson(text, source);
  // A state has a version and its resources lie deeper: only a plan has both on top.
  const has = (key: string): boolean => typeof value === "object" && value !== null && Object.hasOwn(value, key);
  if (has("resources") && has("version")) return fromPlan(parsePlan(text, printable(source)), stack, source);
  // Neither has the outputs on top, which is where "pulumi stack output --json" puts them.
  return has("applications") ? { stack, source, outputs: value } : parseState(text, source, stack);
}

function fromPlan(plan: Plan, stack: string, source = `the plan of stack ${stack}`): StackContent {
  return { stack, source, resources: plan.resources, outputs: plan.outputs };
}

function parseState(text: string, source: string, stack: string): StackContent {
  const value = parseJson(text, source);
  const asExport = exported.safeParse(value);
  const asCheckpoint = checkpoint.safeParse(value);
  if (!asExport.success && !asCheckpoint.success) {
    throw new UserError(
      `${printable(source)}: is no state, no stack's outputs and no plan; give what "pulumi stack export", "pulumi stack output --json" or "strongroom plan --json" wrote`,
    );
  }
  const found =
    (asExport.success ? asExport.data.deployment : asCheckpoint.success ? asCheckpoint.data.checkpoint.latest : {})
      .resources ?? [];
  return {
    stack,
    source,
    resources: found,
    outputs: found.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs,
  };
}

const isDeployed = ({ outputs }: StackContent): boolean =>
  typeof outputs === "object" && outputs !== null && "applications" in outputs;
