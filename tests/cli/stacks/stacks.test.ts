// Which stacks there are, in which order they are deployed, and whether the pipelines deploy each.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { registerWith } from "../../../cli/commands/stacks.ts";
import { some } from "../../../cli/stacks/place.ts";
import type { PlacedStack } from "../../../cli/stacks/stack.ts";
import { run, type Ran } from "../access/fixtures.ts";
import { ROOT } from "../../support/plans.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-stacks-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Settings by stack, without the namespace. */
const settings = (stacks: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void => {
  for (const [stack, values] of Object.entries(stacks)) {
    const config = Object.fromEntries(Object.entries(values).map(([key, value]) => [`strongroom:${key}`, value]));
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));
  }
};
const stacks = (...args: string[]): Promise<Ran> =>
  run(
    (program, watched) => {
      registerWith(program, { ...watched, programDir: () => folder });
    },
    ["stacks", ...args],
  );
const placedStacks = async (): Promise<readonly (readonly [string, number, string])[]> => {
  const { out, failure } = await stacks("--json");
  expect(failure).to.equal(undefined);
  const { stacks: all } = JSON.parse(out) as {
    stacks: { name: string; wave: number; waitsFor: string[] }[];
  };
  return all.map(({ name, wave, waitsFor }) => [name, wave, waitsFor.join(" ")] as const);
};
const PEOPLE = {
  "staging-people": { environment: "staging", part: "people" },
  "prod-people": { environment: "prod", part: "people" },
};
const USUAL = { dev: { environment: "dev" }, staging: { environment: "staging" }, prod: { environment: "prod" } };

