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

/** Each stack has rules of its own that look at its logs, and who hears of them (stacks/watch.ts). */
const OF_A_STACK = /\/(scheduledqueryrules\/alert-|actiongroups\/ag-strongroom-|activitylogalerts\/alert-never-)/i;

/** What is in Azure, without the moments at which it came to be and the numbers of runs. */
export function comparable({ resources }: Azure): Record<string, unknown> {
  const isMoment = (key: string, value: unknown): boolean =>
    key === "correlationId" ||
    key === "created" ||
    key === "updated" ||
    (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/.test(value));
  const alike = Object.entries(resources).filter(([key]) => !OF_A_STACK.test(key));
  const entries = alike.map(([key, { id, type, properties }]) => [key, { id, type, properties }]);
  return JSON.parse(
    JSON.stringify(Object.fromEntries(entries), (key, value: unknown) => (isMoment(key, value) ? undefined : value)),
  ) as Record<string, unknown>;
}
