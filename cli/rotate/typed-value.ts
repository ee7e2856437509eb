// A value that a person brings: it comes through a pipe or is typed without being shown, and is never an argument, which every
// process of the machine can read. What is plainly no value is refused before it replaces one that works.
import { UserError } from "../../text/errors.ts";
import { Hidden } from "./hidden.ts";

/** Bytes of a secret's value (azure-security-docs: about-secrets). */
const MAX_BYTES = 25 * 1024;

/** What people write where a value is to come. */
const PLACEHOLDERS =
  /^(?:<[^>]*>|\$\{[^}]*\}|\{\{[^}]*\}\}|change[-_ ]?me|replace[-_ ]?me|place[-_ ]?holder|your[-_ ].*|to[-_ ]?do|tbd|n\/a|none|null|undefined|secret|password|test|example|x{3,}|\*{3,}|\.{3,}|\[hidden\])$/i;

/** One line end at the end belongs to the pipe and not to the value. */
export function checkedValue(text: string): Hidden {
  const value = text.replace(/\r?\n$/, "");
  const refuse = (what: string): never => {
    throw new UserError(`secret set: the value ${what}; nothing was written`);
  };
  if (value.trim() === "") refuse("is empty");
  if (PLACEHOLDERS.test(value.trim())) refuse("is a placeholder, such as people write where a value is to come");
  if (value !== value.trim()) refuse("begins or ends with a blank or a line end, which no reader would expect");
  if (Buffer.byteLength(value) > MAX_BYTES) {
    refuse(`has ${String(Buffer.byteLength(value))} bytes, and Key Vault takes ${String(MAX_BYTES)}`);
  }
  return new Hidden(value);
}

/** What typing needs of a terminal. */
export interface Keyboard {
  readonly setRawMode: (raw: boolean) => unknown;
  readonly on: (event: "data", listener: (chunk: Buffer) => void) => unknown;
  readonly off: (event: "data", listener: (chunk: Buffer) => void) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
}

/** Reads one line without showing it. */
export function typed(keyboard: Keyboard, show: (text: string) => void, question: string): Promise<string> {
  show(question);
  keyboard.setRawMode(true);
  keyboard.resume();
  return new Promise((resolve, reject) => {
    let line = "";
    const end = (finish: () => void): void => {
      keyboard.off("data", listen);
      keyboard.setRawMode(false);
      keyboard.pause();
      show("\n");
      finish();
    };
    const listen = (chunk: Buffer): void => {
      for (const key of chunk.toString("utf8")) {
        if (key === "\r" || key === "\n") {
          end(() => {
            resolve(line);
          });
          return;
        }
        // Ctrl-C and Ctrl-D.
        if (key === "\u0003" || key === "\u0004") {
          end(() => {
            reject(new UserError("secret set: stopped; nothing was written", 130));
          });
          return;
        }
        line = key === "\u007f" || key === "\b" ? line.slice(0, -1) : line + key;
      }
    };
    keyboard.on("data", listen);
  });
}
