// `strongroom audit`: who came to a secret, key, certificate or database, and whether that was declared at the time. `access
// --at` says who could have; the two stand side by side.
import type { Command } from "commander";
import type { TokenCredential } from "@azure/identity";
import { audit } from "../audit/audit.ts";
import { epochsOf } from "../audit/epochs.ts";
import { auditCsv, auditMarkdown, auditText } from "../audit/formats.ts";
import { historyOf } from "../audit/history.ts";
import { holdersIn } from "../audit/holders.ts";
import { periodOf } from "../audit/period.ts";
import type { AuditReport } from "../audit/report.ts";
import { LogsFailure, type Logs, type Period } from "../logs/logs.ts";
import { workspaceNamed, workspaceOf, type StackWorkspace, type WorkspaceRef } from "../logs/workspace.ts";
import { targetsOf } from "../reach/targets.ts";
import { fromPlan, type Snapshot } from "../snapshot/records.ts";
import { deployedSnapshot, settingsOf, stacksOf, type SourceDependencies } from "../snapshot/sources.ts";
import { CLOUD_NAMES, type CloudName } from "../../facts/clouds.ts";
import { EXIT, messageOf, UserError } from "../../text/errors.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { order } from "../../text/values.ts";
import { EXIT_FINDINGS, realAccess, sourcesAt, type AccessDependencies, type RevisionDependencies } from "./access.ts";

export interface AuditDependencies extends AccessDependencies, RevisionDependencies {
  readonly now: () => Date;
  readonly logs: (workspace: WorkspaceRef, cloud: CloudName) => Promise<Logs>;
}

interface Options {
  readonly stack: string;
  readonly from: string;
  readonly to?: string;
  readonly state?: string;
  readonly workspace?: string;
  readonly json?: true;
  readonly csv?: true;
  readonly markdown?: true;
  readonly strict?: true;
}

const HELP = `
Examples:
  strongroom audit payments stripe-key --stack prod --from 2026-11-01 --to 2026-11-24
  strongroom audit payments --stack prod --from 2026-11-24T09:00 --csv
  strongroom access --stack prod --what stripe-key --at COMMIT      who could have read it, as that revision declares

It asks the workspace with your own sign-in, which needs Log Analytics Reader on it. What was declared at a time comes from the
git revision that the stack's history names; a deployment of files that no commit has is unknown.

Exit codes:
  0  done
  1  something you can mend; the message says what
  2  --strict only: somebody came who was not declared, or of whom that is not known`;

export function register(program: Command): void {
  registerWith(program, {
    ...realAccess(),
    sourcesAt,
    now: () => new Date(),
    logs: realLogs,
  });
}

/** With whoever is signed in here. */
export const realLogs: AuditDependencies["logs"] = async (workspace, cloud) => {
  // Loaded when needed: Azure's libraries take a good part of a second.
  const [{ DefaultAzureCredential }, { azureLogs }] = await Promise.all([
    import("@azure/identity"),
    import("../logs/azure-logs.ts"),
  ]);
  const credential: TokenCredential = new DefaultAzureCredential();
  return azureLogs(workspace, cloud, credential);
};

export function registerWith(program: Command, from: AuditDependencies): void {
  program
    .command("audit")
    .description("say who came to a secret, key, certificate or database, and whether that was declared then")
    .argument("<application>", "the application")
    .argument("[item]", "one of its secrets, keys, certificates or databases (default: all of them)")
    .requiredOption("-s, --stack <name>", "the stack")
    .requiredOption("--from <time>", "since this day, or time, in UTC")
    .option("--to <time>", "until the end of this day, or this time, in UTC (default: now)")
    .option("--state <file>", "read this export of the stack's state instead of asking pulumi")
    .option("--workspace <id>", "GUID or ARM id of the workspace (default: the one that the stack sends its logs to)")
    .option("--json", "print JSON")
    .option("--csv", "print CSV")
    .option("--markdown", "print Markdown")
    .option("--strict", "end with 2 when somebody came who was not declared")
    .addHelpText("after", HELP)
    .action((application: string, item: string | undefined, options: Options) => run(application, item, options, from));
}

async function run(
  application: string,
  item: string | undefined,
  options: Options,
  from: AuditDependencies,
): Promise<void> {
  const forms = (["json", "csv", "markdown"] as const).filter((form) => options[form] === true);
  if (forms.length > 1) throw new UserError(`${forms.map((form) => `--${form}`).join(" and ")} exclude each other`);
  const sources = await from.sources();
  const [stack = options.stack] = stacksOf({ stack: [options.stack] }, sources.programDir);
  const deployed = await deployedSnapshot(stack, sources, options.state);
  const auditor = await auditorOf(deployed, options, sources, from);
  const report = await auditor
    .audit({ application, ...(item === undefined ? {} : { item }) })
    .catch((error: unknown) => {
      throw error instanceof LogsFailure ? new UserError(error.message) : error;
    });
  from.out(printed(report, forms[0]));
  const strange = report.uses.some(({ verdict }) => verdict !== "declared");
  from.setExitCode(options.strict === true && strange ? EXIT_FINDINGS : EXIT.ok);
}

