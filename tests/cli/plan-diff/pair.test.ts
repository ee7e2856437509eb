// The comment of a pull request: what is missing, too large, broken or of other commits is never "nothing needed".
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { registerDiffWith } from "../../../cli/commands/plan-diff.ts";
import { MAX_COMMENT } from "../../../cli/plan-diff/markdown.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { MAX_PLAN_BYTES, streamPlan } from "../../../cli/plan/stream-plan.ts";
import { asStack, grant, identity, plan, run, VAULT, type Ran } from "../access/fixtures.ts";

const BASE = "a".repeat(40);
const HEAD = "b".repeat(40);
const api = identity("api");
const CLEAN = "Nothing here needs more than the usual review.";
const UNKNOWN = "A person must look: not everything could be compared.";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-pair-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: unknown): void => {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
};
const both = (stack: string, before: Plan = plan([api]), after: Plan = before): void => {
  write(`base-${stack}.json`, asStack(before, stack));
  write(`head-${stack}.json`, asStack(after, stack));
};
const pair = (stacks: readonly string[], more: object = {}): void => {
  write("pair.json", { version: 1, base: BASE, head: HEAD, baseStacks: stacks, headStacks: stacks, ...more });
};
const comment = (...args: string[]): Promise<Ran> =>
  run(
    (program, watched) => {
      registerDiffWith(program.command("plan").option("--json"), watched);
    },
    ["plan", "diff", "--from", folder, "--markdown", ...args],
  );
const now = (base = BASE, head = HEAD): string[] => [
  "--pair",
  `${base}..${head}`,
  "--code",
  "no",
  "--base-branch",
  "deployed",
];

describe("the comment of a pull request", () => {
  it("says that nothing is needed where everything was compared and nothing is", async () => {
    both("prod");
    both("dev");
    pair(["prod", "dev"]);

    const { out, exitCode: code } = await comment(...now());

    expect(out).to.match(new RegExp(`^<!-- strongroom: plan outcome=none base=${BASE} head=${HEAD} -->\n`));
    expect(out).to.include(CLEAN);
    expect(code).to.equal(0);
  });

  it("names production first, and why a person must approve", async () => {
    both("dev");
    both("prod", plan([api]), plan([api, grant("read", api, `${VAULT}/secrets/s`)]));
    pair(["prod", "dev"]);

    const { out, exitCode: code } = await comment(...now());

    expect(out).to.include("outcome=approval");
    expect(out.indexOf("### `prod`")).to.be.lessThan(out.indexOf("### `dev`"));
    expect(code).to.equal(2);
  });

  const doubts: readonly (readonly [string, () => void, readonly string[], RegExp])[] = [
    [
      "the base has moved on",
      () => {
        pair(["prod"]);
      },
      now("c".repeat(40)),
      /base or head has moved on/,
    ],
    [
      "the head has moved on",
      () => {
        pair(["prod"]);
      },
      now(BASE, "c".repeat(40)),
      /base or head has moved on/,
    ],
    ["the run does not say what it compared", () => undefined, now(), /does not say which commits/],
    [
      "the pair is none",
      () => {
        write("pair.json", "[]");
      },
      now(),
      /does not say which commits/,
    ],
    [
      "a stack has no plan of either side",
      () => {
        pair(["prod", "new"]);
      },
      now(),
      /there is no plan of base/,
    ],
    [
      "a stack has no plan of its base",
      () => {
        pair(["prod", "other"]);
        write("head-other.json", asStack(plan([api]), "other"));
      },
      now(),
      /there is no plan of base/,
    ],
    [
      "a plan is broken",
      () => {
        pair(["prod"]);
        write("head-prod.json", "{");
      },
      now(),
      /the plan of head cannot be read/,
    ],
    [
      "a plan is of another stack",
      () => {
        pair(["prod"]);
        write("head-prod.json", asStack(plan([]), "dev"));
      },
      now(),
      /is of another stack/,
    ],
    [
      "the base is another branch",
      () => {
        pair(["prod"]);
      },
      [...now().slice(0, 4), "--base-branch", "other"],
      /not the branch that is deployed/,
    ],
    [
      "code changes",
      () => {
        pair(["prod"]);
      },
      [...now().slice(0, 2), "--code", "yes", ...now().slice(4)],
      /read the code first/,
    ],
    [
      "not every file could be seen",
      () => {
        pair(["prod"]);
      },
      [...now().slice(0, 2), "--code", "unknown", ...now().slice(4)],
      /more files change than can be listed/,
    ],
  ];
  for (const [what, make, args, message] of doubts) {
    it(`wants a person to look where ${what}`, async () => {
      both("prod");
      make();

      const { out, exitCode: code } = await comment(...args);

      expect(out).to.include("outcome=unknown").and.to.include(UNKNOWN).and.to.match(message);
      expect(out).to.not.include(CLEAN);
      expect(code).to.equal(2);
    });
  }

  it("wants a person to look where there is nothing at all", async () => {
    const { out, exitCode: code } = await comment();

    expect(out).to.include(UNKNOWN).and.to.include("the run has left no plan");
    expect(code).to.equal(2);
  });

  it("compares a stack that is new, since both sides are known", async () => {
    both("prod");
    write("head-test.json", asStack(plan([api]), "test"));
    pair(["prod"], { headStacks: ["prod", "test"] });

    const { out } = await comment(...now());

    expect(out).to.include("test: a stack is new or gone: 1").and.to.include("outcome=approval");
  });

  it("shows no word of a broken plan, which a stranger may have chosen, and keeps it for the log", async () => {
    both("prod");
    pair(["prod"]);
    write("head-prod.json", '{"version":1,"@everybody":');

    const { out, notes: err } = await comment(...now());

    expect(out).to.not.include("everybody");
    expect(err).to.include("is no plan");
  });

  it("keeps its headline and reasons where it is cut", async () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      grant(`g${String(index)}`, api, `${VAULT}/secrets/s${String(index)}`),
    );
    both("prod", plan([api]), plan([api, ...many]));
    pair(["prod"]);

    const { out } = await comment(...now());

    expect(out.length).to.be.at.most(MAX_COMMENT);
    expect(out)
      .to.include("prod: access widened: 2000")
      .and.to.match(/and \d+ more lines/);
  });

  it("that no longer holds says so, and nothing else", async () => {
    const { out } = await comment("--stale");

    expect(out)
      .to.match(/^<!-- strongroom: plan outcome=stale -->/)
      .and.to.include("A person must look");
  });

  it("refuses what is no pair", async () => {
    expect((await comment("--pair", "main..x")).failure).to.match(/^--pair: write the ids of two commits/);
  });
});

