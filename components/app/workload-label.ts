// How an application calls a workload in everything that it says about itself: its own by name, another's with the
// application's name before it, so that two applications' `api` are never taken for one.
import type { WorkloadRef } from "./app-spec.ts";

/** `api`, or `reporting/etl` of another application. */
export function workloadLabel(app: string, ref: WorkloadRef): string {
  return ref.app === app ? ref.workload : `${ref.app}/${ref.workload}`;
}