function printed(report: AuditReport, form: "json" | "csv" | "markdown" | undefined): string {
  switch (form) {
    case "json":
      return `${printableJson({ version: 1, ...report })}\n`;
    case "csv":
      return auditCsv(report);
    case "markdown":
      return auditMarkdown(report);
    default:
      return auditText(report);
  }
}

/** What asks about one application after another, and plans each revision once. */
export interface Auditor {
  readonly period: Period;
  readonly logs: Logs;
  readonly audit: (asked: Asked) => Promise<AuditReport>;
}

interface Asked {
  readonly application: string;
  readonly item?: string;
}

export async function auditorOf(
  deployed: Snapshot,
  options: { readonly from: string; readonly to?: string; readonly workspace?: string },
  sources: SourceDependencies,
  from: Pick<AuditDependencies, "now" | "logs" | "sourcesAt">,
): Promise<Auditor> {
  const { stack } = deployed;
  const now = from.now();
  const period = periodOf(options.from, options.to, now);
  const own: Partial<StackWorkspace> = options.workspace === undefined ? workspaceOf(deployed) : retentionOf(deployed);
  const workspace = options.workspace === undefined ? own.ref : workspaceNamed(options.workspace);
  if (workspace === undefined) throw new UserError("--workspace: no workspace");
  const { groups } = settingsOf(stack, sources);
  const { deployments, missing } = await historyOf(stack, sources);
  const epochs = epochsOf(deployments, period, missing);
  const logs = await from.logs(workspace, cloudOf(stack, sources));
  const planned = new Map<string, Promise<Planned | string>>();
  const plannedAt = (commit: string): Promise<Planned | string> => {
    const known = planned.get(commit) ?? planAt(commit, stack, from);
    planned.set(commit, known);
    return known;
  };
  return {
    period,
    logs,
    audit: (asked) =>
      audit({
        asked,
        period,
        now,
        ...(own.retentionDays === undefined ? {} : { retentionDays: own.retentionDays }),
        deployed,
        groups,
        epochs,
        current: holdersIn(deployed, asked, groups),
        nothing: () => unknownObject(asked, deployed),
        holdersAt: async (commit) => {
          const found = await plannedAt(commit);
          return typeof found === "string" ? found : holdersIn(found.snapshot, asked, found.groups);
        },
        logs,
      }),
  };
}

interface Planned {
  readonly snapshot: Snapshot;
  readonly groups: Readonly<Record<string, string>>;
}

/** What a revision declares; or why nobody can say. */
async function planAt(
  commit: string,
  stack: string,
  from: Pick<AuditDependencies, "sourcesAt">,
): Promise<Planned | string> {
  let found: Planned | undefined;
  try {
    await from.sourcesAt(commit, async (sources) => {
      found = { snapshot: fromPlan(await sources.planStack(stack)), groups: settingsOf(stack, sources).groups };
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `commit ${commit.slice(0, 12)} cannot be planned here: ${messageOf(error)}`;
  }
  return found ?? `commit ${commit.slice(0, 12)} was not read`;
}

function retentionOf(deployed: Snapshot): Partial<StackWorkspace> {
  try {
    const { retentionDays } = workspaceOf(deployed);
    return retentionDays === undefined ? {} : { retentionDays };
  } catch {
    return {};
  }
}

function cloudOf(stack: string, sources: SourceDependencies): CloudName {
  const given = sources.settings(stack)["azure-native:environment"];
  return CLOUD_NAMES.find((name) => name === given) ?? "public";
}

/** No revision of that time had it, and the stack has it not now: it is misspelt. */
function unknownObject({ application, item }: Asked, deployed: Snapshot): UserError {
  const targets = targetsOf(deployed);
  const applications = [...new Set(targets.map((target) => target.application))].sort(order);
  const of = `in stack ${printable(deployed.stack)}`;
  if (!applications.includes(application)) {
    return new UserError(
      `audit: no application "${printable(application)}" ${of}; there are ${applications.map(printable).join(", ")}`,
    );
  }
  const names = targets.filter((target) => target.application === application).map(({ name }) => name);
  return new UserError(
    `audit: ${printable(application)} has no "${printable(item ?? "")}" ${of}; there are ${[...new Set(names)].sort(order).map(printable).join(", ")}`,
  );
}
