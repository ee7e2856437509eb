// What a line of arguments for the Pulumi CLI asks for: which command, on which stack, and whether providers must be there.
// Read as the CLI reads it (cobra's `Find` and `stripFlags`), or a flag's value would pass for the command.
import { UserError } from "../text/errors.ts";

/** The stack when none is named. */
export const DEFAULT_STACK = "dev";

/**
 * The CLI's global flags without a value; in front of the command, every other flag takes the next word (`pulumi --help`,
 * Pulumi 3.259).
 */
const SWITCHES = new Set([
  "--disable-integrity-checking",
  "--emoji",
  "-e",
  "--fully-qualify-stack-names",
  "-Q",
  "--help",
  "-h",
  "--logflow",
  "--logtostderr",
  "--non-interactive",
  "--version",
]);

/** Flags with a value that may stand between a command and its subcommand or the stack's name. */
const VALUED = new Set([
  "--color",
  "--cwd",
  "-C",
  "--memprofilerate",
  "--otel-traces",
  "--profiling",
  "--tracing",
  "--verbose",
  "-v",
  "--config-file",
  "--copy-config-from",
  "--secrets-provider",
  "--teams",
]);

/** Other names of commands, the longer ones within `stack` and `config` (`pulumi <command> --help`, Pulumi 3.259). */
const ALIASES = new Map([
  ["create", "new"],
  ["setup", "new"],
  ["stack new", "stack init"],
  ["stack create", "stack init"],
  ["stack setup", "stack init"],
  ["stack remove", "stack rm"],
  ["stack delete", "stack rm"],
  ["stack list", "stack ls"],
  ["config remove", "config rm"],
  ["config delete", "config rm"],
  ["config remove-all", "config rm-all"],
  ["config delete-all", "config rm-all"],
  ["config copy", "config cp"],
]);

/**
 * Commands that ask no provider. All others get simulated Azure, also those that nobody here has heard of: without it they
 * would look for the real providers.
 */
const NO_PROVIDER = new Set([
  "cancel",
  "completion",
  "config",
  "env",
  "gen-completion",
  "help",
  "logs",
  "org",
  "package",
  "plugin",
  "policy",
  "project",
  "schema",
  "stack",
  "state",
  "template",
  "version",
  "whoami",
]);

/** Commands about no stack in particular. */
const STACKLESS = new Set(["version", "help", "whoami", "plugin", "schema", "package", "gen-completion", "completion"]);

/** Commands that make no sense here, and what to do instead. */
const REFUSED = new Map([
  ["login", "local state is a folder of its own; your Pulumi login is not used"],
  ["logout", "local state is a folder of its own; your Pulumi login is not used"],
  ["new", "the project is there already"],
  ["convert", "it makes a new project; run it with pulumi itself"],
  ["stack select", "name the stack on each command, as in --stack staging"],
  ["stack rename", "a local stack is called like its settings file; copy the file to a new name instead"],
  ["stack change-secrets-provider", "simulated Azure holds no secrets"],
  ["stack migrate", "local state stays local"],
]);

/** `config` subcommands that write: they edit the committed settings, as the user asks. */
const CONFIG_WRITES = new Set(["config set", "config rm", "config set-all", "config rm-all", "config cp"]);

/** What to run, taken apart. */
export interface PulumiCall {
  readonly stack: string;
  /** Arguments for the CLI; the stack is passed beside them. */
  readonly args: readonly string[];
  readonly asksAzure: boolean;
  readonly needsStack: boolean;
  /** Writes the committed settings. */
  readonly editsSettings: boolean;
}

/** Reads the arguments of a Pulumi command. */
export function readCall(args: readonly string[]): PulumiCall {
  const { stack: named, rest } = takeStack(args);
  const words = wordsOf(rest);
  const command = canonical(words[0]?.text ?? "");
  const pair = canonical(`${command} ${words[1]?.text ?? ""}`);
  for (const name of [command, pair]) {
    const instead = REFUSED.get(name);
    if (instead !== undefined) throw new UserError(`pulumi ${name} is not for simulated Azure: ${instead}`);
  }

  const removed = pair === "stack rm" || pair === "stack init" ? words[2] : undefined;
  const stack = named ?? removed?.text ?? DEFAULT_STACK;
  const editsSettings = CONFIG_WRITES.has(pair);
  // Settings are plain: what is secret belongs into a vault, and the local passphrase would end up in a commit.
  if (editsSettings && rest.includes("--secret")) {
    throw new UserError(`settings hold no secrets: move the value into a vault and let Pulumi.${stack}.yaml name it`);
  }
  const helps = rest.some((arg) => arg === "--help" || arg === "-h");
  const runs = command !== "" && !helps;
  return {
    stack,
    // `stack init` is what we do anyway on first use; what is left to show is the stack.
    args: pair === "stack init" ? ["stack"] : rest.filter((_, index) => index !== removed?.index),
    asksAzure: runs && !NO_PROVIDER.has(command),
    needsStack: runs && !STACKLESS.has(command) && pair !== "stack ls",
    editsSettings,
  };
}

const canonical = (name: string): string => ALIASES.get(name) ?? name;

interface Word {
  readonly text: string;
  /** Among the arguments. */
  readonly index: number;
}

/** The arguments that are neither a flag nor a flag's value. */
function wordsOf(args: readonly string[]): Word[] {
  const words: Word[] = [];
  for (let index = 0; index < args.length; index++) {
    const text = args[index] ?? "";
    if (!text.startsWith("-")) {
      words.push({ text, index });
    } else if (words.length === 0 ? takesNext(text) : VALUED.has(text)) {
      index++;
    }
  }
  return words;
}

/** Whether a flag in front of the command takes the next argument as its value: `--color never`, `-v 3`, not `-v3`. */
function takesNext(flag: string): boolean {
  return !flag.includes("=") && (flag.startsWith("--") || flag.length === 2) && !SWITCHES.has(flag);
}

/** Takes `--stack x`, `--stack=x` or `-s x` out of the arguments. */
function takeStack(args: readonly string[]): { readonly stack: string | undefined; readonly rest: string[] } {
  let stack: string | undefined;
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    const inline = /^(?:--stack|-s)=(.*)$/.exec(arg)?.[1];
    if (inline !== undefined) {
      stack = inline;
    } else if (arg === "--stack" || arg === "-s") {
      stack = args[++index];
      if (stack === undefined) {
        throw new UserError(`${arg} needs the name of a stack, as in ${arg} ${DEFAULT_STACK}`);
      }
    } else {
      rest.push(arg);
    }
  }
  return { stack, rest };
}