describe("a large plan", () => {
  it("is read piece by piece: 34 MB are not too large", async () => {
    const padded = (count: number): Plan =>
      plan(Array.from({ length: count }, (_, index) => identity(`w${String(index)}-${"x".repeat(8_000)}`)));
    write("large.json", padded(1_400));

    const read = await streamPlan(join(folder, "large.json"));

    expect(JSON.stringify(read).length).to.be.greaterThan(34_000_000);
    expect(read.resources).to.have.length(1_401);
  }).timeout(60_000);

  it("has a bound, and says it", async () => {
    write("plan.json", plan([api]));

    expect(MAX_PLAN_BYTES).to.equal(2 ** 30);
    const error = await streamPlan(join(folder, "plan.json"), 100).catch((thrown: unknown) => thrown);
    expect((error as Error).message).to.match(/is larger than 100 bytes/);
  });

  for (const [what, content] of [
    ["nothing", ""],
    ["half a document", '{"version":1,"resources":['],
    ["a list", "[1]"],
    ["text", '"plan"'],
    ["two documents", `${JSON.stringify({ version: 1 })}{}`],
    ["a key of every object", '{"__proto__":{"version":1},"resources":[]}'],
    ["resources that are none", '{"version":1,"resources":{"a":1}}'],
    ["nesting without end", `{"version":1,"resources":${"[".repeat(100_000)}`],
  ] as const) {
    it(`is refused in one sentence: ${what}`, async () => {
      write("plan.json", content);

      const error = await streamPlan(join(folder, "plan.json")).catch((thrown: unknown) => thrown);

      expect((error as Error).message).to.match(/plan\.json is no plan: [^\n]+$/);
    });
  }
});
