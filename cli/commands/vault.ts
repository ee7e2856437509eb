// `strongroom vault`: what Azure's control plane cannot do inside a vault. Certificates are issued, their readers let in,
// and later changes of metadata and rotation policies brought to what exists already; never a value read or written.
import type { Command } from "commander";
import { printableJson } from "../../text/printable.ts";
import { EXIT } from "../../text/errors.ts";
import type { AuthorityOptions } from "../vault/authorities.ts";
import type { Authorities } from "../vault/chain.ts";
import type { DesiredVault } from "../vault/desired.ts";
import { fingerprint } from "../vault/plan.ts";
import { applyAll, inspectAll, type Fleet, type Outcome } from "../vault/reconcile.ts";
import { asJson, declarationText, isDrift, outcomesText } from "../vault/report.ts";
import { readDesired, select } from "../vault/source.ts";
import type { OpenVault } from "../vault/vault-plane.ts";
import {
  asksFirst,
  changing,
  colorsOf,
  connected,
  declared,
  EXIT_DRIFT,
  exitHelp,
  showingProgress,
  thisMachine,
  type ChangingOptions,
  type ConnectedOptions,
  type DeclaredOptions,
  type ReconcileDependencies,
} from "../reconcile-command.ts";
import { listOption } from "../list-option.ts";

/** Everything that the command reaches outside of itself. */
export interface VaultDependencies extends ReconcileDependencies {
  /** Made on first use: a command that needs no vault needs no identity. */
  readonly open: () => Promise<OpenVault>;
  readonly authorities: (options: AuthorityOptions) => Promise<Authorities>;
  readonly now: () => Date;
}

interface Narrowed {
  readonly vault: readonly string[];
}
type ShowOptions = DeclaredOptions & Narrowed;
type CheckOptions = ConnectedOptions & Narrowed & AuthorityOptions;
type ApplyOptions = ChangingOptions & Narrowed & AuthorityOptions;

const ONLY = { flags: "--vault <name...>", description: "only these applications or vaults", usual: "all" };
const VAULTS = { targets: "vaults", most: 32, usual: 4 };

export function register(program: Command): void {
  registerWith(program, realDependencies());
}

export function registerWith(program: Command, from: VaultDependencies): void {
  const vault = program
    .command("vault")
    .description("show, check and reconcile what is declared inside the vaults")
    .addHelpText("after", exitHelp("vault"));

  declared(vault.command("show").description("print the declaration; needs no connection"), ONLY).action(
    (options: ShowOptions) => show(options, from),
  );

  const checking = vault.command("check").description("compare vaults with the declaration; changes nothing");
  trusting(connected(declared(checking, ONLY), VAULTS)).action((options: CheckOptions) => check(options, from));

  const applying = vault
    .command("apply")
    .description("issue certificates, let their readers in, bring metadata and policies up to date");
  changing(trusting(connected(declared(applying, ONLY), VAULTS)), "show what would change").action(
    (options: ApplyOptions) => apply(options, from),
  );
}

/** Options about who may stand behind a certificate. */
function trusting(command: Command): Command {
  const authorities = listOption({
    flags: "--ca-file <path...>",
    description: "certificates of your own authorities, in PEM or DER: files, or folders of them",
    usual: "none",
  });
  return command
    .addOption(authorities)
    .option("--fetch-issuers", "ask the public addresses that certificates name for their issuers");
}

const load = async (options: ShowOptions, from: VaultDependencies): Promise<readonly DesiredVault[]> =>
  select(await readDesired(options, from), options.vault);

async function show(options: ShowOptions, from: VaultDependencies): Promise<void> {
  const vaults = await load(options, from);
  from.out(options.json ? printableJson({ vaults }) : declarationText(vaults, colorsOf(options, from)));
}

async function check(options: CheckOptions, from: VaultDependencies): Promise<void> {
  const vaults = await load(options, from);
  const outcomes = await withFleet(options, from, vaults.length, (fleet) => inspectAll(fleet, vaults));
  print(outcomes, false, options, from);
  from.setExitCode(hasFailure(outcomes) ? EXIT.user : outcomes.some(isDrift) ? EXIT_DRIFT : EXIT.ok);
}

async function apply(options: ApplyOptions, from: VaultDependencies): Promise<void> {
  const asks = asksFirst(options, from, "vault apply changes what vaults hold and who reads certificates");
  const vaults = await load(options, from);
  let agreed: ReadonlyMap<DesiredVault, string> | undefined;
  if (options.dryRun || asks) {
    const planned = await withFleet(options, from, vaults.length, (fleet) => inspectAll(fleet, vaults));
    print(planned, false, options, from);
    from.setExitCode(hasFailure(planned) ? EXIT.user : EXIT.ok);
    if (options.dryRun) return;
    agreed = new Map(
      planned.flatMap(({ vault, plan }) =>
        plan === undefined || plan.steps.length === 0 ? [] : [[vault, fingerprint(plan)] as const],
      ),
    );
    if (agreed.size === 0 || !(await from.confirm("Apply this?"))) return;
  }

  const todo = agreed === undefined ? vaults : [...agreed.keys()];
  const outcomes = await withFleet(options, from, todo.length, (fleet) => applyAll(fleet, todo, agreed));
  print(outcomes, true, options, from);
  if (hasFailure(outcomes)) from.setExitCode(EXIT.user);
}

function print(
  outcomes: readonly Outcome[],
  applied: boolean,
  options: DeclaredOptions,
  from: VaultDependencies,
): void {
  from.out(options.json ? printableJson(asJson(outcomes)) : outcomesText(outcomes, applied, colorsOf(options, from)));
}

const hasFailure = (outcomes: readonly Outcome[]): boolean => outcomes.some(({ failure }) => failure !== undefined);

async function withFleet<T>(
  options: CheckOptions,
  from: VaultDependencies,
  total: number,
  work: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const authorities = await from.authorities(options);
  const open = await from.open();
  return showingProgress(options, from, total, (going) => work({ open, authorities, now: from.now(), ...going }));
}

function realDependencies(): VaultDependencies {
  return {
    ...thisMachine(),
    open: async () => {
      // Loaded when needed: Azure's libraries take a good part of a second.
      const [{ azureVaults }, { DefaultAzureCredential }] = await Promise.all([
        import("../vault/azure-vault.ts"),
        import("@azure/identity"),
      ]);
      return azureVaults(new DefaultAzureCredential());
    },
    authorities: async (options) => {
      const { readAuthorities } = await import("../vault/authorities.ts");
      return readAuthorities(options);
    },
    now: () => new Date(),
  };
}
