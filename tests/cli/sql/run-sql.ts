// The command `strongroom sql` in this process, with a double of SQL Server at the other end.
import { Command } from "commander";
import { registerWith, type SqlDependencies } from "../../../cli/commands/sql.ts";
import { ScreenDouble } from "../../support/screen.ts";
import type { Server } from "./double/server.ts";

export interface SqlRun {
  readonly text: string;
  readonly notes: string;
  readonly code: number;
  /** Message of what it threw; empty where it threw nothing. */
  readonly failure: string;
}

/** Nobody sits there, nothing is waited for, and there is no declaration but the one that `change` brings. */
export async function runSql(
  server: Server,
  args: readonly string[],
  change: Partial<SqlDependencies>,
): Promise<SqlRun> {
  const text: string[] = [];
  const notes: string[] = [];
  let code = 0;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  registerWith(program, {
    runPulumi: () => Promise.reject(new Error("pulumi was not to be asked")),
    readFile: () => Promise.reject(new Error("no file")),
    readStdin: () => Promise.reject(new Error("no pipe")),
    connect: () => Promise.resolve(server.connect),
    sleep: () => Promise.resolve(),
    random: () => 0.5,
    out: (line) => text.push(line),
    note: (line) => notes.push(line),
    interactive: false,
    screen: new ScreenDouble({ isTTY: false }),
    color: false,
    confirm: () => Promise.resolve(false),
    setExitCode: (value) => {
      code = value;
    },
    ...change,
  });
  const failure = await program.parseAsync(["sql", ...args], { from: "user" }).then(
    () => "",
    (error: unknown) => (error as Error).message,
  );
  return { text: text.join("\n"), notes: notes.join("\n"), code, failure };
}
