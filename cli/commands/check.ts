// `strongroom check`: the policy pack on a plan or on what is deployed, with the same rules, levels and exceptions as in the
// engine; SARIF for code scanning, at the line of the manifest that asks for what is wrong.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { PolicyConfig } from "../../policy/config.ts";
import type { Judged } from "../../policy/judged.ts";
import type { Verdict } from "../../policy/judge.ts";
import type { Place } from "../../policy/sarif.ts";
import { readState, stacksOf, type SourceDependencies } from "../snapshot/sources.ts";
import { deployed, fromState as recordsOf } from "../snapshot/records.ts";
import type { Plan } from "../plan/document.ts";
import { optional } from "../../text/values.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { EXIT_FINDINGS, realAccess, type AccessDependencies } from "./access.ts";

interface Options {
  readonly stack?: string;
  readonly plan?: string;
  readonly state?: true | string;
  readonly config?: string;
  readonly sarif?: string;
  readonly json?: true;
}

const EXIT_HELP = `
Exit codes:
  0  nothing that must stop a deployment
  1  something you can mend; the message says what
  2  a mandatory rule is broken`;

export function register(program: Command): void {
  registerWith(program, realAccess());
}

export function registerWith(program: Command, from: AccessDependencies): void {
  program
    .command("check")
    .description("judge a plan, or what is deployed, by the policy rules")
    .option("-s, --stack <name>", 'the stack (default: "dev")')
    .option("--plan <file>", "judge this plan instead of making one")
    .option("--state [file]", "judge what is deployed: asked of pulumi, or an export in a file")
    .option("--config <file>", "the rules' configuration (default: policy.yaml beside Pulumi.yaml)")
    .option("--sarif <file>", "also write SARIF 2.1.0 for code scanning")
    .option("--json", "print JSON")
    .addHelpText("after", EXIT_HELP)
    .action((options: Options) => check(options, from));
}

interface Subject {
  readonly what: string;
  readonly environment: string;
  /** Its levels hold where the policy names none for the environment. */
  readonly shape?: string;
  readonly judged: readonly Judged[];
  readonly places: ReadonlyMap<string, Place>;
  /** What of it can be judged, where a plan holds no more than what a change touches. @default everything */
  readonly isJudged?: (verdict: Verdict) => boolean;
}

async function check(options: Options, from: AccessDependencies): Promise<void> {
  if (options.plan !== undefined && options.state !== undefined) {
    throw new UserError("--plan and --state exclude each other: a plan is judged, or what is deployed");
  }
  if (options.plan !== undefined && options.stack !== undefined) {
    throw new UserError("--plan and --stack exclude each other: the plan says which stack it is of");
  }
  const sources = await from.sources();
  const [{ judge, mustStop }, { toSarif }] = await Promise.all([
    import("../../policy/judge.ts"),
    import("../../policy/sarif.ts"),
  ]);
  const config = await policyConfig(options.config, sources);
  const { what, environment, shape, judged, places, isJudged = () => true } = await subjectOf(options, sources);
  const known = shape === undefined ? environment : [environment, shape];
  await knownEnvironment(config, known);
  const verdicts = judge(judged, config, known).filter(isJudged);
  if (options.sarif !== undefined) {
    const log = toSarif(verdicts, { locate: ({ urn }) => places.get(urn) });
    write(options.sarif, `${JSON.stringify(log, undefined, 2)}\n`);
  }
  from.out(
    options.json ? `${printableJson({ what, environment, verdicts })}\n` : text(what, environment, verdicts, places),
  );
  from.setExitCode(mustStop(verdicts) ? EXIT_FINDINGS : EXIT.ok);
}

/** The configuration beside Pulumi.yaml; every rule mandatory where there is none. */
export async function policyConfig(
  file: string | undefined,
  { programDir, readFile }: Pick<SourceDependencies, "programDir" | "readFile">,
): Promise<PolicyConfig> {
  const { DEFAULT_CONFIG, parseConfig, PolicyConfigError } = await import("../../policy/config.ts");
  const usual = join(programDir, "policy.yaml");
  if (file === undefined && !existsSync(usual)) return DEFAULT_CONFIG;
  let content: string;
  try {
    content = await readFile(file ?? usual);
  } catch (error) {
    throw new UserError(`--config: ${printable(file ?? usual)} cannot be read (${printable(messageOf(error))})`);
  }
  try {
    return parseConfig(content, file ?? "policy.yaml");
  } catch (error) {
    if (error instanceof PolicyConfigError) throw new UserError(error.message);
    throw error;
  }
}

