// What the walk over all edits found, kept so that the page can be written from it and a later walk compared with it.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { World } from "./world.ts";

const FILE = path.join(import.meta.dirname, "results.json");

/** What an edit of one field does. */
export type Effect = "nothing" | "in place" | "adds and removes" | "new resource" | "refused";

/** What a walk says of one field in one world. */
export interface Result {
  readonly effect: Effect;
  readonly says: readonly string[];
  /** Found by the plan: prod changes what dev changes. */
  readonly asInDev?: boolean;
  /** What must not be; a page with any is refused by its test. */
  readonly faults?: readonly string[];
}

/** Edits of fields, and of spelling alone. */
export type Of = "manifest" | "settings" | "spelling";

type Found = Readonly<Record<Of, Readonly<Record<string, Partial<Record<World, Result>>>>>>;

export interface Results extends Found {
  /** Fields that no walk has come to, as `settings owner`; each leaves the list with its first result. */
  readonly notYet: Readonly<Record<World, readonly string[]>>;
}

export function readResults(): Results {
  const none: Results = { manifest: {}, settings: {}, spelling: {}, notYet: { dev: [], prod: [] } };
  return existsSync(FILE) ? { ...none, ...(JSON.parse(readFileSync(FILE, "utf8")) as Partial<Results>) } : none;
}

/** Keeps one result beside the others; by renaming, so that an interruption loses nothing. */
export function keepResult(of: Of, field: string, world: World, result: Result): void {
  const results = readResults();
  const fields = { ...results[of], [field]: { ...results[of][field], [world]: result } };
  const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => a.localeCompare(b, "en")));
  const notYet = { ...results.notYet, [world]: results.notYet[world].filter((each) => each !== `${of} ${field}`) };
  const draft = `${FILE}.${String(process.pid)}.tmp`;
  writeFileSync(draft, `${JSON.stringify({ ...results, notYet, [of]: sorted }, undefined, 1)}\n`);
  renameSync(draft, FILE);
}
