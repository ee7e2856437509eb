// The workflows as their own linters see them.
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { ROOT } from "../support/plans.ts";
import { actionlint, zizmor, type Found } from "./linters.ts";

describe("workflow linters", function () {
  // Making a linter takes longer than any test may.
  this.timeout(600_000);

  function lint(context: Mocha.Context, name: string, found: Found, args: readonly string[]): string {
    if ("reason" in found) {
      console.log(`      ${name} cannot be had: ${found.reason}`);
      return context.skip();
    }
    const { status, stdout, stderr } = spawnSync(found.path, args, { cwd: ROOT, encoding: "utf8" });
    return status === 0 ? "" : stdout + stderr;
  }

  it("actionlint finds nothing", function () {
    const complaints = lint(this, "actionlint", actionlint(), ["-no-color"]);

    expect(complaints).to.equal("");
  });

  it("zizmor finds nothing", function () {
    const complaints = lint(this, "zizmor", zizmor(), ["--offline", "--no-progress", "--quiet", ".github"]);

    expect(complaints).to.equal("");
  });
});
