// Two revisions of a small repository. The program is never run: what a plan is made of is looked at instead.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { registerDiffWith } from "../../../cli/commands/plan-diff.ts";
import { planRevisions } from "../../../cli/plan-diff/revisions.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { plan as planDocument, identity, grant, VAULT, run, type Ran } from "../access/fixtures.ts";

let repository: string;

function git(...args: string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, ...args], { cwd: repository, encoding: "utf8" }).trim();
}

function commit(files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, name)), { recursive: true });
    writeFileSync(join(repository, name), content);
  }
  git("add", "-A");
  git("commit", "-q", "-m", "a change");
  return git("rev-parse", "HEAD");
}

/** What the program would read, as a plan's only output. */
function look(folder: string, stack: string): Promise<Plan> {
  const files = ["infra.ts", "apps/shop.yaml", "apps/new.yaml", `Pulumi.${stack}.yaml`, "Pulumi.yaml"];
  const seen = files.flatMap((name) =>
    existsSync(join(folder, name)) ? [[name, readFileSync(join(folder, name), "utf8")] as const] : [],
  );
  return Promise.resolve({ ...planDocument([]), stack, outputs: Object.fromEntries(seen) });
}

describe("plans of two revisions", () => {
  let base: string;
  let head: string;

  before(() => {
    repository = mkdtempSync(join(tmpdir(), "strongroom-revisions-"));
    git("init", "-q", "-b", "main");
    base = commit({
      "Pulumi.yaml": "name: shop",
      "Pulumi.dev.yaml": "a: 1",
      "infra.ts": "base",
      "apps/shop.yaml": "one",
    });
    rmSync(join(repository, "apps", "shop.yaml"));
    head = commit({
      "Pulumi.yaml": "name: evil",
      "Pulumi.dev.yaml": "a: 2",
      "infra.ts": "evil",
      "apps/new.yaml": "two",
      "Pulumi.prod.yaml": "b: 1",
    });
  });
  after(() => {
    rmSync(repository, { recursive: true, force: true });
  });

  const compare = (manifestsOnly: boolean, stacks: readonly string[] = []) =>
    planRevisions({ programDir: repository, base, head, stacks, manifestsOnly, planStack: look });

  it("makes each from its own files, for every stack that has settings", async () => {
    const { pairs } = await compare(false);

    expect(
      pairs.map(({ before, after }) => [before?.outputs["infra.ts"], after?.outputs["infra.ts"], after?.stack]),
    ).to.deep.equal([
      ["base", "evil", "dev"],
      [undefined, "evil", "prod"],
    ]);
  });

  it("takes manifests and settings only, when nothing of the other revision may run", async () => {
    const { pairs } = await compare(true, ["dev"]);

    expect(pairs[0]?.after?.outputs).to.deep.equal({
      "Pulumi.dev.yaml": "a: 2",
      "Pulumi.yaml": "name: shop",
      "apps/new.yaml": "two",
      "infra.ts": "base",
    });
  });

  describe("that a stranger made", () => {
    const PROJECT = { "Pulumi.yaml": "name: shop", "Pulumi.dev.yaml": "config: {}", "apps/shop.yaml": "one" };
    let start: string;
    before(() => {
      git("checkout", "-q", "-b", "stranger", base);
      symlinkSync("shop.yaml", join(repository, "apps", "old.yaml"));
      start = commit({ ...PROJECT, "apps/README.md": "about" });
    });
    beforeEach(() => {
      git("checkout", "-q", "-B", "stranger", start);
    });
    after(() => {
      git("checkout", "-q", "-f", "main");
    });

    const take = (change: string) =>
      planRevisions({
        programDir: repository,
        base: start,
        head: change,
        stacks: [],
        manifestsOnly: true,
        planStack: (folder, stack) =>
          Promise.resolve({
            ...planDocument([]),
            stack,
            outputs: Object.fromEntries(
              ["apps", "manifests"].map((name) => [
                name,
                existsSync(join(folder, name)) ? readdirSync(join(folder, name)).sort() : [],
              ]),
            ),
          }),
      }).then(
        ({ pairs }) => pairs.map(({ after: plan }) => [plan?.stack, plan?.outputs["apps"], plan?.outputs["manifests"]]),
        (error: unknown) => (error as Error).message,
      );
    const KEPT = ["README.md", "old.yaml", "shop.yaml"];

    it("takes a stack whose name has a dot", async () => {
      const change = commit({ "Pulumi.prod.eu.yaml": "config: {}" });

      expect(await take(change)).to.deep.equal([
        ["dev", KEPT, []],
        ["prod.eu", KEPT, []],
      ]);
    });

    it("takes manifests from the folder that the settings name", async () => {
      const change = commit({
        "Pulumi.dev.yaml": "config: { strongroom:applicationsFolder: ./manifests/ }",
        "manifests/evil.yaml": "two",
      });

      expect(await take(change)).to.deep.equal([["dev", KEPT, ["evil.yaml"]]]);
    });

    it("leaves what is as it was, and takes away what is gone", async () => {
      rmSync(join(repository, "apps", "old.yaml"));
      const change = commit({ "apps/new.yaml": "two" });

      expect(await take(change)).to.deep.equal([["dev", ["README.md", "new.yaml", "shop.yaml"], []]]);
    });

    it("writes a file where a link was, and not through the link", async () => {
      rmSync(join(repository, "apps", "old.yaml"));
      const change = commit({ "apps/old.yaml": "two" });

      expect(await take(change)).to.deep.equal([["dev", KEPT, []]]);
    });

    for (const [what, name, make] of [
      [
        "a link",
        "apps/evil.yaml",
        (path: string) => {
          symlinkSync(".evil", path);
        },
      ],
      ["a hidden file", "apps/.evil", undefined],
      ["a name that no manifest has", "apps/Evil.yaml", undefined],
      ["a folder of a manifest's name", "apps/evil.yaml/x", undefined],
      [
        "a link in place of settings",
        "Pulumi.prod.yaml",
        (path: string) => {
          symlinkSync("apps/shop.yaml", path);
        },
      ],
      ["settings of an impossible name", "Pulumi.pr od.yaml", undefined],
    ] as const) {
      it(`refuses ${what}, and never leaves it out`, async () => {
        make?.(join(repository, name));
        const change = commit(make === undefined ? { [name]: "config: {}" } : {});

        expect(await take(change)).to.match(
          /^\S.*: HEAD changes it, and with --manifests-only only plain files are taken/,
        );
        expect(await take(change)).to.contain(`${name}: `);
      });
    }

    it("refuses a link in place of the folder, and a folder outside of the project", async () => {
      const outside = commit({ "Pulumi.dev.yaml": "config: { strongroom:applicationsFolder: ../elsewhere }" });
      rmSync(join(repository, "apps"), { recursive: true });
      symlinkSync("manifests", join(repository, "apps"));
      const linked = commit({ "manifests/evil.yaml": "two", "Pulumi.dev.yaml": "config: {}" });

      expect(await take(outside)).to.equal(
        'Pulumi.dev.yaml: strongroom:applicationsFolder: "../elsewhere" is no folder below that of Pulumi.yaml',
      );
      expect(await take(linked)).to.equal("apps: HEAD has something else in place of a folder");
    });

    it("writes nothing through a link that stands in the checkout, such as the one to the packages that run", async () => {
      const packages = mkdtempSync(join(tmpdir(), "strongroom-packages-"));
      const through = commit({
        "Pulumi.dev.yaml": "config: { strongroom:applicationsFolder: node_modules/strongroom }",
        "node_modules/strongroom/evil.yaml": "two",
      });
      rmSync(join(repository, "node_modules"), { recursive: true });
      symlinkSync(packages, join(repository, "node_modules"));

      expect(await take(through)).to.match(/^node_modules: /);
      expect(readdirSync(packages)).to.deep.equal([]);
      rmSync(packages, { recursive: true });
    });
  });

  it("leaves nothing behind, also when a plan cannot be made", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("strongroom-diff-"));

    const failed = await planRevisions({
      programDir: repository,
      base,
      head,
      stacks: [],
      manifestsOnly: false,
      planStack: () => Promise.reject(new Error("broken")),
    }).catch((error: unknown) => error);

    expect(failed).to.have.property("message", "broken");
    expect(git("worktree", "list").split("\n")).to.have.length(1);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("strongroom-diff-"))).to.deep.equal(before);
  });

  for (const [what, revision] of [
    ["a revision that is not there", "nope"],
    ["an option", "--output=x"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const failed = await planRevisions({
        programDir: repository,
        base: revision,
        head,
        stacks: [],
        manifestsOnly: false,
        planStack: look,
      }).catch((error: unknown) => error);

      expect(failed).to.have.property(
        "message",
        `BASE: "${revision}" is neither a plan file nor a git revision; make a plan with: strongroom plan --json --out FILE`,
      );
    });
  }

  it("passes on what git itself refuses", async () => {
    const nowhere = mkdtempSync(join(tmpdir(), "strongroom-no-repository-"));
    const what = { programDir: nowhere, base: "main", head: "HEAD", stacks: [], manifestsOnly: false };

    const error = await planRevisions({ ...what, planStack: look }).catch((thrown: unknown) => thrown);
    rmSync(nowhere, { recursive: true });

    expect((error as Error).message).to.match(
      /^git rev-parse failed: fatal: not a git repository.*; two plan files can be compared without git$/,
    );
  });

  it("names the stacks that there are", async () => {
    const failed = await compare(false, ["live"]).catch((error: unknown) => error);

    expect(failed).to.have.property("message", "--stack: no settings of live in either revision; there are dev, prod");
  });
});

