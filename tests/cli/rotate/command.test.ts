// The whole command against two vaults over real HTTP with Azure's own client on this side: what is due is published in both,
// what is over is disabled, a person goes back, and nothing that is printed holds a value.
import { expect } from "chai";
import { Command } from "commander";
import { registerWith, type RotateDependencies } from "../../../cli/commands/rotate.ts";
import type { Rotating } from "../../../cli/rotate/declared.ts";
import { roadsOf } from "../../../cli/rotate/strategies.ts";
import { ScreenDouble } from "../../support/screen.ts";
import { DAY, rotating, START } from "./fixtures.ts";
import { HttpVault } from "./world/http-vault.ts";
import { CREDENTIAL, loopback } from "./world/loopback.ts";

describe("strongroom rotate: the command", () => {
  const open: HttpVault[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((vault) => vault.close()));
  });

  async function world(declared: Rotating) {
    const clock = { now: START.getTime() };
    const ports = new Map<string, number>();
    for (const { uri } of declared.vaults) {
      const { hostname } = new URL(uri);
      const vault = new HttpVault(hostname, { now: () => clock.now });
      open.push(vault);
      ports.set(hostname, await vault.listen());
      // As `pulumi up` leaves it.
      const body = JSON.stringify({ value: "placeholder", tags: declared.secret.tags });
      await fetch(`http://127.0.0.1:${String(ports.get(hostname))}/secrets/${declared.name}`, {
        method: "PUT",
        body,
        headers: { authorization: "Bearer t" },
      });
    }
    const outputs = JSON.stringify({ applications: { payments: { vaultObjects: declared.vaults } } });
    const vaults = [...open];

    const strongroom = async (args: readonly string[], overrides: Partial<RotateDependencies> = {}) => {
      const out: string[] = [];
      let exitCode = 0;
      const program = new Command().exitOverride();
      registerWith(program, {
        runPulumi: () => Promise.resolve(outputs),
        readFile: () => Promise.resolve(outputs),
        readStdin: () => Promise.resolve(outputs),
        roads: (sleep) =>
          Promise.resolve(roadsOf({ credential: CREDENTIAL, sleep, transport: { httpClient: loopback(ports) } })),
        now: () => new Date(clock.now),
        sleep: () => Promise.resolve(),
        random: () => 0,
        out: (text) => void out.push(text),
        note: () => undefined,
        interactive: true,
        screen: new ScreenDouble({ isTTY: false }),
        color: false,
        confirm: () => Promise.resolve(true),
        setExitCode: (code) => {
          exitCode = code;
        },
        ...overrides,
      });
      // A second is what a vault's clock can tell apart.
      clock.now += 1000;
      await program.parseAsync(["rotate", ...args], { from: "user" });
      const printed = out.join("\n");
      for (const { value } of versions()) expect(printed).not.to.include(value);
      return { out: printed, exitCode };
    };
    const versions = () => vaults.flatMap((vault) => vault.secrets.get(declared.name)?.versions ?? []);
    const states = () =>
      vaults.map((vault) =>
        (vault.secrets.get(declared.name)?.versions ?? []).map(({ enabled }) => (enabled ? "on" : "off")),
      );
    return { strongroom, clock, states, versions, vaults };
  }

  it("publishes the first value in both vaults, and nothing the second time", async () => {
    const { strongroom, states, versions } = await world(rotating("generated", 2));

    const planned = await strongroom(["--due", "--dry-run"]);
    const before = states();
    const first = await strongroom(["--due"]);
    const again = await strongroom(["--due"]);

    expect(before).to.deep.equal([["on"], ["on"]]);
    expect(planned.out).to.equal(
      "payments: payments-dev-signing: would publish a new value\n1 secret, 1 to change, 0 failed",
    );
    expect(first.out.split("\n")).to.deep.equal([
      "payments: payments-dev-signing: published a new value",
      "payments: payments-dev-signing: brought the other vault into step",
      "1 secret, 1 changed, 0 failed",
    ]);
    expect(again.out).to.equal("1 secret, 0 changed, 0 failed");
    const published = versions().filter(({ value }) => value !== "placeholder");
    expect(published).to.have.length(2);
    expect(new Set(published.map(({ value }) => value)).size).to.equal(1);
    expect(published[0]?.value).to.match(/^[A-Za-z0-9]{32}$/);
    expect(published[0]?.contentType).to.equal("text/plain");
    expect(published[0]?.tags).to.deep.include({ owner: "payments@contoso.com", purpose: "Tests" });
    expect(published[0]?.expires).to.deep.equal(new Date(START.getTime() + 120 * DAY));
  });

  it("rotates when it is due, and disables the previous value when its overlap is over", async () => {
    const { strongroom, clock, states } = await world(rotating("generated"));
    await strongroom(["--due"]);
    clock.now = START.getTime() + 8 * DAY;
    await strongroom(["--due"]);
    const afterFirst = states();

    clock.now = START.getTime() + 89 * DAY;
    const early = await strongroom(["--due"]);
    clock.now += 2 * DAY;
    await strongroom(["--due"]);
    clock.now += 6 * DAY;
    await strongroom(["--due"]);
    const within = states();
    clock.now += 2 * DAY;
    const over = await strongroom(["--due"]);

    expect(afterFirst).to.deep.equal([["off", "on"]]);
    expect(early.out).to.equal("1 secret, 0 changed, 0 failed");
    expect(within).to.deep.equal([["off", "on", "on"]]);
    expect(over.out).to.include("disabled a version past its overlap");
    expect(states()).to.deep.equal([["off", "off", "on"]]);
  });

  it("goes back to the previous value, and refuses when there is none", async () => {
    const { strongroom, versions } = await world(rotating("generated"));
    const args = ["--back", "--secret", "payments-dev-signing", "--yes"];
    await strongroom(["--due"]);
    const none = await strongroom(args);
    await strongroom(["--now", "--secret", "payments", "--yes"]);

    const back = await strongroom(args);

    expect(none.exitCode).to.equal(1);
    expect(none.out).to.include("there is no value to go back to");
    expect(back.exitCode).to.equal(0);
    const values = versions().map(({ value }) => value);
    expect(values).to.have.length(4);
    expect(values[3]).to.equal(values[1]);
    expect(values[2]).not.to.equal(values[1]);
  });

  it("names who reads a compromised value first, then replaces it and ends every older one", async () => {
    const { strongroom, states } = await world(rotating("generated", 2));
    await strongroom(["--due"]);

    const { out } = await strongroom(["--compromised", "--secret", "payments", "--yes"]);

    expect(out.split("\n")[0]).to.equal("payments-dev-signing: read by payments-api");
    expect(states()).to.deep.equal([
      ["off", "off", "on"],
      ["off", "off", "on"],
    ]);
  });

  it("says what the next ninety days bring", async () => {
    const { strongroom } = await world(rotating("generated", 1, { everyDays: 60, window: "22:00-04:00" }));

    const { out } = await strongroom(["plan"]);
    await strongroom(["--due"]);
    const later = await strongroom(["plan", "--json"]);

    expect(out.split("\n")).to.deep.equal([
      "2026-02-01  payments: payments-dev-signing: its first value is published",
      "2026-02-08  payments: payments-dev-signing: the previous value ends",
      "2026-04-02  payments: payments-dev-signing: a new value is published",
      "2026-04-09  payments: payments-dev-signing: the previous value ends",
    ]);
    expect((JSON.parse(later.out) as { coming: { what: string }[] }).coming.map(({ what }) => what)).to.include(
      "a new value is published",
    );
  });

  it("tells the owner of what only they can make, and never touches it", async () => {
    const { strongroom, clock, vaults, versions } = await world(rotating("owner"));
    const waiting = await strongroom(["--due"]);
    vaults[0]?.secrets.get("payments-dev-signing")?.put("sk_live_owner", clock.now, "owner");
    clock.now = START.getTime() + 77 * DAY;
    const soon = await strongroom(["--due"]);
    clock.now += 20 * DAY;
    const late = await strongroom(["--due"]);

    expect(waiting.out).to.include("nobody has written its first value yet; run strongroom secret set");
    expect(soon.out).to.include("a new value is due in 13 days; run strongroom secret set");
    expect(late.out).to.include("a new value has been due for 7 days; run strongroom secret set");
    expect(versions().map(({ value }) => value)).to.deep.equal(["placeholder", "sk_live_owner"]);
  });

  it("reports what cannot be rotated by itself, and rotates the rest", async () => {
    const declared = rotating("generated");
    const { strongroom, vaults } = await world(declared);
    const secrets = vaults[0]?.secrets;
    secrets?.clear();

    const { out, exitCode } = await strongroom(["--due", "--json"]);

    expect(exitCode).to.equal(1);
    expect((JSON.parse(out) as { secrets: { failure: string }[] }).secrets[0]?.failure).to.include(
      "is not in every vault that should hold it",
    );
  });

  for (const [args, message] of [
    [[], "say what is to be rotated"],
    [["--due", "--now", "--secret", "payments"], "--due and --now exclude each other"],
    [["--now"], "name the secrets with --secret"],
    [
      ["--compromised", "--secret", "paymentz", "--yes"],
      'no application or secret "paymentz" (did you mean "payments"?)',
    ],
  ] as const) {
    it(`refuses: ${args.join(" ") || "no option"}`, async () => {
      const { strongroom } = await world(rotating("generated"));

      const failed = await strongroom(args).catch((error: unknown) => error);

      expect(String(failed)).to.include(message);
    });
  }
});
