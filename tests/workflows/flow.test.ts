// The whole way of a pull request, with the real command and no double: a manifest changes, both sides are planned, judged, and
// told in one comment.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ROOT } from "../support/plans.ts";

describe("a pull request", function () {
  // Two plans, a judgement and a comparison, on a machine that does other things.
  this.timeout(180_000);

  let folder: string | undefined;
  let clone: string;
  before(function () {
    if (!existsSync(join(ROOT, ".git"))) {
      console.log("      this is no git repository: there is no base to compare with");
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "strongroom-pull-request-"));
    clone = join(folder, "clone");
    execFileSync("git", ["clone", "--quiet", ROOT, clone]);
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const commit = (message: string): void => {
    const who = ["-c", "user.name=test", "-c", "user.email=test@contoso.com"];
    execFileSync("git", [...who, "commit", "--quiet", "--all", "--message", message], { cwd: clone });
  };
  const run = (script: string, ...args: readonly string[]): number | null =>
    spawnSync(join(".github", "scripts", script), args, {
      cwd: clone,
      env: { ...process.env, PATH: `${join(ROOT, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}` },
      stdio: "ignore",
    }).status;

  it("that lets an identity read a secret in prod says so, asks for approval, and passes the policy", () => {
    for (const stack of ["dev", "staging"]) rmSync(join(clone, `Pulumi.${stack}.yaml`));
    commit("one stack is enough here");
    const manifest = join(clone, "apps", "payments.yaml");
    const before = readFileSync(manifest, "utf8");
    writeFileSync(manifest, before.replace("readers: [api]", "readers: [api, worker]"));
    commit("let the worker read the key");

    const codes = [
      run("plan-both.sh", "plans"),
      run("policy.sh", "plans", "policy"),
      run("write-comment.sh", "plans", "comment.md"),
    ];

    const comment = readFileSync(join(clone, "comment.md"), "utf8");
    expect(codes).to.deep.equal([0, 0, 0]);
    expect(comment).to.match(/^<!-- strongroom: plan outcome=approval base=[0-9a-f]{40} head=[0-9a-f]{40} -->\n/);
    expect(comment).to.include("**A person must approve this:**").and.to.include("prod: access widened: ");
    expect(comment).to.match(
      /`gained` \| `payments\/worker` \| `Strongroom Secret Reader \(prod\)` \| `secret payments-prod-stripe-key/,
    );
    expect(comment.match(/^#.*/gm)?.slice(0, 3)).to.deep.equal([
      "## What this change does",
      "### `prod`",
      "#### Access",
    ]);
    expect(JSON.parse(readFileSync(join(clone, "policy", "prod.sarif"), "utf8"))).to.have.property("version", "2.1.0");
    expect(
      execFileSync("git", ["worktree", "list"], { cwd: clone, encoding: "utf8" }).trim().split("\n"),
    ).to.have.length(1);
  });
});
