// A platform team may keep settings and manifests in a repository of its own, with this package as a workspace in it
// (docs/operate.md). The command must work from there, on its files and on no other.
import { expect } from "chai";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePlan } from "../../cli/plan/read-plan.ts";
import { ROOT } from "../support/plans.ts";

/** What of this package a deployment and the command are made of. */
const PACKAGE = [
  "cli",
  "components",
  "facts",
  "infra",
  "policy",
  "schemas",
  "simulator",
  "stacks",
  "text",
  "package.json",
];

const MANIFEST = `name: shop
owner: shop@contoso.com
dataClassification: internal
environments: [dev]
workloads:
  web: {}
  jobs: {}
secrets:
  mail-key: { purpose: Sends mails, rotation: { every: 90d, by: owner }, readers: [web] }
`;

describe("a repository that depends on this package", function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-elsewhere-"));
    for (const part of PACKAGE) cpSync(join(ROOT, part), join(folder, "strongroom", part), { recursive: true });
    // As npm leaves a workspace: its packages lie above it.
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const project = readFileSync(join(ROOT, "Pulumi.yaml"), "utf8");
    write("Pulumi.yaml", project.replace("main: infra/", "main: strongroom/infra/"));
    write("Pulumi.dev.yaml", readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8"));
    write(".gitignore", "node_modules\n.strongroom\n");
    mkdirSync(join(folder, "apps"));
    write("apps/shop.yaml", MANIFEST);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, content: string): void => {
    writeFileSync(join(folder, name), content);
  };
  const git = (...args: readonly string[]): void => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@contoso.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...who, ...args], { cwd: folder, stdio: "ignore" });
  };
  const strongroom = (...args: readonly string[]) =>
    spawnSync(process.execPath, [join("strongroom", "cli", "strongroom.mjs"), ...args], {
      cwd: folder,
      encoding: "utf8",
    });

  it("plans its own manifests", () => {
    const { status, stdout, stderr } = strongroom("plan", "--stack", "dev", "--json");

    expect(status, stderr).to.equal(0);
    const secrets = parsePlan(stdout, "the plan").resources.filter(({ type }) => type.endsWith(":keyvault:Secret"));
    expect(secrets.map(({ name, origin }) => [name, origin])).to.deep.equal([
      ["shop-mail-key", { file: "apps/shop.yaml", line: 9 }],
    ]);
  });

  it("compares its own revisions", () => {
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-q", "-m", "the first");
    write("apps/shop.yaml", MANIFEST.replace("readers: [web]", "readers: [web, jobs]"));
    git("commit", "-q", "-a", "-m", "another reader");

    const { status, stdout, stderr } = strongroom("plan", "diff", "HEAD~1", "HEAD", "--stack", "dev", "--json");

    expect(status, stderr).to.equal(0);
    expect(stdout).to.contain("shop/jobs").and.to.contain("Strongroom Secret Reader (dev)");
    expect(stdout).not.to.contain("shop/web");
  });

  it("is told what to do when it installs the package like any other", () => {
    const installed = join(folder, "installed", "node_modules", "strongroom");
    cpSync(join(ROOT, "cli"), join(installed, "cli"), { recursive: true });
    cpSync(join(ROOT, "package.json"), join(installed, "package.json"));

    const { status, stderr } = spawnSync(process.execPath, [join(installed, "cli", "strongroom.mjs")], {
      encoding: "utf8",
    });

    expect([status, stderr]).to.deep.equal([
      1,
      "strongroom: Node.js runs no TypeScript that lies in node_modules: take this package into the repository as an npm workspace (docs/operate.md)\n",
    ]);
  });
});
