// The command as people and workflows call it: what it must not, the gate after a deployment, the job in the network, its codes.
import { Command } from "commander";
import { expect } from "chai";
import { registerWith } from "../../../cli/commands/doctor.ts";
import { unpacked } from "../../../cli/doctor/job.ts";
import { sidOf } from "../../../cli/sql/sid.ts";
import { Hand } from "../sql/helpers.ts";
import { NOW, ROLE, VALUE } from "./world/azure.ts";
import { SCENES, enter } from "./world/faults.ts";
import { API, SECRET, SERVER_HOST, VAULT_ID, WORKER } from "./world/stack.ts";
import { World } from "./world/world.ts";

const world = new World();

interface Run {
  readonly out: string;
  readonly notes: readonly string[];
  readonly code: number;
  readonly slept: number;
  readonly error?: string;
}

async function doctor(line: string, each: (slept: number) => void = () => undefined): Promise<Run> {
  const notes: string[] = [];
  let [out, code, slept] = ["", 0, 0];
  const program = new Command().exitOverride();
  registerWith(program, {
    readFile: () => Promise.reject(new Error("no file")),
    readStdin: () => Promise.resolve(""),
    readStack: () => Promise.resolve(world.content),
    machine: () => Promise.resolve(world.machine()),
    now: () => world.now,
    sleep: (milliseconds) => {
      slept += milliseconds;
      world.now = new Date(world.now.getTime() + milliseconds);
      each(slept);
      return Promise.resolve();
    },
    random: () => 1,
    out: (text) => {
      out += text;
    },
    note: (text) => notes.push(text),
    setExitCode: (value) => {
      code = value;
    },
  });
  try {
    await program.parseAsync(["doctor", ...line.split(" ")], { from: "user" });
    return { out, notes, code, slept };
  } catch (error) {
    return { out, notes, code, slept, error: error instanceof Error ? error.message : String(error) };
  }
}

const pod = SCENES[0];

