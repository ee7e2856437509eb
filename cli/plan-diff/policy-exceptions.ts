// An exception from a policy rule is an opening like any other: one that a pull request adds or stretches is named.
import { parseConfig } from "../../policy/config.ts";
import type { Exception } from "../../policy/exceptions.ts";
import { UserError, messageOf } from "../../text/errors.ts";

/** Exceptions that `after` has and `before` has not, in words. */
export function addedExceptions(before: string | undefined, after: string | undefined): string[] {
  const known = new Set(exceptionsIn(before, "policy.yaml of BASE").map(textOf));
  return exceptionsIn(after, "policy.yaml of HEAD")
    .map(textOf)
    .filter((exception) => !known.has(exception));
}

function exceptionsIn(content: string | undefined, file: string): readonly Exception[] {
  if (content === undefined) return [];
  try {
    return parseConfig(content, file).exceptions;
  } catch (error) {
    throw new UserError(messageOf(error));
  }
}

function textOf({ rule, resource, reason, owner, until }: Exception): string {
  return `${rule} on ${resource}: ${reason} (${owner}, until ${until})`;
}
