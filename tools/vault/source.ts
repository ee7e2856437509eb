// Where the declaration comes from: the outputs of a stack, asked of pulumi, or a file or pipe with the same JSON. Every
// application of the stack says there what its vaults hold.
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { printable } from "../printable.ts";
import type { SourceDependencies, SourceOptions } from "../reconcile/declaration.ts";
import { parseDesired, type DesiredVault } from "./desired.ts";

const outputs = z.object({
  applications: z.record(z.string(), z.object({ vaultObjects: z.array(z.unknown()) })),
});

export async function readDesired(options: SourceOptions, from: SourceDependencies): Promise<readonly DesiredVault[]> {
  if (options.input !== undefined && options.stack !== undefined) {
    throw new UserError("--input and --stack exclude each other: the declaration comes from one place");
  }
  const [text, source] = await readText(options, from);
  const parsed = outputs.safeParse(parseJson(text, source));
  if (!parsed.success) {
    throw new UserError(
      `${printable(source)}: has no output applications.*.vaultObjects; deploy the stack with pulumi up first`,
    );
  }
  return parseDesired(
    Object.values(parsed.data.applications).flatMap(({ vaultObjects }) => vaultObjects),
    source,
  );
}

/** Those that were asked for, by application or by the vault's name; all when none was. */
export function select(vaults: readonly DesiredVault[], wanted: readonly string[]): readonly DesiredVault[] {
  if (wanted.length === 0) return vaults;
  const known = [...new Set(vaults.flatMap(({ app, name }) => [app, name]))];
  const problems = wanted
    .filter((label) => !known.includes(label))
    .map((label) => {
      const nearest = known.toSorted((a, b) => distance(label, a) - distance(label, b))[0];
      const hint = nearest === undefined ? "none is declared" : `did you mean "${printable(nearest)}"?`;
      return `--vault: no application or vault "${printable(label)}" (${hint})`;
    });
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return vaults.filter(({ app, name }) => wanted.includes(app) || wanted.includes(name));
}

async function readText(options: SourceOptions, from: SourceDependencies): Promise<readonly [string, string]> {
  if (options.input === "-") return [await from.readStdin(), "standard input"];
  if (options.input !== undefined) {
    try {
      return [await from.readFile(options.input), options.input];
    } catch (error) {
      throw new UserError(`--input ${printable(options.input)}: cannot be read (${printable(messageOf(error))})`);
    }
  }
  const { stack } = options;
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