describe("doctor, the command", () => {
  before(() => world.listen());
  after(() => world.close());
  beforeEach(() => {
    world.reset();
  });

  it("prints one line a step and the verdict, says that it is evaluated, and ends with 0", async () => {
    const { out, code } = await doctor("payments api --stack prod --secret stripe-key");

    expect(out).to.match(
      /^payments\/api and secret payments-prod-stripe-key in stack prod: must reach it\n {2}ok {3}name/,
    );
    expect(out).to.contain("payments/api reaches secret payments-prod-stripe-key (evaluated: from what Azure says");
    expect(code).to.equal(0);
  });

  it("says proven of the workload's own call alone, and reads no value", async () => {
    if (pod === undefined) throw new Error("no scene");
    enter(world, pod, []);

    const { out, code } = await doctor("payments worker --secret stripe-key --from workload");

    expect(out).to.contain("(proven: by its own call)").and.not.to.contain(VALUE);
    expect(code).to.equal(0);
  });

  it("names the cause with what mends it, as JSON too, and ends with 2", async () => {
    world.azure.assignments = [];

    const { out, code } = await doctor("payments api --stack prod --secret stripe-key --json");

    const [judgement] = JSON.parse(out) as readonly { readonly cause: { readonly remedy: string } }[];
    expect(judgement).to.deep.include({ verdict: "cause", proof: "evaluated", expected: "reaches" });
    expect(judgement?.cause).to.include({ id: "role-missing", kind: "role" });
    expect(judgement?.cause.remedy).to.contain("pulumi up --stack prod");
    expect(code).to.equal(2);
  });

  it("looks at everything that is promised, and at what must be closed beside it", async () => {
    const { out, code } = await doctor("payments --stack prod");

    expect(out).to.contain("payments/api cannot reach secret payments-prod-root-key (evaluated");
    expect(out).to.contain("payments/worker cannot reach secret payments-prod-root-key (evaluated");
    expect(out).to.contain("7 looked at: 7 as promised, 0 of them proven; 0 with a cause; 0 undecided.");
    expect(code).to.equal(0);
  });

  describe("where nothing is promised", () => {
    const NOT = "payments worker --secret root-key";

    it("says that it cannot, and is proven by its own call's refusal alone", async () => {
      if (pod === undefined) throw new Error("no scene");
      enter(world, pod, []);
      world.azure.refusal = { status: 403, code: "Forbidden", inner: "ForbiddenByRbac", message: "" };

      expect((await doctor(NOT)).out).to.contain("cannot reach secret payments-prod-root-key (evaluated");
      expect((await doctor(`${NOT} --from workload`)).out).to.contain(
        "cannot reach secret payments-prod-root-key (proven",
      );
    });

    it("takes a closed network for no proof", async () => {
      if (pod === undefined) throw new Error("no scene");
      enter(world, pod, []);
      world.azure.refusal = { status: 403, code: "Forbidden", inner: "ForbiddenByConnection", message: "" };

      expect((await doctor(`${NOT} --from workload`)).out).to.contain("(evaluated");
    });

    it("names a role above it", async () => {
      const scope = VAULT_ID.replace(/\/providers.*/, "");
      world.azure.assignments.push({
        id: `${scope}/wide`,
        principal: WORKER.principal,
        scope,
        role: ROLE,
        condition: undefined,
        createdOn: NOW.toISOString(),
      });

      const { out, code } = await doctor(NOT);

      expect(out).to.contain("Cause (reaches-by-role, evaluated)").and.to.contain("az role assignment delete --ids");
      expect(code).to.equal(2);
    });

    it("names an access policy", async () => {
      Object.assign(world.azure.vault ?? {}, {
        enableRbacAuthorization: false,
        accessPolicies: [{ objectId: WORKER.principal, permissions: { secrets: ["get"] } }],
      });

      expect((await doctor(NOT)).out).to.contain("Cause (reaches-by-policy");
    });

    it("names a user in a database, whatever it is called", async () => {
      const database = world.sql.database({ server: SERVER_HOST, database: "ledger" });
      new Hand(database).principal({ name: "backdoor", sid: sidOf(WORKER.client) });

      expect((await doctor("payments worker --database ledger")).out).to.contain("Cause (reaches-by-user");
    });

    it("says when the call was let in all the same", async () => {
      if (pod === undefined) throw new Error("no scene");
      enter(world, pod, []);

      const { out } = await doctor(`${NOT} --from workload`);

      expect(out).to.contain("Cause (reaches, proven)");
    });
  });

  describe("--wait", () => {
    it("looks again with growing pauses until the role is old enough, and then lets the workflow go on", async () => {
      for (const each of world.azure.assignments) each.createdOn = new Date(NOW.getTime() - 5 * 60_000).toISOString();

      const { out, code, slept, notes } = await doctor("payments api --secret stripe-key --wait 15m");

      expect(out).to.contain("(evaluated");
      expect(code).to.equal(0);
      expect(slept).to.be.within(5 * 60_000, 6 * 60_000);
      expect(notes[0]).to.equal("not yet: role-young; looking again in 5 s");
      expect(notes.at(-1)).to.contain("looking again in 60 s");
    });

    it("ends at once where nothing will change by itself", async () => {
      if (world.azure.vault) world.azure.vault.enableRbacAuthorization = false;

      const { code, slept } = await doctor("payments api --secret stripe-key --wait 15m");

      expect([code, slept]).to.deep.equal([2, 0]);
    });

    it("ends with 2 when the time is over, and no later", async () => {
      world.azure.assignments = [];

      const { code, slept } = await doctor("payments api --secret stripe-key --wait 2m");

      expect([code, slept]).to.deep.equal([2, 120_000]);
    });

    it("sees what comes while it waits", async () => {
      const { assignments } = world.azure;
      world.azure.assignments = [];

      const { code } = await doctor("payments api --secret stripe-key --wait 15m", (slept) => {
        if (slept > 30_000) world.azure.assignments = assignments;
      });

      expect(code).to.equal(0);
    });

    it("lets a paused database pass: the first sign-in wakes it, and a look from outside is none", async () => {
      world.azure.database = { status: "Paused" };

      const inside = await doctor("payments api --database ledger --wait 15m");
      const outside = await doctor("payments api --database ledger --wait 15m --from outside");

      expect([inside.code, inside.slept]).to.deep.equal([0, 0]);
      expect(outside.out).not.to.contain("Cause");
    });

    it("takes 90s, 15m and 1h and nothing else", async () => {
      expect((await doctor("payments api --wait soon")).error).to.equal(
        '--wait: "soon" is no duration; write 90s, 15m or 1h',
      );
    });
  });

  it("ends with 3 when what decides could not be asked", async () => {
    const machine = world.machine();
    const original = world.machine.bind(world);
    world.machine = () => ({
      ...machine,
      fetch: () => Promise.resolve(new Response('{"error":{"code":"AuthorizationFailed"}}', { status: 403 })),
    });

    const { out, code } = await doctor("payments api --secret stripe-key --from outside");
    world.machine = original;

    expect(out).to.contain("Undecided: nothing speaks against it").and.to.contain("AuthorizationFailed");
    expect(code).to.equal(3);
  });

  describe("--as-job", () => {
    it("starts the stack's own job with names and ids alone, and takes what it met into the verdict", async () => {
      const { out, code } = await doctor("payments api --database ledger --as-job");

      const [started] = world.azure.jobs.started as readonly {
        readonly containers: readonly { readonly image: string; readonly args: readonly string[] }[];
      }[];
      const [container] = started?.containers ?? [];
      expect(container?.image).to.equal("r.io/strongroom@sha256:1");
      expect(container?.args.slice(0, 6)).to.deep.equal([
        "doctor",
        "payments",
        "api",
        "--database",
        "ledger",
        "--measure",
      ]);
      expect(unpacked(container?.args.at(-1) ?? "").stack).to.equal("prod");
      expect(out).to.contain("from inside, the name, the connection and who answers are as they should be");
      expect(code).to.equal(0);
    });

    it("knows the cause by the code that the job ended with", async () => {
      const inside = await measured("payments api --secret stripe-key --measure", (w) => (w.connection = "refused"));
      Object.assign(world.azure.jobs, { status: "Failed", code: inside.code });

      const { out, code } = await doctor("payments api --secret stripe-key --as-job");

      expect(inside.out).to.contain("Cause (tcp-refused");
      expect(out).to.contain("Cause (tcp-refused");
      expect(code).to.equal(2);
    });

    it("says so where the stack has no job", async () => {
      Object.assign(world.content.outputs as object, { rotationJob: undefined, sqlReconcilerJob: undefined });

      expect((await doctor("payments api --secret stripe-key --as-job")).error).to.contain(
        "--as-job: the stack has no job in its network",
      );
    });

    async function measured(line: string, fault: (w: World) => void): Promise<Run> {
      fault(world);
      const run = await doctor(line);
      world.connection = "open";
      return run;
    }
  });

  it("measures in the network without asking Azure Resource Manager", async () => {
    world.azure.vault = undefined;

    const { out, code } = await doctor("payments api --secret stripe-key --measure");

    expect(out).to.contain("ok   answer");
    expect(code).to.equal(0);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ["payments apii --secret stripe-key", 'no workload "apii" in application payments (did you mean "api"?)'],
    ["paymentz api", 'no application "paymentz" in outputs.json (did you mean "payments"?)'],
    ["payments api --secret stripe", '--secret: no secret "stripe" in outputs.json (did you mean "stripe-key"?)'],
    ["payments api --from space", '--from: no place "space"; allowed are workload, network, outside'],
    ["--secret stripe-key", "--secret: whose? name the application and the workload before it"],
    ["payments api --measure --wait 1m", "--wait and --measure exclude each other: a job measures once"],
  ];
  for (const [line, sentence] of wrong) {
    it(`says in one sentence: ${sentence}`, async () => {
      expect((await doctor(line)).error).to.equal(sentence);
    });
  }

  it("finds a secret by its name in the vault as well", async () => {
    expect((await doctor(`payments api --secret ${SECRET}`)).code).to.equal(0);
    expect(API.client).not.to.equal("");
  });
});
