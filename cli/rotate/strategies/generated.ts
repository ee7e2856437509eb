// A value that nobody but its readers knows: signing keys, cookie keys, passwords between two parts of one application. It
// comes from the operating system's generator, and opens nothing that would have to be told.
import { randomInt } from "node:crypto";
import { Hidden } from "../hidden.ts";
import type { Candidate, Strategy } from "./strategy.ts";

/** By the manifest's word. */
export const ALPHABETS = {
  /** 62 characters, of which none needs quoting anywhere. */
  alphanumeric: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  hex: "0123456789abcdef",
  base64url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
  /** With the punctuation that shells, URLs, XML and connection strings leave alone. */
  printable: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!*",
} as const;

export interface Generated {
  readonly length: number;
  readonly alphabet: keyof typeof ALPHABETS;
}

export function generated({ length, alphabet }: Generated): Strategy {
  const letters = ALPHABETS[alphabet];
  return {
    prepare: (): Promise<Candidate> =>
      Promise.resolve({
        value: new Hidden(Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join("")),
      }),
    prove: ({ value }) => {
      const text = value.reveal();
      return Promise.resolve(text.length === length && Array.from(text).every((letter) => letters.includes(letter)));
    },
  };
}
