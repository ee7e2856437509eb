// What the doctor found, one line a step, then one sentence with the cause and what mends it.
import { printable } from "../../text/printable.ts";
import { withoutEnd } from "../../text/without-end.ts";
import type { Judgement, Looked } from "./judge.ts";
import { labelOf } from "./promise.ts";
import type { Outcome } from "./step.ts";

const MARKS: Readonly<Record<Outcome["state"], string>> = { ok: "ok", bad: "FAIL", unknown: "?", skipped: "-" };

function says({ outcome }: Looked): string {
  switch (outcome.state) {
    case "ok":
      return outcome.says;
    case "bad":
      return outcome.cause.cause;
    default:
      return outcome.why;
  }
}

export function judgementText(judgement: Judgement): string {
  const { promised, steps } = judgement;
  const { app, workload, target, stack, expected } = promised;
  const wanted = expected ? "must reach it" : "must not reach it";
  const lines = steps
    .filter(({ outcome }) => outcome.state !== "skipped")
    .map(
      (each) =>
        `  ${MARKS[each.outcome.state].padEnd(5)}${each.id.padEnd(12)}${printable(withoutEnd(says(each), "."))}`,
    );
  return [
    `${app}/${workload} and ${printable(labelOf(target))} in stack ${printable(stack)}: ${wanted}`,
    ...lines,
    "",
    verdictText(judgement),
    "",
  ].join("\n");
}

export function verdictText({ promised, verdict, proof, cause, open, steps }: Judgement): string {
  const { app, workload, target, expected } = promised;
  const who = `${app}/${workload}`;
  const what = printable(labelOf(target));
  const asked = open.map(({ id, outcome }) => `${id} (${printable("why" in outcome ? outcome.why : "")})`).join(", ");
  if (verdict === "cause" && cause !== undefined) {
    const hidden = open.length === 0 ? "" : ` What could not be asked before it: ${asked}.`;
    const remedy = printable(cause.remedy);
    return `Cause (${cause.id}, ${proof}): ${printable(cause.cause)}.\nWhat mends it: ${remedy}.${hidden}`;
  }
  if (verdict === "undecided") return `Undecided: nothing speaks against it, and this could not be asked: ${asked}.`;
  const own = steps.find(({ id }) => id === "call")?.outcome;
  const how =
    proof === "proven"
      ? "proven: by its own call"
      : `evaluated: from what Azure says${own?.state === "ok" ? "" : "; only the workload's own host can prove it (--from workload)"}`;
  return `${who} ${expected ? "reaches" : "cannot reach"} ${what} (${how}).`;
}

export function judgementJson({ promised, verdict, proof, cause, steps, open }: Judgement): object {
  const { stack, app, workload, target, expected } = promised;
  return {
    stack,
    app,
    workload,
    target: labelOf(target),
    expected: expected ? "reaches" : "cannot reach",
    verdict,
    proof,
    ...(cause === undefined
      ? {}
      : { cause: { id: cause.id, kind: cause.kind, cause: cause.cause, remedy: cause.remedy, passes: cause.passes } }),
    notAsked: open.map(({ id }) => id),
    steps: steps.map((each) => ({ id: each.id, asks: each.asks, state: each.outcome.state, says: says(each) })),
  };
}

/** The last line of several. */
export function summaryText(judgements: readonly Judgement[]): string {
  if (judgements.length < 2) return "";
  const count = (verdict: Judgement["verdict"]): number => judgements.filter((each) => each.verdict === verdict).length;
  const proven = judgements.filter(({ verdict, proof }) => verdict === "as-promised" && proof === "proven").length;
  const causes = [...new Set(judgements.flatMap(({ cause }) => cause?.id ?? []))];
  const named = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
  return `\n${judgements.length} looked at: ${count("as-promised")} as promised, ${proven} of them proven; ${count("cause")} with a cause${named}; ${count("undecided")} undecided.\n`;
}
