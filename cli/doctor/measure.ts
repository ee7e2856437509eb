// The part of the way that can only be measured in the network: what a job does that `--as-job` starts. It asks Azure Resource
// Manager nothing, so its identity needs no right for it.
import { nothingSeen, of, unseen, type Evidence } from "./evidence.ts";
import type { Judgement, Looked } from "./judge.ts";
import { lookAtNetwork } from "./probes/gather.ts";
import type { Machine } from "./probes/machine.ts";
import { lookInside } from "./probes/of-database.ts";
import type { Promised } from "./promise.ts";
import { lookAtAnswerer, lookAtConnection, lookAtTls } from "./steps/connection.ts";
import { lookAtUser } from "./steps/database.ts";
import { lookAtName } from "./steps/name.ts";

export async function measure(promised: Promised, machine: Machine): Promise<Judgement> {
  const { target } = promised;
  const network = await lookAtNetwork(promised, machine);
  const answers = of(network.tls)?.kind === "trusted";
  const inside =
    target.kind !== "database"
      ? unseen("no database lies on this way")
      : answers
        ? await lookInside(machine.connect, target)
        : unseen("nothing answers to be called");
  const evidence: Evidence = {
    ...nothingSeen("network", machine.now(), "only the way in the network is measured here"),
    ...network,
    inside,
  };
  const looks = {
    name: lookAtName,
    connection: lookAtConnection,
    tls: lookAtTls,
    answer: lookAtAnswerer,
    user: lookAtUser,
  };
  const steps = Object.entries(looks).map(([id, look]): Looked => ({
    id,
    asks: id,
    outcome: look(promised, evidence),
  }));
  const cause = steps.flatMap(({ outcome }) => (outcome.state === "bad" ? [outcome.cause] : []))[0];
  const open = steps.filter(({ outcome }) => outcome.state === "unknown");
  const verdict = cause !== undefined ? "cause" : open.length > 0 ? "undecided" : "as-promised";
  return { promised, steps, verdict, proof: "evaluated", open, ...(cause === undefined ? {} : { cause }) };
}
