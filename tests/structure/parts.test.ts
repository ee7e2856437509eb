// A test that no part runs shows nothing; so every file is in one, and everything that runs tests runs them all.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { DAILY, PARTS, partOf, SLOW, testFiles } from "../support/parts.ts";
import { ROOT } from "../support/plans.ts";

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

describe("the parts of the tests", () => {
  it("share the files out: a few are slow, most are fast", () => {
    const files = testFiles();

    const counts = Object.fromEntries(
      PARTS.map((part) => [part, files.filter((file) => partOf(file) === part).length]),
    );

    expect(files).to.include.members(Object.keys(SLOW));
    expect(counts["deep"]).to.be.greaterThan(2);
    expect(counts["slow"]).to.equal(Object.keys(SLOW).length);
    expect(counts["engine"]).to.be.greaterThan(10);
    expect(counts["fast"]).to.be.greaterThan(80);
  });

  it("but for what takes hours are run by npm test, and each by a command of its own", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

    expect(scripts["test"]).to.equal(`node tests/support/run-tests.ts check ${DAILY.join(" ")}`);
    for (const part of PARTS) expect(scripts[`test:${part}`]).to.equal(`node tests/support/run-tests.ts ${part}`);
  });

  it("but for what takes hours are run on every pull request, on GitHub and on Azure DevOps", () => {
    const wanted = ["check", ...DAILY.map((part) => `test:${part}`)];
    const github = parse(read(".github/workflows/pull-request.yml")) as {
      jobs: { test: { strategy: { matrix: { suite: string[] } } } };
    };
    const azure = parse(read(".azuredevops/pull-request.yml")) as {
      jobs: { job: string; strategy?: { matrix: Record<string, { SUITE: string }> } }[];
    };
    const tests = azure.jobs.find(({ job }) => job === "test");

    expect(github.jobs.test.strategy.matrix.suite).to.deep.equal(wanted);
    expect(Object.values(tests?.strategy?.matrix ?? {}).map(({ SUITE }) => SUITE)).to.deep.equal(wanted);
  });
});
