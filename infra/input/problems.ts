// What is wrong with settings and manifests: all of it at once, each with the place to mend it, and never a stack trace.
import * as pulumi from "@pulumi/pulumi";
import { printable, printableLines } from "../../text/printable.ts";

export interface Problem {
  /** As the user knows it: `apps/payments.yaml`. */
  readonly file: string;
  /** 1-based; absent where the place is not known. */
  readonly line?: number;
  /** `secrets.stripe-key.readers`; empty for the whole file. */
  readonly path: string;
  /** One sentence: what is wrong, the value, what is allowed. */
  readonly message: string;
}

/** Problems that a message shows; a thousand lines help nobody. */
const MAX_SHOWN = 200;

/** The input is refused; the message has a line for each problem. */
export class InputErrors extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const sorted = sortProblems(problems);
    // The engine prints it: the name of a file may hold anything.
    super(printableLines(messageOf(sorted)));
    this.name = "InputErrors";
    this.problems = sorted;
  }
}

/** `file:line: path: message`, or less where less is known. */
export function formatProblem({ file, line, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${String(line)}`;
  return path === "" ? `${printable(place)}: ${message}` : `${printable(place)}: ${path}: ${message}`;
}

/** By file, then by line; the same problem once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const once = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...once.entries()]
    .sort(([aText, a], [bText, b]) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compare(aText, bText))
    .map(([, problem]) => problem);
}

/** Runs a program so that refused input ends it with the message alone. */
export function withoutStack<T>(program: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await program();
    } catch (error) {
      if (error instanceof InputErrors) throw new pulumi.RunError(error.message);
      throw error;
    }
  };
}

function messageOf(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MAX_SHOWN).map(formatProblem);
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `and ${String(more)} more problems`].join("\n") : lines.join("\n");
}

/** The same on every machine, unlike a comparison by locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
