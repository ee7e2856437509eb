// Every command that prints is fed with texts that try to be commands of a runner, escape sequences or further lines. The list is
// held against the commands that there are: a new one needs an entry, here or in hostile-output.test.ts.
import { expect } from "chai";
import { Command } from "commander";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { refuseBrokenArguments } from "../../cli/arguments.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { registerWith as audit } from "../../cli/commands/audit.ts";
import { registerWith as connect } from "../../cli/commands/connect.ts";
import { registerWith as doctor } from "../../cli/commands/doctor.ts";
import { registerWith as evidence } from "../../cli/commands/evidence.ts";
import { registerWith as inventory } from "../../cli/commands/inventory.ts";
import { registerDiffWith } from "../../cli/commands/plan-diff.ts";
import { register as report } from "../../cli/commands/report.ts";
import { registerWith as review } from "../../cli/commands/review.ts";
import { registerWith as rotate } from "../../cli/commands/rotate.ts";
import { registerWith as secret } from "../../cli/commands/secret.ts";
import { registerWith as stacks } from "../../cli/commands/stacks.ts";
import { registerWith as affected } from "../../cli/commands/affected.ts";
import { registerWith as vault } from "../../cli/commands/vault.ts";
import { LogsFailure } from "../../cli/logs/logs.ts";
import { endLine, endsSoon } from "../../cli/ends/ends.ts";
import type { Plan } from "../../cli/plan/document.ts";
import { summarize } from "../../cli/plan/summary.ts";
import { VaultFailure } from "../../cli/vault/vault-plane.ts";
import { Door } from "../../text/door.ts";
import { messageOf } from "../../text/errors.ts";
import { printable, printableLines } from "../../text/printable.ts";
import { planOf } from "../support/plans.ts";
import { expectHarmless, HOSTILE } from "../support/runners.ts";
import { ScreenDouble } from "../support/screen.ts";
import { exported, run, sourcesOf, type Watched } from "./access/fixtures.ts";
import { spoilt } from "./hostile-plan.ts";
import { rotating, START } from "./rotate/fixtures.ts";
import { afterUp, AUTHORITIES, DESIRED, NOW } from "./vault/fixtures.ts";

/** What a command is fed: the text alone, a plan that holds it, a folder to write to. */
interface Fed {
  readonly text: string;
  readonly plain: Plan;
  readonly hostile: Plan;
  readonly folder: string;
}

type Feed = (fed: Fed) => Promise<readonly string[]>;

/** What left the process while `body` ran. */
async function watched(body: () => Promise<unknown>): Promise<string> {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const kept = streams.map((stream) => stream.write.bind(stream));
  const keep = (text: unknown): boolean => written.push(String(text)) > 0;
  for (const stream of streams) stream.write = keep;
  try {
    await body();
  } catch (error) {
    written.push(error instanceof Error ? error.message : String(error));
  } finally {
    streams.forEach((stream, index) => {
      stream.write = kept[index] ?? keep;
    });
  }
  return written.join("");
}

async function all(
  register: (program: Command, watched: Watched) => void,
  calls: readonly string[][],
): Promise<string[]> {
  const outputs: string[] = [];
  for (const args of calls) {
    try {
      refuseBrokenArguments(args, args[0]);
    } catch (error) {
      outputs.push(messageOf(error));
      continue;
    }
    const { out, notes, failure = "" } = await run(register, args);
    outputs.push(out, notes, failure);
  }
  return outputs;
}

const machine = (watch: Watched, outputs: string) => ({
  ...watch,
  runPulumi: () => Promise.resolve(outputs),
  readFile: () => Promise.resolve(outputs),
  readStdin: () => Promise.resolve(outputs),
  sleep: () => Promise.resolve(),
  random: () => 0,
  interactive: true,
  screen: new ScreenDouble({ isTTY: false }),
  color: false,
  confirm: (question: string) => {
    watch.out(question);
    return Promise.resolve(true);
  },
});

/** Whatever is asked of it, a service answers with the text. */
const answering = (text: string): never =>
  new Proxy(
    {},
    { get: (_, name) => (name === "then" ? undefined : () => Promise.reject(new VaultFailure(text, 400, text))) },
  ) as never;

