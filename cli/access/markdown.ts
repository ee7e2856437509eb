// Names and texts of a pull request end up in a comment, a page or a spreadsheet. Here they become what they are, text: no
// HTML, no mention, no link, no broken table.
import { printable } from "../../text/printable.ts";

/** Characters of one value in a comment. */
const MAX_LENGTH = 300;

/** Code in Markdown: GitHub makes no mention, link or markup of it. Only a backtick ends it, and only a pipe ends a table's cell. */
export function code(value: string): string {
  const short = value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH - 1)}…` : value;
  const safe = printable(short).replaceAll("`", "\\u{60}").replaceAll("|", "\\u{7c}").trim();
  return safe === "" ? "–" : `\`${safe}\``;
}

/** A table; each cell is Markdown already. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)];
}
