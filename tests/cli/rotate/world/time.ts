// Virtual time for a world in which several runs are at work: every call takes its while, whoever's turn is next goes on,
// and where nothing happens the clock jumps to the next event.

/** Milliseconds. */
type Time = number;

export class VirtualTime {
  now: Time;
  readonly #waiting: { readonly at: Time; readonly order: number; readonly go: () => void }[] = [];
  #count = 0;

  constructor(start: Date) {
    this.now = start.getTime();
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ at: this.now + milliseconds, order: (this.#count += 1), go });
    });
  }

  /** Lets everything that is under way come to its end, or to where it was killed. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const next = this.#waiting.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      next.go();
    }
  }
}
