// The shell steps of the workflows, run as they are, against doubles of gh, node, pulumi and az.
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { staleMarkdown } from "../../cli/plan-diff/markdown.ts";
import { ROOT } from "../support/plans.ts";
import { commandsIn } from "../support/runners.ts";
import { Workplace } from "./scripts.ts";

const SHA = "a".repeat(40);
const PLAN = JSON.stringify({ version: 1, resources: [] });

describe("workflow scripts", function () {
  let place: Workplace;
  before(function () {
    const missing = ["bash", "jq", "unzip", "python3"].filter(
      (tool) => spawnSync(tool, ["--help"]).error !== undefined,
    );
    if (missing.length === 0) return;
    console.log(`      not on this machine: ${missing.join(", ")}`);
    this.skip();
  });
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => {
    place.end();
  });

  describe("find-pull-request.sh", () => {
    const TIP = "d".repeat(40);
    /** A pull request as GitHub gives it: `base.sha` is where the base was, TIP where it is. */
    const pull = (number: number, sha: string, ref = "main") => ({
      number,
      changed_files: 0,
      head: { sha },
      base: { ref, sha: "e".repeat(40), repo: { default_branch: "main" } },
    });
    const find = (pulls: readonly ReturnType<typeof pull>[], ...files: readonly object[]) =>
      findAmong(pulls, files.length, files);
    const findAmong = (pulls: readonly ReturnType<typeof pull>[], count: number, files: readonly object[]) => {
      // As gh does, with the filter that it is given.
      place.double(
        "gh",
        `case "$*" in
          *"/files"*) jq -c "\${@: -1}" "$FOLDER/files.json";;
          *"/pulls/7") jq -c '.[0]' "$FOLDER/pulls.json";;
          *"git/ref/"*) echo ${TIP};;
          *) cat "$FOLDER/pulls.json";;
        esac`,
      );
      place.write("pulls.json", JSON.stringify(pulls.map((one) => ({ ...one, changed_files: count }))));
      place.write("files.json", JSON.stringify(files));
      return place.run(".github/scripts/find-pull-request.sh", [], {
        HEAD_OWNER: "stranger",
        HEAD_BRANCH: "x; rm -rf $(y)",
      });
    };

    it("believes GitHub, not the artifact: the head must be the one that was tested, the base is where its branch is now", () => {
      const { stderr } = find([pull(7, SHA), pull(8, "b".repeat(40))]);

      expect(place.has("output.txt"), stderr).to.equal(true);
      expect(place.read("output.txt")).to.equal(`number=7\npair=${TIP}..${SHA}\nbranch=deployed\ncode=no\n`);
    });

    it("says that the base is another branch than the one that is deployed", () => {
      find([pull(7, SHA, "hostile")]);

      expect(place.read("output.txt")).to.include("branch=other\n");
    });

    it("does not ask for a branch whose name could be a path of its own", () => {
      find([pull(7, SHA, "x?y=$(id)")]);

      expect(place.read("output.txt")).to.include(`pair=${"e".repeat(40)}..${SHA}\nbranch=other\n`);
      expect(place.calls.some((call) => call.includes("git/ref"))).to.equal(false);
    });

    it("passes a hostile branch name as one value", () => {
      find([pull(7, SHA)]);

      expect(place.calls[0]).to.include("head=stranger:x\\;\\ rm\\ -rf\\ \\$\\(y\\)");
    });

    it("says nothing when the pull request has moved on", () => {
      const { code } = find([pull(8, "b".repeat(40))]);

      expect(code).to.equal(0);
      expect(place.has("output.txt")).to.equal(false);
    });

    for (const [what, files, code] of [
      ["manifests and settings", [{ filename: "apps/shop.yaml" }, { filename: "Pulumi.prod.yaml" }], "no"],
      ["the policy, which plans say", [{ filename: "apps/shop.yaml" }, { filename: "policy.yaml" }], "no"],
      ["code", [{ filename: "apps/shop.yaml" }, { filename: "infra/index.ts" }], "yes"],
      ["what runs", [{ filename: "Pulumi.yaml" }], "yes"],
      ["code that becomes a manifest", [{ filename: "apps/a.yaml", previous_filename: "infra/a.ts" }], "yes"],
      ["a folder of manifests", [{ filename: "apps/a/b.yaml" }], "yes"],
      ["a name that holds a manifest's", [{ filename: "infra.ts\napps/a.yaml" }], "yes"],
      ["a name that begins as a manifest", [{ filename: "apps/a.yaml\n" }], "yes"],
    ] as const) {
      it(`says whether code changes: ${what}`, () => {
        find([pull(7, SHA)], ...files);

        expect(place.read("output.txt")).to.include(`code=${code}\n`);
      });
    }

    it("does not know where GitHub lists fewer files than there are", () => {
      findAmong([pull(7, SHA)], 3_001, [{ filename: "apps/shop.yaml" }]);

      expect(place.read("output.txt")).to.include("code=unknown\n");
    });

    it("refuses a commit that is none", () => {
      place.double("gh", "exit 1");

      const { code, stderr } = place.run(".github/scripts/find-pull-request.sh", [], {
        HEAD_SHA: "$(id)",
        HEAD_OWNER: "o",
        HEAD_BRANCH: "b",
      });

      expect(code).to.equal(1);
      expect(stderr).to.equal("find-pull-request: HEAD_SHA has a value that cannot be right\n");
      expect(place.calls).to.deep.equal([]);
    });
  });

  describe("fetch-plans.sh", function () {
    const fetch = (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
      for (const [name, content] of Object.entries(files)) place.write(`artifact/${name}`, content);
      // The archive that a stranger's job would have left.
      const zipped = spawnSync(
        "python3",
        [
          "-c",
          "import sys, zipfile, os\nz = zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED)\nfor n in sys.argv[1:]: z.write('artifact/' + n, n.replace('UP', '../..'))\nz.close()",
          ...Object.keys(files),
        ],
        { cwd: place.folder },
      );
      expect(zipped.status).to.equal(0);
      place.double("gh", `case "$*" in */zip) cat "$FOLDER/a.zip";; *) echo 42;; esac`);
      return place.run(".github/scripts/fetch-plans.sh", ["plans"], { RUN_ID: "9", ...env });
    };

    it("takes the plans, and nothing else that lies in the archive", () => {
      fetch({ "head-dev.json": PLAN, "base-dev.json": PLAN, "evil.sh": "#!/bin/sh" });

      expect(place.read("plans/head-dev.json")).to.equal(PLAN);
      expect(place.has("plans/base-dev.json")).to.equal(true);
      expect(place.has("plans/evil.sh")).to.equal(false);
    });

    it("writes nowhere that the archive says", () => {
      fetch({ "head-dev.json": PLAN, "UP/escaped": "x" });

      expect(place.has("../escaped")).to.equal(false);
      expect(place.has("../../escaped")).to.equal(false);
    });

    it("takes the plans of whatever stack there is, and the pair", () => {
      fetch({ "pair.json": "{}", "head-prod-eu.json": PLAN, "head-.json": PLAN, "other-dev.json": PLAN });

      expect(place.has("plans/pair.json")).to.equal(true);
      expect(place.has("plans/head-prod-eu.json")).to.equal(true);
      expect(place.has("plans/head-.json")).to.equal(false);
      expect(place.has("plans/other-dev.json")).to.equal(false);
    });

    it("leaves of a plan that unpacks to more than the limit what nobody can take for a plan", () => {
      const { code, stderr } = fetch({ "head-dev.json": `{}${" ".repeat(5_000)}` }, { MAX_PLAN_BYTES: "4000" });

      expect(code).to.equal(0);
      expect(stderr).to.include("head-dev.json is larger than 4000 bytes");
      expect(place.read("plans/head-dev.json")).to.equal("{");
    });

    it("ends where all of them are too large together", () => {
      const { code, stderr } = fetch(
        { "head-dev.json": " ".repeat(3_000), "head-prod.json": " ".repeat(3_000), "head-test.json": " " },
        { MAX_PLANS_BYTES: "5000" },
      );

      expect(code).to.equal(1);
      expect(stderr).to.include("larger than 5000 bytes in all");
    });

    it("goes on without an artifact", () => {
      place.double("gh", "true");

      const { code, stderr } = place.run(".github/scripts/fetch-plans.sh", ["plans"], { RUN_ID: "9" });

      expect(code).to.equal(0);
      expect(stderr).to.include("the run has left no plans");
    });
  });

  describe("write-comment.sh", () => {
    const write = (node: string, env: Readonly<Record<string, string>> = {}) => {
      place.double("node", node);
      const result = place.run(".github/scripts/write-comment.sh", ["plans", "out.md"], env);
      return { ...result, text: place.has("out.md") ? place.read("out.md") : "" };
    };

    it("writes what the command says, and not a word of its own", () => {
      const { code, text } = write("printf 'a | b\\n'; exit 2");

      expect(code).to.equal(0);
      expect(text).to.equal("a | b\n");
      expect(place.calls).to.deep.equal(["node cli/strongroom.mjs plan diff --from plans --markdown"]);
    });

    it("passes on what GitHub says of the pull request, and where it says nothing, that nobody knows", () => {
      write("true", { PAIR: "a..b", CODE: "yes", BASE_BRANCH: "deployed" });
      write("true", { PAIR: "a..b" });

      expect(place.calls.map((call) => call.replace(/^.*--markdown /, ""))).to.deep.equal([
        "--pair a..b --code yes --base-branch deployed",
        "--pair a..b --code unknown --base-branch other",
      ]);
    });

    it("shows messages about broken plans in the log alone, and fails where nothing was compared", () => {
      const { code, text, stderr } = write('echo "::set-env name=PATH::x" >&2; exit 1');

      expect(code).to.equal(1);
      expect(text).to.equal("");
      expect(stderr).to.include("| \\u{3a}:set-env name=PATH::x\n").and.to.include("could not be compared");
    });
  });

  describe("policy.sh", () => {
    it("judges every stack before it fails", () => {
      place.write("plans/head-dev.json", PLAN);
      place.write("plans/head-prod.json", PLAN);
      place.double("node", '[[ "$*" == *prod* ]] && exit 1 || exit 0');

      const { code, stderr } = place.run(".github/scripts/policy.sh", ["plans", "out"]);

      expect(code).to.equal(1);
      expect(stderr).to.equal("policy: the policy refuses prod\n");
      expect(place.calls).to.deep.equal([
        "node cli/strongroom.mjs check --plan plans/head-dev.json --sarif out/dev.sarif",
        "node cli/strongroom.mjs check --plan plans/head-prod.json --sarif out/prod.sarif",
      ]);
    });
  });

  describe("isolation.sh", () => {
    it("says what reaches where, as quoted words, and fails", () => {
      place.double("node", "echo '::error::payments/api of dev holds ##vso[task.prependpath]/tmp in prod'; exit 2");

      const { code, stderr } = place.run(".github/scripts/isolation.sh", []);

      expect(code).to.equal(1);
      expect(stderr).to.contain(
        "| \\u{3a}:error::payments/api of dev holds \\u{23}#vso[task.prependpath]/tmp in prod\n",
      );
      expect(commandsIn(stderr)).to.deep.equal([]);
      expect(place.calls).to.deep.equal(["node cli/strongroom.mjs isolation"]);
    });

    it("passes where every environment keeps to itself", () => {
      place.double("node", "exit 0");

      expect(place.run(".github/scripts/isolation.sh", []).code).to.equal(0);
    });
  });

  describe("post-comment.sh", () => {
    const BASE = "d".repeat(40);
    const MARKER = `<!-- strongroom: plan outcome=none base=${BASE} head=${SHA} -->`;
    const github = (own: string, head: string, base: string) => {
      place.double(
        "gh",
        `case "$*" in
          *"/pulls/7") echo '{"head":{"sha":"${head}"},"base":{"ref":"main","sha":"${BASE}","repo":{"default_branch":"main"}}}';;
          *"git/ref/heads/main"*) echo ${base};;
          *comments?per_page*) printf '${own}';;
        esac`,
      );
    };
    const post = (own: string, { head = SHA, base = BASE, outcome = "none" } = {}) => {
      place.write("comment.md", `${MARKER.replace("none", outcome)}\n@everybody`);
      github(own, head, base);
      return place.run(".github/scripts/post-comment.sh", ["comment.md"], { NUMBER: "7", PAIR: `${BASE}..${SHA}` });
    };
    const writes = () => place.calls.filter((call) => /--method (POST|PATCH)/.test(call));

    it("writes the first comment, and the commit's check", () => {
      const { stderr } = post("");

      expect(writes(), stderr).to.deep.equal([
        "gh api --method POST repos/contoso/strongroom/issues/7/comments -F body=@comment.md --silent",
        `gh api --method POST repos/contoso/strongroom/statuses/${SHA} --silent -f state=success -f context=strongroom/plan -f description=compared\\ with\\ ${BASE}:\\ no\\ more\\ than\\ the\\ usual\\ review`,
      ]);
    });

    it("fails the check where nobody knows what changes", () => {
      post("", { outcome: "unknown" });

      expect(writes().at(-1)).to.include("-f state=error ");
    });

    it("brings its own comment up to date", () => {
      post("31 x\\n32 x\\n");

      expect(writes()[0]).to.include("--method PATCH repos/contoso/strongroom/issues/comments/31 ");
    });

    it("brings the first one up to date where there are more than fit into a pipe", () => {
      const { code } = post(`31 x\\n${"32 x\\n".repeat(20_000)}`);

      expect(code).to.equal(0);
      expect(writes()[0]).to.include("--method PATCH repos/contoso/strongroom/issues/comments/31 ");
    });

    for (const [what, moved] of [
      ["head", { head: "b".repeat(40) }],
      ["base", { base: "c".repeat(40) }],
    ] as const) {
      it(`stays silent when the ${what} has moved on`, () => {
        const { code } = post("", moved);

        expect(code).to.equal(0);
        expect(writes()).to.deep.equal([]);
      });
    }

    it("posts nothing that strongroom did not write", () => {
      for (const text of ["hello", `${MARKER.replace("none", "fine")}\n`, `x${MARKER}`]) {
        place.write("comment.md", text);

        const { code } = place.run(".github/scripts/post-comment.sh", ["comment.md"], {
          NUMBER: "7",
          PAIR: `${BASE}..${SHA}`,
        });
        expect(code, text).to.equal(1);
      }
    });

    describe("mark-stale.sh", () => {
      const stale = (own: string, env: Readonly<Record<string, string>> = { NUMBER: "7" }, base = BASE) => {
        github(own, SHA, base);
        return place.run(".github/scripts/mark-stale.sh", [], env);
      };

      it("leaves a comment that still holds", () => {
        const { code, stderr } = stale(`31 ${MARKER}`);

        expect(code, stderr).to.equal(0);
        expect(writes()).to.deep.equal([]);
      });

      for (const [what, marker] of [
        ["another base", MARKER.replace(BASE, "c".repeat(40))],
        ["another head", MARKER.replace(SHA, "c".repeat(40))],
        ["no pair at all", "<!-- strongroom: plan outcome=unknown -->"],
      ] as const) {
        it(`takes back one of ${what}, and lets the check wait`, () => {
          const { code, stderr } = stale(`31 ${marker}`);

          expect(code, stderr).to.equal(0);
          expect(writes()[0]).to.match(
            /--method PATCH repos\/contoso\/strongroom\/issues\/comments\/31 -F body=@\S+stale\.md/,
          );
          expect(writes()[1]).to.include(`statuses/${SHA} --silent -f state=pending`);
        });
      }

      it("looks at every open pull request onto a branch that has moved", () => {
        place.double(
          "gh",
          `case "$*" in
            *"/pulls "*) printf '7\\n8\\n';;
            *"/pulls/"*) echo '{"head":{"sha":"${SHA}"},"base":{"ref":"main","sha":"${BASE}","repo":{"default_branch":"main"}}}';;
            *"git/ref/"*) echo ${"f".repeat(40)};;
            *comments?per_page*) echo '31 ${MARKER}';;
          esac`,
        );

        place.run(".github/scripts/mark-stale.sh", [], { BRANCH: "main" });

        expect(writes().filter((call) => call.includes("PATCH"))).to.have.length(2);
      });

      it("says what strongroom says in such a case", () => {
        expect(readFileSync(join(ROOT, ".github", "scripts", "stale.md"), "utf8")).to.equal(staleMarkdown());
      });
    });
  });

  describe("upload-sarif.sh", () => {
    it("gives each stack's alerts a category", () => {
      place.write("out/prod.sarif", JSON.stringify({ version: "2.1.0", runs: [{ results: [] }] }));
      place.double(
        "gh",
        'for arg in "$@"; do [[ $arg == sarif=@* ]] && base64 -d "${arg#sarif=@}" | gunzip > "$FOLDER/sent.json"; done; true',
      );

      const { code } = place.run(".github/scripts/upload-sarif.sh", ["out"], { NUMBER: "7" });

      expect(code).to.equal(0);
      expect(JSON.parse(place.read("sent.json"))).to.deep.equal({
        version: "2.1.0",
        runs: [{ results: [], automationDetails: { id: "strongroom/prod/" } }],
      });
      expect(place.calls[0]).to.include(`-f commit_sha=${SHA} -f ref=refs/pull/7/head`);
    });
  });

  describe("inside.sh", () => {
    it("says nothing that a runner takes for a command, whatever it was given", () => {
      const { code, stderr } = place.run(".github/scripts/inside.sh", [
        "::error::##vso[task.complete]\u001b[2J",
        "outputs.json",
      ]);

      expect(code).to.equal(1);
      expect(stderr).to.equal("inside: : :error: :# #vso[task.complete]?[2J is neither vault nor sql\n");
    });

    it("carries out the declaration on a runner inside the network", () => {
      place.double("node", "true");

      place.run(".github/scripts/inside.sh", ["vault", "outputs.json"], { RUNNER_INSIDE: "strongroom-prod" });

      expect(place.calls).to.deep.equal(["node cli/strongroom.mjs vault apply --input outputs.json --yes"]);
    });

    it("leaves databases and vaults to the stack's own job where there is one", () => {
      place.double("node", "true");
      place.write("outputs.json", JSON.stringify({ sqlReconcilerJob: { name: "job", resourceGroup: "rg" } }));

      expect(place.run(".github/scripts/inside.sh", ["sql", "outputs.json"])).to.include({ code: 0, stdout: "" });
      expect(place.run(".github/scripts/inside.sh", ["vault", "outputs.json"]).stdout).to.match(/^::warning::/);
      place.write("outputs.json", JSON.stringify({ vaultReconcilerJob: { name: "job", resourceGroup: "rg" } }));
      expect(place.run(".github/scripts/inside.sh", ["vault", "outputs.json"])).to.include({ code: 0, stdout: "" });
      expect(place.calls).to.deep.equal([]);
    });

    it("says that it was left out where there is none", () => {
      place.double("node", "true");
      place.write("outputs.json", JSON.stringify({ sqlDatabases: [] }));

      const { code, stdout } = place.run(".github/scripts/inside.sh", ["sql", "outputs.json"]);

      expect(code).to.equal(0);
      expect(stdout).to.match(/^::warning::strongroom sql apply was not run/);
      expect(place.calls).to.deep.equal([]);
    });
  });

  describe("doctor.sh", () => {
    const gate = (code: number, env: Readonly<Record<string, string>> = {}) => {
      place.double("node", `exit ${String(code)}`);
      return place.run(".github/scripts/doctor.sh", ["prod", "outputs.json"], env);
    };

    it("lets the deployment end well when everything is as promised, and fails it with the doctor's own code", () => {
      expect(gate(0).code).to.equal(0);
      expect(gate(2).code).to.equal(2);
      expect(gate(1).code).to.equal(1);
    });

    it("warns of what could not be asked from here", () => {
      const { code, stdout } = gate(3);

      expect(code).to.equal(0);
      expect(stdout).to.match(/^::warning::strongroom doctor/);
    });

    it("looks from where it stands, and waits for what Azure takes its time for", () => {
      gate(0);
      gate(0, { RUNNER_INSIDE: "strongroom-prod" });

      const line = "node cli/strongroom.mjs doctor --stack prod --input outputs.json --from";
      expect(place.calls).to.deep.equal([`${line} outside --wait 15m`, `${line} network --wait 15m`]);
    });
  });

  describe("start-job.sh", () => {
    const JOB = { sqlReconcilerJob: { name: "job-strongroom-prod-sql", resourceGroup: "rg-strongroom-prod" } };
    /** With a job whose execution is seen in these states, one after the other. */
    const start = (outputs: object, ...states: readonly string[]) => {
      place.write("outputs.json", JSON.stringify(outputs));
      place.write("states", `${states.join("\n")}\n`);
      place.double(
        "az",
        `case "$*" in
          *"job start"*) echo job-strongroom-prod-sql-x1;;
          *) head -n 1 "$FOLDER/states"; sed -i 1d "$FOLDER/states";;
        esac`,
      );
      return place.run(".github/scripts/start-job.sh", ["sql", "outputs.json"], { WAIT: "0", LOOKS: "3" });
    };

    it("starts the stack's job and waits for its end", () => {
      const { code } = start(JOB, "Running", "Succeeded");

      expect(code).to.equal(0);
      expect(place.calls).to.have.length(3);
      expect(place.calls[0]).to.include(
        "az containerapp job start --name job-strongroom-prod-sql --resource-group rg-strongroom-prod",
      );
      expect(place.calls[2]).to.include("--job-execution-name job-strongroom-prod-sql-x1");
    });

    it("fails the deployment when the job fails, or does not end", () => {
      expect(start(JOB, "Processing", "Failed")).to.deep.include({ code: 1 });

      const endless = start(JOB, "Running", "Running", "Running", "Succeeded");
      expect(endless.code).to.equal(1);
      expect(endless.stderr).to.include("has not ended yet");
    });

    it("fails the deployment when the job cannot be started", () => {
      place.write("outputs.json", JSON.stringify(JOB));
      place.double("az", "exit 1");

      expect(place.run(".github/scripts/start-job.sh", ["sql", "outputs.json"]).code).to.not.equal(0);
    });

    it("starts the one that was asked for, and no other", () => {
      const both = { ...JOB, vaultReconcilerJob: { name: "caj-kv-prod", resourceGroup: "rg-strongroom-prod" } };
      place.write("outputs.json", JSON.stringify(both));
      place.double("az", `case "$*" in *"job start"*) echo caj-kv-prod-x1;; *) echo Succeeded;; esac`);

      const { code } = place.run(".github/scripts/start-job.sh", ["vault", "outputs.json"]);

      expect(code).to.equal(0);
      expect(place.calls[0]).to.include("az containerapp job start --name caj-kv-prod ");
      expect(place.calls.join()).not.to.include("sql");
    });

    it("refuses what it does not know, without repeating a command to the runner", () => {
      const { code, stderr } = place.run(".github/scripts/start-job.sh", ["::error::x", "outputs.json"]);

      expect(code).to.equal(1);
      expect(stderr).to.equal("start-job: : :error: :x is neither vault nor sql\n");
    });

    it("has nothing to do where the stack has no job", () => {
      const { code } = start({ sqlDatabases: [] });

      expect(code).to.equal(0);
      expect(place.calls).to.deep.equal([]);
    });
  });

  describe("people-stack.sh", () => {
    const reviewed = { type: "required_reviewers", prevent_self_review: true, reviewers: [{ type: "Team" }] };
    const look = (stack: string, rules: readonly object[]) => {
      place.double("node", "printf 'staging-people\\nprod-people\\n'");
      place.write("rules", JSON.stringify({ name: stack, protection_rules: rules }));
      place.double("gh", `cat "$FOLDER/rules"`);
      return place.run(".github/scripts/people-stack.sh", [stack]);
    };

    it("is content where another person approves", () => {
      const { code, stderr } = look("prod-people", [{ type: "branch_policy" }, reviewed]);

      expect(stderr).to.equal("prod-people: another person approves\n");
      expect(code).to.equal(0);
      expect(place.calls).to.deep.equal([
        "node cli/strongroom.mjs stacks --people",
        "gh api repos/contoso/strongroom/environments/prod-people",
      ]);
    });

    it("fails where nobody must approve, or whoever starts a run may do so", () => {
      for (const rules of [
        [],
        [{ ...reviewed, prevent_self_review: false }],
        [{ ...reviewed, reviewers: [] }],
        [{ type: "wait_timer" }],
      ]) {
        const { code, stderr } = look("prod-people", rules);

        expect(code).to.equal(1);
        expect(stderr).to.include("name required reviewers, and prevent self-review");
      }
    });

    it("takes no stack of the pipeline, and no name that breaks out of the address", () => {
      expect(look("prod", [reviewed]).stderr).to.equal(
        'people-stack: prod is no stack of people (strongroom:part "people"); there are: staging-people, prod-people\n',
      );
      expect(look("../prod-people", [reviewed]).stderr).to.include("cannot be right");
      expect(place.calls.some((call) => call.startsWith("gh "))).to.equal(false);
    });

    it("fails where GitHub does not answer", () => {
      place.double("node", "echo prod-people");
      place.double("gh", "exit 1");

      expect(place.run(".github/scripts/people-stack.sh", ["prod-people"]).code).to.equal(1);
    });
  });

  describe("check-approvals.sh", () => {
    const ID = "8c6f20a7-a545-4486-9777-f762fafe0d4d";
    const approval = (settings: object, more: object = {}) => ({ type: { name: "Approval" }, settings, ...more });
    const GOOD = approval({ approvers: [{ id: ID }], requesterCannotBeApprover: true });
    /** With connections that have these checks. */
    const look = (checks: readonly object[], found: readonly object[] = [{ id: ID }]) => {
      place.write("endpoints", JSON.stringify({ value: found }));
      place.write("checks", JSON.stringify({ value: checks }));
      place.double("az", `case "$*" in *checks*) cat "$FOLDER/checks";; *) cat "$FOLDER/endpoints";; esac`);
      return place.run(".azuredevops/check-approvals.sh", ["contoso", "Payments Platform", "prod"]);
    };

    it("is content where another person approves on both connections", () => {
      const { code, stdout } = look([{ type: { name: "Task Check" } }, GOOD]);

      expect(stdout).to.equal(
        "strongroom-prod: another person approves\nstrongroom-prod-databases: another person approves\n",
      );
      expect(code).to.equal(0);
      expect(place.calls[0]).to.include("contoso/Payments%20Platform/_apis/serviceendpoint/endpoints");
      expect(place.calls[1]).to.include(`resourceId=${ID}`);
    });

    it("asks of groups of people for the one connection that they have", () => {
      place.write("Pulumi.prod.yaml", "config:\n  strongroom:part: people\n");

      expect(look([GOOD]).stdout).to.equal("strongroom-prod: another person approves\n");
    });

    it("fails where no approval hangs on the connection, whatever the environment asks for", () => {
      for (const checks of [
        [],
        [approval({ approvers: [{ id: ID }], requesterCannotBeApprover: true }, { isDisabled: true })],
      ]) {
        const { code, stdout } = look(checks);

        expect(code).to.equal(1);
        expect(stdout).to.match(/^strongroom-prod: asks for no approval; set it under/);
      }
    });

    it("fails where whoever starts a run may approve it, and where the connection is not there", () => {
      expect(look([approval({ approvers: [{ id: ID }], requesterCannotBeApprover: false })]).stdout).to.include(
        "lets those who start a run approve it themselves",
      );
      const { code, stdout } = look([GOOD], []);
      expect(code).to.equal(1);
      expect(stdout).to.include("strongroom-prod: is not there");
    });

    it("fails where Azure DevOps does not answer, and takes no name that breaks out of the address", () => {
      place.double("az", "exit 1");
      expect(place.run(".azuredevops/check-approvals.sh", ["contoso", "p", "prod"]).code).to.equal(1);
      expect(place.run(".azuredevops/check-approvals.sh", ["contoso/../x", "p", "prod"]).stderr).to.include(
        "cannot be right",
      );
    });
  });

  describe("drift", () => {
    const detect = (pulumi: string) => {
      place.double("pulumi", pulumi);
      const { code } = place.run(".github/scripts/drift.sh", ["prod", "drift"]);
      return [code, place.read("drift/prod.state").trim()];
    };
    const report = (open = "[]") => {
      place.double(
        "gh",
        `case "$*" in *"--paginate"*) cat "$FOLDER/open.json";; *) for arg in "$@"; do [[ $arg == body=@* ]] && cat "\${arg#body=@}" > "$FOLDER/body-$RANDOM.md"; done; true;; esac`,
      );
      place.write("open.json", open);
      return place.run(".github/scripts/drift-issues.sh", ["drift"], {
        RUN_URL: "https://github.com/contoso/strongroom/actions/runs/1",
      });
    };

    it("tells a change from a failure", () => {
      expect(detect("true")).to.deep.equal([0, "clean"]);
      expect(detect("echo 'error: no changes were expected but changes were proposed'; exit 255")).to.deep.equal([
        0,
        "drift",
      ]);
      expect(detect("echo 'error: could not sign in'; exit 255")).to.deep.equal([1, "failed"]);
    });

    it("opens an issue, updates the open one, closes that of a clean stack", () => {
      place.write("drift/prod.state", "drift");
      place.write("drift/prod.txt", "~ vault\n");
      place.write("drift/staging.state", "drift");
      place.write("drift/staging.txt", "~ vault\n");
      place.write("drift/dev.state", "clean");

      report(
        JSON.stringify([
          { number: 3, title: "Drift in staging" },
          { number: 4, title: "Drift in dev" },
        ]),
      );

      const writes = place.calls
        .filter((call) => !call.includes("--paginate"))
        .map((call) => call.replace(/ -F .*/, ""));
      expect(writes).to.deep.equal([
        "gh api --method POST repos/contoso/strongroom/issues -f title=Drift\\ in\\ prod",
        "gh api --method PATCH repos/contoso/strongroom/issues/3",
        "gh api --method PATCH repos/contoso/strongroom/issues/4 -f state=closed -f state_reason=completed --silent",
      ]);
    });

    it("never lets a name out of its block", () => {
      place.write("drift/prod.state", "drift");
      place.write("drift/prod.txt", "~ `````\n@everybody ![x](https://example.test)\n");

      report();

      const body = spawnSync("bash", ["-c", "cat body-*.md | head -c 2000"], {
        cwd: place.folder,
        encoding: "utf8",
      }).stdout;
      expect(body).to.include("``````text\n~ `````\n@everybody");
    });

    it("does not take a job that never ran for a clean stack", () => {
      place.write("drift/readme", "");

      report();

      expect(place.calls.filter((call) => call.includes("POST")).length).to.equal(3);
    });
  });

  describe("tasks of Azure DevOps", () => {
    const PROJECT_URL = "https://dev.azure.com/contoso/7ebc4032-6d9f-415a-8043-c8f2e51b3d90";
    const STATES = {
      value: [
        { name: "To Do", category: "Proposed" },
        { name: "Removed", category: "Removed" },
        { name: "Done", category: "Completed" },
      ],
    };
    /** Reports drift where tasks of these titles are open. */
    const report = (...open: readonly string[]) => {
      place.write("states.json", JSON.stringify(STATES));
      place.write("open.txt", open.join("\n"));
      place.double(
        "curl",
        `for arg in "$@"; do
           case $arg in @/dev/fd/*) cat "\${arg#@}" >> "$FOLDER/headers.txt"; echo >> "$FOLDER/headers.txt";; esac
         done
         case "$*" in
           *states*) cat "$FOLDER/states.json";;
           *wiql*)
             cat > "$FOLDER/query.json"
             found='{"workItems":[]}'
             while read -r title; do
               if [ -n "$title" ] && grep -qF "'$title'" "$FOLDER/query.json"; then found='{"workItems":[{"id":7},{"id":9}]}'; fi
             done <<< "$(cat "$FOLDER/open.txt")"
             echo "$found";;
           *) cat > "$FOLDER/sent.json";;
         esac`,
      );
      return place.run(".github/scripts/drift-issues.sh", ["drift"], {
        PROJECT_URL,
        SYSTEM_ACCESSTOKEN: "a-token",
        RUN_URL: `${PROJECT_URL}/_build/results?buildId=7`,
      });
    };
    /** Method and path of what was written. */
    const writes = () =>
      place.calls.flatMap((call) => {
        const [, method, url] = /--request (\w+) .*_apis\/wit\/(workitems\S+)/.exec(call) ?? [];
        return method === undefined ? [] : [`${method} ${(url ?? "").replaceAll("\\", "")}`];
      });

    it("are written for what drifted, once, as text that is no HTML", () => {
      for (const stack of ["dev", "staging"]) place.write(`drift/${stack}.state`, "clean");
      place.write("drift/prod.state", "drift");
      place.write("drift/prod.txt", "~ <img src=x>\n");

      const { code, stderr } = report();

      expect(code, stderr).to.equal(0);
      expect(writes()).to.deep.equal(["POST workitems/$Task?api-version=7.1"]);
      const sent = JSON.parse(place.read("sent.json")) as { path: string; value: string }[];
      expect(sent.slice(0, 2)).to.deep.equal([
        { op: "add", path: "/fields/System.Title", value: "Drift in prod" },
        { op: "add", path: "/fields/System.Tags", value: "strongroom" },
      ]);
      expect(sent[2]?.value).to.match(/^<pre>[^<]*~ &lt;img src=x&gt;[^<]*<\/pre>$/);
      expect(JSON.parse(place.read("query.json"))).to.deep.equal({
        query:
          "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS 'strongroom' AND [System.Title] = 'Drift in dev' AND [System.State] NOT IN ('Done', 'Removed')",
      });
    });

    it("are brought up to date, and closed by the state that their process has for it", () => {
      for (const stack of ["staging", "prod"]) place.write(`drift/${stack}.state`, "drift");
      place.write("drift/dev.state", "clean");

      const { code, stderr } = report("Drift in prod", "Drift in staging", "Drift in dev");

      expect(code, stderr).to.equal(0);
      expect(writes()).to.deep.equal(Array.from({ length: 3 }, () => "PATCH workitems/7?api-version=7.1"));
      expect(JSON.parse(place.read("sent.json"))).to.deep.equal([
        { op: "add", path: "/fields/System.State", value: "Done" },
      ]);
    });

    it("are written by a token that no command line shows", () => {
      place.write("drift/readme", "");

      report();

      expect(place.calls.join("\n")).not.to.contain("a-token");
      expect(new Set(place.read("headers.txt").trim().split("\n"))).to.deep.equal(
        new Set(["Authorization: Bearer a-token"]),
      );
    });
  });

  describe("review-issue.sh", () => {
    it("makes a checklist in which names are only names", () => {
      const row = { principal: "payments/`api`", role: "Reader", object: "secret <img src=x>" };
      place.write(
        "access/prod.json",
        JSON.stringify({
          rows: [row],
          findings: [{ weight: "alarm", kind: "person", message: "@admin` [x](y)" }],
          differences: [{ stack: "prod", difference: { gained: [], lost: [row] } }],
          notes: [],
        }),
      );
      place.double(
        "gh",
        `for arg in "$@"; do [[ $arg == body=@* ]] && cat "\${arg#body=@}" > "$FOLDER/body.md"; done; [[ "$*" == *--paginate* ]] && echo '[]'; true`,
      );

      place.run(".github/scripts/review-issue.sh", ["access"], {
        RUN_URL: "https://github.com/contoso/strongroom/actions/runs/1",
      });

      const body = place.read("body.md");
      expect(body).to.include("- [ ] **alarm** `@admin  [x](y)`\n");
      expect(body).to.include("- [ ] **not in the program** `payments/ api : Reader on secret <img src=x>`");
      expect(body).to.include("- [ ] `payments/ api `: `Reader on secret <img src=x>`");
      expect(body).to.include("The access of dev could not be read");
    });
  });

  describe("pulumi.sh of Azure DevOps", () => {
    const run = (env: Readonly<Record<string, string>>, command = "up") => {
      place.double("az", "echo 7ebc4032-6d9f-415a-8043-c8f2e51b3d90");
      place.double("node", '[[ "$*" == *findCli* ]] && echo pulumi || echo "{}"');
      place.double(
        "pulumi",
        'echo "$ARM_USE_OIDC $ARM_CLIENT_ID $ARM_TENANT_ID $ARM_OIDC_TOKEN $ARM_SUBSCRIPTION_ID" >> "$FOLDER/env.txt"; echo "{}"',
      );
      // It calls its neighbours by their path in the work tree.
      for (const script of ["engine", "lib", "fenced"]) {
        place.write(
          `.github/scripts/${script}.sh`,
          readFileSync(join(ROOT, ".github", "scripts", `${script}.sh`), "utf8"),
        );
      }
      chmodSync(join(place.folder, ".github", "scripts", "engine.sh"), 0o755);
      for (const file of ["through-door", "door", "printable"]) {
        place.write(`text/${file}.ts`, readFileSync(join(ROOT, "text", `${file}.ts`), "utf8"));
      }
      return place.run(".azuredevops/pulumi.sh", [command, "prod"], env);
    };

    it("signs in by the task's token", () => {
      const { code } = run({ idToken: "token", servicePrincipalId: "client", tenantId: "tenant" });

      expect(code).to.equal(0);
      expect(place.read("env.txt").split("\n")[0]).to.equal(
        "true client tenant token 7ebc4032-6d9f-415a-8043-c8f2e51b3d90",
      );
      expect(place.calls.filter((call) => call.startsWith("pulumi"))).to.deep.equal([
        "pulumi up --stack prod --policy-pack policy --policy-pack-config pack.json --suppress-outputs --non-interactive --color never --yes",
        "pulumi stack output --json --stack prod",
      ]);
    });

    it("shows what Pulumi says, and no runner takes a word of it for a command", () => {
      place.double(
        "pulumi",
        `printf 'x ##vso[task.setvariable variable=BASH_ENV]y\\n::add-mask::prod\\n' >&2; exit 255`,
      );
      const engine = (command: string) =>
        place.run(".github/scripts/engine.sh", [command, "prod"], {
          GITHUB_STEP_SUMMARY: join(place.folder, "summary"),
        });
      place.double("node", "echo {}");

      const { code, stdout, stderr } = engine("up");

      expect(code).to.equal(255);
      expect(stdout).to.contain("x \\u{23}#vso[task.setvariable variable=BASH_ENV]y\n");
      expect(commandsIn(stdout + stderr)).to.deep.equal([]);
      expect(place.read("summary")).to.match(/^````text\nx /);
      expect(engine("destroy").code).to.equal(1);
    });

    it("lets what looks at a stack ask the same CLI, signed in", () => {
      for (const command of ["drift", "access"]) {
        place.write(`.github/scripts/${command}.sh`, `pulumi look "$@"\n`);
        chmodSync(join(place.folder, ".github", "scripts", `${command}.sh`), 0o755);

        const { code } = run({ idToken: "token", servicePrincipalId: "client", tenantId: "tenant" }, command);

        expect(code).to.equal(0);
        expect(place.calls.at(-1)).to.equal(`pulumi look prod ${command}`);
      }
      expect(place.read("env.txt")).to.contain("true client tenant token");
    });

    it("refuses a connection that holds a secret", () => {
      const { code } = run({
        idToken: "token",
        servicePrincipalKey: "secret",
        servicePrincipalId: "client",
        tenantId: "tenant",
      });

      expect(code).to.equal(1);
      expect(place.calls).to.deep.equal([]);
    });
  });
});
