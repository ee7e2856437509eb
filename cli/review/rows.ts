// The workspace's answers in a file, as somebody asked for them; a log that was not asked covers nothing.
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { parseJson } from "../inputs.ts";
import type { LogSource } from "./questions.ts";
import type { Answered, LogRows } from "./review.ts";

const answers = z.record(z.string(), z.array(z.unknown()));
const file = z.object({ uses: answers, coverage: answers });

export function readRows(text: string, source: string): LogRows {
  const parsed = file.safeParse(parseJson(text, source));
  if (!parsed.success) {
    throw new UserError(
      `--rows: ${printable(source)}: is not of the form {"uses": {"vault": [rows], …}, "coverage": {…}} that strongroom review --queries names`,
    );
  }
  const of = (all: z.output<typeof answers>): Record<LogSource, Answered> => {
    const answer = (name: LogSource): Answered => {
      const rows = all[name];
      return rows === undefined ? { rows: [], missing: "it was not asked" } : { rows };
    };
    return {
      vault: answer("vault"),
      "sign-in": answer("sign-in"),
      database: answer("database"),
      activation: answer("activation"),
    };
  };
  return { uses: of(parsed.data.uses), coverage: of(parsed.data.coverage) };
}
