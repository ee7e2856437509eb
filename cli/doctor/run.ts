// Looks at every target that was asked for, a few at a time.
import { inParallel } from "../reconcile/parallel.ts";
import type { Where } from "./evidence.ts";
import { judge, type Judgement } from "./judge.ts";
import { gather } from "./probes/gather.ts";
import type { Machine } from "./probes/machine.ts";
import type { Promised } from "./promise.ts";

/** Targets at a time: Azure Resource Manager gives a caller some dozens of reads a second (azure-docs: request limits). */
const AT_A_TIME = 4;

export function lookAtAll(
  promised: readonly Promised[],
  where: Where,
  machine: Machine,
  measured?: string,
): Promise<Judgement[]> {
  return inParallel(AT_A_TIME, promised, async (each) => {
    const evidence = await gather(each, where, machine);
    return judge(each, measured === undefined ? evidence : { ...evidence, measured: { seen: measured } });
  });
}
