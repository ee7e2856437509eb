// When something was really created, rotated and will expire: only the vault knows, since owners and the rotator write there.
// Metadata alone is asked for; no request of this file could return a value.
import { CLOUDS } from "../../facts/clouds.ts";
import { messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { order } from "../../text/values.ts";
import { dateKey, type ObjectDates } from "./due.ts";
import type { Item } from "./item.ts";

/** Vaults that are asked at a time. */
const PARALLEL = 4;

/** Azure's REST definitions, keyvault Vault. */
const VAULT_NAME = /^(?=.{3,24}$)[A-Za-z](-?[A-Za-z0-9])+$/;
const OBJECT_NAME = /^[A-Za-z0-9-]{1,127}$/;

export type DatedKind = "secret" | "key" | "certificate";

/** One vault; a double stands in for it in tests. */
export interface VaultReader {
  /** Metadata of all versions of one object, in any order; empty where there is none. */
  versions(kind: DatedKind, name: string): Promise<readonly ObjectVersion[]>;
}

export interface ObjectVersion {
  readonly created?: Date;
  readonly expires?: Date;
  readonly enabled?: boolean;
}

/** Opens the vault at an address. */
export type OpenReader = (uri: string) => VaultReader;

export interface VaultAnswers {
  readonly dates: ReadonlyMap<string, ReadonlyMap<string, ObjectDates>>;
  /** Vaults that could not be asked, and why. */
  readonly notes: readonly string[];
}

/** Asks every vault of the items. `suffix` is that of the cloud: `vault.azure.net`. */
export async function askVaults(items: readonly Item[], open: OpenReader, suffix: string): Promise<VaultAnswers> {
  const vaults = [
    ...Map.groupBy(
      items.filter(({ kind }) => kind !== "database"),
      ({ within }) => within,
    ),
  ];
  const dates = new Map<string, ReadonlyMap<string, ObjectDates>>();
  const notes: string[] = [];
  const work = vaults.values();
  const ask = async (): Promise<void> => {
    for (const [vault, inside] of work) {
      try {
        dates.set(vault, await askVault(vault, inside, open, suffix));
      } catch (error) {
        notes.push(`vault ${printable(vault)} could not be asked: ${printable(messageOf(error))}`);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, ask));
  return { dates, notes: notes.sort(order) };
}

async function askVault(
  vault: string,
  items: readonly Item[],
  open: OpenReader,
  suffix: string,
): Promise<ReadonlyMap<string, ObjectDates>> {
  // The name comes from a plan or a state, and a token is sent to what it becomes.
  if (!VAULT_NAME.test(vault)) throw new Error(`"${vault}" is no vault's name`);
  const known: readonly string[] = Object.values(CLOUDS).map((cloud) => cloud.vaultSuffix);
  if (!known.includes(suffix)) throw new Error(`"${suffix}" is no cloud's address; allowed are ${known.join(", ")}`);
  const reader = open(`https://${vault}.${suffix}/`);
  const found = new Map<string, ObjectDates>();
  for (const item of items) {
    if (!OBJECT_NAME.test(item.name)) throw new Error(`"${item.name}" is no name of a vault object`);
    const kind = item.kind === "key" || item.kind === "certificate" ? item.kind : "secret";
    const summary = summarize(await reader.versions(kind, item.name));
    if (summary !== undefined) found.set(dateKey(item), summary);
  }
  return found;
}

function summarize(versions: readonly ObjectVersion[]): ObjectDates | undefined {
  const byAge = versions
    .filter((version): version is ObjectVersion & { readonly created: Date } => version.created !== undefined)
    .toSorted((a, b) => a.created.getTime() - b.created.getTime());
  const [first] = byAge;
  const newest = byAge.at(-1);
  if (first === undefined || newest === undefined) return undefined;
  return {
    created: first.created,
    lastRotated: newest.created,
    ...(newest.expires === undefined ? {} : { expires: newest.expires }),
    ...(newest.enabled === undefined ? {} : { enabled: newest.enabled }),
  };
}
