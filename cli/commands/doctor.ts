// `strongroom doctor --paste`: from an error message of an application team to its cause, without a sign-in anywhere.
import type { Command } from "commander";
import { diagnose, type Diagnosis } from "../doctor/diagnose.ts";
import { diagnosisText } from "../doctor/report.ts";
import { readFileText, readStdin } from "../inputs.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { out } from "../../text/door.ts";

/** No cause was found. */
export const EXIT_UNKNOWN = 2;

const HELP = `
Examples:
  strongroom doctor --paste message.txt
  kubectl describe pod api | strongroom doctor --paste

Nothing of the message is kept or sent anywhere. A token is never to be pasted: what looks like one is refused.

Exit codes:
  0  a cause is named, with what mends it
  1  the message cannot be read, or holds a token
  2  the message is not known; the general steps are printed`;

export interface DoctorDependencies {
  readonly readFile: (file: string) => Promise<string>;
  readonly readStdin: () => Promise<string>;
  readonly out: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

export function register(program: Command): void {
  registerWith(program, {
    readFile: readFileText,
    readStdin: () => readStdin(),
    out: (text) => {
      out(text);
    },
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

export function registerWith(program: Command, from: DoctorDependencies): void {
  program
    .command("doctor")
    .description("say what an error message of Azure, a driver or a host means, and what mends it")
    .requiredOption("--paste [file]", "the message, from a file or from standard input")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((options: { readonly paste: string | true; readonly json?: true }) => doctor(options, from));
}

async function doctor(
  { paste, json }: { readonly paste: string | true; readonly json?: true },
  from: DoctorDependencies,
): Promise<void> {
  const message = paste === true || paste === "-" ? await from.readStdin() : await read(paste, from);
  if (message.trim() === "") throw new UserError("doctor: the message is empty; paste what was said, with its number");
  const diagnosis = diagnose(message);
  if (diagnosis.verdict === "token") {
    throw new UserError(
      "doctor: this holds a token, which is never to be shown: it was not read; sign the workload in anew where it was shown to others, and paste the message without it",
    );
  }
  from.out(json ? `${JSON.stringify(plain(diagnosis), undefined, 2)}\n` : diagnosisText(diagnosis));
  from.setExitCode(diagnosis.verdict === "known" ? EXIT.ok : EXIT_UNKNOWN);
}

async function read(file: string, from: DoctorDependencies): Promise<string> {
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
