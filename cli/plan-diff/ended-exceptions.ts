// An exception of policy.yaml that has ended stops nobody's deployment: what was there goes on, and warns. For what a change
// brings, nothing is excused any more: a person must look at it.
import { concerns, hasEnded, namesResource, type Exception } from "../../policy/exceptions.ts";
import { fromPlan } from "../../policy/from-plan.ts";
import { resourcesOf } from "../../policy/templates.ts";
import { fields, list, text } from "../../text/values.ts";
import type { Plan } from "../plan/document.ts";
import type { ResourceChange } from "./changes.ts";
import type { ExceptionChange } from "./exposure.ts";

/** What is created or changed under the name of an exception that has ended on the plan's day. */
export function endedExceptionChanges(changes: readonly ResourceChange[], plan: Plan | undefined): ExceptionChange[] {
  if (plan === undefined) return [];
  const now = new Date(plan.date);
  const ended = list(fields(plan.policy)["exceptions"])
    .map(readException)
    .filter((exception) => exception !== undefined)
    .filter((exception) => concerns(exception, plan.stack) && hasEnded(exception, now));
  if (ended.length === 0) return [];
  const touched = new Map(
    changes
      .filter(({ what }) => what === "created" || what === "changed" || what === "replaced")
      .map(({ record }) => [record.urn, record]),
  );
  const resources = fromPlan(plan)
    .filter(({ urn }) => touched.has(urn))
    .flatMap((judged) => resourcesOf(judged).map((resource) => ({ urn: judged.urn, resource })));
  return ended.flatMap((exception) => {
    const named = new Set(resources.filter(({ resource }) => namesResource(exception, resource)).map(({ urn }) => urn));
    return [...named].flatMap((urn): ExceptionChange[] => {
      const record = touched.get(urn);
      const reason = `the exception to ${exception.rule} has ended, and what is wrong here only warns`;
      return record === undefined ? [] : [{ direction: "added", record, reason, until: exception.until }];
    });
  });
}

function readException(value: unknown): Exception | undefined {
  const { rule, resource, until, stacks } = fields(value);
  const [name, pattern, day] = [text(rule), text(resource), text(until)];
  if (name === undefined || pattern === undefined || day === undefined) return undefined;
  const named = stacks === undefined ? {} : { stacks: list(stacks).flatMap((stack) => text(stack) ?? []) };
  return { rule: name, resource: pattern, until: day, reason: "", owner: "", ...named };
}