const vaultOf = ({ text }: Fed): Promise<string[]> => {
  const secrets = DESIRED.secrets.map((one) => ({ ...one, tags: { owner: text, purpose: text } }));
  const certificates = DESIRED.certificates.map((one) => ({ ...one, dependents: [text], subject: `CN=a${text}` }));
  const outputs = JSON.stringify({
    applications: { payments: { vaultObjects: [{ ...DESIRED, secrets, certificates }] } },
  });
  const plain = JSON.stringify({ applications: { payments: { vaultObjects: [DESIRED] } } });
  const strange = afterUp();
  for (const [name, one] of strange.secrets) {
    strange.secrets.set(name, { ...one, contentType: text, tags: { owner: text } });
  }
  strange.secrets.set(`s${text}`, {
    name: `s${text}`,
    version: text,
    enabled: true,
    contentType: text,
    created: NOW,
    expires: NOW,
    tags: { [text]: text },
  });
  strange.contacts.push(text);
  const failing = afterUp();
  failing.intercept = () => {
    throw new VaultFailure(text, 403, text);
  };
  const calls = [["show"], ["check"], ["check", "--json"], ["apply", "--yes"]];
  return Promise.all(
    [
      [outputs, afterUp()] as const,
      [plain, strange] as const,
      [plain, failing] as const,
      [`{"applications": ${text}`, strange] as const,
    ].map(([declared, double]) =>
      all(
        (program, watch) => {
          vault(program, {
            ...machine(watch, declared),
            open: () => Promise.resolve(() => double.plane),
            authorities: () => Promise.resolve(AUTHORITIES),
            now: () => NOW,
          });
        },
        calls.map((args) => ["vault", ...args, "--stack", "dev"]),
      ),
    ),
  ).then((outputsOf) => outputsOf.flat());
};

function rotations(calls: readonly string[][]): Feed {
  return async ({ text }) => {
    const outputs: string[] = [];
    for (const by of ["owner", "generated", "storage-account-key"] as const) {
      const { vaults } = rotating(by, 2);
      const [first, ...rest] = vaults;
      for (const held of [vaults, [{ ...first, name: `kv${text}`, app: `payments${text}` }, ...rest]]) {
        const declared = JSON.stringify({ applications: { payments: { vaultObjects: held } } });
        outputs.push(
          ...(await all((program, watch) => {
            rotate(program, {
              ...machine(watch, declared),
              roads: () =>
                Promise.resolve({
                  open: () => answering(text),
                  strategy: answering(text),
                  after: answering(text),
                } as never),
              now: () => START,
            });
            secret(program, {
              ...machine(watch, declared),
              roads: () =>
                Promise.resolve({ open: () => answering(text), token: () => Promise.reject(new VaultFailure(text)) }),
              terminal: false,
              type: () => Promise.resolve(text),
            });
          }, calls)),
        );
      }
    }
    return outputs;
  };
}

const fed = (feed: Feed): Feed => feed;
const ELSEWHERE = "hostile-output.test.ts";

