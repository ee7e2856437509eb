// One process' share of a stack: its applications, some at a time, each written as a line as soon as it is planned, so that no more is
// ever in memory than these few.
import { closeSync, openSync, writeSync } from "node:fs";
import { namedApplications } from "./spec-facts.ts";
import type { Plan, PlanValue } from "../plan/document.ts";
import { APP, applicationOf } from "../plan/summary.ts";
import type { ApplicationLine, LineAt, PartsAnswer, PartsJob, Shared } from "./message.ts";
import { endsOfAll } from "./manifests.ts";
import { look, planPart, type Program } from "./run-part.ts";
import { joinShared } from "./shared.ts";

export async function planShare(job: PartsJob, program: Program): Promise<PartsAnswer> {
  const { place, date, worker, workers, atATime } = job;
  const whole = await look(place, program);
  if (whole === undefined) return { kind: "whole", because: "the program is none that can be planned in part" };
  const specs = whole.args.applications;
  const names = specs.map(({ name }) => name);
  const parts = Math.max(1, Math.ceil(specs.length / atATime));
  const lines: LineAt[] = [];
  let shared: Shared | undefined;
  let head: Plan | undefined;
  const file = openSync(job.file, "w");
  try {
    let offset = 0;
    for (let part = worker; part < parts; part += workers) {
      const mine = specs.slice(part * atATime, (part + 1) * atATime);
      const own = mine.map(({ name }) => name);
      const identitiesOf = [...new Set(mine.flatMap((spec) => [...namedApplications(spec)]))].filter(
        (name) => !own.includes(name),
      );
      const plan = await planPart(place, { own, identitiesOf, quiet: part > 0 }, program, date);
      head = plan;
      const split = splitPlan(plan, own);
      if (split === undefined) return { kind: "whole", because: "an output of the stack is made of all applications" };
      for (const line of split.applications) {
        const text = Buffer.from(`${JSON.stringify(line)}\n`);
        writeSync(file, text);
        const parent = line.resources.find(({ name, type }) => name === line.app && type === APP)?.parent;
        lines.push({ app: line.app, ...(parent === undefined ? {} : { parent }), offset, length: text.length });
        offset += text.length;
      }
      shared = shared === undefined ? split.shared : joinShared([shared, split.shared]);
      if (shared === undefined)
        return { kind: "whole", because: "a resource of the stack is made of all applications" };
    }
  } finally {
    closeSync(file);
  }
  // Kilobytes (Node.js documentation, process.resourceUsage).
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  if (shared === undefined || head === undefined) return { kind: "whole", because: "there is nothing to share" };
  const { version, project, stack, environment, stage, shape } = head;
  return {
    kind: "parts",
    applications: names,
    lines,
    shared,
    head: { version, project, stack, environment, date, stage, shape, ...endsOfAll(whole.args) },
    peakBytes,
  };
}

/** Undefined where an output is about several applications in a way that nobody knows here. */
function splitPlan(
  { resources, outputs }: Plan,
  own: readonly string[],
): { readonly applications: readonly ApplicationLine[]; readonly shared: Shared } | undefined {
  const owner = applicationOf(resources);
  const byApp = Map.groupBy(resources, ({ urn }) => owner.get(urn) ?? "");
  const rest: Record<string, PlanValue> = {};
  const ofApp = new Map<string, Record<string, PlanValue>>(own.map((app) => [app, {}]));
  for (const [name, value] of Object.entries(outputs)) {
    if (name === "applications" && isRecord(value)) {
      for (const [app, said] of Object.entries(value)) {
        const known = ofApp.get(app);
        if (known === undefined) return undefined;
        known[name] = said;
      }
    } else if (name === "sqlDatabases" && Array.isArray(value)) {
      for (const [app, known] of ofApp)
        known[name] = (value as readonly PlanValue[]).filter((one) => isRecord(one) && one["app"] === app);
    } else {
      rest[name] = value;
    }
  }
  const applications = own.map((app) => ({ app, resources: byApp.get(app) ?? [], outputs: ofApp.get(app) ?? {} }));
  return { applications, shared: { resources: byApp.get("") ?? [], outputs: rest } };
}

function isRecord(value: PlanValue): value is { readonly [key: string]: PlanValue } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !("$unknown" in value) &&
    !("$secret" in value)
  );
}