describe("strongroom plan diff", () => {
  let folder: string;
  const file = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    return join(folder, name);
  };
  const diff = (...args: string[]): Promise<Ran> =>
    run(
      (program, watched) => {
        registerDiffWith(program.command("plan").option("--json"), watched);
      },
      ["plan", "diff", ...args],
    );

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-plans-"));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("ends with 2 where a person must approve, with 0 where none must", async () => {
    const api = identity("api");
    const [before, after] = [
      file("a.json", planDocument([api])),
      file("b.json", planDocument([api, grant("g", api, VAULT)])),
    ];

    expect(await diff(before, after)).to.include({ exitCode: 2, failure: undefined });
    expect(await diff(after, before)).to.include({ exitCode: 0, failure: undefined });
    expect(JSON.parse((await diff("--json", before, after)).out)).to.deep.include({
      version: 1,
      approvalNeeded: true,
    });
  });

  it("refuses a plan that is nested too deeply, and shows no control character of one", async () => {
    const good = file("flat.json", planDocument([]));
    const deep = JSON.stringify({ ...planDocument([]), outputs: { x: 0 } }).replace(
      '"x":0',
      `"x":${"[".repeat(3000)}${"]".repeat(3000)}`,
    );
    const odd = file("odd.json", { ...planDocument([]), stack: "prod\u001b[2J\nno approval needed" });

    expect((await diff(good, file("deep.json", deep))).failure).to.match(
      /deep\.json is no plan: nested deeper than 100 levels; make one with: /,
    );
    expect((await diff(good, odd)).failure).to.match(
      /of prod\\u\{1b\}\[2J\\u\{a\}no approval needed; compare plans of one stack$/,
    );
  });

  it("says in one sentence what is wrong with a plan file", async () => {
    const good = file("good.json", planDocument([]));
    const broken = file("broken.json", "{");
    const other = file("other.json", { ...planDocument([]), version: 9 });
    const dev = file("dev.json", { ...planDocument([]), stack: "dev" });

    expect((await diff(good, broken)).failure).to.match(/^\S+broken\.json is no plan: not valid JSON: /);
    expect((await diff(good, other)).failure).to.match(
      /was made by plan schema 9; this command reads 1: make both plans/,
    );
    expect((await diff(good, join(folder, "none.json"))).failure).to.match(
      /^no plan file \S+none\.json; make one with: /,
    );
    expect((await diff(good, dev)).failure).to.equal(
      `${good} is a plan of stack prod, ${dev} of dev; compare plans of one stack`,
    );
    expect((await diff("--markdown", "--json", good, dev)).failure).to.match(/exclude each other/);
  });
});
