// One vault after the other's steps, a few vaults side by side. A step that fails ends that vault's run and says what was
// done before it: every step stands for itself, and the next run starts from what it then finds.
import { UserError } from "../../text/errors.ts";
import { patiently, type Patience } from "../reconcile/failures.ts";
import { inParallel } from "../reconcile/parallel.ts";
import { findChain, type Authorities, type Chain } from "./chain.ts";
import type { DesiredVault } from "./desired.ts";
import { compareVault } from "./drift.ts";
import { explain, VAULT_FAILURES } from "./failures.ts";
import { fingerprint, type Plan } from "./plan.ts";
import { readVault } from "./read.ts";
import type { OpenVault } from "./vault-plane.ts";

export interface Fleet {
  readonly open: OpenVault;
  /** Who may stand behind a certificate. */
  readonly authorities: Authorities;
  readonly patience: Patience;
  /** Vaults at a time. */
  readonly parallel: number;
  readonly now: Date;
  /** Told whenever a vault is done. */
  readonly onDone?: (vault: string) => void;
}

export interface Outcome {
  readonly vault: DesiredVault;
  /** Undefined when the vault could not be read. */
  readonly plan?: Plan;
  /** By the name of the certificate. */
  readonly chains?: ReadonlyMap<string, Chain>;
  /** Steps that were carried out. */
  readonly done: number;
  readonly failure?: string;
}

/** What separates the vaults from their declaration; reads only. */
export function inspectAll(fleet: Fleet, vaults: readonly DesiredVault[]): Promise<readonly Outcome[]> {
  return inParallel(fleet.parallel, vaults, async (vault): Promise<Outcome> => {
    try {
      return { vault, ...(await inspect(fleet, vault)), done: 0 };
    } catch (error) {
      return { vault, done: 0, failure: explain(error, vault.name) };
    } finally {
      fleet.onDone?.(vault.name);
    }
  });
}

/** Closes the gap. `agreed` holds the plans that a person said yes to: another plan changes nothing. */
export function applyAll(
  fleet: Fleet,
  vaults: readonly DesiredVault[],
  agreed?: ReadonlyMap<DesiredVault, string>,
): Promise<readonly Outcome[]> {
  return inParallel(fleet.parallel, vaults, async (vault): Promise<Outcome> => {
    const progress = { done: 0 };
    let found: Inspected | undefined;
    try {
      found = await inspect(fleet, vault);
      const { plan } = found;
      if (agreed !== undefined && agreed.get(vault) !== fingerprint(plan)) {
        throw new UserError(
          `vault ${vault.name}: nothing was changed: the vault is not as it was when you agreed; run the command again`,
        );
      }
      const plane = fleet.open(vault);
      for (const step of plan.steps) {
        await patiently(() => step.run(plane), fleet.patience, VAULT_FAILURES);
        progress.done += 1;
      }
      return { vault, ...found, done: progress.done };
    } catch (error) {
      return { vault, ...found, done: progress.done, failure: explain(error, vault.name) };
    } finally {
      fleet.onDone?.(vault.name);
    }
  });
}

type Inspected = Required<Pick<Outcome, "plan" | "chains">>;

function inspect({ open, authorities, now, patience }: Fleet, vault: DesiredVault): Promise<Inspected> {
  const look = async (): Promise<Inspected> => {
    const actual = await readVault(open(vault), vault, (certificate) => findChain(certificate, authorities, now));
    return { plan: compareVault(vault, actual, now), chains: actual.chains };
  };
  return patiently(look, patience, VAULT_FAILURES);
}
