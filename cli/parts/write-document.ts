// Today's document, written piece by piece and byte by byte what it always was; or lines of JSON, each of which can be read alone.
import { closeSync, openSync, writeSync } from "node:fs";
import { messageOf, UserError } from "../../text/errors.ts";
import { order } from "../../text/values.ts";
import type { PlanValue } from "../plan/document.ts";
import type { PlanInParts } from "./plan-in-parts.ts";

/** Characters that are written at a time. */
const PIECE = 262_144;

/** Gives every piece to `write`. */
async function document(plan: PlanInParts, write: (text: string) => void): Promise<void> {
  const { version, project, stack, environment, date, ...rest } = plan.head;
  write(open({ version, project, stack, environment, date }));
  write(',\n  "resources": [');
  let first = true;
  for await (const { resources } of plan.groups()) {
    for (const resource of resources) {
      write(`${first ? "" : ","}\n${indented(resource, 4)}`);
      first = false;
    }
  }
  write(first ? "]" : "\n  ]");
  write(`,\n  "outputs": `);
  await outputs(plan, write);
  const more = open(rest).slice(1);
  write(more === "" ? "\n}\n" : `,${more}\n}\n`);
}

/** A record without its end, two characters in. */
function open(record: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(record, undefined, 2).replace(/\n?\}$/, "");
}

function indented(value: unknown, depth: number): string {
  const margin = " ".repeat(depth);
  return JSON.stringify(value, undefined, 2)
    .split("\n")
    .map((line) => `${margin}${line}`)
    .join("\n");
}

/** Those of the stack, with those that are about applications in their places: one application at a time. */
async function outputs(plan: PlanInParts, write: (text: string) => void): Promise<void> {
  const { outputs: shared } = plan.shared;
  const names = [...Object.keys(shared), "applications", "sqlDatabases"];
  write("{");
  let first = true;
  // As they come over the wire: by name (google-protobuf, Map).
  for (const name of names.sort(order)) {
    write(`${first ? "" : ","}\n    ${JSON.stringify(name)}: `);
    first = false;
    if (name !== "applications" && name !== "sqlDatabases") {
      write(indented(shared[name], 4).trimStart());
      continue;
    }
    const isList = name === "sqlDatabases";
    let empty = true;
    write(isList ? "[" : "{");
    for (const app of isList ? plan.applications : plan.applications.toSorted(order)) {
      const { outputs: own } = await plan.line(app);
      const said = own[name];
      if (said === undefined) continue;
      const entries = isList ? (said as readonly PlanValue[]).map((one) => indented(one, 6)) : [entry(app, said)];
      for (const text of entries) {
        write(`${empty ? "" : ","}\n${text}`);
        empty = false;
      }
    }
    write(`${empty ? "" : "\n    "}${isList ? "]" : "}"}`);
  }
  write("\n  }");
}

function entry(app: string, said: PlanValue): string {
  return `      ${JSON.stringify(app)}: ${indented(said, 6).trimStart()}`;
}

/** The first line is the plan without its resources, every further one a resource, in the document's order. */
async function lines(plan: PlanInParts, write: (text: string) => void): Promise<void> {
  write(`${JSON.stringify(plan.head)}\n`);
  for await (const { resources } of plan.groups()) {
    for (const resource of resources) write(`${JSON.stringify(resource)}\n`);
  }
}

export async function writePlan(
  plan: PlanInParts,
  form: "document" | "lines",
  write: (text: string) => void,
): Promise<void> {
  let held = "";
  const hold = (text: string): void => {
    held += text;
    if (held.length < PIECE) return;
    write(held);
    held = "";
  };
  await (form === "lines" ? lines(plan, hold) : document(plan, hold));
  write(held);
}

/** Into a file that `option` names. */
export async function writePlanFile(
  plan: PlanInParts,
  form: "document" | "lines",
  file: string,
  option: string,
): Promise<void> {
  let handle: number;
  try {
    handle = openSync(file, "w");
  } catch (error) {
    throw new UserError(`${option}: ${file} cannot be written: ${messageOf(error)}`);
  }
  try {
    await writePlan(plan, form, (text) => writeSync(handle, text));
  } finally {
    closeSync(handle);
  }
}