describe("strongroom stacks", () => {
  it("follows the shapes: dev, staging, production", async () => {
    settings(USUAL);

    expect(await placedStacks()).to.deep.equal([
      ["dev", 1, ""],
      ["staging", 2, "dev"],
      ["prod", 3, "staging"],
    ]);
  });

  it("knows a fourth environment by one file, and a second production", async () => {
    settings({ ...USUAL, test: { environment: "test", shape: "dev" }, live: { environment: "live", shape: "prod" } });

    expect(await placedStacks()).to.deep.equal([
      ["dev", 1, ""],
      ["test", 1, ""],
      ["staging", 2, "dev test"],
      ["live", 3, "staging"],
      ["prod", 3, "staging"],
    ]);
  });

  it("goes over a shape that nobody has", async () => {
    settings({ dev: USUAL.dev, prod: USUAL.prod });

    expect(await placedStacks()).to.deep.equal([
      ["dev", 1, ""],
      ["prod", 2, "dev"],
    ]);
  });

  it("follows what the settings say instead", async () => {
    settings({ ...USUAL, live: { environment: "live", shape: "prod", deployAfter: ["prod"] } });

    expect((await placedStacks()).slice(-2)).to.deep.equal([
      ["prod", 3, "staging"],
      ["live", 4, "prod"],
    ]);
  });

  it("puts cells after their platform, and side by side", async () => {
    const cell = (name: string) => ({
      environment: "prod",
      part: "cell",
      cell: { platformStack: "contoso/shop/prod-platform", applications: [name] },
    });
    settings({
      dev: USUAL.dev,
      "prod-platform": { environment: "prod", part: "platform" },
      "prod-a": cell("a"),
      "prod-b": cell("b"),
    });

    expect(await placedStacks()).to.deep.equal([
      ["dev", 1, ""],
      ["prod-platform", 2, "dev"],
      ["prod-a", 3, "dev prod-platform"],
      ["prod-b", 3, "dev prod-platform"],
    ]);
  });

  describe("with cells that grant to each other", () => {
    const cell = (applications: readonly string[], awaits: readonly string[] = []) => ({
      environment: "prod",
      part: "cell",
      cell: { platformStack: "contoso/shop/prod-platform", applications, ...(awaits.length > 0 ? { awaits } : {}) },
    });
    const manifest = (name: string, readers: readonly string[]): void => {
      mkdirSync(join(folder, "apps"), { recursive: true });
      const secrets = { door: { purpose: "Opens", rotation: { every: "90d", by: "owner" }, readers } };
      const text = { name, owner: "a@contoso.com", dataClassification: "internal", environments: ["prod"] };
      writeFileSync(join(folder, "apps", `${name}.yaml`), JSON.stringify({ ...text, workloads: { api: {} }, secrets }));
    };
    const PLATFORM = { "prod-platform": { environment: "prod", part: "platform" } };

    it("has the one that grants wait for the one that holds the workload", async () => {
      settings({ ...PLATFORM, "prod-a": cell(["ants"]), "prod-b": cell(["bees"]) });
      manifest("ants", ["api", "bees/api"]);
      manifest("bees", ["api"]);

      expect(await placedStacks()).to.deep.equal([
        ["prod-platform", 1, ""],
        ["prod-b", 2, "prod-platform"],
        ["prod-a", 3, "prod-b prod-platform"],
      ]);
    });

    it("names a circle, the grants that close it, and what would open it", async () => {
      settings({ ...PLATFORM, "prod-a": cell(["ants"]), "prod-b": cell(["bees"]) });
      manifest("ants", ["bees/api"]);
      manifest("bees", ["ants/api"]);

      expect((await stacks()).failure).to.equal(
        "the stacks prod-a, prod-b wait for each other: prod-a grants ants secrets door to bees/api, " +
          "prod-b grants bees secrets door to ants/api; have one of these grants wait: " +
          '"bees" in strongroom:cell.awaits of Pulumi.prod-a.yaml, or "ants" in strongroom:cell.awaits of Pulumi.prod-b.yaml',
      );
    });

    it("says what waits where a circle is open", async () => {
      settings({ ...PLATFORM, "prod-a": cell(["ants"], ["bees"]), "prod-b": cell(["bees"]) });
      manifest("ants", ["bees/api"]);
      manifest("bees", ["ants/api"]);

      expect(await placedStacks()).to.deep.equal([
        ["prod-platform", 1, ""],
        ["prod-a", 2, "prod-platform"],
        ["prod-b", 3, "prod-a prod-platform"],
      ]);
      expect((await stacks()).out).to.include(
        "prod-a does not wait for prod-b: what ants secrets door grants to bees/api waits; deploy prod-a again after prod-b\n",
      );
    });
  });

  it("puts groups of people after what they are for, before nobody, and into no wave of a pipeline", async () => {
    settings({ ...USUAL, ...PEOPLE });

    expect(await placedStacks()).to.deep.equal([
      ["dev", 1, ""],
      ["staging", 2, "dev"],
      ["prod", 3, "staging"],
      ["staging-people", 3, "staging"],
      ["prod-people", 4, "prod"],
    ]);
    const { out } = await stacks("--matrix");
    expect(out.split("\n").filter((line) => /^wave\d/.test(line) && line.includes("-people"))).to.deep.equal([]);
    expect(out).to.match(/^names=dev staging prod staging-people prod-people$/m);
    expect((await stacks("--people")).out).to.equal("staging-people\nprod-people\n");
  });

  const wrong: readonly (readonly [string, Parameters<typeof settings>[0], RegExp])[] = [
    [
      "environments that wait for each other",
      {
        a: { environment: "aa", shape: "dev", deployAfter: ["bb"] },
        b: { environment: "bb", shape: "dev", deployAfter: ["aa"] },
      },
      /^the stacks a, b wait for each other/,
    ],
    [
      "an environment that waits for nobody",
      { a: { environment: "dev", deployAfter: ["qa"] } },
      /no settings are of environment qa$/,
    ],
    ["a stack without an environment", { a: {} }, /^Pulumi\.a\.yaml: strongroom:environment is missing/],
    [
      "a shape that is none",
      { a: { environment: "live" } },
      /^Pulumi\.a\.yaml: strongroom:shape: "live" is no shape; there are /,
    ],
    [
      "an environment that is no name",
      { a: { environment: "x\n::warning::", shape: "dev" } },
      /^Pulumi\.a\.yaml: strongroom:environment: use 2 to 12/,
    ],
    ["a stage that is none", { a: { environment: "dev", stage: "live" } }, /^Pulumi\.a\.yaml: strongroom:stage/],
    ["a part that is none", { a: { environment: "dev", part: "half" } }, /^Pulumi\.a\.yaml: strongroom:part/],
    ["a name that no file of ours has", { "$(id)": { environment: "dev" } }, /^Pulumi\.\$\(id\)\.yaml: /],
  ];
  for (const [what, files, message] of wrong) {
    it(`refuses ${what}, since it could be left out`, async () => {
      settings(files);

      expect((await stacks()).failure).to.match(message);
    });
  }

  it("writes one line for each output of a workflow, whatever the settings say", async () => {
    settings({ ...USUAL, "prod-eu": { environment: "prodeu", shape: "prod" } });

    const { out } = await stacks("--matrix");
    const lines = out.trimEnd().split("\n");
    const value = (name: string): unknown =>
      JSON.parse(lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? "");

    expect(lines.every((line) => /^(all|names|steady|steadyNames|wave[1-8])=/.test(line))).to.equal(true);
    expect(value("wave3")).to.deep.equal([
      { stack: "prod", environment: "prod", stage: "production", runner: "RUNNER_PROD" },
      { stack: "prod-eu", environment: "prodeu", stage: "production", runner: "RUNNER_PROD_EU" },
    ]);
    expect(value("wave4")).to.deep.equal([]);
    expect((await stacks("--names")).out).to.equal("dev\nstaging\nprod\nprod-eu\n");
  });

  it("writes the matrices of Azure Pipelines, by the names of their jobs", async () => {
    settings({ dev: USUAL.dev });

    const { out } = await stacks("--matrix", "azure");

    expect(JSON.parse(/^wave1=(.*)$/m.exec(out)?.[1] ?? "")).to.deep.equal({
      stack_dev: { stack: "dev", environment: "dev", stage: "preproduction", runner: "RUNNER_DEV", id: "stack_dev" },
    });
  });

  it("refuses a change that is not two revisions", async () => {
    settings(USUAL);

    expect((await stacks("--affected", "main")).failure).to.equal("--affected: write two git revisions: BASE..HEAD");
  });

  it("takes one option at a time", async () => {
    settings(USUAL);

    expect((await stacks("--json", "--names")).failure).to.match(/^--json and --names exclude each other/);
  });
});

