import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { Command } from "commander";
import { registerWith, type ConnectDependencies } from "../../../cli/commands/connect.ts";
import { UserError } from "../../../text/errors.ts";
import { planOf } from "../../support/plans.ts";
import { deployedStack } from "./fixtures.ts";

describe("strongroom connect: where it reads", () => {
  let programDir: string;
  let exported: string;
  const notDeployed = (): Promise<string> => Promise.reject(new UserError("pulumi is not on the PATH: install it"));

  before(async () => {
    const { resources } = await deployedStack();
    exported = JSON.stringify({ version: 3, deployment: { resources } });
  });
  beforeEach(() => {
    programDir = mkdtempSync(path.join(tmpdir(), "strongroom-connect-"));
    writeFileSync(path.join(programDir, "Pulumi.yaml"), "name: strongroom\n");
  });
  afterEach(() => {
    rmSync(programDir, { recursive: true, force: true });
  });

  /** Leaves what `strongroom local up` would. */
  function deployLocally(): void {
    const folder = path.join(programDir, ".strongroom", "state", ".pulumi", "stacks", "strongroom");
    mkdirSync(folder, { recursive: true });
    const { deployment } = JSON.parse(exported) as { deployment: unknown };
    writeFileSync(path.join(folder, "dev.json"), JSON.stringify({ version: 3, checkpoint: { latest: deployment } }));
  }

  async function run(
    args: readonly string[],
    change: Partial<ConnectDependencies> = {},
  ): Promise<{ readonly first: string; readonly out: string; readonly notes: readonly string[] }> {
    const out: string[] = [];
    const notes: string[] = [];
    const program = new Command().exitOverride();
    registerWith(program, () => ({
      programDir,
      runPulumi: notDeployed,
      readFile: (file) => readFile(file, "utf8"),
      readStdin: () => Promise.resolve(exported),
      plan: () => planOf("dev"),
      note: (text) => void notes.push(text),
      out: (text) => void out.push(text),
      ...change,
    }));
    await program.parseAsync(["connect", ...args], { from: "user" });
    return { first: out[0]?.split("\n")[0] ?? "", out: out.join("\n"), notes };
  }
  const failure = (args: readonly string[], change: Partial<ConnectDependencies> = {}): Promise<string> =>
    run(args, change).then(
      () => "it did not fail",
      (error: unknown) => (error as Error).message,
    );

  it("takes what is deployed first, and asks pulumi for that stack", async () => {
    const asked: string[][] = [];
    const runPulumi = (args: readonly string[]): Promise<string> => {
      asked.push([...args]);
      return Promise.resolve(exported);
    };
    deployLocally();

    const { first, notes } = await run(["payments", "api"], { runPulumi });

    expect(asked).to.deep.equal([["stack", "export", "--non-interactive", "--stack", "dev"]]);
    expect(first).to.equal("# payments/api in stack dev, read from stack dev");
    expect(notes).to.deep.equal([]);
  });

  it("then the simulated stack, and warns of its ids", async () => {
    deployLocally();

    const { first, notes } = await run(["payments", "api"]);

    expect(first).to.equal("# payments/api in stack dev, read from stack dev in simulated Azure");
    expect(notes).to.deep.equal([
      "pulumi is not on the PATH; read from simulated Azure, so the ids are those of no real identity",
    ]);
  });

  it("then the plan, and says that ids are not known", async () => {
    const { out, notes } = await run(["payments", "api"]);

    expect(out).to.contain("AZURE_CLIENT_ID='<known after pulumi up>'");
    expect(notes).to.deep.equal(["pulumi is not on the PATH; read from the plan, so ids are not known yet"]);
  });

  it("passes over a stack that was never deployed", async () => {
    const runPulumi = (): Promise<string> => Promise.resolve('{"version":3,"deployment":{"manifest":{}}}');

    const { notes } = await run(["payments", "api"], { runPulumi });

    expect(notes[0]).to.match(/^stack dev is not deployed; read from the plan/);
  });

  it("reads one place when told so, and fails there", async () => {
    expect(await failure(["payments", "api", "--from", "deployed"])).to.equal(
      'pulumi is not on the PATH: install it, or give what "pulumi stack output --json" wrote elsewhere with --input',
    );
    expect(await failure(["payments", "api", "--from", "local"])).to.equal(
      "stack dev is not deployed to simulated Azure; run: npx strongroom local up --yes --stack dev",
    );
    expect(await failure(["payments", "api", "--from", "locl"])).to.match(
      /allowed are deployed, local, plan \(did you mean "local"\?\)$/,
    );
  });

  it("reads an export or a plan from a file or a pipe", async () => {
    const plan = path.join(programDir, "plan.json");
    writeFileSync(plan, JSON.stringify(await planOf("dev")));

    const fromPlan = await run(["payments", "api", "--input", plan]);
    const fromPipe = await run(["payments", "api", "--input", "-"]);

    expect(fromPlan.out).to.contain("<known after pulumi up>");
    expect(fromPipe.first).to.equal("# payments/api in stack dev, read from standard input");
  });

  it("reads a stack's outputs alone, and gives the same as the whole state", async () => {
    const { outputs } = await deployedStack();

    const whole = await run(["payments", "worker", "--format", "kubernetes", "--input", "-"]);
    const alone = await run(["payments", "worker", "--format", "kubernetes", "--input", "-"], {
      readStdin: () => Promise.resolve(JSON.stringify(outputs)),
    });

    expect(alone.out).to.equal(whole.out);
  });

  it("reads the cells of an environment together, so that no address is missed", async () => {
    const { outputs } = await deployedStack();
    const { applications } = outputs as { readonly applications: Readonly<Record<string, unknown>> };
    const file = (name: string, apps: readonly string[]): string => {
      const place = path.join(programDir, name);
      const some = Object.fromEntries(Object.entries(applications).filter(([app]) => apps.includes(app)));
      writeFileSync(place, JSON.stringify({ applications: some }));
      return place;
    };
    const [data, money, again] = [
      file("data.json", ["reporting"]),
      file("money.json", ["payments"]),
      file("again.json", ["payments", "storefront"]),
    ];

    const alone = await run(["reporting", "etl", "--input", data]);
    const joined = await run(["reporting", "etl", "--input", data, "--input", money]);
    const whole = await run(["reporting", "etl", "--input", "-"]);

    const lines = (out: string): readonly string[] => out.split("\n").slice(1);
    expect(alone.out).not.to.contain("PAYMENTS_LEDGER_SQL_SERVER");
    expect(lines(joined.out)).to.deep.equal(lines(whole.out));
    expect(joined.first).to.match(/read from .*data\.json and .*money\.json$/);
    expect(await failure(["reporting", "etl", "--input", money, "--input", again])).to.match(
      /^application "payments" is in .*money\.json and in .*again\.json; name the stacks of one environment, each once$/,
    );
    expect(await failure(["reporting", "etl", "--input", data, "--also", "dev-money"])).to.contain(
      "exclude each other",
    );
  });

  it("asks pulumi for each cell that is named", async () => {
    const { outputs } = await deployedStack();
    const { applications } = outputs as { readonly applications: Readonly<Record<string, unknown>> };
    const runPulumi = (args: readonly string[]): Promise<string> => {
      const { reporting, payments } = applications;
      const some = args.includes("dev-data") ? { reporting } : { payments };
      const root = { urn: "urn:stack", type: "pulumi:pulumi:Stack", outputs: { applications: some } };
      return Promise.resolve(JSON.stringify({ version: 3, deployment: { resources: [root] } }));
    };

    const { out } = await run(["reporting", "etl", "--stack", "dev-data", "--also", "dev-money"], { runPulumi });

    expect(out).to.match(/^# reporting\/etl in stack dev-data, read from stack dev-data and stack dev-money\n/);
    expect(out).to.contain("PAYMENTS_LEDGER_SQL_DATABASE=ledger");
  });

  it("says what a file should have been", async () => {
    const file = path.join(programDir, "x.json");
    const reading = async (text: string): Promise<string> => {
      writeFileSync(file, text);
      return (await failure(["payments", "api", "--input", file])).replaceAll(file, "FILE");
    };

    expect(await reading("{")).to.match(/^FILE: is no JSON \(/);
    expect(await reading('{"platform":{}}')).to.equal(
      'FILE: is no state, no stack\'s outputs and no plan; give what "pulumi stack export", "pulumi stack output --json" or "strongroom plan --json" wrote',
    );
    expect(await reading('{"version":9,"resources":[]}')).to.match(/^FILE was made by plan schema 9/);
    expect(await failure(["payments", "api", "--input", `${file}x`])).to.match(/^--input .*: cannot be read \(ENOENT/);
    expect(await failure(["payments", "api", "--input", file, "--from", "plan"])).to.contain("exclude each other");
    expect(await failure(["payments", "api", "--stack", "../x"])).to.match(/^--stack: "\.\.\/x" is no stack's name/);
  });

  it("gives machines the facts as JSON", async () => {
    const { out } = await run(["payments", "worker", "--input", "-", "--json"]);

    expect(JSON.parse(out)).to.deep.include({ app: "payments", workload: "worker", resourceGroup: "rg-payments-dev" });
  });
});
