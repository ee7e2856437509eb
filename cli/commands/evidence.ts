// `strongroom evidence`: what a deployed stack shows an auditor, control by control; never from a plan, which shows intent.
import type { Command } from "commander";
import { Option } from "commander";
import type { AuditReport } from "../audit/report.ts";
import type { Answering } from "../evidence/evidence.ts";
import { readState, type SourceDependencies } from "../snapshot/sources.ts";
import type { FrameworkName } from "../evidence/frameworks.ts";
import { optional } from "../../text/values.ts";
import { printableJson } from "../../text/printable.ts";
import { EXIT, UserError } from "../../text/errors.ts";
import { realAccess, sourcesAt, type AccessDependencies } from "./access.ts";
import { auditorOf, realLogs, type AuditDependencies } from "./audit.ts";
import { knownEnvironment, policyConfig } from "./check.ts";

export interface EvidenceDependencies extends AccessDependencies, Pick<AuditDependencies, "logs" | "sourcesAt"> {
  /** SOURCE_DATE_EPOCH, or the clock. */
  readonly now: () => Date;
}

interface Options {
  readonly stack: string;
  readonly framework: FrameworkName;
  readonly format: "markdown" | "json" | "oscal";
  readonly state?: string;
  readonly config?: string;
  readonly logs?: true;
  readonly from?: string;
  readonly to?: string;
  readonly workspace?: string;
}

const EXIT_HELP = `
Exit codes:
  0  written; what is not satisfied is in it
  1  something you can mend, such as a stack that was never deployed; the message says what`;

export function register(program: Command): void {
  registerWith(program, {
    ...realAccess(),
    sourcesAt,
    logs: realLogs,
    now: () => reportTime(process.env["SOURCE_DATE_EPOCH"]),
  });
}

/** Seconds since 1970 where given, so that two reports can be compared (reproducible-builds.org); else the clock. */
export function reportTime(sourceDateEpoch: string | undefined): Date {
  if (sourceDateEpoch === undefined || sourceDateEpoch === "") return new Date();
  if (/^\d{1,11}$/.test(sourceDateEpoch)) return new Date(Number(sourceDateEpoch) * 1000);
  throw new UserError(
    `SOURCE_DATE_EPOCH: ${JSON.stringify(sourceDateEpoch)} is not allowed: write whole seconds since 1970`,
  );
}

export function registerWith(program: Command, from: EvidenceDependencies): void {
  program
    .command("evidence")
    .description("write, from what is deployed, what satisfies each control of a framework and what does not")
    .requiredOption("-s, --stack <name>", "the stack")
    .addOption(
      new Option("-f, --framework <name>", "the framework")
        .choices(["cis", "nist", "iso", "soc2", "pci"])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--format <format>", "what to write").choices(["markdown", "json", "oscal"]).default("markdown"),
    )
    .option("--state <file>", "read this export of the stack's state instead of asking pulumi")
    .option("--config <file>", "the rules' configuration (default: policy.yaml beside Pulumi.yaml)")
    .option("--logs", "also ask the workspace: undeclared uses, reviews of access, alerts that were taken up")
    .option("--from <time>", "--logs: since this day, or time, in UTC (default: 90 days ago)")
    .option("--to <time>", "--logs: until the end of this day, or this time, in UTC (default: now)")
    .option(
      "--workspace <id>",
      "--logs: GUID or ARM id of the workspace (default: the one that the stack sends its logs to)",
    )
    .addHelpText("after", EXIT_HELP)
    .action((options: Options) => evidence(options, from));
}

/** Days that evidence from logs goes back, unless told otherwise: a quarter, as reviews do. */
const QUARTER = 90;

async function logEvidence(
  document: unknown,
  options: Options,
  sources: SourceDependencies,
  from: EvidenceDependencies,
): Promise<readonly Answering[]> {
  const [{ ofLogs }, { deployed, fromState }, { targetsOf }] = await Promise.all([
    import("../evidence/of-logs.ts"),
    import("../snapshot/records.ts"),
    import("../reach/targets.ts"),
  ]);
  const snapshot = deployed(fromState(document, options.state ?? `stack ${options.stack}`, options.stack));
  const since = options.from ?? new Date(from.now().getTime() - QUARTER * 86_400_000).toISOString().slice(0, 10);
  const auditor = await auditorOf(snapshot, { ...options, from: since }, sources, from);
  const applications = [...new Set(targetsOf(snapshot).map(({ application }) => application))].sort();
  return ofLogs({
    ...auditor,
    audits: async () => {
      const reports: AuditReport[] = [];
      for (const application of applications) reports.push(await auditor.audit({ application }));
      return reports;
    },
  });
}

/** Of a state whose settings are not here, nobody knows it. */
function shapeOf(stack: string, sources: SourceDependencies): string | undefined {
  try {
    return sources.settings(stack)["strongroom:shape"];
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function evidence(options: Options, from: EvidenceDependencies): Promise<void> {
  const only = (["from", "to", "workspace"] as const).find((name) => options[name] !== undefined);
  if (only !== undefined && options.logs !== true) {
    throw new UserError(`--${only} says which logs are asked: give --logs, too`);
  }
  const sources = await from.sources();
  const { stack, framework, format, state } = options;
  const config = await policyConfig(options.config, sources);
  const document = await readState(stack, sources, state);
  // As the pack and `check`: levels of the shape hold where the policy names none for the environment.
  const shape = shapeOf(stack, sources);
  const { collectEvidence } = await import("../evidence/collect.ts");
  const further = options.logs === true ? await logEvidence(document, options, sources, from) : [];
  const report = collectEvidence(document, {
    framework,
    config,
    now: from.now(),
    source: state ?? `stack ${stack}`,
    stack,
    further,
    ...optional("shape", shape),
  });
  if (report.stack !== stack) {
    throw new UserError(`${state ?? "the state"} is of stack ${report.stack}, not of ${stack}; name it with --stack`);
  }
  await knownEnvironment(config, shape === undefined ? report.environment : [report.environment, shape]);
  if (format === "markdown") {
    const { evidenceMarkdown } = await import("../evidence/markdown.ts");
    from.out(evidenceMarkdown(report));
  } else if (format === "oscal") {
    const { evidenceOscal } = await import("../evidence/oscal.ts");
    from.out(`${printableJson(evidenceOscal(report))}\n`);
  } else {
    from.out(`${printableJson({ version: 1, ...report })}\n`);
  }
  from.setExitCode(EXIT.ok);
}
