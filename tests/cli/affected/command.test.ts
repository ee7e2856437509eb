// The command on two revisions of a small repository: what it names, and what `plan diff` makes of it.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { registerWith } from "../../../cli/commands/affected.ts";
import { compareStacks, planParts } from "../../../cli/affected/compare-stacks.ts";
import { planRevisions } from "../../../cli/plan-diff/revisions.ts";
import { planStack } from "../../../cli/plan/evaluate-stack.ts";
import { ROOT } from "../../support/plans.ts";
import { run } from "../access/fixtures.ts";
import { Chance, startContent, type Content } from "./catalogues.ts";
import { EPOCH, told, write } from "./differential.ts";

/** Of these, ants and bees grant to each other's workloads. */
const SEED = 4;

describe("strongroom affected", () => {
  let folder: string;
  let content: Content;
  const commits: string[] = [];

  const git = (...args: string[]): string => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: folder, encoding: "utf8" }).trim();
  };
  const commit = (edit: (copy: Content) => void, others: Readonly<Record<string, string>> = {}): void => {
    edit(content);
    execFileSync("git", ["rm", "-rfq", "--ignore-unmatch", "apps"], { cwd: folder });
    const scratch = join(folder, "..", `${folder.split("/").at(-1) ?? ""}-scratch`);
    write(scratch, content);
    execFileSync("cp", ["-r", `${scratch}/.`, folder]);
    rmSync(scratch, { recursive: true, force: true });
    const program = JSON.stringify(pathToFileURL(join(ROOT, "infra", "index.ts")).href);
    const files = {
      "index.ts": `export { default } from ${program};\n`,
      "package.json": '{ "type": "module" }',
      ...others,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    git("add", "-A");
    git("commit", "-q", "-m", "a change");
    commits.push(git("rev-parse", "HEAD"));
  };
  const affected = async (base: number, head: number): Promise<Record<string, unknown>> => {
    const { out, failure } = await run(
      (program, watched) => {
        registerWith(program, { ...watched, programDir: () => folder });
      },
      ["affected", commits[base] ?? "", commits[head] ?? "", "--json"],
    );
    expect(failure).to.equal(undefined);
    return JSON.parse(out) as Record<string, unknown>;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-affected-"));
    git("init", "-q", "-b", "main");
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    content = { ...startContent(new Chance(SEED)), stack: "dev" };
    commit(() => undefined);
    commit(({ comments }) => {
      comments["ants"] = "# said\n";
    });
    commit(({ config }) => {
      config["strongroom:securityContacts"] = ["others@contoso.com"];
    });
    commit(() => undefined, { "README.md": "about" });
    commit(() => undefined, { "index.ts.txt": "code, for all we know" });
    commit(() => undefined, { "policy.yaml": "rules: {}\n" });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("names the application whose manifest changes", async () => {
    const { stacks, code, policy } = await affected(0, 1);

    expect({ stacks, code, policy }).to.deep.equal({
      stacks: [{ stack: "dev", everything: [], applications: { ants: ["its manifest"] }, touched: true }],
      code: [],
      policy: false,
    });
  });

  it("says which setting all of them read", async () => {
    const { stacks } = await affected(1, 2);

    expect(stacks).to.deep.equal([
      { stack: "dev", everything: ["strongroom:securityContacts"], applications: {}, touched: true },
    ]);
  });

  it("leaves out what nobody reads", async () => {
    const { stacks } = await affected(2, 3);

    expect(stacks).to.deep.equal([{ stack: "dev", everything: [], applications: {}, touched: false }]);
  });

  it("takes every other file for code", async () => {
    const { stacks, code } = await affected(3, 4);

    expect({ stacks, code }).to.deep.equal({
      stacks: [{ stack: "dev", everything: ["code"], applications: {}, touched: true }],
      code: ["index.ts.txt"],
    });
  });

  it("says that the rules change, which judge every plan", async () => {
    const { stacks, policy } = await affected(4, 5);

    expect({ stacks, policy }).to.deep.equal({
      stacks: [{ stack: "dev", everything: [], applications: {}, touched: true }],
      policy: true,
    });
  });

  it("gives `plan diff` two plans that are smaller, and say the same", async () => {
    const what = {
      programDir: folder,
      base: commits[0] ?? "",
      head: commits[1] ?? "",
      stacks: [],
      manifestsOnly: false,
      planStack: (programDir: string, stack: string) => planStack({ programDir, stack, sourceDateEpoch: EPOCH }),
    };
    const whole = await planRevisions(what);
    const asked: string[] = [];
    const inPart = await planRevisions({
      ...what,
      planStack: (_, stack) => {
        asked.push(stack);
        throw new Error("a whole plan is not wanted");
      },
      planParts: (before, after, stacks) => planParts({ before, after, stacks, sourceDateEpoch: EPOCH }),
    });

    const said = ({ pairs: [pair] }: typeof whole) =>
      pair?.before === undefined || pair.after === undefined ? undefined : told(pair.before, pair.after);
    expect(asked).to.deep.equal([]);
    expect(said(inPart)).to.equal(said(whole));
  });

  it("leaves to a whole plan what cannot be read", async () => {
    writeFileSync(join(folder, "apps", "ants.yaml"), "name: [");

    const compared = await compareStacks({
      before: folder,
      after: folder,
      stacks: ["dev"],
      sourceDateEpoch: EPOCH,
      plans: true,
    });

    expect(compared.size).to.equal(0);
  });
});
