// `strongroom doctor`: why a workload cannot reach what it was promised, or that it can, and that another cannot; and with
// --paste, from an error message of an application team to its cause, without a sign-in anywhere.
import type { Command } from "commander";
import type { StackContent } from "../connect/outputs.ts";
import type { Where } from "../doctor/evidence.ts";
import type { Judgement } from "../doctor/judge.ts";
import type { Machine } from "../doctor/probes/machine.ts";
import type { Promised } from "../doctor/promise.ts";
import type { Clock } from "../doctor/wait.ts";
import { readFileText, readStdin, runPulumi } from "../inputs.ts";
import { EXIT, UserError } from "../../text/errors.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { note, out } from "../../text/door.ts";
import { projectRoot } from "../project.ts";
import { paste, type PasteDependencies } from "../doctor/paste.ts";

/** A cause was found; with --paste: none was. */
export const EXIT_CAUSE = 2;
/** Nothing speaks against it, and something that decides could not be asked. */
export const EXIT_UNDECIDED = 3;

const HELP = `
Examples:
  strongroom doctor payments api --stack prod --secret stripe-key
  strongroom doctor payments worker --stack prod --secret stripe-key     where nothing is promised: that it cannot
  strongroom doctor --stack prod --input outputs.json --wait 15m         everything, as the gate of a workflow
  strongroom doctor --paste message.txt

It changes nothing and prints no value. Nothing of a pasted message is kept or sent anywhere, and what looks like a token is
refused: paste what a decoder shows of it, with application and workload.

Exit codes:
  0  everything is as promised; with --paste: a cause is named
  1  something you can mend; the message says what
  2  a cause was found; with --paste: the message is not known, and the general steps are printed
  3  nothing speaks against it, and something that decides could not be asked`;

export interface DoctorDependencies extends Clock, PasteDependencies {
  readonly machine: () => Promise<Machine>;
  readonly note: (text: string) => void;
}

export interface DoctorOptions {
  readonly stack: string;
  readonly input?: string;
  readonly secret?: string;
  readonly key?: string;
  readonly certificate?: string;
  readonly database?: string;
  readonly from: string;
  readonly wait?: string;
  readonly asJob?: true;
  readonly measure?: true;
  readonly promised?: string;
  readonly paste?: string | true;
  readonly json?: true;
}

