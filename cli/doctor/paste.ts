// From what an application team pasted to its cause: an error message by the table of Azure's real ones, a decoded token by what
// the stack declares.
import type { StackContent } from "../connect/outputs.ts";
import type { SourceOptions } from "../connect/source.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { decodedToken, judgeClaims } from "./decoded.ts";
import { diagnose, type Diagnosis } from "./diagnose.ts";
import { promises, type Named, type Promised } from "./promise.ts";
import { diagnosisText } from "./report.ts";

/** No cause was found. */
export const EXIT_UNKNOWN = 2;

interface Options extends Named {
  readonly app: string | undefined;
  readonly workload: string | undefined;
  readonly stack: string;
  readonly input?: string;
  readonly json?: true;
}

export interface PasteDependencies {
  readonly readFile: (file: string) => Promise<string>;
  readonly readStdin: () => Promise<string>;
  readonly readStack: (options: SourceOptions) => Promise<StackContent>;
  readonly now: () => Date;
  readonly out: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

export async function paste(file: string | true, options: Options, from: PasteDependencies): Promise<void> {
  const message = file === true || file === "-" ? await from.readStdin() : await read(file, from);
  if (message.trim() === "") throw new UserError("doctor: the message is empty; paste what was said, with its number");
  const diagnosis = diagnose(message);
  if (diagnosis.verdict === "token") {
    throw new UserError(
      "doctor: this holds a token, which is never to be shown: it was not read; sign the workload in anew where it was shown to others, and paste the message without it",
    );
  }
  const token = diagnosis.verdict === "unknown" ? decodedToken(message) : undefined;
  if (token !== undefined) {
    await ofToken(token, options, from);
    return;
  }
  from.out(options.json === true ? `${printableJson(plain(diagnosis))}\n` : diagnosisText(diagnosis));
  from.setExitCode(diagnosis.verdict === "known" ? EXIT.ok : EXIT_UNKNOWN);
}

async function ofToken(
  token: NonNullable<ReturnType<typeof decodedToken>>,
  options: Options,
  from: PasteDependencies,
): Promise<void> {
  const { app, workload, stack, input, json } = options;
  if (app === undefined || workload === undefined) {
    throw new UserError(
      "doctor: these are the claims of a token: say whose they should be, with --stack: strongroom doctor APP WORKLOAD --stack STACK --paste FILE",
    );
  }
  const content = await from.readStack({ stack, input, ...(input === undefined ? { from: "deployed" } : {}) });
  const all = promises(content, app, workload, options, { none: true });
  const fitting = byAudience(all, token.aud);
  const [promised] = fitting;
  if (promised === undefined)
    throw new UserError(
      `doctor: ${printable(app)}/${printable(workload)} is promised nothing in this stack, so no token of it is needed`,
    );
  const cause = judgeClaims(promised, token, from.now());
  const text =
    cause === undefined
      ? "The claims are those that the workload's token must have. What is wrong lies behind the sign-in: run this without --paste.\n"
      : `${printable(cause.cause)}.\nWhat mends it: ${printable(cause.remedy)}.\n`;
  from.out(
    json === true
      ? `${printableJson(cause === undefined ? { verdict: "unknown" } : { verdict: "known", ...cause })}\n`
      : text,
  );
  from.setExitCode(cause === undefined ? EXIT_UNKNOWN : EXIT.ok);
}

/** A token for databases is held against a database's promise, where there is one. */
function byAudience(all: readonly Promised[], aud: string | readonly string[]): readonly Promised[] {
  const isSql = [aud].flat().some((each) => /database\./.test(each));
  const fitting = all.filter(({ target }) => (target.kind === "database") === isSql);
  return fitting.length > 0 ? fitting : all;
}

async function read(file: string, from: PasteDependencies): Promise<string> {
  try {
    return await from.readFile(file);
  } catch (error) {
    throw new UserError(`doctor: ${printable(file)}: cannot be read (${printable(messageOf(error))})`);
  }
}

function plain(diagnosis: Exclude<Diagnosis, { verdict: "token" }>): object {
  if (diagnosis.verdict === "unknown") return diagnosis;
  const { id, kind, cause, remedy, source } = diagnosis.cause;
  return { verdict: "known", id, kind, cause, remedy, source, alsoPossible: diagnosis.others.map((other) => other.id) };
}
