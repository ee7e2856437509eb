// The databases that a stack declares: its own output, or the same list alone.
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { readOutputs, refuseUnknown, type SourceDependencies, type SourceOptions } from "../reconcile/declaration.ts";
import { labelOf, parseDesired, type DesiredDatabase } from "./desired.ts";

/** Name of the stack output. */
const OUTPUT = "sqlDatabases";

/** Reads and checks the declaration. */
export async function readDesired(
  options: SourceOptions,
  from: SourceDependencies,
): Promise<readonly DesiredDatabase[]> {
  const { value, source } = await readOutputs(options, from);
  return parseDesired(Array.isArray(value) ? value : outputIn(value, source), source);
}

/** Those that were asked for, as `app/database`; all when none was. */
export function select(databases: readonly DesiredDatabase[], wanted: readonly string[]): readonly DesiredDatabase[] {
  if (wanted.length === 0) return databases;
  refuseUnknown(wanted, databases.map(labelOf), "--database: no database");
  return databases.filter((entry) => wanted.includes(labelOf(entry)));
}

function outputIn(outputs: unknown, source: string): unknown {
  const parsed = z.object({ [OUTPUT]: z.unknown() }).safeParse(outputs);
  const value = parsed.success ? parsed.data[OUTPUT] : undefined;
  if (value === undefined) {
    throw new UserError(`${printable(source)}: has no output ${OUTPUT}; deploy the stack with pulumi up first`);
  }
  return value;
}
