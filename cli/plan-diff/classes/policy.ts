// What a change of policy.yaml means: the file judges everything that is deployed, so that only what it demands more is harmless.
import { approval, harmless, narrows, subset, superset, type Class } from "./class.ts";

/** A rule's level: from what stops nobody to what stops a deployment. */
const LEVELS: readonly unknown[] = ["disabled", "advisory", "mandatory"];

const stricter = (before: unknown, after: unknown): boolean =>
  before !== undefined && LEVELS.includes(before) && LEVELS.indexOf(after) >= LEVELS.indexOf(before);

export const POLICY: Readonly<Record<string, Class>> = {
  version: approval("policy"),
  "settings.allowedRegions": narrows("policy", subset),
  "settings.allowedIssuers": narrows("policy", subset),
  "settings.allowedGithubOwners": narrows("policy", subset),
  "settings.requiredTags": narrows("policy", superset),
  "settings.**": approval("policy"),
  "enforcement.default": narrows("policy", stricter),
  "enforcement.environments.*": narrows("policy", stricter),
  "enforcement.rules.*": narrows("policy", stricter),
  "enforcement.rules.*.*": narrows("policy", stricter),
  // Exceptions are compared one by one (policy-changes.ts): one that goes is harmless.
  "exceptions.gone": harmless("the rule holds again"),
};
