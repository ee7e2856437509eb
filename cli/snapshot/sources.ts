// Where a plan or a state comes from: the program evaluated here, a file, or the Pulumi backend. What stands between is
// anybody's, so everything read goes through a parser that says in one sentence what is wrong.
import { closest } from "fastest-levenshtein";
import { namedGroups, type NamedGroup } from "../../infra/settings/named-groups.ts";
import { messageOf, UserError } from "../../text/errors.ts";
import { stacksWithSettings, checkStackName } from "../../simulator/engine/stack.ts";
import type { Plan } from "../plan/document.ts";
import { printable } from "../../text/printable.ts";
import { fields, text, type Fields } from "../../text/values.ts";
import { deployed, fromPlan, fromState, parseExport, type Snapshot } from "./records.ts";

export interface SourceDependencies {
  /** Folder of Pulumi.yaml. */
  readonly programDir: string;
  readonly runPulumi: (args: readonly string[]) => Promise<string>;
  readonly readFile: (file: string) => Promise<string>;
  readonly planStack: (stack: string) => Promise<Plan>;
  /** What of a stack ends on a day; undefined where its settings or manifests cannot be read. */
  readonly ends: (stack: string, now: Date) => Promise<Pick<Plan, "stack" | "ends" | "policy"> | undefined>;
  /** Flat settings of a stack, structures as JSON. */
  readonly settings: (stack: string) => Readonly<Record<string, string>>;
}

/** The real ones; loaded here, so that a command that needs no program stays quick. */
export async function realSources(programDir: string): Promise<SourceDependencies> {
  const [{ runPulumi, readFileText }, { planAnyStack }, { readStackConfig }] = await Promise.all([
    import("../inputs.ts"),
    import("../parts/plan-stack.ts"),
    import("../plan/stack-config.ts"),
  ]);
  return {
    programDir,
    runPulumi,
    readFile: readFileText,
    planStack: (stack) => planAnyStack({ programDir, stack }),
    ends: async (stack, now) => (await import("../ends/of-stack.ts")).endsOfStack(programDir, stack, now),
    settings: (stack) => readStackConfig(programDir, stack).values,
  };
}

/** The stacks that were asked for; all that have settings where all were. */
export function stacksOf(
  options: { readonly stack?: readonly string[]; readonly all?: boolean },
  programDir: string,
): string[] {
  const { stack: named = [], all = false } = options;
  if (all && named.length > 0) throw new UserError("--all and --stack exclude each other: --all is every stack");
  const known = stacksWithSettings(programDir);
  if (all) {
    if (known.length === 0) throw new UserError(`no stack has settings; write a Pulumi.<stack>.yaml in ${programDir}`);
    return known;
  }
  const asked = named.length === 0 ? ["dev"] : [...new Set(named)];
  const problems = asked.flatMap((stack) => {
    checkStackName(stack);
    return known.includes(stack)
      ? []
      : [
          `--stack: no settings Pulumi.${stack}.yaml${known.length === 0 ? "" : ` (did you mean "${closest(stack, known)}"?)`}`,
        ];
  });
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return asked;
}

export async function plannedSnapshot(stack: string, from: SourceDependencies): Promise<Snapshot> {
  return fromPlan(await from.planStack(stack));
}

/** The raw state of a stack, for those that judge it themselves. */
export async function readState(stack: string, from: SourceDependencies, file?: string): Promise<unknown> {
  if (file !== undefined) {
    let content: string;
    try {
      content = await from.readFile(file);
    } catch (error) {
      throw new UserError(
        `${printable(file)} cannot be read (${printable(messageOf(error))}); make it with: pulumi stack export --stack ${stack} --file FILE`,
      );
    }
    return parseExport(content, file);
  }
  checkStackName(stack);
  return parseExport(await exportOf(stack, from), `stack ${stack}`);
}

async function exportOf(stack: string, from: SourceDependencies): Promise<string> {
  try {
    return await from.runPulumi(["stack", "export", "--non-interactive", "--stack", stack]);
  } catch (error) {
    const message = messageOf(error);
    if (/not on the PATH/.test(message)) {
      throw new UserError(
        "pulumi is not on the PATH: install it, or give --state a file made with: pulumi stack export; that of simulated Azure is made with: strongroom local stack export --stack dev --file FILE",
      );
    }
    if (/no stack named|stack .*not found/i.test(message)) {
      throw new UserError(`stack ${stack} was never deployed here; deploy it with: pulumi up --stack ${stack}`);
    }
    throw error;
  }
}

/** What is deployed; a stack that never was is an error. */
export async function deployedSnapshot(stack: string, from: SourceDependencies, file?: string): Promise<Snapshot> {
  const document = await readState(stack, from, file);
  return deployed(ownState(fromState(document, file ?? `stack ${stack}`, stack), stack, file));
}

/** A file with another stack's state would be compared with this one's plan. */
function ownState(snapshot: Snapshot, stack: string, file: string | undefined): Snapshot {
  if (file !== undefined && snapshot.resources.length > 0 && snapshot.stack !== stack) {
    throw new UserError(
      `${printable(file)} is the state of stack ${printable(snapshot.stack)}, not of ${stack}; name it with --stack ${printable(snapshot.stack)}`,
    );
  }
  return snapshot;
}

/** What the settings of a stack say about groups that they know by object id. */
export interface GroupSettings {
  /** Why a group holds something in another environment, too, by its object id. */
  readonly sharedGroups?: Readonly<Record<string, string>>;
  readonly namedGroups?: readonly NamedGroup[];
}

/** What the settings say that a plan does not: names of groups, and why a subscription or a group is shared. */
export interface SettingsOfAccess extends Required<GroupSettings> {
  /** Object ids of groups, by the names that the settings give them. */
  readonly groups: Readonly<Record<string, string>>;
  readonly sharedBecause?: string;
}

export function settingsOf(stack: string, from: SourceDependencies): SettingsOfAccess {
  const values = from.settings(stack);
  const setting = (name: string): Fields => json(values[`strongroom:${name}`]);
  const groups = Object.entries(setting("groups")).flatMap(([name, id]) => {
    const objectId = text(id);
    return objectId === undefined ? [] : [[name, objectId] as const];
  });
  const sharedGroups = Object.entries(setting("sharedGroups")).flatMap(([id, value]) => {
    const reason = text(fields(value)["reason"]);
    return reason === undefined ? [] : [[id, reason] as const];
  });
  const named = ["groups", "people", "sqlAdministrators"].map((name) => [name, setting(name)] as const);
  const reason = text(setting("sharedSubscription")["reason"]);
  return {
    groups: Object.fromEntries(groups),
    sharedGroups: Object.fromEntries(sharedGroups),
    namedGroups: namedGroups(Object.fromEntries(named)),
    ...(reason === undefined ? {} : { sharedBecause: reason }),
  };
}

function json(value: string | undefined): Fields {
  if (value === undefined) return {};
  try {
    return fields(JSON.parse(value));
  } catch {
    return {};
  }
}
