// A serverless database that nobody used for a while is paused. The first to connect is refused with error 40613 and wakes it,
// which takes about a minute (sql-docs, serverless-tier-overview): longer than any driver tries by itself.
// It depends on nothing, so copy it.

/** Milliseconds. */
const SECOND = 1_000;
/** How long to go on: a database is awake after about a minute. */
export const PATIENCE = 120 * SECOND;
/** Between two tries. */
const PAUSE = 5 * SECOND;

export interface AwakeOptions {
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** Connects as soon as the database is awake; any other error is thrown at once. */
export async function whenAwake<T>(connect: () => Promise<T>, options: AwakeOptions = {}): Promise<T> {
  const now = options.now ?? Date.now;
  const sleep = options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  const end = now() + PATIENCE;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (!isAsleep(error) || now() + PAUSE > end) throw error;
      await sleep(PAUSE);
    }
  }
}

/** 40613: "Database '…' on server '…' is not currently available." A driver hands on the number, or the words alone. */
function isAsleep(error: unknown): boolean {
  const { number, message } = (error ?? {}) as { readonly number?: unknown; readonly message?: unknown };
  return number === 40613 || (typeof message === "string" && /is not currently available/.test(message));
}
