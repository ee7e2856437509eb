// From what is deployed, what the logs show and what was decided before, to what somebody has to look at now.
import { z } from "zod";
import { holds, type Decision } from "./decisions.ts";
import { SOURCES, type LogSource } from "./questions.ts";
import type { Subject } from "./subjects.ts";
import { DAY, UNUSED_DAYS, windowOf, type Window } from "./window.ts";

export interface Answered {
  readonly rows: readonly unknown[];
  readonly missing?: string;
}

/** Rows of each question, as the workspace gives them. */
export interface LogRows {
  readonly uses: Readonly<Record<LogSource, Answered>>;
  readonly coverage: Readonly<Record<LogSource, Answered>>;
}

export interface Use {
  readonly first: Date;
  readonly last: Date;
  readonly times: number;
}

export type Confidence = "full" | "partial" | "none";

export interface Reviewed {
  readonly subject: Subject;
  readonly use?: Use;
  readonly window?: Window;
  readonly confidence: Confidence;
  readonly state:
    /** Used within 90 days, or nothing is wrong with it. */
    | "in use"
    /** Not used, as far as an incomplete window can say: nothing is recommended. */
    | "unclear"
    /** Not used in a whole window: take it away, or decide to keep it. */
    | "unused"
    /** Something is wrong with it whatever the logs say. */
    | "fault"
    | "kept";
  readonly decision?: Decision;
}

const useRow = z.looseObject({ First: z.coerce.date(), Last: z.coerce.date(), Uses: z.coerce.number() });

export function reviewed(
  subjects: readonly Subject[],
  logs: LogRows,
  decisions: readonly Decision[],
  from: Date,
  to: Date,
): readonly Reviewed[] {
  const windows = new Map(
    SOURCES.map((source) => [
      source,
      windowOf(
        source,
        logs.coverage[source].rows,
        from,
        to,
        logs.uses[source].missing ?? logs.coverage[source].missing,
      ),
    ]),
  );
  return subjects.map((subject): Reviewed => {
    const decision = decisions.find((each) => each.subject === subject.id && holds(each, to));
    const found = stateOf(subject, logs, windows, to);
    if (decision === undefined || found.state === "in use") return found;
    return { ...found, state: "kept", decision };
  });
}

function stateOf(subject: Subject, logs: LogRows, windows: ReadonlyMap<LogSource, Window>, to: Date): Reviewed {
  if (subject.fault !== undefined) return { subject, confidence: "full", state: "fault" };
  const { source, isUse } = subject;
  if (source === undefined || isUse === undefined)
    return { subject, confidence: "none", state: subject.untold === undefined ? "in use" : "unclear" };
  const window = windows.get(source);
  const use = useOf(logs.uses[source].rows, isUse);
  const confidence: Confidence = window?.complete === true ? "full" : "partial";
  const known = {
    subject,
    confidence,
    ...(window === undefined ? {} : { window }),
    ...(use === undefined ? {} : { use }),
  };
  if (use !== undefined && to.getTime() - use.last.getTime() <= UNUSED_DAYS * DAY) return { ...known, state: "in use" };
  return { ...known, state: window?.complete === true ? "unused" : "unclear" };
}

function useOf(rows: readonly unknown[], isUse: (row: Readonly<Record<string, string>>) => boolean): Use | undefined {
  const uses = rows.flatMap((row) => {
    const parsed = useRow.safeParse(row);
    if (!parsed.success) return [];
    const cells = Object.fromEntries(
      Object.entries(parsed.data).map(([key, value]) => [key, typeof value === "string" ? value : ""]),
    );
    return isUse(cells) ? [parsed.data] : [];
  });
  if (uses.length === 0) return undefined;
  return {
    first: new Date(Math.min(...uses.map(({ First }) => First.getTime()))),
    last: new Date(Math.max(...uses.map(({ Last }) => Last.getTime()))),
    times: uses.reduce((sum, { Uses }) => sum + Uses, 0),
  };
}
