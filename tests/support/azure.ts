// What simulated Azure holds, as tests on the real engine read it and edit it by hand.
import { expect } from "chai";
import { azureFileIn, readState, writeState } from "../../simulator/model/state-file.ts";

/** Of each resource what matters here. */
export interface AzureResource {
  readonly id: string;
  readonly type: string;
  readonly facts?: { readonly versions?: readonly { readonly version: string; readonly valueHash?: string }[] };
  readonly [key: string]: unknown;
}

export interface Azure {
  readonly salt: string;
  readonly resources: Record<string, AzureResource>;
  readonly deleted: Record<string, unknown>;
  /** How often an id was used before. */
  readonly generations: Record<string, number>;
}

/** What exists at this moment, by id: also while its session goes on. */
export function readAzure(stateDir: string): Azure {
  const { salt, tables } = readState(azureFileIn(stateDir));
  expect(salt, `${stateDir} holds a simulated Azure`).to.be.a("string");
  const sorted = (rows: ReadonlyMap<string, unknown>): unknown =>
    Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    salt,
    resources: sorted(tables.resources),
    deleted: sorted(tables.deleted),
    generations: sorted(tables.generations),
  } as Azure;
}

/** What somebody did past Pulumi; no session may run. */
export function writeAzure(stateDir: string, { salt, resources, deleted, generations }: Azure): void {
  writeState(azureFileIn(stateDir), salt, {
    resources: new Map(Object.entries(resources)),
    deleted: new Map(Object.entries(deleted)),
    generations: new Map(Object.entries(generations)),
  });
}
