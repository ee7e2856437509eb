// `strongroom connect`: what an application team pastes, so that nobody copies an id by hand or invents a password.
import type { Command } from "commander";
import { FORMATS, render } from "../connect/formats.ts";
import { joinStacks } from "../connect/join.ts";
import { connect } from "../connect/read.ts";
import type { StackContent } from "../connect/outputs.ts";
import { readStack, type SourceDependencies } from "../connect/source.ts";
import { readFileText, readStdin, runPulumi } from "../inputs.ts";
import { note, out } from "../../text/door.ts";
import { printableJson } from "../../text/printable.ts";
import { UserError } from "../../text/errors.ts";
import { projectRoot } from "../project.ts";
import { listOption } from "../list-option.ts";

interface Options {
  readonly stack: string;
  readonly also: readonly string[];
  readonly format: string;
  readonly from?: string;
  readonly input?: readonly string[];
  readonly json?: true;
}

export interface ConnectDependencies extends SourceDependencies {
  readonly out: (text: string) => void;
}

export function register(program: Command): void {
  registerWith(program, realDependencies);
}

export function registerWith(program: Command, dependencies: () => ConnectDependencies): void {
  program
    .command("connect")
    .description("print what an application needs to paste to reach its vault and databases")
    .argument("<app>", "the application, as in apps/<app>.yaml")
    .argument("<workload>", "one of its workloads")
    .option("-s, --stack <name>", "the stack to read", "dev")
    .addOption(
      listOption({
        flags: "--also <stack>",
        description: "a further cell of the environment, which may let it in; may be given again",
        usual: "none",
      }),
    )
    .option("-f, --format <format>", "what to print; see below", "env")
    .option("--from <place>", "deployed, local (simulated Azure) or plan (default: the first that there is)")
    .option(
      "--input <file>",
      'read what "pulumi stack output --json", "pulumi stack export" or "strongroom plan --json" wrote, or - for standard input; may be given again, for cells',
      collect,
    )
    .option("--json", "print the facts as JSON instead")
    .addHelpText(
      "after",
      `
Formats:
${Object.entries(FORMATS)
  .map(([name, [description]]) => `  ${name.padEnd(16)}${description}`)
  .join("\n")}

Only what the workload may read is printed, and never a secret's value. The first line says where it was read.

Examples:
  strongroom connect payments api --format app-settings
  strongroom connect payments worker --stack prod --format kubernetes
  strongroom connect payments deploy --format github-actions --from plan
  strongroom connect reporting etl --stack prod-data --also prod-money`,
    )
    .action(async (app: string, workload: string, options: Options) => {
      const from = dependencies();
      const connection = connect(await readAll(options, from), app, workload);
      from.out(options.json ? printableJson(connection) : render(connection, options.format));
    });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The workload's own stack, and those that may let it in. */
async function readAll(options: Options, from: SourceDependencies): Promise<StackContent> {
  const { stack, also, input } = options;
  if (input !== undefined && also.length > 0) {
    throw new UserError("--input and --also exclude each other: give --input again instead");
  }
  const place = options.from === undefined ? {} : { from: options.from };
  const [first, ...others] =
    input === undefined
      ? [stack, ...also].map((name) => ({ stack: name }))
      : input.map((file) => ({ stack, input: file }));
  const own = await readStack({ stack, ...first, ...place }, from);
  const further: StackContent[] = [];
  for (const other of others) further.push(await readStack({ ...other, ...place }, from));
  return joinStacks([own, ...further]);
}

function realDependencies(): ConnectDependencies {
  return {
    programDir: projectRoot(),
    runPulumi,
    readFile: readFileText,
    readStdin: () => readStdin(),
    plan: async (stack) => {
      // Loaded when needed: it brings the whole program.
      const { planStack } = await import("../plan/evaluate-stack.ts");
      return planStack({ programDir: projectRoot(), stack });
    },
    note: (text) => {
      note(`strongroom: ${text}`);
    },
    out: (text) => {
      out(`${text}\n`);
    },
  };
}
