// The walk over all edits: each on a copy of a deployed world, its result kept at once, so that an interrupted walk goes on
// where it was; then docs/edits.md. `npm run edits -- [--again] [--plan] [--page] [--world dev] [FIELD…]`; a field is a part of
// its path. With --plan it tries only what the plan decides by itself, in minutes; with --page it tries nothing.
import { parseArgs } from "node:util";
import { everyEdit } from "./all-edits.ts";
import { Deployed } from "./deployed.ts";
import { writePage } from "./page.ts";
import { keepResult, readResults, type Result } from "./results.ts";
import { isIn, tryEdit, tryInPlan, type Edit, type Outcome } from "./try-edit.ts";
import { WORLDS, type World } from "./world.ts";

const { values, positionals } = parseArgs({
  options: {
    again: { type: "boolean", default: false },
    plan: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
    world: { type: "string", multiple: true },
  },
  allowPositionals: true,
});

const isAsked = (field: string): boolean =>
  positionals.length === 0 ||
  positionals.some((part) => (part.startsWith("=") ? part.slice(1) === field : field.includes(part)));

const said = (world: World, what: string, { effect, says, faults }: Outcome, seconds: number): void => {
  console.log(`${faults.length === 0 ? "✔" : "✘"} ${world} ${what}: ${effect} (${seconds.toFixed(1)} s)`);
  for (const line of faults) console.log(`    ${line}`);
  if (effect === "refused") for (const line of says) console.log(`    says ${line}`);
};

const inDev = ({ of, field }: Edit): Result | undefined => readResults()[of][field]?.dev;

async function walk(world: World): Promise<void> {
  const known = readResults();
  const edits = everyEdit().filter(
    ({ of, what, edit }) =>
      isAsked(what) && isIn(world, edit) && (values.again || known[of][what]?.[world] === undefined),
  );
  if (edits.length === 0) return;
  const deployed = new Deployed(world);
  try {
    if (!values.plan) await deployed.deploy();
    for (const { of, what, edit } of edits) {
      const started = Date.now();
      try {
        const outcome = await (values.plan ? tryInPlan : tryEdit)(deployed, edit, inDev);
        if (outcome === undefined) continue;
        const { faults, ...rest } = outcome;
        keepResult(of, what, world, { ...rest, ...(faults.length === 0 ? {} : { faults }) });
        said(world, what, { ...rest, faults }, (Date.now() - started) / 1000);
      } catch (error) {
        console.log(`✘ ${world} ${what}: not tried: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await deployed.stop();
  }
}

const worlds = values.page ? [] : WORLDS;
for (const world of worlds.filter((each) => values.world === undefined || values.world.includes(each))) {
  await walk(world);
}
await writePage();
