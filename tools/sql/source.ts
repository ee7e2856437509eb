// Where the declaration comes from: a stack's outputs, asked of pulumi, or a file or pipe with the same JSON (a simulated
// stack, a job without a backend). Nothing is run through a shell, and what comes back is checked before it is used.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { labelOf, parseDesired, type DesiredDatabase } from "./desired.ts";
import { printable } from "../printable.ts";

/** Bytes of outputs that are read: more than a thousand databases need, less than a machine chokes on. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Name of the stack output. */
export const OUTPUT = "sqlDatabases";

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

/** Reads and checks the declaration. */
export async function readDesired(
  options: SourceOptions,
  from: SourceDependencies,
): Promise<readonly DesiredDatabase[]> {
  if (options.input !== undefined && options.stack !== undefined) {
    throw new UserError("--input and --stack exclude each other: the declaration comes from one place");
  }
  const [text, source] = await readText(options, from);
  const outputs = parseJson(text, source);
  const value = Array.isArray(outputs) ? outputs : outputsSchema(source, outputs);
  return parseDesired(value, source);
}

/** Those that were asked for, as `app/database`; all when none was. */
export function select(databases: readonly DesiredDatabase[], wanted: readonly string[]): readonly DesiredDatabase[] {
  if (wanted.length === 0) {
    return databases;
  }
  const labels = databases.map(labelOf);
  const problems = wanted.filter((label) => !labels.includes(label)).map((label) => unknown(label, labels));
  if (problems.length > 0) {
    throw new UserError(problems.join("\n"));
  }
  return databases.filter((entry) => wanted.includes(labelOf(entry)));
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

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${printable(source)}: is no JSON (${printable(messageOf(error))})`);
  }
}

function outputsSchema(source: string, outputs: unknown): unknown {
  const parsed = z.object({ [OUTPUT]: z.unknown() }).safeParse(outputs);
  const value = parsed.success ? parsed.data[OUTPUT] : undefined;
  if (value === undefined) {
    throw new UserError(`${printable(source)}: has no output ${OUTPUT}; deploy the stack with pulumi up first`);
  }
  return value;
}

function unknown(label: string, labels: readonly string[]): string {
  const nearest = labels.toSorted((a, b) => distance(label, a) - distance(label, b))[0];
  const hint = nearest === undefined ? "none is declared" : `did you mean "${printable(nearest)}"?`;
  return `--database: no database "${printable(label)}" (${hint})`;
}

/** Asks the pulumi on PATH, without a shell. */
export function runPulumi(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("pulumi", [...args], { maxBuffer: MAX_BYTES, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      if ("code" in error && error.code === "ENOENT") {
        reject(new UserError("pulumi is not on the PATH: install it, or give the stack's outputs with --input"));
        return;
      }
      const said = stderr.trim().split("\n")[0] ?? "";
      reject(new UserError(`pulumi ${args.join(" ")} failed: ${printable(said === "" ? messageOf(error) : said)}`));
    });
  });
}

export const readFileText = (path: string): Promise<string> => readFile(path, "utf8");

export async function readStdin(stream: AsyncIterable<unknown> = process.stdin): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new UserError(`standard input: is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
