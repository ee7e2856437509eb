// Standard error, as a command writes to it and as a person sees it.
import { Writable } from "node:stream";
import type { Screen } from "../../cli/fleet-bar.ts";

export class ScreenDouble extends Writable implements Screen {
  readonly isTTY: boolean;
  readonly columns = 80;
  /** Everything that was written, control sequences included. */
  written = "";
  #waiting: { readonly text: string; readonly seen: () => void }[] = [];

  constructor({ isTTY }: { readonly isTTY: boolean }) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.written += chunk;
    const seen = this.#waiting.filter(({ text }) => this.written.includes(text));
    this.#waiting = this.#waiting.filter((one) => !seen.includes(one));
    for (const one of seen) one.seen();
    done();
  }

  /** Ends when `text` has come to the screen. */
  shows(text: string): Promise<void> {
    return new Promise((seen) => {
      if (this.written.includes(text)) seen();
      else this.#waiting.push({ text, seen });
    });
  }

  /** Each line that was drawn, one over the other, without bars and control sequences. */
  get lines(): readonly string[] {
    return (
      this.written
        // eslint-disable-next-line no-control-regex -- what a terminal takes as a command
        .split(/\u001b(?:\[[0-9;?]*[A-Za-z]|[78])/)
        .map((line) => line.replace(/[^\x20-\x7e]|^[-=]+ /g, "").trim())
        .filter((line) => line !== "")
    );
  }

  /** What is still there at the end: nothing, once the line has been wiped and the cursor shown. */
  get isClean(): boolean {
    // eslint-disable-next-line no-control-regex -- as above
    return this.written === "" || /\u001b\[\?25h.*\u001b\[2K$/s.test(this.written);
  }
}
