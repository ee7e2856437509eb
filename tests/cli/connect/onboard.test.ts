// docs/onboard.md is what a new team does word for word: its manifest must plan, and lead to the names that it mentions.
import { expect } from "chai";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { FORMATS } from "../../../cli/connect/formats.ts";
import { connect } from "../../../cli/connect/read.ts";
import { planStack } from "../../../cli/plan/evaluate-stack.ts";
import { ROOT } from "../../support/plans.ts";
import { fromPlan } from "./fixtures.ts";

const PAGE = readFileSync(path.join(ROOT, "docs", "onboard.md"), "utf8");

describe("docs/onboard.md", () => {
  let programDir: string;

  before(() => {
    programDir = mkdtempSync(path.join(tmpdir(), "strongroom-onboard-"));
    for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml", "package.json"]) {
      cpSync(path.join(ROOT, file), path.join(programDir, file));
    }
    for (const folder of ["infra", "stacks", "components", "facts", "text", "schemas", "node_modules"]) {
      symlinkSync(path.join(ROOT, folder), path.join(programDir, folder));
    }
    mkdirSync(path.join(programDir, "apps"));
  });
  after(() => {
    rmSync(programDir, { recursive: true, force: true });
  });

  const planOfPage = async (manifest: string): Promise<ReturnType<typeof connect>> => {
    writeFileSync(path.join(programDir, "apps", "invoices.yaml"), manifest);
    return connect(fromPlan(await planStack({ programDir, stack: "dev" })), "invoices", "api");
  };
  const manifest = (): string => /```yaml\n(# yaml-language-server[^]*?)```/.exec(PAGE)?.[1] ?? "";

  it("has a manifest that plans, and the names that come of it", async () => {
    const api = await planOfPage(manifest());

    const names = [new URL(api.vaultUri).hostname.split(".")[0] ?? "?", ...api.secrets.map(({ name }) => name)];
    expect(names).to.deep.equal(["kv-invoices-dev-10li", "invoices-dev-mail-key"]);
    expect(names.filter((name) => !PAGE.includes(` ${name} `))).to.deep.equal([]);
    expect(api.databases.map(({ label }) => label)).to.deep.equal(["archive"]);
  });

  it("has ways to sign in from outside that plan", async () => {
    const workloads = /```yaml\n(workloads:\n[^]*?)```/.exec(PAGE)?.[1] ?? "";

    const api = await planOfPage(manifest().replace(/^workloads:.*\n {2}api: .*\n/m, () => workloads));

    expect(api.kubernetes).to.deep.equal([{ namespace: "invoices", serviceAccount: "api" }]);
  });

  it("shows the message that a slip in it gives", async () => {
    const slip = manifest().replace("readWrite: [api]", "readWrite: [apii]");

    const message = await planOfPage(slip).then(
      () => "it planned",
      (error: unknown) => (error as Error).message,
    );

    expect(PAGE).to.contain(`\n${message.split("\n").at(-1) ?? "?"}\n`);
  });

  it("names formats that there are", () => {
    const named = [...PAGE.matchAll(/--format ([a-z-]+)/g)].map(([, format]) => format ?? "");

    expect(named).not.to.deep.equal([]);
    expect(named.filter((format) => !Object.hasOwn(FORMATS, format))).to.deep.equal([]);
  });
});
