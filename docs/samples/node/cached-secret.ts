// One secret, kept in memory: read seldom, read again after rotation, and still there when the vault is not.
// It depends on nothing, so copy it. docs/samples/README.md explains the numbers.

/** Milliseconds. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The vault answered, and the answer is no: trying again at once would not change it. */
export class Refused extends Error {}

export interface CachedSecretOptions {
  /** Reads the newest version; throws Refused for an answer that is final, anything else for an outage. */
  readonly read: () => Promise<string>;
  /** Milliseconds until it is read again, give or take 10 %. @default 5 minutes */
  readonly ttl?: number;
  /** Milliseconds for which the last good value outlives an outage. @default 4 hours */
  readonly maxStale?: number;
  /** Told of every failed read; never of a value. @default nobody */
  readonly onFailure?: (error: unknown, kept: boolean) => void;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly random?: () => number;
}

interface Good {
  readonly value: string;
  readonly readAt: number;
}

export class CachedSecret {
  /** Tries while there is no value to go on with. */
  static readonly ATTEMPTS = 4;
  /** First wait between two tries, and between two reads in an outage; doubles each time. */
  static readonly FIRST_WAIT = SECOND;
  /** A value that was rejected is read again at most this often. */
  static readonly MIN_REREAD = 30 * SECOND;

  readonly #read: () => Promise<string>;
  readonly #ttl: number;
  readonly #maxStale: number;
  readonly #onFailure: (error: unknown, kept: boolean) => void;
  readonly #now: () => number;
  readonly #sleep: (milliseconds: number) => Promise<void>;
  readonly #random: () => number;

  #good: Good | undefined;
  #nextRead = 0;
  #failures = 0;
  #lastError: unknown;
  #pending: Promise<string> | undefined;

  constructor(options: CachedSecretOptions) {
    this.#read = options.read;
    this.#ttl = options.ttl ?? 5 * MINUTE;
    this.#maxStale = options.maxStale ?? 240 * MINUTE;
    this.#onFailure = options.onFailure ?? (() => undefined);
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
    this.#random = options.random ?? Math.random;
  }

  /** The value. Throws only when there never was one, or the last good one is too old. */
  async get(): Promise<string> {
    const usable = this.#usable();
    if (this.#now() < this.#nextRead) {
      if (usable !== undefined) return usable;
      throw this.#failed();
    }
    // One caller reads; the others go on with what there is, or wait for it.
    if (this.#pending !== undefined && usable !== undefined) return usable;
    this.#pending ??= this.#refresh().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** To be called when whatever the secret opens no longer accepts it: it may have been rotated early. */
  rejected(): void {
    if (this.#good !== undefined && this.#now() - this.#good.readAt >= CachedSecret.MIN_REREAD) this.#nextRead = 0;
  }

  async #refresh(): Promise<string> {
    const kept = this.#usable();
    // With a value in hand nobody should wait long: one try, and the back-off lies between the reads.
    const attempts = kept === undefined ? CachedSecret.ATTEMPTS : 1;
    for (let attempt = 1; ; attempt++) {
      try {
        const value = await this.#read();
        this.#good = { value, readAt: this.#now() };
        this.#failures = 0;
        this.#nextRead = this.#now() + this.#ttl * (0.9 + 0.2 * this.#random());
        return value;
      } catch (error) {
        this.#onFailure(error, kept !== undefined);
        this.#lastError = error;
        if (error instanceof Refused || attempt === attempts) break;
        await this.#sleep(this.#random() * CachedSecret.FIRST_WAIT * 2 ** (attempt - 1));
      }
    }
    const wait = Math.min(this.#ttl, CachedSecret.FIRST_WAIT * 2 ** this.#failures++);
    this.#nextRead = this.#now() + wait * (0.5 + 0.5 * this.#random());
    if (kept !== undefined) return kept;
    throw this.#failed();
  }

  #usable(): string | undefined {
    return this.#good !== undefined && this.#now() < this.#good.readAt + this.#maxStale ? this.#good.value : undefined;
  }

  #failed(): Error {
    return new Error("the secret cannot be read, and there is no value recent enough to go on with", {
      cause: this.#lastError,
    });
  }
}