export function register(program: Command): void {
  registerWith(program, {
    readFile: readFileText,
    readStdin: () => readStdin(),
    readStack: async (options) => {
      const { readStack } = await import("../connect/source.ts");
      const plan = (): never => {
        throw new UserError(
          `stack ${options.stack} is not deployed, so there is nothing to ask Azure about; deploy it with: pulumi up --stack ${options.stack}`,
        );
      };
      return readStack(options, {
        programDir: projectRoot(),
        runPulumi,
        readFile: readFileText,
        readStdin: () => readStdin(),
        plan,
        note,
      });
    },
    machine: async () => (await import("../doctor/real-machine.ts")).realMachine(),
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    out: (text) => {
      out(text);
    },
    note,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

export function registerWith(program: Command, from: DoctorDependencies): void {
  program
    .command("doctor")
    .description("say why a workload cannot reach what it was promised, prove that it can, or read an error message")
    .argument("[app]", "the application; left out: all of them")
    .argument("[workload]", "its workload; left out: all of them")
    .option("-s, --stack <name>", "the stack", "dev")
    .option("--input <file>", 'what "pulumi stack output --json" or "pulumi stack export" wrote; - is standard input')
    .option("--secret <name>", "only this secret, promised or not")
    .option("--key <name>", "only this key")
    .option("--certificate <name>", "only this certificate")
    .option("--database <name>", "only this database")
    .option("--from <place>", "where this runs: workload (its own host), network, or outside of it", "network")
    .option("--wait <duration>", "look again while it can end by itself, such as 15m: after a deployment")
    .option("--as-job", "have one of the stack's jobs measure the way in the network")
    .option("--measure", "only what can be measured in the network, as that job does")
    .option("--promised <text>", "what --as-job tells the job")
    .option("--paste [file]", "say what an error message or a decoded token means, from a file or standard input")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((app: string | undefined, workload: string | undefined, options: DoctorOptions) =>
      doctor(app, workload, options, from),
    );
}

async function doctor(
  app: string | undefined,
  workload: string | undefined,
  options: DoctorOptions,
  from: DoctorDependencies,
): Promise<void> {
  if (options.paste !== undefined) {
    await paste(options.paste, { app, workload, ...options }, from);
    return;
  }
  const where = placeOf(options);
  const wait = await waitOf(options);
  const { everyPromise } = await import("../doctor/every-promise.ts");
  const content = await contentOf(options, from);
  const promised = everyPromise(content, app, workload, options);
  const machine = await from.machine();
  const judgements = await looked(promised, where, wait, content, options, machine, from);
  await print(judgements, options, from);
}

async function contentOf({ stack, input, promised }: DoctorOptions, from: DoctorDependencies): Promise<StackContent> {
  if (promised !== undefined) return (await import("../doctor/job.ts")).unpacked(promised);
  return from.readStack({ stack, input, ...(input === undefined ? { from: "deployed" } : {}) });
}

const PLACES: readonly Where[] = ["workload", "network", "outside"];

function placeOf({ from, asJob }: DoctorOptions): Where {
  const place = PLACES.find((known) => known === from);
  if (place === undefined)
    throw new UserError(`--from: no place "${printable(from)}"; allowed are ${PLACES.join(", ")}`);
  // The job stands in the network; this machine need not.
  return asJob === true ? "outside" : place;
}

async function waitOf({ wait, measure }: DoctorOptions): Promise<number> {
  if (wait === undefined) return 0;
  if (measure === true) throw new UserError("--wait and --measure exclude each other: a job measures once");
  const { durationOf } = await import("../doctor/wait.ts");
  const milliseconds = durationOf(wait);
  if (milliseconds === undefined)
    throw new UserError(`--wait: "${printable(wait)}" is no duration; write 90s, 15m or 1h`);
  return milliseconds;
}

async function looked(
  promised: readonly Promised[],
  where: Where,
  wait: number,
  content: StackContent,
  options: DoctorOptions,
  machine: Machine,
  from: DoctorDependencies,
): Promise<readonly Judgement[]> {
  const { lookAtAll } = await import("../doctor/run.ts");
  if (options.measure === true) {
    const { measure } = await import("../doctor/measure.ts");
    return Promise.all(promised.map((each) => measure(each, machine)));
  }
  const { lookUntil } = await import("../doctor/wait.ts");
  const look = async (): Promise<readonly Judgement[]> => {
    if (options.asJob !== true) return lookAtAll(promised, where, machine);
    const { measuredByJob } = await import("../doctor/as-job.ts");
    const judgements: Judgement[] = [];
    // One execution after the other: a job runs once at a time.
    for (const each of promised) {
      const met = each.expected ? await measuredByJob(each, content, machine, from.sleep) : undefined;
      judgements.push(...(await lookAtAll([each], where, machine, met)));
    }
    return judgements;
  };
  return lookUntil(look, wait, from, (judgements, pause) => {
    const open = judgements
      .filter(({ verdict }) => verdict !== "as-promised")
      .map(({ cause }) => cause?.id ?? "undecided");
    from.note(
      printable(`not yet: ${[...new Set(open)].join(", ")}; looking again in ${String(Math.round(pause / 1000))} s`),
    );
  });
}

async function print(
  judgements: readonly Judgement[],
  options: DoctorOptions,
  from: DoctorDependencies,
): Promise<void> {
  const { judgementJson, judgementText, summaryText } = await import("../doctor/text.ts");
  from.out(
    options.json === true
      ? `${printableJson(judgements.map(judgementJson))}\n`
      : `${judgements.map(judgementText).join("\n")}${summaryText(judgements)}`,
  );
  const cause = judgements.find(({ verdict }) => verdict === "cause");
  if (options.measure === true) {
    const { codeOf } = await import("../doctor/steps/measured.ts");
    from.setExitCode(
      cause?.cause === undefined
        ? judgements.some(({ verdict }) => verdict === "undecided")
          ? EXIT_UNDECIDED
          : EXIT.ok
        : codeOf(cause.cause.id),
    );
    return;
  }
  if (cause !== undefined) from.setExitCode(EXIT_CAUSE);
  else from.setExitCode(judgements.some(({ verdict }) => verdict === "undecided") ? EXIT_UNDECIDED : EXIT.ok);
}
