// Values as literals of the language that they are pasted into. What a state file or a plan says is checked on reading;
// this is the second wall: no value can become a command, a keyword or a line of its own.
import { printable } from "../../text/printable.ts";

/** One word of a POSIX shell. */
export function shell(value: string): string {
  return /^[A-Za-z0-9_./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * A value in a dotenv file that a POSIX shell can source as well: single quotes are literal in both. A value with a quote
 * of its own is doubly quoted, with the characters escaped that either gives a meaning to.
 */
export function dotenv(value: string): string {
  if (/^[A-Za-z0-9_./:@%+,=-]*$/.test(value)) return value;
  if (!/['\n\r]/.test(value)) return `'${value}'`;
  return `"${value
    .replaceAll(/["\\$`]/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")}"`;
}

/** A string literal of JavaScript, Python, Go, Java and C#: JSON's escapes are among those of each of them. */
export function literal(value: string): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value of a JDBC URL or an ODBC connection string (learn: "escape special characters", both drivers: braces). */
export function braced(value: string): string {
  return /^[A-Za-z0-9_.,:@-]+$/.test(value) ? value : `{${value.replaceAll("}", "}}")}}`;
}

/** Text that stays within a comment's line. */
export function comment(text: string): string {
  return printable(text);
}