/** An environment that the configuration does not know would be judged by levels that nobody chose for it. */
export async function knownEnvironment(config: PolicyConfig, environment: string | readonly string[]): Promise<void> {
  const { checkEnvironment, DEFAULT_CONFIG, PolicyConfigError } = await import("../../policy/config.ts");
  if (config === DEFAULT_CONFIG) return;
  try {
    checkEnvironment(config, environment);
  } catch (error) {
    if (error instanceof PolicyConfigError) throw new UserError(`policy.yaml: ${error.message}`);
    throw error;
  }
}

async function subjectOf(options: Options, sources: SourceDependencies): Promise<Subject> {
  if (options.state !== undefined) {
    const [stack = "dev"] = stacksOf(options.stack === undefined ? {} : { stack: [options.stack] }, sources.programDir);
    const file = options.state === true ? undefined : options.state;
    const document = await readState(stack, sources, file);
    const { fromState } = await import("../../policy/from-state.ts");
    const snapshot = deployed(recordsOf(document, file ?? `stack ${stack}`, stack));
    const what = `what is deployed of stack ${snapshot.stack}`;
    const shape = sources.settings(stack)["strongroom:shape"];
    return {
      what,
      environment: snapshot.environment,
      ...optional("shape", shape),
      judged: fromState(document),
      places: new Map(),
    };
  }
  const { fromPlan } = await import("../../policy/from-plan.ts");
  const plan = await planOf(options, sources);
  const places = new Map(
    plan.resources.flatMap(({ urn, origin }) => (origin === undefined ? [] : [[urn, origin] as const])),
  );
  const { only } = plan;
  const what = `${only === undefined ? "the plan" : "what a change touches"} of stack ${plan.stack}`;
  return {
    what,
    environment: plan.environment,
    ...optional("shape", plan.shape),
    judged: fromPlan(plan),
    places,
    ...(only === undefined ? {} : { isJudged: await judgedIn(plan, only) }),
  };
}

/**
 * Of an application that is in the plan for its identities alone, nothing is judged; and that an exception excuses nothing, only a
 * whole plan can say.
 */
async function judgedIn({ resources }: Plan, only: readonly string[]): Promise<(verdict: Verdict) => boolean> {
  const { applicationOf } = await import("../plan/summary.ts");
  const owner = applicationOf(resources);
  const whole = new Set(only);
  return ({ urn, rule }) => {
    const app = owner.get(urn);
    return rule !== "exception-matches" && (app === undefined || whole.has(app));
  };
}

async function planOf(options: Options, sources: SourceDependencies): Promise<Plan> {
  if (options.plan !== undefined) {
    const { streamPlan } = await import("../plan/stream-plan.ts");
    return streamPlan(options.plan);
  }
  const [stack = "dev"] = stacksOf(options.stack === undefined ? {} : { stack: [options.stack] }, sources.programDir);
  return sources.planStack(stack);
}

function write(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UserError(`--sarif: ${printable(file)} cannot be written: ${printable(messageOf(error))}`);
  }
}

function text(
  what: string,
  environment: string,
  verdicts: readonly Verdict[],
  places: ReadonlyMap<string, Place>,
): string {
  const lines = verdicts.map((verdict) => {
    const { severity, level, status, rule, name, message, help, exception } = verdict;
    const place = places.get(verdict.urn);
    const where = place === undefined ? "" : ` (${place.file}:${String(place.line ?? 1)})`;
    const weight = status === "excepted" ? "excepted" : level === "advisory" ? `${severity}, advisory` : severity;
    const then = exception === undefined ? help : `${exception.reason} (${exception.owner}, until ${exception.until})`;
    return `${weight}: ${rule}: ${printable(name)}${printable(where)}: ${printable(message)}\n    ${printable(then)}\n`;
  });
  const failed = verdicts.filter(({ status }) => status === "failed");
  const mandatory = failed.filter(({ level }) => level === "mandatory").length;
  const excepted = verdicts.length - failed.length;
  const counts = `${String(mandatory)} must be mended, ${String(failed.length - mandatory)} advisory, ${String(excepted)} excepted`;
  return [...lines, `${printable(what)} (${printable(environment)}): ${counts}\n`].join("");
}
