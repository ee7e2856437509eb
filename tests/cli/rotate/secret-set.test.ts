// An owner's value on its way into both vaults: typed or piped, checked, written once in each, and shown nowhere.
import { EventEmitter } from "node:events";
import { expect } from "chai";
import { Command } from "commander";
import { registerWith, type SecretDependencies } from "../../../cli/commands/secret.ts";
import { readMark } from "../../../cli/rotate/mark.ts";
import { typed } from "../../../cli/rotate/typed-value.ts";
import { azureSecrets } from "../../../cli/rotate/azure/secrets.ts";
import { ScreenDouble } from "../../support/screen.ts";
import { rotating, START } from "./fixtures.ts";
import { HttpVault, type HttpVaultArgs } from "./world/http-vault.ts";
import { CREDENTIAL, loopback } from "./world/loopback.ts";

const NAME = "payments-dev-signing";
const VALUE = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const TOKEN = `h.${Buffer.from(JSON.stringify({ upn: "ada@contoso.com" })).toString("base64url")}.s`;

describe("strongroom secret set", () => {
  const open: HttpVault[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((vault) => vault.close()));
  });

  async function set(
    args: readonly string[],
    piped: string,
    {
      declared = rotating("owner", 2),
      vaultArgs = {},
      overrides = {},
    }: {
      readonly declared?: ReturnType<typeof rotating>;
      readonly vaultArgs?: Partial<HttpVaultArgs>;
      readonly overrides?: Partial<SecretDependencies>;
    } = {},
  ) {
    const ports = new Map<string, number>();
    for (const { uri } of declared.vaults) {
      const { hostname } = new URL(uri);
      const vault =
        open.find(({ host }) => host === hostname) ??
        new HttpVault(hostname, { now: () => START.getTime(), ...vaultArgs });
      if (!open.includes(vault)) open.push(vault);
      ports.set(hostname, await vault.listen());
    }
    const outputs = JSON.stringify({ applications: { payments: { vaultObjects: declared.vaults } } });
    const out: string[] = [];
    const program = new Command().exitOverride();
    registerWith(program, {
      runPulumi: () => Promise.resolve(outputs),
      readFile: () => Promise.resolve(outputs),
      readStdin: () => Promise.resolve(piped),
      type: () => Promise.reject(new Error("asked")),
      terminal: false,
      roads: () =>
        Promise.resolve({
          open: ({ uri }) => azureSecrets(uri, CREDENTIAL, { httpClient: loopback(ports) }),
          token: () => Promise.resolve(TOKEN),
        }),
      sleep: () => Promise.resolve(),
      random: () => 0,
      out: (text) => void out.push(text),
      note: () => undefined,
      interactive: true,
      screen: new ScreenDouble({ isTTY: false }),
      color: false,
      confirm: () => Promise.resolve(true),
      setExitCode: () => undefined,
      ...overrides,
    });
    const failed = await program
      .parseAsync(["secret", "set", ...args], { from: "user" })
      .then(() => undefined)
      .catch((error: unknown) => String(error));
    expect(`${out.join("\n")}${failed ?? ""}`).not.to.include(VALUE);
    return { out: out.join("\n"), failed, written: open.flatMap((vault) => vault.secrets.get(NAME)?.versions ?? []) };
  }

  it("writes a piped value into both vaults, with who and what is declared, and shows none of it", async () => {
    const { out, failed, written } = await set(["payments", "signing"], `${VALUE}\n`);

    expect(failed).to.equal(undefined);
    expect(out).to.equal(`${NAME}: a new value is in kv-payments and kv-payments-p`);
    expect(written.map(({ value }) => value)).to.deep.equal([VALUE, VALUE]);
    const marks = written.map(({ tags }) => readMark(tags));
    expect(marks[0]).to.deep.include({ by: "owner", who: "ada@contoso.com" });
    expect(marks[0]?.id).to.equal(marks[1]?.id);
    expect(written[0]).to.deep.include({ contentType: "text/plain" });
    expect(written[0]?.tags).to.deep.include({ owner: "payments@contoso.com" });
    expect(written[0]?.expires).to.deep.equal(new Date(START.getTime() + 120 * 86_400_000));
  });

  it("asks on a terminal, and takes the secret's full name", async () => {
    const asked: string[] = [];
    const type = (question: string) => {
      asked.push(question);
      return Promise.resolve(VALUE);
    };

    const { failed, written } = await set(["payments", NAME], "", { overrides: { terminal: true, type } });

    expect(failed).to.equal(undefined);
    expect(asked).to.deep.equal([`New value of ${NAME} (not shown): `]);
    expect(written).to.have.length(2);
  });

  it("refuses the value that is there already, where its caller may read it", async () => {
    await set(["payments", "signing"], VALUE);

    const { failed, written } = await set(["payments", "signing"], VALUE);

    expect(failed).to.include("already has this value");
    expect(written).to.have.length(2);
  });

  it("goes on where a run before it came no further than the first vault", async () => {
    let failing = true;
    const vaultArgs: Partial<HttpVaultArgs> = {
      around: (request, effect) =>
        Promise.resolve(
          failing && request.startsWith("PUT") && open[1]?.requests.includes(request) === true
            ? { status: 400, body: { error: { code: "BadParameter", message: "no" } } }
            : effect(),
        ),
    };
    const first = await set(["payments", "signing"], VALUE, { vaultArgs });
    failing = false;

    const second = await set(["payments", "signing"], VALUE, { vaultArgs });

    expect(first.failed).to.include("run the command again with the same value");
    expect(second.failed).to.equal(undefined);
    expect(second.written.map(({ value }) => value)).to.deep.equal([VALUE, VALUE]);
    expect(new Set(second.written.map(({ tags }) => readMark(tags).id)).size).to.equal(1);
  });

  it("writes for who may not read", async () => {
    const vaultArgs: Partial<HttpVaultArgs> = {
      around: (request, effect) =>
        Promise.resolve(
          /^GET \/secrets\/[^/]+\/(?!versions)./.test(request)
            ? {
                status: 403,
                body: { error: { code: "Forbidden", message: "no", innererror: { code: "ForbiddenByPolicy" } } },
              }
            : effect(),
        ),
    };
    await set(["payments", "signing"], "an-older-value", { vaultArgs });

    const { failed, written } = await set(["payments", "signing"], VALUE, { vaultArgs });

    expect(failed).to.equal(undefined);
    expect(written).to.have.length(4);
  });

  for (const [value, why] of [
    ["", "is empty"],
    ["changeme", "is a placeholder"],
    ["<your key>", "is a placeholder"],
    ["${STRIPE_KEY}", "is a placeholder"],
    [` ${VALUE}`, "begins or ends with a blank"],
    ["ab".repeat(13_000), "has 26000 bytes"],
  ] as const) {
    it(`writes nothing where the value ${why}`, async () => {
      const { failed, written } = await set(["payments", "signing"], value);

      expect(failed).to.include(why);
      expect(written).to.deep.equal([]);
    });
  }

  for (const [args, declared, why] of [
    [["payment", "signing"], rotating("owner"), 'no application "payment" (did you mean "payments"?)'],
    [["payments", "signings"], rotating("owner"), 'no secret "signings"'],
    [["payments", "signing"], rotating("generated"), "is made by strongroom rotate (by: generated)"],
  ] as const) {
    it(`refuses: ${why}`, async () => {
      const { failed } = await set(args, VALUE, { declared });

      expect(failed).to.include(why);
    });
  }

  it("shows nothing of what is typed, takes corrections, and stops on Ctrl-C", async () => {
    const shown: string[] = [];
    const keyboard = () =>
      Object.assign(new EventEmitter(), {
        setRawMode: () => undefined,
        resume: () => undefined,
        pause: () => undefined,
      });
    const first = keyboard();
    const line = typed(first, (text) => void shown.push(text), "Value: ");
    first.emit("data", Buffer.from("abX\u007fc\r"));
    const second = keyboard();
    const stopped = typed(second, (text) => void shown.push(text), "Value: ").catch((error: unknown) => String(error));
    second.emit("data", Buffer.from("ab\u0003"));

    expect(await line).to.equal("abc");
    expect(await stopped).to.include("stopped; nothing was written");
    expect(shown.join("")).to.equal("Value: \nValue: \n");
  });
});
