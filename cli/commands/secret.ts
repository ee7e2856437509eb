// `strongroom secret set`: the owner of a secret brings its next value. It comes from a pipe or is typed without being shown.
import type { Command } from "commander";
import { note } from "../../text/door.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { refuseUnknown } from "../reconcile/declaration.ts";
import { thisMachine, type ReconcileDependencies } from "../reconcile-command.ts";
import { findSecret, setValue, whoIs, type Held } from "../rotate/set-value.ts";
import type { SecretStore } from "../rotate/store.ts";
import { checkedValue, typed } from "../rotate/typed-value.ts";
import type { DesiredVault } from "../vault/desired.ts";
import { explain } from "../vault/failures.ts";
import { VaultFailure } from "../vault/vault-plane.ts";
import { readDesired } from "../vault/source.ts";

/** Everything that the command reaches outside of itself. */
export interface SecretDependencies extends ReconcileDependencies {
  readonly roads: () => Promise<{
    readonly open: (vault: DesiredVault) => SecretStore;
    /** A token for a vault, of which only the name is read. */
    readonly token: () => Promise<string>;
  }>;
  /** Typed by a person, without being shown. */
  readonly type: (question: string) => Promise<string>;
  /** Whether standard input is a terminal. */
  readonly terminal: boolean;
}

interface SetOptions {
  readonly stack?: string;
  readonly input?: string;
}

export function register(program: Command): void {
  registerWith(program, realDependencies());
}

export function registerWith(program: Command, from: SecretDependencies): void {
  program
    .command("secret")
    .description("bring the next value of a secret that only its owner can make")
    .command("set <application> <secret>")
    .description("write a new value, read from a pipe or typed without being shown")
    .option("--stack <name>", "stack whose outputs hold the declaration (default: the selected stack)")
    .option("--input <file>", "read the declaration from a file with a stack's outputs")
    .action((application: string, secret: string, options: SetOptions) => set(application, secret, options, from));
}

async function set(application: string, name: string, options: SetOptions, from: SecretDependencies): Promise<void> {
  if (options.input === "-") {
    throw new UserError("secret set: --input - : standard input is where the value comes from; give a file");
  }
  const held = chosen(await readDesired(options, from), application, name);
  const called = held[0]?.secret.name ?? name;
  const value = checkedValue(
    from.terminal ? await from.type(`New value of ${printable(called)} (not shown): `) : await from.readStdin(),
  );
  const { open, token } = await from.roads();
  try {
    const patience = { sleep: from.sleep, random: from.random };
    const who = whoIs(await token());
    const done = await setValue({ held, value, who, open, patience });
    from.out(`${printable(called)}: a new value is in ${done.join(" and ")}`);
  } catch (error) {
    if (!(error instanceof VaultFailure)) throw error;
    const vaults = held.map(({ vault }) => vault.name).join(" and ");
    throw new UserError(`${explain(error, vaults)}; run the command again with the same value`);
  }
}

function chosen(vaults: readonly DesiredVault[], application: string, name: string): readonly Held[] {
  refuseUnknown([application], [...new Set(vaults.map(({ app }) => app))], "secret set: no application");
  const held = findSecret(vaults, application, name);
  if (held.length === 0) {
    const known = vaults
      .filter(({ app }) => app === application)
      .flatMap(({ secrets }) => secrets.map((one) => one.name));
    refuseUnknown([name], [...new Set(known)], `secret set: ${application}: no secret`);
  }
  const made = held.find(({ secret: { rotation } }) => rotation !== undefined && rotation.by !== "owner");
  if (made !== undefined) {
    throw new UserError(
      `secret set: ${made.secret.name} is made by strongroom rotate (by: ${made.secret.rotation?.by ?? ""}); use strongroom rotate --now`,
    );
  }
  return held;
}

function realDependencies(): SecretDependencies {
  return {
    ...thisMachine(),
    terminal: process.stdin.isTTY,
    type: (question) => typed(process.stdin, note, question),
    roads: async () => {
      // Loaded when needed: Azure's libraries take a good part of a second.
      const [{ DefaultAzureCredential }, { azureSecrets }] = await Promise.all([
        import("@azure/identity"),
        import("../rotate/azure/secrets.ts"),
      ]);
      const credential = new DefaultAzureCredential();
      return {
        open: ({ uri }) => azureSecrets(uri, credential),
        token: async () => (await credential.getToken("https://vault.azure.net/.default")).token,
      };
    },
  };
}
