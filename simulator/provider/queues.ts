// Which writes wait for each other and which clash.

/** Lets writes with one key run one after the other. */
export class Queues {
  readonly #last = new Map<string, Promise<void>>();

  async run<T>(key: string | undefined, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work();
    const before = this.#last.get(key) ?? Promise.resolve();
    let done = (): void => undefined;
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.#last.set(key, mine);
    await before;
    try {
      return await work();
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key);
      done();
    }
  }
}

/** Refuses a write while another with the same key is under way. */
export class Turnstile {
  readonly #busy = new Set<string>();

  async run<T>(key: string | undefined, clash: () => Error, work: () => Promise<T>): Promise<T> {
    if (key === undefined) return work();
    if (this.#busy.has(key)) throw clash();
    this.#busy.add(key);
    try {
      return await work();
    } finally {
      this.#busy.delete(key);
    }
  }
}
