// `strongroom affected BASE HEAD`: the applications whose plans can differ between two git revisions, so that a review, a check or
// a deployment costs what the change costs.
import type { Command } from "commander";
import { out } from "../../text/door.ts";
import { projectRoot } from "../project.ts";
import { epochOf } from "../parts/day.ts";

interface Options {
  readonly json?: true;
  readonly manifestsOnly?: true;
}

export interface AffectedDependencies {
  readonly programDir: () => string;
  readonly out: (text: string) => void;
}

const HELP = `
An application is named with its reasons: its manifest, what it grants to an application that changes, or the settings that speak of
it. What all of them are built by (code, packages, a setting that all read) is named once, as a reason for all.

Examples:
  npx strongroom affected main HEAD
  npx strongroom affected HEAD^1 HEAD --json`;

export function register(program: Command): void {
  registerWith(program, { programDir: projectRoot, out });
}

export function registerWith(program: Command, from: AffectedDependencies): void {
  program
    .command("affected")
    .description("name the applications and stacks whose plans a change can touch")
    .argument("<base>", "a git revision")
    .argument("<head>", "a git revision")
    .option("--manifests-only", "take only manifests and settings of HEAD, and run no code of it")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((base: string, head: string, options: Options) => affected(base, head, options, from));
}

async function affected(base: string, head: string, options: Options, from: AffectedDependencies): Promise<void> {
  const [{ affectedBetween }, { affectedJson, affectedText }] = await Promise.all([
    import("../affected/between.ts"),
    import("../affected/report.ts"),
  ]);
  const change = await affectedBetween({
    programDir: from.programDir(),
    base,
    head,
    manifestsOnly: options.manifestsOnly === true,
    sourceDateEpoch: epochOf(),
  });
  from.out(options.json ? affectedJson(change) : affectedText(change));
}
