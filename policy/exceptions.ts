// An exception is a decision with an owner and an end, not a switch. One that has ended stops counting, and says so.
import { z } from "zod";
import { matches } from "./glob.ts";
import type { Resource } from "./shapes.ts";
import { azureName, stackOf } from "./stack.ts";

/** Days do not end at once all over the world; an exception holds until its last day is over in UTC. */
export const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;

/** Days until somebody looks at an exception again: a year, and a day for leap years. */
export const LONGEST_EXCEPTION_DAYS = 366;

const text = (what: string) =>
  z
    .string({ error: `must say ${what}` })
    .trim()
    .min(1, `must say ${what}`);

const grantSchema = {
  resource: text("which resource, as a URN or a name with * for any characters").refine(
    (pattern) => pattern.replaceAll("*", "") !== "",
    "must name something: a pattern of only * would except everything",
  ),
  reason: text("why"),
  owner: text("who answers for it"),
  until: z.iso.date("must be a date like 2026-12-31"),
  stacks: z
    .array(text("which stack"), { error: "must be a list of stacks' names" })
    .min(1, "must name a stack; left away, the exception is for every stack")
    .optional(),
};

export const exceptionSchema = z.strictObject({ rule: text("which rule"), ...grantSchema });

/** The engine hands each rule its own exceptions, so there the rule is not repeated. */
export const ruleExceptionsSchema = z.array(z.strictObject(grantSchema));

export type Exception = z.infer<typeof exceptionSchema>;

export function hasEnded(exception: Exception, now: Date): boolean {
  return now.getTime() >= Date.parse(`${exception.until}T00:00:00Z`) + MILLISECONDS_PER_DAY;
}

/** Whether the exception is for a stack; without a list it is for all. */
export function concerns({ stacks }: Pick<Exception, "stacks">, stack: string): boolean {
  return stacks === undefined || stacks.some((pattern) => matches(pattern, stack));
}

/** Whether it names the resource: by URN, by its name in the program or by its name in Azure. */
export function namesResource({ resource: pattern }: Pick<Exception, "resource">, resource: Resource): boolean {
  const azure = azureName(resource);
  const names = [resource.urn, resource.name, ...(typeof azure === "string" ? [azure] : [])];
  return names.some((name) => matches(pattern, name));
}

/** Exceptions of a rule that are for the resource's stack and name it. */
export function exceptionsFor(rule: string, resource: Resource, exceptions: readonly Exception[]): Exception[] {
  return exceptions.filter(
    (exception) =>
      exception.rule === rule && concerns(exception, stackOf(resource.urn)) && namesResource(exception, resource),
  );
}
