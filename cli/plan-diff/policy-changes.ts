// What changes in policy.yaml, which no plan shows: rules that are switched off, lists that allow more, exceptions.
import { parse } from "yaml";
import { parseConfig } from "../../policy/config.ts";
import { UserError, messageOf } from "../../text/errors.ts";
import { fields, isFields, list, text } from "../../text/values.ts";
import { leaves, type PropertyChange } from "./changes.ts";
import { classAt } from "./classes/class.ts";
import { POLICY } from "./classes/policy.ts";
import { shown } from "./exposure.ts";

export interface PolicyChange {
  readonly message: string;
  /** A person must approve it. */
  readonly approval: boolean;
}

/** Contents of policy.yaml; absent where there is none. One that a person must mend is refused. */
export function policyChanges(before: string | undefined, after: string | undefined): PolicyChange[] {
  return policyDataChanges(dataOf(before, "policy.yaml of BASE"), dataOf(after, "policy.yaml of HEAD"));
}

/** The same, of what plans say. */
export function policyDataChanges(before: unknown, after: unknown): PolicyChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (after === undefined || !isFields(after)) return [{ message: "policy.yaml is gone", approval: true }];
  const [was, is] = [exceptionsOf(before), exceptionsOf(after)];
  const rest = leaves(without(before), without(after)).map((change) => ({
    message: `${change.path}: ${shown(change.before)} becomes ${shown(change.after)}`,
    approval: wantsApproval(change),
  }));
  return [
    ...rest,
    ...is.filter((one) => !was.includes(one)).map((one) => ({ message: `exception: ${one}`, approval: true })),
    ...was.filter((one) => !is.includes(one)).map((one) => ({ message: `exception ended: ${one}`, approval: false })),
  ];
}

function wantsApproval({ path, before, after }: PropertyChange): boolean {
  const known = classAt(POLICY, path);
  if (known === undefined || known.is !== "narrows") return known?.is !== "harmless";
  return !known.narrower(before, after);
}

function dataOf(content: string | undefined, file: string): unknown {
  if (content === undefined) return undefined;
  try {
    parseConfig(content, file);
  } catch (error) {
    throw new UserError(messageOf(error));
  }
  return parse(content) as unknown;
}

function without(policy: unknown): unknown {
  const { exceptions: _told, ...rest } = fields(policy);
  return rest;
}

function exceptionsOf(policy: unknown): string[] {
  return list(fields(policy)["exceptions"]).map((exception) => {
    const { rule, resource, reason, owner, until, ...rest } = fields(exception);
    const more = Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest)}`;
    const word = (value: unknown): string => text(value) ?? JSON.stringify(value);
    return `${word(rule)} on ${word(resource)}: ${word(reason)} (${word(owner)}, until ${word(until)})${more}`;
  });
}
