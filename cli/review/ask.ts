// Asks the workspace itself. A question that fails leaves its log uncovered, with the reason; where all fail, nobody was let in.
import { UserError } from "../../text/errors.ts";
import { LogsFailure, type LogAnswer, type Logs, type Period } from "../logs/logs.ts";
import { COVERAGE, QUESTIONS, SOURCES, type LogSource } from "./questions.ts";
import type { Answered, LogRows } from "./review.ts";

export async function askLogs(logs: Logs, period: Period): Promise<LogRows> {
  const failures: string[] = [];
  const ask = async (query: string): Promise<Answered> => {
    try {
      const { rows, missing }: LogAnswer = await logs.ask(query, period);
      return missing === undefined ? { rows } : { rows, missing };
    } catch (error) {
      if (!(error instanceof LogsFailure)) throw error;
      failures.push(error.message);
      return { rows: [], missing: error.message };
    }
  };
  const askAll = async (questions: Readonly<Record<LogSource, () => string>>): Promise<LogRows["uses"]> => ({
    vault: await ask(questions.vault()),
    "sign-in": await ask(questions["sign-in"]()),
    database: await ask(questions.database()),
    activation: await ask(questions.activation()),
  });
  // One after the other: a workspace works on few queries of one caller at a time (azure-monitor-docs: query concurrency).
  const uses = await askAll(QUESTIONS);
  const coverage = await askAll(COVERAGE);
  const [first] = failures;
  if (first !== undefined && failures.length === 2 * SOURCES.length) throw new UserError(first);
  return { uses, coverage };
}
