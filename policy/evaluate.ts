// One rule over one stack, exceptions applied. The policy pack and the judge both go through here; this file needs nothing
// but the rules, so the pack can be installed without the rest of the program.
import { exceptionsFor, hasEnded } from "./exceptions.ts";
import { appliesTo, isStackRule, type Context, type Finding, type Rule } from "./rule.ts";
import type { Resource } from "./shapes.ts";
import type { Stack } from "./stack.ts";

export interface Evaluated extends Finding {
  /** What was judged; other than `urn` where it lies in a template and its deployment is reported. */
  readonly subject: string;
  /** The exception that excuses it, if there is one in force. */
  readonly exception?: { readonly reason: string; readonly owner: string; readonly until: string };
  /** It was excused, and is no more: it fails, and stops nobody, since time alone makes no stack invalid. */
  readonly ended?: { readonly owner: string; readonly until: string };
}

export function evaluate(rule: Rule, stack: Stack, context: Context): Evaluated[] {
  const findings = isStackRule(rule)
    ? rule.checkStack(stack, context)
    : stack.resources.flatMap((resource) => (appliesTo(rule, resource.kind) ? rule.check(resource, context) : []));
  const byUrn = new Map(stack.resources.map((resource) => [resource.urn, resource]));
  return findings.map((finding) => {
    const resource = byUrn.get(finding.urn);
    const excused = excuse(finding, rule, resource, context);
    return resource?.origin === undefined ? excused : reportForOrigin(excused, resource, resource.origin);
  });
}

/** A resource inside a template is none of Pulumi's: its deployment is what somebody can change. */
function reportForOrigin(found: Evaluated, resource: Resource, origin: string): Evaluated {
  return { ...found, urn: origin, message: `${resource.name}: ${found.message}` };
}

/** An exception in force is attached; one that has ended is mentioned, and excuses nothing. */
export function excuse(finding: Finding, rule: Rule, resource: Resource | undefined, context: Context): Evaluated {
  const subject = finding.urn;
  if (resource === undefined) return { ...finding, subject };
  const exceptions = exceptionsFor(rule.id, resource, context.exceptions);
  const inForce = exceptions.find((exception) => !hasEnded(exception, context.now));
  if (inForce !== undefined) {
    const { reason, owner, until } = inForce;
    return { ...finding, subject, exception: { reason, owner, until } };
  }
  const ended = exceptions[0];
  if (ended === undefined) return { ...finding, subject };
  return {
    ...finding,
    subject,
    ended: { owner: ended.owner, until: ended.until },
    message: `${finding.message} (the exception of ${ended.owner} ended on ${ended.until})`,
  };
}
