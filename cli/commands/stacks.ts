// `strongroom stacks`: the stacks that have settings, in the order of their deployment, with what each waits for. Every script,
// workflow and document takes them from here.
import type { Command } from "commander";
import { out } from "../../text/door.ts";
import { EXIT, UserError } from "../../text/errors.ts";
import { projectRoot } from "../project.ts";

/** A stack is not deployed, or not in its turn. */
const EXIT_UNDEPLOYED = 2;

/** Waves that the workflow of GitHub has jobs for (.github/workflows/deploy.yml). */
export const WAVES = 8;

interface Options {
  readonly json?: true;
  readonly names?: true;
  readonly matrix?: true;
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
    .option("--matrix", "print lines of name=JSON for the matrices of a workflow")
    .option("--check", "fail where a stack is deployed by no workflow, or out of its turn")
    .option("--write", "bring the files of Azure DevOps that list the stacks up to date")
    .addHelpText("after", HELP)
    .action((options: Options) => stacks(options, from));
}

async function stacks(options: Options, from: StacksDependencies): Promise<void> {
  const chosen = Object.keys(options);
  if (chosen.length > 1) throw new UserError(`--${chosen.join(" and --")} exclude each other: choose one`);
  const [{ readStacks }, { placed }, { matrixLines, stacksJson, stacksText }] = await Promise.all([
    import("../stacks/read-stacks.ts"),
    import("../stacks/place.ts"),
    import("../stacks/report.ts"),
  ]);
  const root = from.programDir();
  const all = placed(readStacks(root));
  if (options.check || options.write) {
    const { undeployed, writeAzureFiles } = await import("../stacks/deployed.ts");
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
  if (options.json) from.out(stacksJson(all));
  else if (options.names) from.out(all.map(({ name }) => `${name}\n`).join(""));
  else if (options.matrix) from.out(matrixLines(all, WAVES));
  else from.out(stacksText(all));
}
