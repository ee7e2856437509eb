// Virtual time for a world in which several runs are at work: every call takes its while, whoever's turn is next goes on,
// and where nothing happens the clock jumps to the next event. Runs that were said to have begun are waited for where they
// are busy with something real, such as a request over HTTP: the clock stands still for that.

/** Milliseconds. */
type Time = number;

export class VirtualTime {
  now: Time;
  readonly #waiting: { readonly at: Time; readonly order: number; readonly who: string; readonly go: () => void }[] =
    [];
  readonly #runs = new Set<string>();
  #count = 0;

  constructor(start: Date) {
    this.now = start.getTime();
  }

  /** A run whose real work is to be waited for. */
  begin(who: string): void {
    this.#runs.add(who);
  }

  /** It has ended, or nothing more is heard of it. */
  end(who: string): void {
    this.#runs.delete(who);
  }

  sleep(milliseconds: number, who = ""): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ at: this.now + milliseconds, order: (this.#count += 1), who, go });
    });
  }

  /** Lets everything that is under way come to its end, or to where it was killed. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const asleep = new Set(this.#waiting.map(({ who }) => who));
      if ([...this.#runs].some((run) => !asleep.has(run))) continue;
      const next = this.#waiting.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) return;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.now = Math.max(this.now, next.at);
      next.go();
    }
  }
}
