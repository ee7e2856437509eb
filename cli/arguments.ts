// What is given on the command line is repeated in errors and headings. A script may have taken it from a branch, a file or a
// request, so what could begin a line of its own there is refused before a command sees it.
import { printable } from "../text/printable.ts";
import { UserError } from "../text/errors.ts";

/** Controls, and what separates lines. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** `local` hands its arguments to Pulumi, whose values may have lines. */
export function refuseBrokenArguments(args: readonly string[], command: string | undefined): void {
  const at = command === "local" ? -1 : args.findIndex((arg) => BREAKS.test(arg));
  if (at < 0) return;
  throw new UserError(
    `argument ${String(at + 1)} holds a line break or a control character: "${printable(args[at] ?? "")}"; leave it out`,
  );
}
