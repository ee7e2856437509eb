// `strongroom local <any pulumi command>`: the Pulumi CLI as it is, on any stack, with simulated Azure in place of Azure.
import { existsSync } from "node:fs";
import { closest } from "fastest-levenshtein";
import pc from "picocolors";
import { Option, type Command } from "commander";
import { withSession, type RunOptions, type RunResult, type Session } from "../../simulator/engine/session.ts";
import { PROFILES, type Profile } from "../../simulator/model/ages.ts";
import { settingsFile, stacksWithSettings } from "../../simulator/engine/stack.ts";
import { note } from "../../text/door.ts";
import { UserError } from "../../text/errors.ts";
import { forwardSignals } from "../interrupt.ts";
import { DEFAULT_STACK, readCall } from "../pulumi-call.ts";
import { packageRoot, projectRoot } from "../project.ts";

/**
 * The stack's outputs are some hundred lines for each application, in which the one that changed would be lost; a flag on the
 * command line counts more than this variable.
 */
const QUIET = { PULUMI_OPTION_SUPPRESS_OUTPUTS: "true" };

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

/** Runs one Pulumi command on the terminal, or into a log; Ctrl-C reaches the CLI, which then finishes what it began. */
export async function runOnTerminal(
  session: Session,
  args: readonly string[],
  options: Pick<RunOptions, "stack" | "events" | "initialize" | "env">,
): Promise<RunResult & { readonly interrupted: boolean }> {
  // The CLI draws on a terminal itself. Whatever reads a log may look for commands in it.
  const running = await session.start(args, { ...options, stdio: process.stdout.isTTY ? "inherit" : "show" });
  const forwarding = forwardSignals(running);
  try {
    const result = await running.result;
    return { ...result, interrupted: forwarding.interrupted() };
  } finally {
    forwarding.stop();
  }
}

async function local(args: readonly string[], { azure }: { readonly azure: Profile }, command: Command): Promise<void> {
  if (args.length === 0 || args[0] === "--help" || args[0] === "-h") {
    command.outputHelp();
    return;
  }
  const call = readCall(args);
  const programDir = projectRoot();
  if (call.needsStack) {
    checkStackHasSettings(programDir, call.stack);
  }
  note(pc.yellow("strongroom: Azure is simulated; nothing here reaches a real subscription"));
  const all = call.editsSettings ? [...call.args, "--config-file", settingsFile(programDir, call.stack)] : call.args;
  await withSession(
    {
      root: packageRoot(),
      programDir,
      stateDir: `${programDir}/.strongroom`,
      azure: call.asksAzure,
      azureProfile: azure,
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
    .addOption(
      new Option("--azure <profile>", "what is new is known at once (lenient), or after a while, as in Azure (strict)")
        .choices(Object.keys(PROFILES))
        .default("strict"),
    )
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
  strongroom local destroy --yes
  strongroom local --azure lenient up`,
    );
  command.action((args: string[], options: { readonly azure: Profile }) => local(args, options, command));
}