describe("some of the stacks", () => {
  it("are in waves of their own, behind those that they wait for by way of others", () => {
    const stack = (name: string, wave: number, waitsFor: readonly string[]) =>
      ({ name, wave, waitsFor }) as unknown as PlacedStack;
    const all = [stack("dev", 1, []), stack("staging", 2, ["dev"]), stack("prod", 3, ["staging"])];

    const chosen = some(all, new Set(["dev", "prod"]));

    expect(chosen.map(({ name, wave, waitsFor }) => [name, wave, waitsFor])).to.deep.equal([
      ["dev", 1, []],
      ["prod", 2, ["dev"]],
    ]);
  });
});

describe("strongroom stacks --check", () => {
  beforeEach(() => {
    for (const name of [".github/workflows", ".azuredevops"]) {
      mkdirSync(join(folder, name), { recursive: true });
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    }
    settings({ ...USUAL, ...PEOPLE });
  });
  const check = async (): Promise<readonly [number | undefined, string]> => {
    const { out, exitCode } = await stacks("--check");
    return [exitCode, out];
  };
  const edit = (file: string, from: string, to: string): void => {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    expect(text).to.include(from);
    writeFileSync(path, text.replace(from, to));
  };

  it("finds every stack of this repository deployed in its turn", async () => {
    expect(await check()).to.deep.equal([0, "every stack is deployed in its turn\n"]);
  });

  it("follows a new environment on GitHub by itself, and says what Azure DevOps needs", async () => {
    settings({ test: { environment: "test", shape: "dev" } });

    const [code, out] = await check();
    expect([code, out]).to.deep.equal([
      2,
      [".azuredevops/stacks.yml", ".azuredevops/look-stacks.yml"]
        .map((file) => `${file} is not what Pulumi.*.yaml says: make it anew with: npx strongroom stacks --write\n`)
        .join(""),
    ]);

    expect((await stacks("--write")).out).to.equal(
      ".azuredevops/stacks.yml\n.azuredevops/look-stacks.yml\n.azuredevops/drift-stacks.yml\n.azuredevops/people.yml\n",
    );
    expect(await check()).to.deep.equal([0, "every stack is deployed in its turn\n"]);
  });

  it("fails where a wave has no job", async () => {
    edit(".github/workflows/deploy.yml", "outputs.wave3) }}", "outputs.wave9) }}");

    expect(await check()).to.deep.equal([
      2,
      "prod: no job of .github/workflows/deploy.yml deploys it (it is in wave 3)\n",
    ]);
  });

  it("fails where a stack does not wait for another", async () => {
    edit(".github/workflows/deploy.yml", "needs: [stacks, wave2]", "needs: [stacks]");

    expect((await check())[1]).to.include("prod: .github/workflows/deploy.yml does not deploy staging before it");
  });

  it("reads a workflow that names its stacks one by one", async () => {
    const job = (stack: string, needs: string): string =>
      `  ${stack}:\n    needs: [${needs}]\n    uses: ./.github/workflows/deploy-stack.yml\n    with: { stack: ${stack} }\n`;
    const file = join(folder, ".github/workflows/deploy.yml");
    writeFileSync(file, `jobs:\n${job("dev", "")}${job("staging", "dev")}${job("prod", "staging")}${job("old", "")}`);

    expect((await check())[1]).to.equal("old: .github/workflows/deploy.yml, job old: no Pulumi.old.yaml\n");

    writeFileSync(file, `jobs:\n${job("dev", "")}${job("staging", "dev")}`);
    expect((await check())[1]).to.match(/^prod: no job of /);
  });

  it("fails where more than a person starts what deploys groups of people, or nothing does", async () => {
    edit(".github/workflows/people.yml", "on:\n", "on:\n  push:\n");
    expect((await check())[1]).to.equal(
      ".github/workflows/people.yml is started by more than a person: leave nothing under `on` but workflow_dispatch\n",
    );

    rmSync(join(folder, ".github/workflows/people.yml"));
    expect((await check())[1]).to.match(/^staging-people: no workflow lets a person deploy it/);
  });

  it("fails where a pipeline deploys groups of people", async () => {
    const job = "  people:\n    uses: ./.github/workflows/deploy-stack.yml\n    with: { stack: prod-people }\n";
    edit(".github/workflows/deploy.yml", "jobs:\n", `jobs:\n${job}`);

    expect((await check())[1]).to.equal(
      "prod-people: .github/workflows/deploy.yml, job people: groups of people are a person's to deploy (.github/workflows/people.yml)\n",
    );
  });

  it("fails where there is no workflow at all", async () => {
    for (const name of [".github", ".azuredevops"]) rmSync(join(folder, name), { recursive: true });

    expect((await check())[1].trimEnd().split("\n")).to.have.length(3);
  });
});
