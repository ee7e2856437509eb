// The frame of the `strongroom` command: finds the subcommand, loads it alone, and turns every failure into one sentence.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import { closest } from "fastest-levenshtein";
import { note } from "../text/door.ts";
import { EXIT, UserError, messageOf } from "../text/errors.ts";
import { packageRoot, projectRoot } from "./project.ts";
import { refuseBrokenArguments } from "./arguments.ts";
import { COMMANDS, type CommandEntry } from "./commands.ts";
import { calledCommand, usageSentence } from "./usage.ts";

const EXIT_HELP = `
Exit codes:
  0    done
  1    something you can mend; the message says what (a pulumi command keeps its own exit code)
  2    what was to be checked is not as it should be; the command's own --help says when
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
    .version(version(), "--version", "print the version")
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

/** As package.json has it. */
function version(): string {
  const own = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { readonly version: string };
  return own.version;
}

/** Runs the command and gives its exit code; prints at most one sentence about a failure. */
export async function runCommand(given: readonly string[], table: readonly CommandEntry[] = COMMANDS): Promise<number> {
  // `help plan` is `plan --help`: only a command that is called is loaded, and only a loaded one knows its options.
  const args = given[0] === "help" ? [...given.slice(1), "--help"] : given;
  const called = args.find((arg) => !arg.startsWith("-"));
  let program: Command | undefined;
  try {
    refuseBrokenArguments(args, called);
    const names = table.map(([name]) => name);
    if (called !== undefined && !names.includes(called)) {
      throw new UserError(`no command "${called}" (did you mean "${closest(called, names)}"?); see strongroom --help`);
    }
    program = await buildProgram(called, table);
    if (args.length === 0) {
      program.outputHelp();
      return EXIT.ok;
    }
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (thrown) {
    return report(thrown, calledCommand(program, args));
  }
}

function report(thrown: unknown, command: string): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) {
      return EXIT.ok;
    }
    // A command of commands that was called alone has shown its help.
    if (thrown.code !== "commander.help") {
      note(`strongroom: ${usageSentence(thrown.message, command)}`);
    }
    return EXIT.user;
  }
  if (thrown instanceof UserError) {
    note(`strongroom: ${thrown.message}`);
    return thrown.exitCode;
  }
  note(`strongroom: ${messageOf(thrown)} (a fault of strongroom itself${writeDetails(thrown)})`);
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
    // A full disk, for example: what was printed is not all there.
    note(`strongroom: standard output cannot be written: ${messageOf(error)}`);
    process.exit(EXIT.user);
  });
  process.exitCode = await runCommand(process.argv.slice(2));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await run();
}
