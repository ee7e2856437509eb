// Plans of two git revisions, each made from its own files in a folder of its own, so that what somebody is editing is never
// touched. A stranger's revision may hold code: with `manifestsOnly` nothing of it runs, only its manifests and settings are
// read, by the code of the base.
import { UserError } from "../../text/errors.ts";
import type { Plan } from "../plan/document.ts";
import { printable } from "../../text/printable.ts";
import { stacksIn, withBoth, type Checkouts, type TwoRevisions } from "../revisions/checkouts.ts";
import type { PlannedParts } from "../affected/compare-stacks.ts";
import type { PlanPair } from "./diff.ts";
import { git } from "../revisions/git.ts";

export interface RevisionsToCompare extends TwoRevisions {
  /** Only these. @default every stack that has settings in either */
  readonly stacks: readonly string[];
  readonly planStack: (programDir: string, stack: string) => Promise<Plan>;
  /** Whether rules that change make whole plans needed: not for a comparison, but for who judges them. @default false */
  readonly rulesCount?: boolean;
  /**
   * Plans of both sides that hold what differs and no more, by stack; what it leaves out is planned as a whole. Asked only where
   * the program is the same on both sides. @default every stack is planned as a whole
   */
  readonly planParts?: (before: string, after: string, stacks: readonly string[]) => Promise<PlannedParts>;
}

export interface ComparedRevisions {
  readonly pairs: readonly PlanPair[];
  /** policy.yaml of each, where there is one. */
  readonly policies: { readonly before?: string; readonly after?: string };
}

export async function planRevisions(what: RevisionsToCompare): Promise<ComparedRevisions> {
  const { programDir, planStack } = what;
  return withBoth(what, async (at) => {
    const { base, head, prefix, before, after } = at;
    const known = [...new Set([...stacksIn(before), ...stacksIn(after)])].sort();
    const missing = what.stacks.filter((stack) => !known.includes(stack));
    if (missing.length > 0) {
      throw new UserError(
        `--stack: no settings of ${missing.join(", ")} in either revision; there are ${known.join(", ")}`,
      );
    }
    const stacks = what.stacks.length === 0 ? known : what.stacks;
    const pairs: PlanPair[] = [];
    const onBoth = stacks.filter((stack) => stacksIn(before).includes(stack) && stacksIn(after).includes(stack));
    const isSameCode = what.manifestsOnly || (await codeOf(what, at)).length === 0;
    const parts = isSameCode ? await what.planParts?.(before, after, onBoth) : undefined;
    for (const stack of stacks) {
      const part = parts?.get(stack);
      if (part !== undefined) {
        pairs.push(part);
        continue;
      }
      pairs.push({
        ...(stacksIn(before).includes(stack) ? { before: await planned(before, stack, what.base, planStack) } : {}),
        ...(stacksIn(after).includes(stack) ? { after: await planned(after, stack, what.head, planStack) } : {}),
      });
    }
    const policies = {
      ...property("before", await fileOf(programDir, base, `${prefix}policy.yaml`)),
      ...property("after", await fileOf(programDir, head, `${prefix}policy.yaml`)),
    };
    return { pairs, policies };
  });
}

/** What changes of the program itself. */
async function codeOf(what: RevisionsToCompare, at: Checkouts): Promise<readonly string[]> {
  if (what.planParts === undefined) return [];
  const { changedFiles } = await import("../revisions/changed-files.ts");
  const { code, policy } = await changedFiles(what.programDir, at);
  return policy && what.rulesCount === true ? [...code, "policy.yaml"] : code;
}

function property<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}

async function planned(
  folder: string,
  stack: string,
  revision: string,
  planStack: RevisionsToCompare["planStack"],
): Promise<Plan> {
  try {
    return await planStack(folder, stack);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${printable(revision)}: ${error.message}`);
    throw error;
  }
}

async function fileOf(programDir: string, commit: string, path: string): Promise<string | undefined> {
  try {
    return await git(programDir, ["cat-file", "blob", `${commit}:${path}`]);
  } catch {
    return undefined;
  }
}
