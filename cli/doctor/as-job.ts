// One look from inside: what the job is told is just what this one target needs.
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import type { StackContent } from "../connect/outputs.ts";
import { jobIn, lookAsJob, packed } from "./job.ts";
import type { Machine } from "./probes/machine.ts";
import type { Promised } from "./promise.ts";

/** Characters of an argument that a container is started with; Linux takes 128 KiB. */
const LONGEST = 100_000;

export async function measuredByJob(
  promised: Promised,
  { outputs, stack }: StackContent,
  machine: Machine,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<string> {
  const { app, workload, target, identity, cloud } = promised;
  const applications = z.looseObject({ applications: z.record(z.string(), z.unknown()) }).parse(outputs).applications;
  const wanted = Object.entries(applications).filter(
    ([name, value]) => name === app || JSON.stringify(value).includes(target.name),
  );
  const told = packed({ stack, outputs: { applications: Object.fromEntries(wanted) } });
  if (told.length > LONGEST)
    throw new UserError(
      "--as-job: the application's outputs are too large to be handed to a job; run this from a machine in the network",
    );
  const args = ["doctor", app, workload, `--${target.kind}`, target.name, "--measure", "--promised", told];
  const subscription = /^\/subscriptions\/[^/]+/i.exec(identity.resourceId)?.[0] ?? "";
  return lookAsJob(jobIn(outputs, target.kind), args, {
    subscription,
    cloud,
    credential: machine.credential,
    fetch: machine.fetch,
    sleep,
  });
}
