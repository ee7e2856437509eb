// What may stand in a faults file. A field that nobody knows would silently be no fault at all, and the test or the rehearsal
// that asked for it would prove nothing.
import { closest } from "fastest-levenshtein";
import { z } from "zod";

const OPERATIONS = ["create", "read", "update", "delete", "invoke"] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface Fault {
  /** A type token, or a part of the resource's id or URN; `*` stands for anything. */
  readonly match: string;
  /** @default every operation */
  readonly operation?: Operation;
  /** The HTTP status that Azure answers with. */
  readonly status?: number;
  /** @default what Azure usually says with that status */
  readonly code?: string;
  readonly message?: string;
  /** How often. @default 1 */
  readonly times?: number;
  /** What Azure asks the client to wait; honoured without waiting longer than `delayMs` would. */
  readonly retryAfterSeconds?: number;
  readonly delayMs?: number;
  /** A file that holds the request for as long as it exists; "held" is written into it when the request has arrived. */
  readonly hold?: string;
  /** The provider dies: before the change, or (default) after it and before the answer. */
  readonly stop?: boolean | "before" | "after";
}

/** A faults file is a list, or this. */
export interface FaultsFile {
  readonly faults?: readonly Fault[];
  /** The caller reaches private vaults. */
  readonly insideNetwork?: boolean;
}

const text = z.string("must be a text").min(1, "must not be empty");
const STATUS = "must be an HTTP status from 400 to 599";
const TIMES = "must be a whole number from 1";

/** How long; more than a day is a mistake in the unit. */
const duration = (most: number, unit: string): z.ZodNumber => {
  const words = `must be a number of ${unit} from 0 to ${most}`;
  return z.number(words).min(0, words).max(most, words);
};

/** The words for a field that is not among `known`, or for what is no object. */
const wordsFor = (known: readonly string[], otherwise: string): { readonly error: z.core.$ZodErrorMap } => ({
  error: (issue) => {
    const [key] = issue.code === "unrecognized_keys" ? issue.keys : [];
    if (key === undefined) return otherwise;
    return `no field ${JSON.stringify(key)}; allowed are ${known.join(", ")} (did you mean "${closest(key, known)}"?)`;
  },
});

const FAULT = {
  match: text,
  operation: z.enum(OPERATIONS, `must be one of ${OPERATIONS.join(", ")}`).optional(),
  status: z.int(STATUS).min(400, STATUS).max(599, STATUS).optional(),
  code: text.optional(),
  message: text.optional(),
  times: z.int(TIMES).min(1, TIMES).optional(),
  retryAfterSeconds: duration(86_400, "seconds").optional(),
  delayMs: duration(86_400_000, "milliseconds").optional(),
  hold: text.optional(),
  stop: z.union([z.boolean(), z.enum(["before", "after"])], 'must be true, false, "before" or "after"').optional(),
} satisfies Record<keyof Fault, z.ZodType>;

const fault = z
  .strictObject(FAULT, wordsFor(Object.keys(FAULT), "must be a fault, as in { match: …, status: 429 }"))
  .refine(
    ({ status, code, delayMs, hold, stop }) =>
      [status, code, delayMs, hold, stop].some((effect) => effect !== undefined),
    "does nothing; give it a status, code, delayMs, hold or stop",
  );

const FILE = {
  faults: z.array(fault, "must be a list").optional(),
  insideNetwork: z.boolean("must be true or false").optional(),
} satisfies Record<keyof FaultsFile, z.ZodType>;

const file = z.strictObject(FILE, wordsFor(Object.keys(FILE), "must be a list of faults, or { faults: […] }"));

/** The content of the faults file `name`; what is wrong with it is said in one sentence. */
export function checkFaults(content: unknown, name: string): FaultsFile {
  const whole = Array.isArray(content) ? { faults: content as unknown[] } : content;
  const [issue] = file.safeParse(whole).error?.issues ?? [];
  if (issue === undefined) return whole as FaultsFile;
  const place = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  throw new Error(`simulated Azure: ${name}: ${place === "" ? "" : `${place.slice(1)}: `}${issue.message}`);
}
