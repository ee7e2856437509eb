// Reads a plan from a file piece by piece, resource by resource: one of a large stack has more text than should ever be in memory at
// once, and a file that somebody else has written may be larger than anybody expected.
import { createReadStream } from "node:fs";
import { JSONParser } from "@streamparser/json";
import { UserError, messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { MAKE_ONE, parsedPlan } from "./read-plan.ts";
import type { Plan } from "./document.ts";

/** Bytes: some ten thousand applications. What is larger is no plan that a person could read about. */
export const MAX_PLAN_BYTES = 1_073_741_824;

/** As readPlan, without ever holding the whole text. */
export async function streamPlan(file: string, maximum: number = MAX_PLAN_BYTES): Promise<Plan> {
  const content: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const resources: unknown[] = [];
  const parser = new JSONParser({ paths: ["$.resources.*", "$.*"], keepStack: false });
  let isObject = false as boolean;
  parser.onValue = ({ value, key, stack }) => {
    isObject = true;
    if (stack.length > 1) resources.push(value);
    else if (key === "resources") content["resources"] = resources;
    else if (typeof key === "string") content[key] = value;
  };
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      const piece = chunk as Buffer;
      bytes += piece.length;
      if (bytes > maximum) {
        throw new UserError(`${file} is larger than ${String(maximum)} bytes, and no plan that can be compared`);
      }
      parser.write(piece);
    }
    if (!parser.isEnded) parser.end();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) {
      throw new UserError(
        code === "ENOENT"
          ? `no plan file ${file}; make one with: strongroom plan --json --out ${file}`
          : `${file} cannot be read: ${messageOf(error)}`,
      );
    }
    throw new UserError(`${file} is no plan: not valid JSON: ${printable(messageOf(error))}; ${MAKE_ONE}`);
  }
  return parsedPlan(isObject ? { ...content } : undefined, file);
}
