// The one door through which everything goes that this program prints. It removes one risk: a text that somebody outside chose
// (a manifest, a name in Azure, in a database or in git, a service's message) and that whoever reads our output takes for a
// command: a CI runner, a terminal. A structure test keeps everybody else from writing to the terminal.
import { Transform, type TransformCallback, type Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { printableLines } from "./printable.ts";

/** Characters of a line that is waited for; a longer one goes through in parts, broken where nothing can be a command. */
const MAX_LINE = 1_000_000;

/** To standard output, as it is: with its own line breaks. */
export function out(text: string): void {
  process.stdout.write(printableLines(text));
}

/** A sentence to standard error, on a line of its own. */
export function note(text: string): void {
  lineTo(process.stderr, text);
}

/** A sentence on a line of its own, to a stream that a caller chose. */
export function lineTo(stream: NodeJS.WritableStream, text: string): void {
  stream.write(`${printableLines(text)}\n`);
}

/** A stream that lets another program's output through, line by line; `prefix` begins each line. */
export class Door extends Transform {
  readonly #decoder = new StringDecoder("utf8");
  readonly #prefix: string;
  #rest = "";

  constructor(prefix = "") {
    super();
    this.#prefix = prefix;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > MAX_LINE) {
      lines.push(this.#rest);
      this.#rest = "";
    }
    done(null, this.#shown(lines));
  }

  override _flush(done: TransformCallback): void {
    const last = this.#rest + this.#decoder.end();
    done(null, last === "" ? "" : this.#shown([last]));
  }

  #shown(lines: readonly string[]): string {
    return lines.map((line) => `${this.#prefix}${printableLines(line.replace(/\r$/, ""))}\n`).join("");
  }
}

/** Lets what a child process writes through to our own output; resolves when all of it is out. */
export async function throughDoor(from: NodeJS.ReadableStream, to: Writable, prefix = ""): Promise<void> {
  const door = new Door(prefix);
  from.pipe(door);
  for await (const text of door) to.write(text);
}
