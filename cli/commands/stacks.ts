// `strongroom stacks`: the stacks that have settings, in the order of their deployment, with what each waits for. Every script,
// workflow and document takes them from here.
import { Option, type Command } from "commander";
import { out } from "../../text/door.ts";
import { EXIT, UserError } from "../../text/errors.ts";
import { projectRoot } from "../project.ts";

/** A stack is not deployed, or not in its turn. */
const EXIT_UNDEPLOYED = 2;

/** Waves that the workflow of GitHub has jobs for (.github/workflows/deploy.yml). */
export const WAVES = 8;

/** Whose matrix: GitHub's unless said otherwise. */
const SERVICES = ["github", "azure"] as const;

interface Options {
  readonly json?: true;
  readonly names?: true;
  readonly matrix?: true | string;
  readonly affected?: string;
  readonly people?: true;
  readonly check?: true;
  readonly write?: true;
}

export interface StacksDependencies {
  readonly programDir: () => string;
  readonly out: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

const HELP = `
Without an option: a table. A wave can be deployed when those before it are.

Examples:
  npx strongroom stacks
  npx strongroom stacks --json
  npx strongroom stacks --matrix >> "$GITHUB_OUTPUT"
  npx strongroom stacks --affected HEAD^1..HEAD
  npx strongroom stacks --people

Exit codes:
  0  done
  1  a stack cannot be placed; the message says why
  2  with --check: a stack that no workflow deploys, or not after those that it waits for`;

export function register(program: Command): void {
  registerWith(program, {
    programDir: projectRoot,
    out,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

export function registerWith(program: Command, from: StacksDependencies): void {
  program
    .command("stacks")
    .description("list the stacks in the order of their deployment, with what each waits for")
    .option("--json", "print JSON")
    .option("--names", "print their names, one a line")
    .addOption(
      new Option("--matrix [service]", "print lines of name=JSON for the matrices of a workflow, wave by wave").choices(
        SERVICES,
      ),
    )
    .option(
      "--affected <base..head>",
      "say which of them a change between two git revisions touches; of names and matrices, only these",
    )
    .option("--people", "print the names of those of groups of people, which a person deploys, one a line")
    .option("--check", "fail where a stack is deployed by no workflow, or out of its turn")
    .option("--write", "bring the files of Azure DevOps that list the stacks up to date")
    .addHelpText("after", HELP)
    .action((options: Options) => stacks(options, from));
}

async function stacks(options: Options, from: StacksDependencies): Promise<void> {
  const { affected, ...forms } = options;
  const chosen = Object.keys(forms);
  if (chosen.length > 1) throw new UserError(`--${chosen.join(" and --")} exclude each other: choose one`);
  const [{ readStacks }, { cellGrants }, { placed, some }, { matrixLines, stacksJson, stacksText }] = await Promise.all(
    [
      import("../stacks/read-stacks.ts"),
      import("../stacks/cell-grants.ts"),
      import("../stacks/place.ts"),
      import("../stacks/report.ts"),
    ],
  );
  const root = from.programDir();
  const read = readStacks(root);
  const all = placed(read, cellGrants(read, root));
  if (options.check || options.write) {
    const { undeployed, writeAzureFiles } = await import("../stacks/deployed.ts");
    if (affected !== undefined) throw new UserError("--affected is for lists: leave it out of --check and --write");
    if (options.write) {
      from.out(
        writeAzureFiles(all, root)
          .map((file) => `${file}\n`)
          .join(""),
      );
      return;
    }
    const problems = undeployed(all, root);
    from.out(problems.length === 0 ? "every stack is deployed in its turn\n" : `${problems.join("\n")}\n`);
    from.setExitCode(problems.length === 0 ? EXIT.ok : EXIT_UNDEPLOYED);
    return;
  }
  const touched = affected === undefined ? undefined : await touchedBy(affected, root);
  const chosenOnes = touched === undefined ? all : some(all, touched);
  if (options.json) from.out(stacksJson(all, touched));
  else if (options.names) from.out(chosenOnes.map(({ name }) => `${name}\n`).join(""));
  else if (options.people) {
    from.out(all.flatMap(({ name, part }) => (part === "people" ? [`${name}\n`] : [])).join(""));
  } else if (options.matrix !== undefined) {
    from.out(matrixLines(chosenOnes, WAVES, options.matrix === "azure" ? "azure" : "github"));
  } else from.out(stacksText(all, touched));
}

/** Names of the stacks that a change touches. */
async function touchedBy(range: string, programDir: string): Promise<ReadonlySet<string>> {
  const [, base, head] = /^([^.].*?)\.\.([^.].*)$/.exec(range) ?? [];
  if (base === undefined || head === undefined) {
    throw new UserError("--affected: write two git revisions: BASE..HEAD");
  }
  const [{ affectedBetween, isTouched }, { epochOf }] = await Promise.all([
    import("../affected/between.ts"),
    import("../parts/day.ts"),
  ]);
  const change = await affectedBetween({ programDir, base, head, manifestsOnly: false, sourceDateEpoch: epochOf() });
  return new Set(change.stacks.filter((stack) => isTouched(stack, change)).map(({ stack }) => stack));
}
