// A secret's value on its way from where it is made to the vault. Whatever prints, logs, joins or serialises it by mistake
// gets a placeholder: only who asks for the value by name has it.
import { timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";

const SHOWN = "[hidden]";

export class Hidden {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Hidden): boolean {
    const [a, b] = [Buffer.from(this.#value), Buffer.from(other.#value)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
