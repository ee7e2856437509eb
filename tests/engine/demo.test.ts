// The first thing that anybody runs: `npm run demo`, on a copy of the project, so that nobody's own state is touched.
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { PARTS } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

describe("npm run demo", function () {
  this.timeout(300_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "strongroom-demo-"));
    for (const part of [...PARTS, "Pulumi.dev.yaml"]) {
      cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const demo = async (): Promise<{ code: number | null; stdout: string; stderr: string }> => {
    const child = spawn(process.execPath, [path.join(ROOT, "cli", "strongroom.mjs"), "demo"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  };

  it("deploys every application, says who may do what, and the second time that nothing changed", async () => {
    const settings = readFileSync(path.join(folder, "Pulumi.dev.yaml"), "utf8");

    const first = await demo();
    const second = await demo();

    expect(first.code, first.stdout + first.stderr).to.equal(0);
    expect(first.stdout).to.match(/What there is now: \d+ resources/);
    for (const app of readdirSync(path.join(folder, "apps")).map((file) => path.basename(file, ".yaml"))) {
      expect(first.stdout, `who may do what in ${app}`).to.contain(`${app}/`);
    }
    expect(first.stdout).to.contain("npx strongroom local preview");
    expect(second.code, second.stdout + second.stderr).to.equal(0);
    expect(second.stdout).to.match(/Nothing changed: all \d+ resources are as declared/);
    expect(second.stderr).to.contain("Azure is simulated");
    expect(readFileSync(path.join(folder, "Pulumi.dev.yaml"), "utf8")).to.equal(settings);
  });
});
