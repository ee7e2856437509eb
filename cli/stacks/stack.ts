// What the settings say of one stack: enough to deploy it in its turn, and no more.
import type { Stage } from "../../stacks/stage.ts";

export interface Stack {
  readonly name: string;
  /** As the user knows it: `Pulumi.prod.yaml`. */
  readonly file: string;
  readonly environment: string;
  readonly shape: string;
  readonly stage: Stage;
  /** Its databases never pause, so that looking at them costs nothing. */
  readonly steady: boolean;
  /** "people" is deployed by no pipeline: a person starts it, and another one approves (docs/people.md). */
  readonly part: "whole" | "platform" | "cell" | "people";
  /** Of a cell: the stack that built its platform, without organization and project. */
  readonly platform?: string;
  /** Applications of other cells that a cell's grants wait for. */
  readonly awaits: readonly string[];
  /** Of a cell. */
  readonly applications: readonly string[];
  /** Where its manifests are, from Pulumi.yaml. */
  readonly applicationsFolder: string;
  /** Environments that go first; unless given, those of the shapes that its own follows. */
  readonly deployAfter?: readonly string[];
}

/** What an application of one cell grants to a workload of another. */
export interface CellGrant {
  /** Stacks: the one that grants, and the one that holds the workload. */
  readonly from: string;
  readonly to: string;
  /** `reporting/etl`. */
  readonly workload: string;
  /** `payments databases ledger`. */
  readonly object: string;
  /** It waits until the workload is there, and nothing else does. */
  readonly deferred: boolean;
}

/** A stack in its place. */
export interface PlacedStack extends Stack {
  /** What it grants to workloads of other cells. */
  readonly grants: readonly CellGrant[];
  /** Names of the stacks that must be deployed before. */
  readonly waitsFor: readonly string[];
  /** From 1: everything that it waits for is in an earlier one. */
  readonly wave: number;
}
