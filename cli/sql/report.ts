// What people and machines read of a plan. A name out of a database may hold anything, so all text that gets here was
// made printable where it was put into words.
import type pc from "picocolors";
import { printable } from "../../text/printable.ts";
import type { Outcome, ServerLogins } from "./fleet.ts";
import { labelOf, type DesiredDatabase } from "./desired.ts";
import { effectsOf, isDrift, type Finding, type Plan } from "./plan.ts";

export type Colors = ReturnType<typeof pc.createColors>;

/** `payments/ledger  (sql-payments-dev.database.windows.net)` */
function heading(database: DesiredDatabase, colors: Colors): string {
  return `${colors.bold(printable(labelOf(database)))}  ${colors.dim(`(${printable(database.server)})`)}`;
}

function findingLine(finding: Finding, colors: Colors): string {
  const sign = isDrift(finding) ? colors.red("!") : colors.dim("·");
  return `  ${sign} ${finding.kind}: ${finding.subject} ${finding.detail}`;
}

function effectLines(plan: Plan, colors: Colors): readonly string[] {
  return effectsOf(plan).map(({ kind, principal, what }) =>
    kind === "gains" ? colors.green(`  + ${principal} gains ${what}`) : colors.yellow(`  - ${principal} loses ${what}`),
  );
}

function failureLine(failure: string, colors: Colors): string {
  return colors.red(`  x ${failure}`);
}

/** Of `check`: every finding of every database. */
export function checkText(outcomes: readonly Outcome[], servers: readonly ServerLogins[], colors: Colors): string {
  const lines = outcomes.flatMap((outcome) => {
    const head = heading(outcome.database, colors);
    if ("failure" in outcome) {
      return [head, failureLine(outcome.failure, colors)];
    }
    const { findings } = outcome.plan;
    const clean = findings.some(isDrift) ? [] : [colors.green("  as declared")];
    return [head, ...clean, ...findings.map((finding) => findingLine(finding, colors))];
  });
  return [...lines, ...serverLines(servers, colors)].join("\n");
}

function serverLines(servers: readonly ServerLogins[], colors: Colors): readonly string[] {
  return servers.flatMap((entry) => {
    const head = `${colors.bold(printable(entry.server))}  ${colors.dim("(logins)")}`;
    if ("failure" in entry) {
      return [head, failureLine(entry.failure, colors)];
    }
    if (entry.logins.length === 0) {
      return [head, colors.green("  no login with a password")];
    }
    return [
      head,
      ...entry.logins.map((login) =>
        login.azures
          ? `  ${colors.dim("·")} ${printable(login.name)} is Azure's own login: the server takes no password, and it cannot be dropped`
          : `  ${colors.dim("·")} password: ${printable(login.name)} is a login${login.disabled ? ", disabled" : ""}`,
      ),
    ];
  });
}

/** Of `apply`: who gains and who loses; `done` tells whether it has happened. */
export function applyText(outcomes: readonly Outcome[], done: boolean, colors: Colors): string {
  return outcomes
    .flatMap((outcome) => {
      const head = heading(outcome.database, colors);
      if ("failure" in outcome) {
        return [head, failureLine(outcome.failure, colors)];
      }
      const { plan } = outcome;
      const notes = plan.findings.filter(
        ({ kind }) => kind === "waiting" || kind === "owner" || kind === "refused" || kind === "ddl trigger",
      );
      const summary =
        plan.steps.length === 0
          ? [colors.dim("  nothing to do")]
          : [
              ...effectLines(plan, colors),
              colors.dim(
                `  ${plan.steps.length} statement${plan.steps.length === 1 ? "" : "s"} ${done ? "run" : "to run"}`,
              ),
            ];
      return [head, ...summary, ...notes.map((finding) => findingLine(finding, colors))];
    })
    .join("\n");
}

/** For machines: the same, without words of ours around it. */
export function asJson(outcomes: readonly Outcome[], servers: readonly ServerLogins[] = []): unknown {
  return {
    databases: outcomes.map((outcome) => {
      const { app, server, database } = outcome.database;
      if ("failure" in outcome) {
        return { app, server, database, failure: outcome.failure };
      }
      const { findings, steps } = outcome.plan;
      return {
        app,
        server,
        database,
        drift: findings.some(isDrift),
        findings: findings.map((finding) => ({ ...finding, drift: isDrift(finding) })),
        effects: effectsOf(outcome.plan),
        statements: steps.map(({ sql }) => sql),
      };
    }),
    servers,
  };
}
