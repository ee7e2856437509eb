// `npm run test:azure -- --subscription ID --location REGION`: the first contact with real Azure, in a sandbox subscription.
// Needs the official Pulumi CLI on the PATH and somebody who is signed in (az login) and may create and grant there.
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { ROOT } from "../support/tiny-project.ts";
import { STACK, type FirstProject } from "./application.ts";
import { firstContact, type Cloud, type Ended } from "./first-contact.ts";
import { markdown } from "./report.ts";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Options {
  readonly subscription: string;
  readonly location: string;
  readonly tenant?: string;
  readonly report: string;
  readonly insideNetwork: boolean;
}

const program = new Command("test:azure")
  .description("deploys one small application to a sandbox subscription, compares, and deletes it")
  .requiredOption("--subscription <id>", "the sandbox subscription")
  .requiredOption("--location <region>", "such as westeurope")
  .option("--tenant <id>", "unless given, the one that `az account show` names")
  .option("--report <file>", "where the differences go", "first-contact.md")
  .option("--inside-network", "this machine reaches the private endpoints: run vault and sql, too", false)
  .action(run);

async function run(options: Options): Promise<void> {
  const { subscription, location, report } = options;
  const tenantId = options.tenant ?? (await signedIn("tenantId", subscription));
  for (const [option, id] of Object.entries({ subscription, tenant: tenantId })) {
    if (!GUID.test(id))
      throw new Error(`--${option}: ${JSON.stringify(id)} is no GUID, such as az account show prints`);
  }
  const place = { tenantId: tenantId.toLowerCase(), subscriptionId: subscription.toLowerCase(), location };
  const result = await firstContact({
    place,
    name: `fc${randomBytes(4).toString("hex")}`,
    open: (project, body) => body(realCloud(project, options.insideNetwork)),
    onStep: ({ step, ended, says }) => {
      process.stderr.write(`${ended === "well" ? "✔" : "✘"} ${step}\n`);
      for (const line of says) process.stderr.write(`  ${printable(line)}\n`);
    },
  });
  writeFileSync(report, markdown(result, location));
  const bad = result.steps.filter(({ ended }) => ended === "badly").length;
  process.stderr.write(
    `${String(result.differences.length)} answers differ, ${String(bad)} steps ended badly; read ${report} before you attach it\n`,
  );
  process.exitCode = bad === 0 ? 0 : 1;
}

async function signedIn(what: string, subscription: string): Promise<string> {
  try {
    const args = ["account", "show", "--subscription", subscription, "--query", what, "--output", "tsv"];
    return (await promisify(execFile)("az", args)).stdout.trim();
  } catch (error) {
    throw new Error(`--tenant: az account show does not say it (${messageOf(error)}); give it`, { cause: error });
  }
}

/** The plain providers, with a state of its own on this machine: nobody's stacks are touched. */
function realCloud({ programDir, stateDir }: FirstProject, insideNetwork: boolean): Cloud {
  mkdirSync(stateDir, { recursive: true });
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: pathToFileURL(stateDir).href,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_STACK: STACK,
  };
  const run = (command: string, args: readonly string[]): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd: programDir, env, stdio: ["ignore", "pipe", "pipe"] });
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.once("error", (error) => {
        reject(new Error(`${command} cannot be started (${error.message}); install it and put it on the PATH`));
      });
      child.once("close", (code) => {
        resolve({ exitCode: code ?? 1, stdout, stderr });
      });
    });
  let isThere = false;
  const pulumi = async (args: readonly string[]): Promise<Ended> => {
    if (!isThere) {
      const made = await run("pulumi", ["stack", "init", STACK, "--non-interactive"]);
      if (made.exitCode !== 0) throw new Error(`pulumi stack init: ${made.stderr}`);
      isThere = true;
    }
    return run("pulumi", [...args, "--non-interactive", "--color=never"]);
  };
  const strongroom = path.join(ROOT, "cli", "strongroom.mjs");
  return { pulumi, ...(insideNetwork ? { strongroom: (args) => run(process.execPath, [strongroom, ...args]) } : {}) };
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`test:azure: ${printable(messageOf(error))}\n`);
  process.exitCode = 2;
}