/** By command: what it is fed, or which other test feeds it. */
const FEEDS: Readonly<Record<string, Feed | typeof ELSEWHERE>> = {
  access: ELSEWHERE,
  isolation: ELSEWHERE,
  check: ELSEWHERE,
  "sql show": ELSEWHERE,
  "sql check": ELSEWHERE,
  "sql apply": ELSEWHERE,
  // Both let the engine's output through the door and add constants of their own.
  demo: throughTheDoor,
  local: throughTheDoor,
  plan: fed(({ hostile, text }) => {
    const end = { where: `apps/x${text}`, until: "2000-01-01", then: text, advice: text };
    const policy = {
      version: 1,
      exceptions: [{ rule: text, resource: text, owner: text, reason: text, until: "2000-01-01" }],
    };
    const ends = endsSoon({ stack: "dev", ends: [end], policy }, NOW);
    expect(ends).to.have.length(2);
    return Promise.resolve([summarize(hostile), ...ends.map((end) => printable(endLine(end)))]);
  }),
  "plan diff": fed(({ plain, hostile, folder, text }) => {
    const [base, head, broken] = ["base.json", "head.json", "broken.json"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const settings = { ...plain.settings, [`strongroom:tags${text}`]: text };
    const policy = {
      version: 1,
      exceptions: [{ rule: text, resource: text, owner: text, reason: text, until: "2000-01-01" }],
    };
    writeFileSync(base, JSON.stringify(plain));
    writeFileSync(head, JSON.stringify({ ...hostile, settings, policy }));
    writeFileSync(broken, JSON.stringify({ ...hostile, version: text, resources: [{ urn: text }] }));
    const forms = [[], ["--json"], ["--markdown"]];
    return all(
      (program, watch) => {
        registerDiffWith(program.command("plan"), watch);
      },
      [
        ...forms.map((form) => ["plan", "diff", ...form, "--", base, head]),
        ...[head, broken, text].map((other) => ["plan", "diff", "--", other, base]),
      ],
    );
  }),
  affected: fed(({ folder, text }) =>
    all(
      (program, watch) => {
        affected(program, { ...watch, programDir: () => folder });
      },
      [["affected", "--", text, "HEAD"]],
    ),
  ),
  stacks: fed(({ folder, text }) => {
    const safe = JSON.stringify(text);
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(
      join(folder, "Pulumi.dev.yaml"),
      `config:\n  strongroom:environment: ${safe}\n  strongroom:shape: ${safe}\n  strongroom:deployAfter: [${safe}]\n`,
    );
    return all(
      (program, watch) => {
        stacks(program, { ...watch, programDir: () => folder });
      },
      [
        ["stacks"],
        ["stacks", "--json"],
        ["stacks", "--matrix"],
        ["stacks", "--names"],
        ["stacks", "--check"],
        ["stacks", "--affected", text],
      ],
    );
  }),
  "vault show": vaultOf,
  "vault check": vaultOf,
  "vault apply": vaultOf,
  rotate: rotations([
    ["rotate", "--due", "--yes"],
    ["rotate", "--now", "--secret", "signing", "--yes"],
    ["rotate", "--back", "--secret", "signing", "--yes"],
  ]),
  "rotate plan": rotations([
    ["rotate", "plan"],
    ["rotate", "plan", "--json"],
  ]),
  "secret set": rotations([
    ["secret", "set", "payments", "signing"],
    ["secret", "set", "payments", "payments-dev-signing"],
  ]),
  connect: fed(async ({ hostile, folder, text }) => {
    const forms = ["env", "kubernetes", "app-settings", "container-apps", "github-actions", "csharp", "node"];
    return all(
      (program, watch) => {
        connect(program, () => ({
          programDir: folder,
          runPulumi: () => Promise.reject(new Error(text)),
          readFile: () => Promise.reject(new Error(text)),
          readStdin: () => Promise.resolve(text),
          plan: () => Promise.resolve(hostile),
          note: watch.note,
          out: watch.out,
        }));
      },
      [
        ...forms.map((format) => ["connect", "payments", "api", "--from", "plan", "--format", format]),
        ["connect", "payments", "api", "--from", "plan", "--json"],
        ["connect", "--from", "plan", "--", text, text],
        ["connect", "payments", "api", "--input", "-"],
        ["connect", "payments", "api", "--format", text],
      ],
    );
  }),
  doctor: fed(({ text }) =>
    all(
      (program, watch) => {
        doctor(program, {
          ...watch,
          readFile: () => Promise.reject(new Error(text)),
          readStdin: () => Promise.resolve(`AADSTS70021: No matching federated identity record found: ${text}`),
          readStack: () => Promise.reject(new Error(text)),
          machine: () => Promise.reject(new Error(text)),
          now: () => NOW,
          sleep: () => Promise.resolve(),
          random: () => 1,
        });
      },
      [
        ["doctor", "--paste"],
        ["doctor", "--paste", "--json"],
        ["doctor", "--paste", text],
        ["doctor", "--", text, text],
      ],
    ),
  ),
  inventory: fed(({ hostile, folder, text }) => {
    const end = { where: `apps/x${text}`, until: "2000-01-01", then: text, advice: text };
    const sources = sourcesOf({ plans: { dev: { ...hostile, ends: [end] } }, programDir: folder });
    const forms = [[], ["--json"], ["--markdown"], ["--csv"], ["--strict"], ["--vault"]];
    return all(
      (program, watch) => {
        inventory(program, {
          ...watch,
          sources: () => Promise.resolve(sources),
          openReader: () => Promise.resolve(() => answering(text)),
          now: () => NOW,
        });
      },
      forms.map((form) => ["inventory", "--stack", "dev", ...form]),
    );
  }),
  evidence: fed(({ hostile, folder, text }) => {
    const from = sourcesOf({ plans: {}, states: { dev: exported(hostile) }, programDir: folder });
    return all(
      (program, watch) => {
        evidence(program, {
          ...watch,
          sources: () => Promise.resolve({ ...from, settings: () => ({ "strongroom:shape": "dev" }) }),
          sourcesAt: () => Promise.reject(new Error(text)),
          logs: () => Promise.reject(new Error(text)),
          now: () => NOW,
        });
      },
      [
        ...["markdown", "json", "oscal"].map((format) => [
          "evidence",
          "--stack",
          "dev",
          "--framework",
          "nist",
          "--format",
          format,
        ]),
        ["evidence", "--stack", text, "--framework", "nist"],
      ],
    );
  }),
  audit: fed(({ hostile, folder, text }) => {
    const from = sourcesOf({ plans: { dev: hostile }, states: { dev: exported(hostile) }, programDir: folder });
    const fields = [
      "principal",
      "appId",
      "objectId",
      "upn",
      "ip",
      "operation",
      "result",
      "id",
      "object",
      "client",
      "statement",
    ];
    const row = {
      TimeGenerated: NOW.toISOString(),
      time: NOW.toISOString(),
      ...Object.fromEntries(fields.map((field) => [field, text])),
    };
    const answers = [
      () => Promise.resolve({ ask: () => Promise.resolve({ rows: [row], missing: text }) }),
      () => Promise.reject(new LogsFailure(text)),
    ];
    return Promise.all(
      answers.map((logs) =>
        all(
          (program, watch) => {
            audit(program, {
              ...watch,
              sources: () => Promise.resolve(from),
              sourcesAt: () => Promise.reject(new Error(text)),
              now: () => NOW,
              logs,
            });
          },
          [[], ["--json"], ["--csv"], ["--markdown"], ["--workspace", text]].map((form) => [
            ...["audit", "payments", "--stack", "dev", "--from", "2026-01-01"],
            ...form,
          ]),
        ),
      ),
    ).then((outputs) => outputs.flat());
  }),
  review: fed(({ hostile, folder, text }) => {
    const rows = ["{}", text, JSON.stringify({ uses: { secrets: [{ [text]: text }] }, coverage: { [text]: [] } })];
    return all(
      (program, watch) => {
        const from = sourcesOf({ plans: {}, states: { dev: exported(hostile) }, programDir: folder });
        const readFile = (file: string) =>
          file.startsWith("rows-")
            ? Promise.resolve(rows[Number(file.slice(5))] ?? "")
            : Promise.reject(new Error(text));
        review(program, {
          ...watch,
          sources: () => Promise.resolve({ ...from, readFile }),
          writeFile: () => Promise.reject(new Error(text)),
          logs: () => Promise.reject(new Error(text)),
          now: () => NOW,
        });
      },
      [...rows.keys()].flatMap((row) =>
        [[], ["--json"], ["--out", folder]].map((form) => [
          "review",
          "--stack",
          "dev",
          "--rows",
          `rows-${String(row)}`,
          ...form,
        ]),
      ),
    );
  }),
  report: fed(async ({ hostile, folder, text }) => {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify({ ...hostile, stack: `dev${text}` }));
    const program = new Command().exitOverride();
    report(program);
    return [
      await watched(() =>
        program.parseAsync(["report", "--plan", file, "--out", join(folder, "page.html")], { from: "user" }),
      ),
    ];
  }),
};

