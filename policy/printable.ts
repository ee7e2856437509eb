// What others have written, fit to be shown: on one line, without escape sequences, and no command for whatever reads the
// output. The runners' rules, as they are in actions/runner (src/Runner.Common/ActionCommand.cs, Handlers/OutputManager.cs) and
// microsoft/azure-pipelines-agent (Command.cs, WorkerCommandManager.cs) in August 2026:
//   GitHub Actions:   `::name …::` at the start of a line after white space, and `##[name …]` anywhere in a line;
//   Azure Pipelines:  `##vso[area.event …]` anywhere in a line; its logs also colour and fold by `##[section]`, `##[group]`.
// Both look for these texts by .NET's culture, which reads over characters without a weight of their own (a zero-width joiner,
// a soft hyphen): `#<U+200D>#vso[` is a command too. So what stands between the signs is not looked at, as long as nobody sees it.

/** Controls, formats, surrogates, what is unassigned or private, line separators, and what has no width. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Names of GitHub's commands (src/Runner.Worker/ActionCommandManager.cs); a new one still has to begin its line. */
const NAMES = [
  ...["set-env", "set-output", "save-state", "add-mask", "add-path", "add-matcher", "remove-matcher", "debug"],
  ...["warning", "error", "notice", "group", "endgroup", "echo", "stop-commands", "internal-set-repo-path"],
];

/**
 * What may stand between two signs that a runner reads as neighbours: anything but printable ASCII and the line's end, and a colour,
 * which is taken out before the line is looked at (actions/runner, OutputManager.cs, for problem matchers) or shown.
 */
const COLOURS = "\\x1b\\[(?:0|1|2|22|3[1-6]|39|90)m";
const BETWEEN = `(?:${COLOURS}|[^\\x20-\\x7e\\n])*`;

/** The first sign of `##[`, of `##vso[` (and TeamCity's `##teamcity[`) and of `::name::`, wherever they stand. */
const SIGN = new RegExp(
  `#(?=${BETWEEN}#${BETWEEN}[\\[a-z])|:(?=${BETWEEN}:${BETWEEN}(?:${NAMES.join("|")})(?:[ \\t]|${BETWEEN}:))`,
  "giu",
);

/** The first colon of a line that begins with two; white space before them counts for nothing. */
const AT_START = new RegExp(`^((?:${COLOURS}|[^\\x21-\\x7e\\n])*):(?=${BETWEEN}:)`, "gmu");

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A text fit for a terminal or a log: on one line, no escape sequence, no command of a runner. */
export function printable(text: string): string {
  return withoutCommands(text.replace(UNSEEN, escaped));
}

/** Makes runners' commands harmless, and leaves everything else as it is. */
export function withoutCommands(text: string): string {
  return text.replace(SIGN, escaped).replace(AT_START, (_, before: string) => `${before}${escaped(":")}`);
}

/** Line breaks, tabs, and the colours that this program uses itself (picocolors: styles and the eight basic colours). */
const OURS = /^(?:\n|\t)$/;
const ESCAPE = "\u{1b}";
const COLOUR = new RegExp(`(${ESCAPE}\\[(?:0|1|2|22|3[1-6]|39|90)m)`, "u");

/** The same for a text of several lines and colours of our own, as a whole: nothing else in it is read as more than text. */
export function printableLines(text: string): string {
  const shown = text
    .split(COLOUR)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(UNSEEN, (character) => (OURS.test(character) ? character : escaped(character))),
    )
    .join("");
  return withoutCommands(shown);
}

/** JSON that means the same and holds no command: what would be one is written with escapes that every reader of JSON knows. */
export function printableJson(value: unknown): string {
  return printableJsonText(JSON.stringify(value, undefined, 2));
}

/** The same of JSON that is text already, or of a piece of it that ends between two values. */
export function printableJsonText(json: string): string {
  const escape = (character: string): string =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join("");
  return json
    .replace(UNSEEN, (character) => (character === "\n" ? character : escape(character)))
    .replace(SIGN, escape);
}
