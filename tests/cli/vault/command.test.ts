import { expect } from "chai";
import { Command } from "commander";
import { registerWith, type VaultDependencies } from "../../../cli/commands/vault.ts";
import type { DesiredVault } from "../../../cli/vault/desired.ts";
import { VaultFailure } from "../../../cli/vault/vault-plane.ts";
import { ScreenDouble } from "../../support/screen.ts";
import type { VaultDouble } from "./double/vault-double.ts";
import { afterUp, AUTHORITIES, CALLBACK, DESIRED, must, NOW } from "./fixtures.ts";
import { ISSUING, makeCertificate, ROOT } from "./make-certificate.ts";

const OUTPUTS = JSON.stringify({ applications: { payments: { vaultObjects: [DESIRED] } } });

async function strongroom(
  args: readonly string[],
  double: VaultDouble = afterUp(),
  overrides: Partial<VaultDependencies> = {},
): Promise<{ readonly out: string; readonly exitCode: number; readonly asked: readonly string[] }> {
  const out: string[] = [];
  const asked: string[] = [];
  let exitCode = 0;
  const program = new Command().exitOverride();
  registerWith(program, {
    runPulumi: () => Promise.resolve(OUTPUTS),
    readFile: () => Promise.resolve(OUTPUTS),
    readStdin: () => Promise.resolve(OUTPUTS),
    open: () => Promise.resolve(() => double.plane),
    authorities: () => Promise.resolve(AUTHORITIES),
    now: () => NOW,
    sleep: () => Promise.resolve(),
    random: () => 0,
    out: (text) => void out.push(text),
    note: () => undefined,
    interactive: true,
    screen: new ScreenDouble({ isTTY: false }),
    color: false,
    confirm: (question) => {
      asked.push(question);
      return Promise.resolve(true);
    },
    setExitCode: (code) => {
      exitCode = code;
    },
    ...overrides,
  });
  await program.parseAsync(["vault", ...args], { from: "user" });
  return { out: out.join("\n"), exitCode, asked };
}

