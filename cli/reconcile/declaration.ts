// Where a declaration comes from: a stack's outputs, asked of pulumi, or a file or pipe with the same JSON (a simulated stack,
// a job without a backend).
import { distance } from "fastest-levenshtein";
import { messageOf, UserError } from "../../text/errors.ts";
import { parseJson } from "../inputs.ts";
import { printable } from "../../text/printable.ts";

export interface SourceOptions {
  readonly stack?: string | undefined;
  /** A file, or `-` for standard input. */
  readonly input?: string | undefined;
}

export interface SourceDependencies {
  readonly runPulumi: (args: readonly string[]) => Promise<string>;
  readonly readFile: (path: string) => Promise<string>;
  readonly readStdin: () => Promise<string>;
}

export interface Outputs {
  /** Whatever JSON there was; not checked yet. */
  readonly value: unknown;
  /** What messages call it. */
  readonly source: string;
}

export async function readOutputs(options: SourceOptions, from: SourceDependencies): Promise<Outputs> {
  if (options.input !== undefined && options.stack !== undefined) {
    throw new UserError("--input and --stack exclude each other: the declaration comes from one place");
  }
  const [text, source] = await readText(options, from);
  return { value: parseJson(text, source), source };
}

async function readText(options: SourceOptions, from: SourceDependencies): Promise<readonly [string, string]> {
  if (options.input === "-") {
    return [await from.readStdin(), "standard input"];
  }
  if (options.input !== undefined) {
    try {
      return [await from.readFile(options.input), options.input];
    } catch (error) {
      throw new UserError(`--input ${printable(options.input)}: cannot be read (${printable(messageOf(error))})`);
    }
  }
  const stack = options.stack;
  if (stack !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9._/-]*$/.test(stack)) {
    throw new UserError(`--stack: ${JSON.stringify(stack)} is no stack's name; use letters, digits and . _ / -`);
  }
  const args = ["stack", "output", "--json", "--non-interactive", ...(stack === undefined ? [] : ["--stack", stack])];
  return [await from.runPulumi(args), stack === undefined ? "the selected stack" : `stack ${stack}`];
}

/** Says of every name asked for that is not there which one is nearest, all at once. */
export function refuseUnknown(wanted: readonly string[], known: readonly string[], what: string): void {
  const problems = wanted
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = known.toSorted((a, b) => distance(name, a) - distance(name, b))[0];
      const hint = nearest === undefined ? "none is declared" : `did you mean "${printable(nearest)}"?`;
      return `${what} "${printable(name)}" (${hint})`;
    });
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}
