// The frame of the `strongroom` command: finds the subcommand, loads it alone, and turns every failure into one sentence.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import { closest } from "fastest-levenshtein";
import { EXIT, UserError, messageOf } from "../errors.ts";
import { projectRoot } from "../project.ts";
import { COMMANDS, type CommandEntry } from "./commands.ts";

const EXIT_HELP = `
Exit codes:
  0    done
  1    something you can mend; the message says what (a pulumi command keeps its own exit code)
  70   a fault of strongroom itself; the message says where the details are
  130  stopped by Ctrl-C`;

/** Builds the command line with every subcommand listed, of which only the one called is loaded. */
export async function buildProgram(
  called: string | undefined,
  table: readonly CommandEntry[] = COMMANDS,
): Promise<Command> {
  const program = new Command("strongroom")
    .description("Key Vaults, identities and Entra-only Azure SQL for every application and environment.")
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => undefined })
    .addHelpText("after", EXIT_HELP);
  for (const [name, description, load] of table) {
    if (name === called) {
      (await load()).register(program);
    } else {
      program.command(name).description(description);
    }
  }
  // Subcommands copy these settings only when they are made through `command()` before the settings: set them again.
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ outputError: () => undefined });
  }
  return program;
}

/** Runs the command and gives its exit code; prints at most one sentence about a failure. */
export async function runCommand(args: readonly string[], table: readonly CommandEntry[] = COMMANDS): Promise<number> {
  const called = args.find((arg) => !arg.startsWith("-"));
  try {
    const names = table.map(([name]) => name);
    if (called !== undefined && called !== "help" && !names.includes(called)) {
      throw new UserError(`no command "${called}" (did you mean "${closest(called, names)}"?); see strongroom --help`);
    }
    const program = await buildProgram(called, table);
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (thrown) {
    return report(thrown);
  }
}

function report(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) {
      return EXIT.ok;
    }
    process.stderr.write(`strongroom: ${thrown.message.replace(/^error: /, "")}\n`);
    return EXIT.user;
  }
  if (thrown instanceof UserError) {
    process.stderr.write(`strongroom: ${thrown.message}\n`);
    return thrown.exitCode;
  }
  process.stderr.write(`strongroom: ${messageOf(thrown)} (a fault of strongroom itself${writeDetails(thrown)})\n`);
  return EXIT.internal;
}

/** Writes what a maintainer needs into a log file and says where; a log that cannot be written never hides the failure. */
function writeDetails(thrown: unknown): string {
  try {
    const folder = join(projectRoot(), ".strongroom", "logs");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `fault-${new Date().toISOString().replaceAll(":", "-")}-${process.pid}.log`);
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    writeFileSync(file, `node ${process.version} on ${process.platform}\n${stack}\n`);
    return `; details are in ${file}`;
  } catch {
    return "";
  }
}

/** What `strongroom.mjs` calls. */
export async function run(): Promise<void> {
  // The launcher on an older Node holds an IPC channel: when it is gone, so are we.
  if (process.channel) {
    process.channel.unref();
    process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  }
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // `strongroom … | head` closes the pipe: that is not a fault.
    if (error.code === "EPIPE") {
      process.exit(EXIT.ok);
    }
    throw error;
  });
  process.exitCode = await runCommand(process.argv.slice(2));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await run();
}
