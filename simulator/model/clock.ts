// The time in simulated Azure: the machine's, and ahead of it by all that was waited for. Who deploys waits for Azure here as
// in reality, and nobody sits it out: the wait moves this clock instead (engine/no-waiting.ts). The file is how the program's
// process and simulated Azure share it.
import * as fs from "node:fs";

interface Shown {
  /** Milliseconds ahead of the machine's clock. */
  readonly ahead: number;
  /** What the machine's clock showed when this was written, in milliseconds. */
  readonly at: number;
}

/** Milliseconds between the end of one command and the start of the next: somebody looked at what happened. */
const BETWEEN_COMMANDS_MS = 5 * 60_000;

export class SimulatedClock {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  now(): Date {
    return new Date(Date.now() + this.#read().ahead);
  }

  /** It is now at least this moment. */
  advanceTo(time: number): void {
    const at = Date.now();
    const ahead = time - at;
    if (ahead > this.#read().ahead) this.#write({ ahead, at });
  }

  /** One command begins some minutes after another: less is waited for when they passed by themselves. */
  beginCommand(): void {
    const { ahead, at } = this.#read();
    const now = Date.now();
    if (at === 0) this.#write({ ahead: 0, at: now });
    else this.#write({ ahead: Math.max(0, ahead + BETWEEN_COMMANDS_MS - (now - at)), at: now });
  }

  endCommand(): void {
    this.#write({ ahead: this.#read().ahead, at: Date.now() });
  }

  #read(): Shown {
    try {
      const [ahead = 0, at = 0] = fs.readFileSync(this.#file, "utf8").split(" ").map(Number);
      return { ahead: Number.isFinite(ahead) ? ahead : 0, at: Number.isFinite(at) ? at : 0 };
    } catch {
      return { ahead: 0, at: 0 };
    }
  }

  /** By renaming, so that nobody reads half of it. */
  #write({ ahead, at }: Shown): void {
    const temporary = `${this.#file}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, `${ahead} ${at}`);
    fs.renameSync(temporary, this.#file);
  }
}
