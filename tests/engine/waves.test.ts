// A runner's matrix over a platform and four cells, wave by wave, two at a time, as deploy.yml has it: one of them dies half-way, the wave
// stops, and re-running what failed completes it. What is in Azure in the end is what one stack makes.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { registerWith } from "../../cli/commands/stacks.ts";
import type { RunResult, Session } from "../../simulator/engine/session.ts";
import { run } from "../cli/access/fixtures.ts";
import { comparable } from "../support/azure.ts";
import { changes, OwnProject, readAzure, succeed, UP } from "../support/own-project.ts";

const CELLS = { "dev-ants": "ants", "dev-bees": "bees", "dev-cats": "cats", "dev-dogs": "dogs" } as const;
/** Stacks side by side, and how many may fail: DEPLOY_SIDE_BY_SIDE and DEPLOY_MAX_FAILURES. */
const SIDE_BY_SIDE = 2;
const MAX_FAILURES = 1;
/** Steps of the one that dies: its resource group and some of what is in it. */
const HALF_WAY = 8;

/** How a stack's deployment came out, as the runner keeps it. */
type Conclusion = "success" | "failure" | "skipped";

describe("a platform and four cells, deployed by a runner's matrix", function () {
  this.timeout(240_000);
  let project: OwnProject;

  before(() => {
    project = new OwnProject();
    const apps = path.join(project.programDir, "apps");
    rmSync(apps, { recursive: true });
    mkdirSync(apps);
    for (const name of Object.values(CELLS)) {
      // cats lets ants in: its cell waits for that of ants.
      const readers = name === "cats" ? ["api", "ants/api"] : ["api"];
      const secrets = { door: { purpose: "Opens a door", rotation: { every: "90d", by: "owner" }, readers } };
      const about = { name, owner: `${name}@contoso.com`, dataClassification: "internal", environments: ["dev"] };
      writeFileSync(path.join(apps, `${name}.yaml`), stringify({ ...about, workloads: { api: {} }, secrets }));
    }
    for (const stack of ["staging", "prod"]) rmSync(path.join(project.programDir, `Pulumi.${stack}.yaml`));
  });
  after(() => {
    project.remove();
  });

  it("come to what one stack comes to, though one dies half-way", async () => {
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev" }));
    });
    const whole = readAzure(project.stateDir);
    split(project);
    const waves = await readWaves(project);
    expect(waves).to.deep.equal([["dev-platform"], ["dev-ants", "dev-bees", "dev-dogs"], ["dev-cats"]]);

    const inCells = project.file("cells");
    const conclusions = new Map<string, Conclusion>();
    const begun: string[] = [];
    await project.session(
      async (session) => {
        const up = (stack: string, dies: boolean): Promise<RunResult> => {
          begun.push(stack);
          let steps = 0;
          return session.pulumi(UP, {
            stack,
            onEvent: ({ resOutputsEvent }) => {
              if (dies && resOutputsEvent && ++steps === HALF_WAY) process.kill(programOf(stack), "SIGKILL");
            },
          });
        };
        await deploy(waves, conclusions, (stack) => up(stack, stack === "dev-bees"));
        expect(Object.fromEntries(conclusions)).to.deep.include({ "dev-platform": "success", "dev-bees": "failure" });
        expect(begun, "a wave begins only when the one before has ended well").not.to.include("dev-cats");
        const leftHalfWay = resourcesOf(inCells, "bees");
        expect(leftHalfWay).to.be.above(0).and.below(resourcesOf(project.stateDir, "bees"));

        begun.length = 0;
        await deploy(waves, conclusions, (stack) => up(stack, false));
        expect(begun, "what ended well is not run again").not.to.include("dev-platform");
        expect(new Set(conclusions.values())).to.deep.equal(new Set(["success"]));
        await nothingIsLeft(session);
      },
      { stateDir: inCells },
    );

    const [one, many] = [comparable(whole), comparable(readAzure(inCells))];
    expect(Object.keys(many)).to.deep.equal(Object.keys(one));
    expect(many).to.deep.equal(one);
  });
});

/** The same applications, as a platform and a cell for each. */
function split(project: OwnProject): void {
  project.addStack("dev-platform", "dev", (config) => {
    config["strongroom:part"] = "platform";
  });
  for (const [cell, application] of Object.entries(CELLS)) {
    project.addStack(cell, "dev", (config) => {
      config["strongroom:part"] = "cell";
      config["strongroom:cell"] = {
        platformStack: "organization/strongroom/dev-platform",
        applications: [application],
      };
    });
  }
  rmSync(path.join(project.programDir, "Pulumi.dev.yaml"));
}

/** As the workflow reads them. */
async function readWaves(project: OwnProject): Promise<string[][]> {
  const { out, failure } = await run(
    (program, watched) => {
      registerWith(program, { ...watched, programDir: () => project.programDir });
    },
    ["stacks", "--matrix"],
  );
  expect(failure).to.equal(undefined);
  return [...out.matchAll(/^wave\d=(.*)$/gm)]
    .map(([, include = "[]"]) => (JSON.parse(include) as { readonly stack: string }[]).map(({ stack }) => stack))
    .filter((wave) => wave.length > 0);
}

/** One attempt of a run: what has ended well before is not run again ("re-run failed jobs"). */
async function deploy(
  waves: readonly (readonly string[])[],
  conclusions: Map<string, Conclusion>,
  up: (stack: string) => Promise<RunResult>,
): Promise<void> {
  let failures = 0;
  for (const wave of waves) {
    if (failures > 0) return;
    const waiting = wave.filter((stack) => conclusions.get(stack) !== "success");
    const worker = async (): Promise<void> => {
      for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
        // wave-goes-on.sh, before a stack begins.
        if (failures >= MAX_FAILURES) {
          conclusions.set(stack, "skipped");
          continue;
        }
        const { exitCode } = await up(stack);
        if (exitCode !== 0) failures += 1;
        conclusions.set(stack, exitCode === 0 ? "success" : "failure");
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  }
}

/** The process that runs the program of one stack, as the language host starts it. */
function programOf(stack: string): number {
  const runner = path.join("@pulumi", "pulumi", "cmd", "run");
  const line = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" })
    .split("\n")
    .find((text) => text.includes(runner) && new RegExp(`--stack[ =]${stack}( |$)`).test(text));
  // Signalled as 0 it would be this test's own process group.
  expect(line, `the program of ${stack} runs`).to.be.a("string");
  return Number(line?.trim().split(" ")[0]);
}

function resourcesOf(stateDir: string, app: string): number {
  return Object.keys(readAzure(stateDir).resources).filter((id) => id.includes(`/rg-${app}-dev/`)).length;
}

async function nothingIsLeft(session: Session): Promise<void> {
  for (const stack of ["dev-bees", "dev-cats"]) {
    const again = succeed(await session.pulumi(["preview"], { stack, events: true }));
    expect(changes(again), stack).to.deep.equal([]);
  }
}