describe("strongroom vault: the command", () => {
  it("shows the declaration without a connection", async () => {
    const open = () => Promise.reject(new Error("connected"));

    const { out } = await strongroom(["show", "--stack", "dev"], afterUp(), { open });

    expect(out.split("\n")).to.deep.equal([
      "payments: kv-payments",
      "  secret       stripe: ends 120 days after it was written",
      "  connection   ledger-sql-conn: kept by pulumi",
      "  key          cards: RSA 3072, rotates every 90 days",
      "  certificate  callback: CN=callback.contoso.com by Self, 12 months, read by payments-api",
    ]);
  });

  it("checks and ends with 2 when something differs, with 0 when nothing does, and changes nothing", async () => {
    const double = afterUp();
    const before = await strongroom(["check"], double);
    expect(double.writes).to.deep.equal([]);

    await strongroom(["apply", "--yes"], double);
    const after = await strongroom(["check"], double);

    expect(before.exitCode).to.equal(2);
    expect(before.out).to.include("  gains  certificate callback: read: payments-api");
    expect(before.out).to.include("1 vault, 3 changes to make");
    expect({ exitCode: after.exitCode, out: after.out }).to.deep.equal({
      exitCode: 0,
      out: [
        "payments: kv-payments  as declared",
        "  chain  certificate callback: callback.contoso.com, ends 2027-01-10",
        "           signs itself; no authority stands behind it",
        "1 vault, 0 changes to make",
      ].join("\n"),
    });
  });

  it("shows the whole chain of a certificate, to a person and to machines", async () => {
    const byCa = { ...DESIRED, certificates: [{ ...CALLBACK, issuer: "contoso-ca" }] };
    const outputs = JSON.stringify({ applications: { payments: { vaultObjects: [byCa] } } });
    const from = { runPulumi: () => Promise.resolve(outputs) };
    const double = afterUp(byCa);
    await strongroom(["apply", "--yes"], double, from);

    const { out, exitCode } = await strongroom(["check"], double, from);
    const { vaults } = JSON.parse((await strongroom(["check", "--json"], double, from)).out) as {
      vaults: { chains: { certificate: string; end: string; links: { name: string; fingerprint: string }[] }[] }[];
    };

    expect(exitCode).to.equal(0);
    expect(out.split("\n")).to.deep.equal([
      "payments: kv-payments  as declared",
      "  chain  certificate callback: callback.contoso.com, ends 2027-01-10",
      "           signed by Contoso Issuing CA 1, ends 2035-01-01  (certs/contoso.pem)",
      "           signed by Contoso Root CA, ends 2045-01-01  (certs/contoso.pem)",
      "           ends at a root that is trusted here",
      "1 vault, 0 changes to make",
    ]);
    const chain = vaults[0]?.chains[0];
    expect(chain).to.include({ certificate: "callback", end: "trusted" });
    expect(chain?.links.map(({ name }) => name)).to.deep.equal([
      "callback.contoso.com",
      "Contoso Issuing CA 1",
      "Contoso Root CA",
    ]);
    expect(chain?.links.at(-1)?.fingerprint).to.equal(ROOT.certificate.fingerprint256);
  });

  it("ends with 0 where a chain could merely not be followed from here, and with 2 where something is wrong with it", async () => {
    const byCa = { ...DESIRED, certificates: [{ ...CALLBACK, issuer: "contoso-ca" }] };
    const outputs = JSON.stringify({ applications: { payments: { vaultObjects: [byCa] } } });
    const double = afterUp(byCa);
    const from = { runPulumi: () => Promise.resolve(outputs) };
    await strongroom(["apply", "--yes"], double, from);
    const signedWith = (issuerUrls: readonly string[]) => {
      const { certificate } = makeCertificate("CN=callback.contoso.com", { by: ISSUING, issuerUrls });
      double.certificates.set("callback", { ...must(double.certificates, "callback"), signed: certificate });
    };
    const unknown = { ...from, authorities: () => Promise.resolve({ roots: [], intermediates: [] }) };

    signedWith(["http://ca.contoso.com/issuing.crt"]);
    const unreached = await strongroom(["check"], double, unknown);
    signedWith([]);
    const nameless = await strongroom(["check"], double, unknown);

    expect(unreached.exitCode).to.equal(0);
    expect(unreached.out).to.include("  note  certificate callback its chain stops at callback.contoso.com: ");
    expect(unreached.out).to.include("           stops here");
    expect(nameless.exitCode).to.equal(2);
  });

  it("takes the files of authorities, and whether their addresses are asked, from the command line", async () => {
    const taken: unknown[] = [];
    const authorities: VaultDependencies["authorities"] = ({ caFile, fetchIssuers }) => {
      taken.push({ caFile, fetchIssuers });
      return Promise.resolve(AUTHORITIES);
    };

    await strongroom(["check"], afterUp(), { authorities });
    await strongroom(["check", "--ca-file", "a.pem", "b", "--fetch-issuers"], afterUp(), { authorities });

    expect(taken).to.deep.equal([
      { caFile: [], fetchIssuers: undefined },
      { caFile: ["a.pem", "b"], fetchIssuers: true },
    ]);
  });

  it("asks before it applies, and does nothing after a no", async () => {
    const agreed = afterUp();
    const refused = afterUp();

    const { asked, out } = await strongroom(["apply"], agreed);
    await strongroom(["apply"], refused, { confirm: () => Promise.resolve(false) });

    expect(asked).to.deep.equal(["Apply this?"]);
    expect(out).to.include("3 changes made");
    expect(agreed.writes).to.have.length(3);
    expect(refused.writes).to.deep.equal([]);
  });

  it("changes nothing in a dry run, and nothing where nobody can be asked", async () => {
    const double = afterUp();

    const dry = await strongroom(["apply", "--dry-run"], double);
    const unasked = await strongroom(["apply"], double, { interactive: false }).catch((error: unknown) =>
      String(error),
    );

    expect(dry.out).to.include("3 changes to make");
    expect(unasked).to.include("add --yes to do so without being asked");
    expect(double.writes).to.deep.equal([]);
  });

  it("says what was done and what was not when a vault stops it half-way", async () => {
    const double = afterUp();
    double.intercept = (request) => {
      if (request.startsWith("assign"))
        throw new VaultFailure("The client has no permission.", 403, "AuthorizationFailed");
    };

    const { out, exitCode } = await strongroom(["apply", "--yes"], double);

    expect(exitCode).to.equal(1);
    expect(out.split("\n")).to.deep.equal([
      "payments: kv-payments",
      "  change  certificate callback: issue: CN=callback.contoso.com, by Self, for 12 months",
      "  not done  certificate callback: read: payments-api",
      "  not done  secret callback: read: payments-api",
      "  failed  vault kv-payments refuses this identity: it needs the roles of the deploy identity (docs/people.md) (403 The client has no permission)",
      "1 vault, 1 change made, 1 failed",
    ]);
  });

  it("shows a person how many vaults are done, and draws no bar for a machine", async () => {
    const other: DesiredVault = {
      ...DESIRED,
      app: "shop",
      name: "kv-shop",
      uri: "https://kv-shop.vault.azure.net/",
      id: DESIRED.id.replace("kv-payments", "kv-shop"),
    };
    const outputs = JSON.stringify({ applications: { all: { vaultObjects: [DESIRED, other] } } });
    const two = { runPulumi: () => Promise.resolve(outputs) };
    const screen = new ScreenDouble({ isTTY: true });
    const silent = [new ScreenDouble({ isTTY: false }), new ScreenDouble({ isTTY: true })] as const;

    await strongroom(["apply", "--yes"], afterUp(), { ...two, screen });
    await strongroom(["apply", "--yes"], afterUp(), { ...two, screen: silent[0] });
    await strongroom(["apply", "--yes", "--json"], afterUp(), { ...two, screen: silent[1] });

    expect(screen.lines.at(0)).to.equal("0/2");
    expect(screen.lines.at(-1)).to.match(/^2\/2 kv-(payments|shop)$/);
    expect(screen.isClean, "the line wiped and the cursor shown").to.equal(true);
    expect(silent.map(({ written }) => written)).to.deep.equal(["", ""]);
  });

  it("gives machines the same as JSON", async () => {
    const { out, exitCode } = await strongroom(["check", "--json", "--vault", "payments"]);

    const { vaults } = JSON.parse(out) as { vaults: { vault: string; steps: { subject: string; done: boolean }[] }[] };
    expect(exitCode).to.equal(2);
    expect(vaults).to.have.length(1);
    expect(vaults[0]?.steps.map(({ subject, done }) => ({ subject, done }))).to.deep.equal([
      { subject: "certificate callback", done: false },
      { subject: "certificate callback", done: false },
      { subject: "secret callback", done: false },
    ]);
  });
});
