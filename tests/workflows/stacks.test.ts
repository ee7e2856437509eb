// Which stacks the workflows take, and when a wave stops: the scripts as they are, against doubles of gh, git and the command.
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { Workplace } from "./scripts.ts";
import { workflow } from "./workflow-files.ts";

const SHA = "b".repeat(40);

describe("the stacks of a workflow", function () {
  let place: Workplace;
  before(function () {
    if (["bash", "jq"].some((tool) => spawnSync(tool, ["--help"]).error !== undefined)) this.skip();
  });
  beforeEach(() => {
    place = new Workplace();
    place.double("node", 'echo "all=[]"');
  });
  afterEach(() => {
    place.end();
  });
  const stacks = (of: string, last: string, isAncestor: boolean) => {
    place.double("gh", `echo '${JSON.stringify({ workflow_runs: last === "" ? [] : [{ head_sha: last }] })}'`);
    place.double("git", `exit ${isAncestor ? "0" : "1"}`);
    const ran = place.run(".github/scripts/stacks.sh", [of]);
    return { ...ran, command: place.calls.find((call) => call.startsWith("node")) };
  };

  it("are all, where nobody asks for less", () => {
    expect(stacks("", "", false).command).to.equal("node cli/strongroom.mjs stacks --matrix");
  });

  it("are those that a pull request touches", () => {
    expect(stacks("pull-request", "", false).command).to.equal(
      "node cli/strongroom.mjs stacks --matrix --affected HEAD\\^1..HEAD",
    );
  });

  it("are those that were touched since the last deployment that ended well", () => {
    const { command, code, stdout } = stacks("deployed", SHA, true);

    expect([command, code, stdout]).to.deep.equal([
      `node cli/strongroom.mjs stacks --matrix --affected ${SHA}..HEAD`,
      0,
      "all=[]\n",
    ]);
    expect(place.calls[0]).to.include("actions/workflows/deploy.yml/runs").and.include("status=success");
  });

  for (const [what, last, isAncestor] of [
    ["none has ended well", "", true],
    ["the last one was of another history", SHA, false],
    ["what GitHub says is no commit", "main; rm -rf .", true],
  ] as const) {
    it(`are all, where ${what}`, () => {
      const { command, stderr } = stacks("deployed", last, isAncestor);

      expect(command).to.equal("node cli/strongroom.mjs stacks --matrix");
      expect(stderr).to.include("every stack is deployed");
    });
  }

  it("are none, where nobody knows which", () => {
    expect(stacks("everything", "", true).code).to.equal(1);
  });

  describe("a wave", () => {
    const goesOn = (failed: number, most: string) => {
      place.double(
        "gh",
        `for id in ${Array.from({ length: failed }, (_, id) => String(id + 1)).join(" ")}; do echo "$id"; done`,
      );
      return place.run(".github/scripts/wave-goes-on.sh", [], { RUN_ID: "7", MAX_FAILURES: most });
    };

    it("goes on while fewer have failed than may", () => {
      expect([goesOn(0, "1").code, goesOn(2, "3").code]).to.deep.equal([0, 0]);
    });

    it("stops with as many as may fail, and says how to go on", () => {
      const { code, stderr } = goesOn(3, "3");

      expect(code).to.equal(1);
      expect(stderr).to.include("3 of this run's stacks have failed").and.include("re-run the failed jobs");
    });

    it("stops where nobody can say how many", () => {
      expect(goesOn(0, "many").code).to.equal(1);
    });
  });
});

describe("the waves of deploy.yml", () => {
  const waves = Object.entries(workflow("deploy.yml").jobs).filter(([name]) => name.startsWith("wave"));

  it("let what is under way end, a limited number side by side, behind waves that nothing touches", () => {
    expect(waves).to.have.length(8);
    for (const [name, job] of waves) {
      const { strategy } = job as unknown as { readonly strategy: Record<string, unknown> };
      expect(strategy["fail-fast"], name).to.equal(false);
      expect(strategy["max-parallel"], name).to.equal("${{ fromJSON(vars.DEPLOY_SIDE_BY_SIDE || '4') }}");
      expect(job.if, name).to.include("!failure() && !cancelled()");
    }
  });

  it("ask before a stack begins", () => {
    const { begin, preview } = workflow("deploy-stack.yml").jobs as unknown as Record<
      string,
      { readonly needs?: string }
    >;

    expect(begin).not.to.equal(undefined);
    expect(preview?.needs).to.equal("begin");
  });
});
