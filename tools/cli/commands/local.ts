// `strongroom local <any pulumi command>`: the Pulumi CLI as it is, on any stack, with simulated Azure in place of Azure.
import { existsSync } from "node:fs";
import { closest } from "fastest-levenshtein";
import pc from "picocolors";
import type { Command } from "commander";
import { withSession, type RunOptions, type RunResult, type Session } from "../../engine/session.ts";
import { settingsFile, stacksWithSettings } from "../../engine/stack.ts";
import { UserError } from "../../errors.ts";
import { forwardSignals } from "../interrupt.ts";
import { packageRoot, projectRoot } from "../../project.ts";

/** The stack when none is named. */
const DEFAULT_STACK = "dev";

/** Commands that ask providers: only these need simulated Azure. */
const ASKS_AZURE = new Set([
  "preview",
  "pre",
  "up",
  "update",
  "refresh",
  "destroy",
  "import",
  "watch",
  "console",
  "about",
]);

/**
 * The stack's outputs are some hundred lines for each application, in which the one that changed would be lost; a flag on the
 * command line counts more than this variable.
 */
const QUIET = { PULUMI_OPTION_SUPPRESS_OUTPUTS: "true" };

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
const CONFIG_WRITES = new Set(["set", "rm", "set-all", "rm-all", "cp"]);

/** What to run, taken apart. */
export interface LocalCall {
  readonly stack: string;
  /** Arguments for the CLI; the stack is passed beside them. */
  readonly args: readonly string[];
  readonly asksAzure: boolean;
  readonly needsStack: boolean;
}

/** Reads the arguments after `local`. */
export function readCall(args: readonly string[]): LocalCall {
  const { stack: named, rest } = takeStack(args);
  const words = rest.filter((arg) => !arg.startsWith("-"));
  const [command, sub] = words;
  const pair = `${command ?? ""} ${sub ?? ""}`;
  const refused = REFUSED.get(command ?? "") ?? REFUSED.get(pair);
  if (refused !== undefined) {
    throw new UserError(`pulumi ${REFUSED.has(pair) ? pair : (command ?? "")} is not for simulated Azure: ${refused}`);
  }
  const removed = command === "stack" && (sub === "rm" || sub === "init") ? words[2] : undefined;
  const stack = named ?? removed ?? DEFAULT_STACK;
  if (command === "config" && sub !== undefined && CONFIG_WRITES.has(sub)) {
    return configWrite(stack, rest);
  }
  // `stack init` is what we do anyway on first use; what is left to show is the stack.
  const shown = command === "stack" && sub === "init" ? ["stack"] : rest.filter((arg) => arg !== removed);
  const helps = rest.some((arg) => arg === "--help" || arg === "-h");
  return {
    stack,
    args: shown,
    asksAzure: !helps && ASKS_AZURE.has(command ?? ""),
    needsStack: !helps && command !== undefined && !STACKLESS.has(command) && pair !== "stack ls",
  };
}

/** Settings are plain: what is secret belongs into a vault, and the local passphrase would end up in a commit. */
function configWrite(stack: string, rest: readonly string[]): LocalCall {
  if (rest.includes("--secret")) {
    throw new UserError(`settings hold no secrets: move the value into a vault and let Pulumi.${stack}.yaml name it`);
  }
  return { stack, args: rest, asksAzure: false, needsStack: true };
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

/** Says which stacks there are when the named one has no settings. */
export function checkStackHasSettings(programDir: string, stack: string): void {
  if (existsSync(settingsFile(programDir, stack))) {
    return;
  }
  const stacks = stacksWithSettings(programDir);
  throw new UserError(
    stacks.length === 0
      ? `no settings Pulumi.${stack}.yaml in ${programDir}`
      : `no settings Pulumi.${stack}.yaml; stacks with settings: ${stacks.join(", ")} (did you mean "${closest(stack, stacks)}"?)`,
  );
}

/** Runs one Pulumi command on the terminal; Ctrl-C reaches the CLI, which then finishes what it began. */
export async function runOnTerminal(
  session: Session,
  args: readonly string[],
  options: Pick<RunOptions, "stack" | "events" | "initialize" | "env">,
): Promise<RunResult & { readonly interrupted: boolean }> {
  const running = await session.start(args, { ...options, stdio: "inherit" });
  const forwarding = forwardSignals(running);
  try {
    const result = await running.result;
    return { ...result, interrupted: forwarding.interrupted() };
  } finally {
    forwarding.stop();
  }
}

async function local(args: readonly string[], command: Command): Promise<void> {
  if (args.length === 0 || args[0] === "--help" || args[0] === "-h") {
    command.outputHelp();
    return;
  }
  const call = readCall(args);
  const programDir = projectRoot();
  if (call.needsStack) {
    checkStackHasSettings(programDir, call.stack);
  }
  process.stderr.write(pc.yellow("strongroom: Azure is simulated; nothing here reaches a real subscription\n"));
  const edits = call.args[0] === "config" && CONFIG_WRITES.has(call.args[1] ?? "");
  const all = edits ? [...call.args, "--config-file", settingsFile(programDir, call.stack)] : call.args;
  await withSession(
    {
      root: packageRoot(),
      programDir,
      stateDir: `${programDir}/.strongroom`,
      azure: call.asksAzure,
    },
    async (session) => {
      const { exitCode } = await runOnTerminal(session, all, {
        stack: call.stack,
        initialize: call.needsStack,
        env: QUIET,
      });
      process.exitCode = exitCode;
    },
  );
}

export function register(program: Command): void {
  const command = program
    .command("local")
    .description("run any pulumi command against simulated Azure")
    .argument("[pulumi...]", "the pulumi command and its arguments, as in: up --stack staging")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText(
      "after",
      `
The stack is "${DEFAULT_STACK}" unless --stack names another; it is made on first use. State, and what simulated Azure
holds, live in .strongroom/; delete that folder to start over. The committed settings are never changed, except by
"config set" and its like. The stack's outputs are left out of previews and updates; "stack output" shows them, or
--suppress-outputs=false. The exit code is pulumi's own.

Examples:
  strongroom local preview
  strongroom local up --stack prod --yes
  strongroom local stack output
  strongroom local destroy --yes`,
    );
  command.action((args: string[]) => local(args, command));
}