async function throughTheDoor({ text }: Fed): Promise<readonly string[]> {
  const shown: string[] = [];
  for await (const part of Readable.from([Buffer.from(`a ${text}\nb ${text}`)]).pipe(new Door("| ")))
    shown.push(String(part));
  return shown;
}

/** Every command that does something, as it is called. */
async function commandsThatAre(): Promise<string[]> {
  const program = new Command().enablePositionalOptions();
  for (const [, , load] of COMMANDS) (await load()).register(program);
  const leaves = (command: Command, path: readonly string[]): string[] => {
    const inner = command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
    // Commander keeps a command's action to itself.
    const acts = "_actionHandler" in command && command._actionHandler !== null && command._actionHandler !== undefined;
    return acts ? [path.join(" "), ...inner] : inner;
  };
  return program.commands.flatMap((command) => leaves(command, [command.name()])).sort();
}

describe("every command that prints", () => {
  let folder: string;
  let plain: Plan;

  before(async () => {
    // Two of each kind: the text stands in each of them.
    const whole = await planOf("dev");
    const seen = new Map<string, number>();
    const few = whole.resources.filter(({ type }) => (seen.set(type, (seen.get(type) ?? 0) + 1).get(type) ?? 0) <= 2);
    plain = { ...whole, resources: few };
    folder = mkdtempSync(join(tmpdir(), "strongroom-hostile-"));
  });
  beforeEach(() => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is fed with hostile texts, here or beside this", async () => {
    expect(Object.keys(FEEDS).sort()).to.deep.equal(await commandsThatAre());
  });

  for (const [name, feed] of Object.entries(FEEDS)) {
    if (feed === ELSEWHERE) continue;
    it(`shows them as text: ${name}`, async function () {
      this.timeout(300_000);
      for (const text of HOSTILE) {
        // As a command's output leaves: the commands of these tests write to doubles, which lie before the door.
        const output = printableLines((await feed({ text, plain, hostile: spoilt(plain, text), folder })).join("\n"));
        expect(output.trim(), name).not.to.equal("");
        expectHarmless(output, name);
      }
    });
  }
});
