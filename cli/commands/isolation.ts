// `strongroom isolation`: proves over all stacks' plans that no environment reaches into another, and that Azure's limits hold.
import type { Command } from "commander";
import { proveIsolation } from "../access/isolation.ts";
import { isolationText } from "../access/report.ts";
import { planAll } from "../access/subjects.ts";
import { settingsOf, stacksOf } from "../snapshot/sources.ts";
import { printableJson } from "../../text/printable.ts";
import { EXIT } from "../../text/errors.ts";
import { EXIT_FINDINGS, realAccess, type AccessDependencies } from "./access.ts";

const EXIT_HELP = `
Exit codes:
  0  isolated
  1  a stack cannot be planned; the message says why
  2  not isolated; each problem names the grant`;

export function register(program: Command): void {
  registerWith(program, realAccess());
}

export function registerWith(program: Command, from: AccessDependencies): void {
  program
    .command("isolation")
    .description("prove that no environment reaches into another, and count what Azure limits")
    .option("--json", "print JSON")
    .addHelpText("after", EXIT_HELP)
    .action((options: { readonly json?: true }) => isolation(options, from));
}

async function isolation(options: { readonly json?: true }, from: AccessDependencies): Promise<void> {
  const sources = await from.sources();
  const planned = await planAll(stacksOf({ all: true }, sources.programDir), sources);
  const proof = proveIsolation(planned.map((snapshot) => ({ snapshot, ...settingsOf(snapshot.stack, sources) })));
  from.out(options.json ? `${printableJson(proof)}\n` : isolationText(proof));
  from.setExitCode(proof.problems.length === 0 ? EXIT.ok : EXIT_FINDINGS);
}
