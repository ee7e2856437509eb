// `strongroom rotate`: new values for the secrets whose manifests say how they are made, with an overlap and a way back. A
// scheduled job runs it with --due; what is due is read from the vaults, so a run that was missed costs an hour.
import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { EXIT, UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { refuseUnknown } from "../reconcile/declaration.ts";
import { DAY, type Asked } from "../rotate/decide.ts";
import { rotatingSecrets, type Rotating } from "../rotate/declared.ts";
import { forecast } from "../rotate/forecast.ts";
import { forecastJson, forecastText, outcomeJson, outcomesText } from "../rotate/report.ts";
import { goBack, inspectSecrets, rotateSecrets, type Rotations } from "../rotate/rotate-all.ts";
import type { Job, Outcome } from "../rotate/job.ts";
import { VAULT_FAILURES } from "../vault/failures.ts";
import { readDesired } from "../vault/source.ts";
import {
  asksFirst,
  changing,
  colorsOf,
  connected,
  declared,
  exitHelp,
  showingProgress,
  thisMachine,
  type ChangingOptions,
  type Going,
  type ReconcileDependencies,
} from "../reconcile-command.ts";
import { printableJson } from "../../text/printable.ts";

/** Everything that the command reaches outside of itself. */
export interface RotateDependencies extends ReconcileDependencies {
  /** Made on first use: a command that reaches no vault needs no identity. */
  readonly roads: (
    sleep: (milliseconds: number) => Promise<void>,
  ) => Promise<Pick<Rotations, "open" | "strategy" | "after">>;
  readonly now: () => Date;
}

interface RotateOptions extends ChangingOptions {
  readonly secret: readonly string[];
  readonly due?: boolean;
  readonly now?: boolean;
  readonly back?: boolean;
  readonly compromised?: boolean;
}

const ONLY = { flags: "--secret <name...>", description: "only these applications or secrets", usual: "all" };
const SECRETS = { targets: "secrets", most: 64, usual: 16 };
const MODES = ["due", "now", "back", "compromised"] as const;

export function register(program: Command): void {
  registerWith(program, realDependencies());
}

export function registerWith(program: Command, from: RotateDependencies): void {
  const rotate = program
    .command("rotate")
    .description("publish new values of secrets, end the old ones after their overlap, go back")
    .addHelpText("after", exitHelp("secret"));
  changing(connected(declared(rotate, ONLY), SECRETS), "show what would be done first")
    .option("--due", "what is due, as the scheduled job does")
    .option("--now", "publish new values of --secret now")
    .option("--back", "publish the previous values of --secret again, while their overlap lasts")
    .option("--compromised", "publish new values of --secret now, and end all older ones at once")
    .action((options: RotateOptions) => run(options, from));

  connected(declared(rotate.command("plan").description("what the next 90 days bring; changes nothing"), ONLY), SECRETS)
    // The options of both commands stand where they were written.
    .action((_own: unknown, command: Command) => plan(command.optsWithGlobals<RotateOptions>(), from));
}

async function run(options: RotateOptions, from: RotateDependencies): Promise<void> {
  const mode = modeOf(options);
  if (mode !== "due") asksFirst(options, from, `rotate --${mode} publishes values`);
  const secrets = await load(options, from);
  if (options.dryRun === true) {
    const outcomes = await withRotations(options, from, secrets, (rotations) => inspectSecrets(rotations, secrets));
    print(outcomes, true, options, from);
    return;
  }
  // Who depends on it is said before anything ends.
  if (mode !== "due" && options.json !== true) from.out(consumersText(secrets));
  if (mode !== "due" && options.yes !== true) {
    if (!(await from.confirm(`${QUESTIONS[mode]} (${secrets.length})?`))) return;
  }
  const outcomes = await withRotations(options, from, secrets, (rotations) =>
    mode === "back" ? goBack(rotations, secrets) : rotateSecrets(rotations, secrets, askedFor(mode)),
  );
  print(outcomes, false, options, from);
}

const QUESTIONS = {
  now: "Publish new values",
  back: "Publish the previous values again",
  compromised: "Publish new values and end every older one at once",
};

/** What a person asks for, counted from the vault's clock: a value that this run has published is new enough. */
function askedFor(mode: "due" | "now" | "compromised"): (job: Job) => Promise<Asked> {
  return async ({ rotating, stores }) => {
    if (mode === "due") return {};
    const times = await Promise.all(stores.map(async (store) => (await store.history(rotating.name)).asOf.getTime()));
    return { newSince: new Date(Math.max(...times)), ...(mode === "compromised" ? { endNow: true } : {}) };
  };
}

async function plan(options: RotateOptions, from: RotateDependencies): Promise<void> {
  const secrets = await load(options, from);
  const outcomes = await withRotations(options, from, secrets, (rotations) => inspectSecrets(rotations, secrets));
  const looks = outcomes.flatMap(({ rotating, decision }) => (decision === undefined ? [] : [{ rotating, decision }]));
  const coming = forecast(looks, from.now());
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  if (options.json === true) {
    const failures = failed.map((outcome) => outcomeJson(outcome, from.now()));
    from.out(printableJson({ coming: forecastJson(coming), failures }));
  } else {
    from.out(forecastText(coming));
    if (failed.length > 0) from.out(outcomesText(failed, true, from.now(), colorsOf(options, from)));
  }
  from.setExitCode(failed.length > 0 ? EXIT.user : EXIT.ok);
}

function modeOf(options: RotateOptions): (typeof MODES)[number] {
  const given = MODES.filter((mode) => options[mode] === true);
  const [mode = "due", ...others] = given;
  if (given.length === 0 && options.dryRun !== true) {
    throw new UserError("rotate: say what is to be rotated: --due, or --now, --back or --compromised with --secret");
  }
  if (others.length > 0) {
    throw new UserError(
      `rotate: ${given.map((name) => `--${name}`).join(" and ")} exclude each other: give one of them`,
    );
  }
  if (mode !== "due" && options.secret.length === 0) {
    throw new UserError(`rotate --${mode}: name the secrets with --secret; all of them at once is never meant`);
  }
  return mode;
}

async function load(options: RotateOptions, from: RotateDependencies): Promise<readonly Rotating[]> {
  const all = rotatingSecrets(await readDesired(options, from));
  if (options.secret.length === 0) return all;
  refuseUnknown(
    options.secret,
    [...new Set(all.flatMap(({ app, name }) => [app, name]))],
    "--secret: no application or secret",
  );
  return all.filter(({ app, name }) => options.secret.includes(app) || options.secret.includes(name));
}

function consumersText(secrets: readonly Rotating[]): string {
  return secrets
    .map(({ name, rotation: { readers } }) => {
      const who = readers.length === 0 ? "read by nobody" : `read by ${readers.map(printable).join(", ")}`;
      return `${printable(name)}: ${who}`;
    })
    .join("\n");
}

function print(
  outcomes: readonly Outcome[],
  isDryRun: boolean,
  options: RotateOptions,
  from: RotateDependencies,
): void {
  const now = from.now();
  from.out(
    options.json === true
      ? printableJson({ secrets: outcomes.map((outcome) => outcomeJson(outcome, now)) })
      : outcomesText(outcomes, isDryRun, now, colorsOf(options, from)),
  );
  from.setExitCode(outcomes.some(({ failure }) => failure !== undefined) ? EXIT.user : EXIT.ok);
}

async function withRotations<T>(
  options: RotateOptions,
  from: RotateDependencies,
  secrets: readonly Rotating[],
  work: (rotations: Rotations) => Promise<T>,
): Promise<T> {
  const roads = await from.roads(from.sleep);
  return showingProgress(options, from, secrets.length, ({ parallel, patience, onDone }: Going) =>
    work({ ...roads, parallel, onDone, run: { runId: runId(from.now()), patience, failures: VAULT_FAILURES } }),
  );
}

/** Says when it began, to who finds it in a tag. */
const runId = (now: Date): string => `${String(Math.floor(now.getTime() / DAY))}-${randomUUID().slice(0, 8)}`;

function realDependencies(): RotateDependencies {
  return {
    ...thisMachine(),
    roads: async (sleep) => {
      // Loaded when needed: Azure's libraries take a good part of a second.
      const [{ DefaultAzureCredential }, { roadsOf }] = await Promise.all([
        import("@azure/identity"),
        import("../rotate/strategies.ts"),
      ]);
      return roadsOf({ credential: new DefaultAzureCredential(), sleep });
    },
    now: () => new Date(),
  };
}
