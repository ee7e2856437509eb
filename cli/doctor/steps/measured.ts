// What a job in the network met, where this machine stands outside of it. It tells which cause by the code that it ended with.
import { of, type Evidence } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import { bad, ok, skipped, WAITABLE, type Outcome } from "../step.ts";

export function lookAtMeasured(_promised: Promised, { measured }: Evidence): Outcome {
  const found = of(measured);
  if (found === undefined) return skipped("no job was started (--as-job)");
  if (found === "ok") return ok("from inside, the name, the connection and who answers are as they should be");
  return bad(
    found,
    MEASURED[found] ?? "network",
    `a job in the network met ${found}`,
    "read its log, which has the sentence and what mends it: table ContainerAppConsoleLogs of the workspace",
    WAITABLE,
  );
}

/** Causes that a look from inside alone can find, in the order of their codes: never reordered, only added to. */
export const MEASURED: Readonly<Record<string, "network" | "tenant" | "role" | "object">> = {
  "dns-silent": "network",
  "dns-unknown-name": "network",
  "dns-public": "network",
  "tcp-refused": "network",
  "tcp-silent": "network",
  "tls-other-name": "network",
  "tls-untrusted": "network",
  "tls-none": "network",
  "answer-other": "network",
  "vault-tenant": "tenant",
  "user-other-name": "role",
  "user-missing": "role",
  "user-sid": "role",
  "user-denied": "role",
  "user-role": "role",
  "schema-missing": "object",
};

/** The first code of a cause; below lie those that everybody uses. */
const FIRST_CODE = 100;

export function codeOf(id: string): number {
  const index = Object.keys(MEASURED).indexOf(id);
  return index < 0 ? 2 : FIRST_CODE + index;
}

export const causeOfCode = (code: number): string | undefined => Object.keys(MEASURED)[code - FIRST_CODE];
