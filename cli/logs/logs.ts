// What logs are asked, whoever asks them: one query over one period, and rows in answer. What could not be answered whole is
// said with the rows, since half an answer would read as "nobody else".
import type { Fields } from "../../text/values.ts";

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

export interface LogAnswer {
  readonly rows: readonly Fields[];
  /** Why rows are missing, where the service says that some are. */
  readonly missing?: string;
}

export interface Logs {
  ask(query: string, period: Period): Promise<LogAnswer>;
}

/** The logs could not be asked at all: no right, no road, no workspace. */
export class LogsFailure extends Error {
  override readonly name = "LogsFailure";
}
