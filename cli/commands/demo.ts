// `strongroom demo`: the whole of it in one command, for somebody who has never seen it: the real engine deploys every
// application of `apps/` to simulated Azure, and says what came of it and what to try next.
import pc from "picocolors";
import type { Command } from "commander";
import { accessMatrix } from "../access/matrix.ts";
import { fromState, parseExport, type Snapshot } from "../snapshot/records.ts";
import { folded, grid } from "../access/report.ts";
import { withSession, type EngineEvent } from "../../simulator/engine/session.ts";
import { note, out } from "../../text/door.ts";
import { EXIT, UserError } from "../../text/errors.ts";
import { packageRoot, projectRoot } from "../project.ts";
import { checkStackHasSettings, runOnTerminal } from "./local.ts";

const STACK = "dev";

/** Operations that change nothing. */
const NO_CHANGE = new Set(["same", "read", "read-discard", "refresh"]);

async function demo(): Promise<void> {
  const programDir = projectRoot();
  checkStackHasSettings(programDir, STACK);
  note(pc.yellow("strongroom: Azure is simulated; nothing here reaches a real subscription"));
  const options = {
    root: packageRoot(),
    programDir,
    stateDir: `${programDir}/.strongroom`,
  };

  await withSession(options, async (session) => {
    const up = await runOnTerminal(session, ["up", "--yes", "--skip-preview", "--suppress-outputs"], {
      stack: STACK,
      events: true,
    });
    if (up.interrupted) {
      process.exitCode = EXIT.interrupted;
      return;
    }
    if (up.exitCode !== 0) {
      throw new UserError(`the deployment did not succeed; ${wayOn(up.events)}`, up.exitCode);
    }
    const exported = await session.pulumi(["stack", "export"], { stack: STACK });
    if (exported.exitCode !== 0) {
      throw new Error(`pulumi stack export: ${exported.stderr.trim()}`);
    }
    out(summary(fromState(parseExport(exported.stdout, "pulumi stack export"), STACK), changesOf(up.events)));
  });
}

/** What to do after a deployment that failed; who destroyed it all and comes back meets Azure's purge protection. */
export function wayOn(events: readonly EngineEvent[]): string {
  const refused = events.some(({ diagnosticEvent }) => diagnosticEvent?.message.includes("exists in deleted state"));
  return refused
    ? `a vault that was destroyed keeps its name for 90 days, as in Azure: delete .strongroom/ to start over, or raise strongroom:generation in Pulumi.${STACK}.yaml (docs/operate.md)`
    : 'what Pulumi says is above, and "npm run demo" goes on from there';
}

/** How many resources an update changed. */
export function changesOf(events: readonly EngineEvent[]): number {
  const summaries = events.flatMap((event) => (event.summaryEvent ? [event.summaryEvent] : []));
  return Object.entries(summaries.at(-1)?.resourceChanges ?? {})
    .filter(([operation]) => !NO_CHANGE.has(operation))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** What the demo says at its end. */
export function summary(deployed: Snapshot, changes: number): string {
  const counts = countByKind(deployed);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const heading =
    changes === 0 ? `Nothing changed: all ${total} resources are as declared` : `What there is now: ${total} resources`;
  // Environment and manifest line are left out: there is one environment, and a state knows no manifest.
  const access = folded(accessMatrix([deployed])).map(([, principal = "", may = "", on = ""]) => [principal, may, on]);
  return [
    "",
    pc.bold(heading),
    "",
    grid([["kind", "count"], ...counts.map(([kind, count]) => [kind, String(count)])]),
    pc.bold("Who may do what"),
    "",
    grid([["who", "may", "on"], ...access]),
    pc.bold("Try next"),
    "",
    "  edit apps/payments.yaml, for example add a reader to a secret, then see that change and no other:",
    `    ${pc.cyan("npx strongroom local preview")}`,
    "  see what an application needs to connect:",
    `    ${pc.cyan("npx strongroom connect payments api --stack dev --format env")}`,
    "  take it all away again (deleted vaults keep their names, as in Azure; to start over, delete .strongroom/):",
    `    ${pc.cyan("npx strongroom local destroy --yes")}`,
    "",
  ].join("\n");
}

/** How many there are of each kind, the most frequent first; components and providers are not counted. */
export function countByKind({ resources }: Snapshot): readonly (readonly [kind: string, count: number])[] {
  const own = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  const counts = [...Map.groupBy(own, ({ kind }) => kind)].map(([kind, same]) => [kind, same.length] as const);
  return counts.sort(([nameA, a], [nameB, b]) => b - a || nameA.localeCompare(nameB));
}

export function register(program: Command): void {
  program.command("demo").description("deploy stack dev to simulated Azure and show what came of it").action(demo);
}
