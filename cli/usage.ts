// What is said to somebody who called a command wrongly: one sentence with the nearest that there is, and where the rest stands.
// The parser's own words come in several sentences, some with a hint on a second line.
import type { Command } from "commander";

/** The parser's message as one sentence, with the command whose help says more. */
export function usageSentence(message: string, command: string): string {
  const sentence = message
    .replace(/^error: /, "")
    .replace(/\s*\n\(Did you mean (one of .+?)\?\)$/, " (did you mean $1?)")
    .replace(/\s*\n\(Did you mean (.+?)\?\)$/, ' (did you mean "$1"?)')
    .replace(/\. Expected (\d+) arguments? but got (\d+): /, ": expected $1, got $2: ")
    .replace(/\. Allowed choices are /, "; allowed are ")
    .replace(/\. allowed are /, "; allowed are ")
    .replace(/\.$/, "");
  return `${sentence}; see ${command} --help`;
}

/** The command that `args` call, as far as they name one: `strongroom sql check`. */
export function calledCommand(program: Command | undefined, args: readonly string[]): string {
  let [command, name] = [program, "strongroom"];
  for (const arg of args.filter((each) => !each.startsWith("-"))) {
    command = command?.commands.find((each) => each.name() === arg);
    if (command === undefined) break;
    name += ` ${arg}`;
  }
  return name;
}
