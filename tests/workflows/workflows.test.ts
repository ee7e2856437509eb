// What must hold for every workflow, whoever edits one: least permission, pinned actions, nothing untrusted in a script.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { PULUMI_VERSION } from "../../simulator/engine/version.ts";
import { ROOT } from "../support/plans.ts";
import { jobs, STEPS, workflow, WORKFLOWS } from "./workflow-files.ts";

/** The commits that these tags name in the actions' own repositories (their refs were read; see docs/pull-requests.md). */
const PINS: Readonly<Record<string, string>> = {
  "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  "actions/setup-node": "820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
  "actions/upload-artifact": "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0",
  "actions/download-artifact": "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
  "azure/login": "f5d393ae46f8fde4be8b75f32e3fc50e654ad0ca # v3.0.1",
  "sigstore/cosign-installer": "d58896d6a1865668819e1d91763c7751a165e159 # v3.9.2",
  "pulumi/actions": "8e5e406f4007fca908480587cb9893c07090f58d # v7.0.0",
};

describe("workflows", () => {
  it("pin every action by a commit that is known to be its version", () => {
    const texts = WORKFLOWS.map(({ text }) => text).join("\n");
    const used = [...texts.matchAll(/uses: (?!\.\/)(\S+)@(.+)$/gm)].map(([, name, pin]) => [name, pin]);

    expect(used.length).to.be.greaterThan(20);
    expect(used.filter(([name = "", pin]) => PINS[name] !== pin)).to.deep.equal([]);
  });

  it("give the token nothing unless a job asks", () => {
    const generous = WORKFLOWS.filter(({ permissions }) => JSON.stringify(permissions) !== "{}").map(
      ({ file }) => file,
    );
    const silent = jobs().filter(([, { permissions }]) => permissions === undefined);

    expect(generous).to.deep.equal([]);
    expect(silent.map(([name]) => name)).to.deep.equal([]);
  });

  it("let only these jobs write, and what", () => {
    const writers = jobs().flatMap(([name, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([scope, level]) => level === "write" && scope !== "id-token")
        .map(([scope]) => `${name}: ${scope}`),
    );

    expect(writers).to.deep.equal([
      "access-review.yml: review: issues",
      "comment.yml: stale: pull-requests",
      "comment.yml: stale: statuses",
      "comment.yml: post: pull-requests",
      "comment.yml: post: statuses",
      "comment.yml: sarif: security-events",
      "drift.yml: report: issues",
      "image.yml: propose: contents",
      "image.yml: propose: pull-requests",
      "stale.yml: stale: pull-requests",
      "stale.yml: stale: statuses",
    ]);
  });

  it("never let one job both sign in to Azure and write to the repository", () => {
    const both = jobs().filter(
      ([, { permissions = {} }]) =>
        permissions["id-token"] === "write" &&
        Object.entries(permissions).some(([scope, level]) => scope !== "id-token" && level === "write"),
    );

    expect(both.map(([name]) => name)).to.deep.equal([]);
  });

  it("end in time, and do not overtake themselves", () => {
    const endless = jobs().filter(([, job]) => job.uses === undefined && job["timeout-minutes"] === undefined);
    const parallel = WORKFLOWS.filter(({ on, concurrency }) => !("workflow_call" in on) && concurrency === undefined);

    expect(endless.map(([name]) => name)).to.deep.equal([]);
    expect(parallel.map(({ file }) => file)).to.deep.equal([]);
  });

  it("put no expression into a script", () => {
    const mixed = STEPS.flatMap(({ run }) => run ?? []).filter((run) => run.includes("${{"));

    expect(mixed).to.deep.equal([]);
  });

  it("know no stored secret", () => {
    const knowing = WORKFLOWS.filter(({ text }) => /\bsecrets\b\s*[.[]|secrets: inherit/.test(text));

    expect(knowing.map(({ file }) => file)).to.deep.equal([]);
  });

  it("leave no token in the work tree", () => {
    const checkouts = STEPS.filter(({ uses }) => uses?.startsWith("actions/checkout@"));

    expect(checkouts.length).to.be.greaterThan(5);
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).to.deep.equal([]);
  });

  it("call scripts that exist", () => {
    const called = STEPS.flatMap(({ run = "" }) => run.match(/\.github\/scripts\/[\w-]+\.sh/g) ?? []);

    expect(called.length).to.be.greaterThan(5);
    expect(called.filter((script) => !existsSync(join(ROOT, script)))).to.deep.equal([]);
  });

  it("start the jobs of vaults and databases after `up`, as the identity that made them, on GitHub and on Azure DevOps", () => {
    const steps = workflow("deploy-stack.yml").jobs["up"]?.steps ?? [];
    const after = steps.findIndex((step) => step.run?.startsWith(".github/scripts/engine.sh up "));
    const azure = readFileSync(join(ROOT, ".azuredevops", "deploy-stack.yml"), "utf8");

    expect(after).to.be.greaterThan(0);
    // The connection strings that databases' users read are written by `up`; certificates' readers come first.
    let before = after;
    for (const what of ["vault", "sql"]) {
      const started = steps.findIndex(({ run = "" }) => run === `.github/scripts/start-job.sh ${what} outputs.json`);
      expect(started, what).to.be.greaterThan(before);
      before = started;
      expect(azure.search(new RegExp(`start-job\\.sh\\n +arguments: ${what} outputs\\.json`))).to.be.greaterThan(
        azure.indexOf("arguments: up "),
      );
    }
  });

  it("verify access after everything else, as an identity that can only read, on GitHub and on Azure DevOps", () => {
    const { needs, environment, steps = [] } = workflow("deploy-stack.yml").jobs["verify"] ?? {};

    expect(needs).to.deep.equal(["up", "databases"]);
    expect(environment).to.equal("preview-${{ inputs.stack }}");
    expect(steps.at(-1)?.run).to.equal('.github/scripts/doctor.sh "$STACK" outputs.json');
    const azure = readFileSync(join(ROOT, ".azuredevops", "deploy-stack.yml"), "utf8").split("- job: verify")[1] ?? "";
    expect(azure).to.contain("dependsOn: databases").and.to.contain("azureSubscription: strongroom-preview-");
    expect(azure).to.contain(".github/scripts/doctor.sh");
  });

  it("deploy groups of people only once a person has started it, from what was reviewed, and another one has approved", () => {
    const { on, jobs: all } = workflow("people.yml");

    expect(Object.keys(on)).to.deep.equal(["workflow_dispatch"]);
    expect(all["approvals"]?.if).to.equal("github.ref_name == github.event.repository.default_branch");
    expect(all["approvals"]?.steps?.at(-1)?.run).to.equal('.github/scripts/people-stack.sh "$STACK"');
    const after = (job: string): unknown => (all[job] as { readonly needs?: unknown } | undefined)?.needs;
    expect([after("preview"), after("up")]).to.deep.equal(["approvals", "preview"]);
    expect(all["up"]?.environment).to.equal("${{ inputs.stack }}");
    const azure = parse(readFileSync(join(ROOT, ".azuredevops", "people.yml"), "utf8")) as Record<string, unknown>;
    expect([azure["trigger"], azure["pr"]]).to.deep.equal(["none", "none"]);
    const twin = readFileSync(join(ROOT, ".azuredevops", "deploy-people.yml"), "utf8");
    expect(twin)
      .to.contain("environment: ${{ parameters.stack }}")
      .and.contain("arguments: up ${{ parameters.stack }}");
  });

  it("install dependencies of which none runs a script", () => {
    const files = globSync(["{.github,.azuredevops}/**/*.{yml,sh}"], { cwd: ROOT });
    const installing = files.flatMap((file) =>
      readFileSync(join(ROOT, file), "utf8")
        .split("\n")
        .filter((line) => !/^\s*#/.test(line) && /\bnpm (?:ci|i|install|rebuild|exec)\b|\bnpx\b/.test(line)),
    );

    expect(installing.length).to.be.greaterThan(5);
    expect(installing.filter((line) => !/npm ci --ignore-scripts/.test(line))).to.deep.equal([]);
  });

  it("take nothing into a step with an identity by which a shell, Node or the loader runs other code", () => {
    const steps = jobs()
      .filter(([, job]) => job.permissions?.["id-token"] === "write")
      .flatMap(([name, { steps = [] }]) => steps.map((step) => [name, step] as const))
      .filter(([, { run }]) => run !== undefined);

    expect(steps.length).to.be.greaterThan(7);
    for (const [name, { run, env = {} }] of steps) {
      expect(env, `${name}: ${run ?? ""}`).to.include({ BASH_ENV: "", NODE_OPTIONS: "", LD_PRELOAD: "" });
    }
  });

  it("print what Pulumi says through the door: the action installs it and no more", () => {
    const commands = STEPS.filter(({ uses }) => uses?.startsWith("pulumi/actions@")).map((step) =>
      Object.keys(step.with ?? {}),
    );

    expect(commands.length).to.be.greaterThan(4);
    expect(new Set(commands.flat())).to.deep.equal(new Set(["pulumi-version"]));
  });

  it("deploy with the CLI that the project is tested with", () => {
    const versions = STEPS.filter(({ uses }) => uses?.startsWith("pulumi/actions@")).map(
      (step) => step.with?.["pulumi-version"],
    );

    expect(new Set(versions)).to.deep.equal(new Set([PULUMI_VERSION]));
  });
});

describe("the workflow that comments", () => {
  const comment = workflow("comment.yml");

  it("checks out nothing but the default branch", () => {
    const refs = Object.values(comment.jobs).flatMap(({ steps = [] }) =>
      steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")).flatMap((step) => Object.keys(step.with ?? {})),
    );

    expect(new Set(refs)).to.deep.equal(new Set(["persist-credentials"]));
  });

  it("reads a stranger's data only where it can write nothing", () => {
    const readers = Object.entries(comment.jobs).filter(([, { steps = [] }]) =>
      steps.some(({ run = "" }) => run.includes("fetch-plans.sh")),
    );

    expect(readers.map(([name, { permissions }]) => [name, permissions])).to.deep.equal([
      ["render", { actions: "read", contents: "read", "pull-requests": "read" }],
    ]);
  });
});

describe("workflows for strangers", () => {
  it("run on our own machines never, and sign in never", () => {
    const jobsOfStrangers = jobs([workflow("pull-request.yml")]);

    expect(jobsOfStrangers.map(([, job]) => job.permissions)).to.deep.equal([
      { contents: "read" },
      { contents: "read" },
    ]);
    expect(new Set(jobsOfStrangers.map(([, job]) => job["runs-on"]))).to.deep.equal(new Set(["ubuntu-24.04"]));
  });

  it("keep a fork out of the preview that signs in", () => {
    expect(workflow("preview.yml").jobs["preview"]?.if).to.include(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
  });
});

interface AzureStep {
  readonly script?: string;
  readonly task?: string;
  readonly target?: { readonly commands?: string; readonly settableVariables?: string };
}

describe("Azure pipelines", () => {
  const FOLDER = join(ROOT, ".azuredevops");

  /** Every step of every job, however deep it stands. */
  function stepsIn(value: unknown): readonly AzureStep[] {
    if (Array.isArray(value)) return value.flatMap(stepsIn);
    if (typeof value !== "object" || value === null) return [];
    const isStep = ["script", "task", "checkout", "download", "publish"].some((key) => key in value);
    const own = isStep ? [value as AzureStep] : [];
    return [...own, ...Object.values(value).flatMap(stepsIn)];
  }

  it("let no step that prints what others chose set a variable or give a command", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yml"));
    const steps = files.flatMap((file) => stepsIn(parse(readFileSync(join(FOLDER, file), "utf8"))));
    // It puts Node on the path.
    const printing = steps.filter(({ task }) => !task?.startsWith("UseNode@"));
    const setting = printing.filter(({ target }) => target?.settableVariables !== "none");
    // The agent's own steps speak to it by commands that the restricted mode refuses (plugininternal, artifact).
    const scripts = printing.filter(({ script, task }) => script !== undefined || task !== undefined);
    const loose = scripts.filter(({ target }) => target?.commands !== "restricted");

    expect(printing.length).to.be.greaterThan(20);
    expect(setting).to.deep.equal([]);
    expect(loose).to.deep.equal([
      {
        script: 'echo "##vso[task.uploadsummary]$PWD/plan-diff.md"',
        displayName: "Show it in the summary",
        condition: "not(canceled())",
        target: { settableVariables: "none" },
      },
    ]);
  });

  it("hold what a shell, Node or the loader take from their environment empty and read-only where a step signs in", () => {
    const signing = readdirSync(FOLDER).filter((file) =>
      readFileSync(join(FOLDER, file), "utf8").includes("azureSubscription:"),
    );

    expect(signing).to.deep.equal(["deploy-people.yml", "deploy-stack.yml", "look.yml"]);
    for (const file of signing) {
      for (const name of ["BASH_ENV", "NODE_OPTIONS", "LD_PRELOAD"]) {
        const declared = new RegExp(`- name: ${name}\\n\\s+value: ""\\n\\s+readonly: true\\n`);
        expect(readFileSync(join(FOLDER, file), "utf8"), `${file}: ${name}`).to.match(declared);
      }
    }
  });

  it("give a pull request neither connection nor variables", () => {
    const text = readFileSync(join(ROOT, ".azuredevops", "pull-request.yml"), "utf8");

    expect(text).not.to.match(/azureSubscription|group:|\$\(/);
  });

  it("look at what is deployed as often as on GitHub", () => {
    const looks = (["drift", "access-review"] as const).map((name) => {
      const pipeline = parse(readFileSync(join(FOLDER, `${name}.yml`), "utf8")) as {
        readonly schedules: readonly { readonly cron: string }[];
        readonly jobs: readonly { readonly template: string; readonly parameters: { readonly report: string } }[];
      };
      return [name, pipeline.schedules, pipeline.jobs] as const;
    });

    for (const [name, schedules, [job]] of looks) {
      const { schedule } = workflow(`${name}.yml`).on as { readonly schedule: readonly { readonly cron: string }[] };
      expect(schedules.map(({ cron }) => cron)).to.deep.equal(schedule.map(({ cron }) => cron));
      expect(job?.template).to.equal(name === "drift" ? "drift-stacks.yml" : "look-stacks.yml");
      expect(workflow(`${name}.yml`).text).to.contain(`.github/scripts/${job?.parameters.report ?? ""} `);
    }
  });

  it("give the project's token to one job, which cannot sign in", () => {
    const holding = readdirSync(FOLDER).filter((file) =>
      readFileSync(join(FOLDER, file), "utf8").includes("$(System.AccessToken)"),
    );
    const [looking = "", reporting = ""] = readFileSync(join(FOLDER, "look.yml"), "utf8").split("- job: report");

    expect(holding).to.deep.equal(["look.yml"]);
    expect(looking).to.contain("azureSubscription: strongroom-preview-").and.not.to.contain("System.AccessToken");
    expect(reporting).to.contain("System.AccessToken").and.not.to.contain("azureSubscription");
  });

  it("leave no token in the work tree", () => {
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".yml"))) {
      const text = readFileSync(join(FOLDER, file), "utf8");

      expect(text.match(/checkout: self\n\s+persistCredentials: false/g) ?? [], file).to.have.length(
        text.match(/checkout: /g)?.length ?? 0,
      );
    }
  });
});
