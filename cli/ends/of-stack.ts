// What ends, read from a stack's files alone: for whoever lists what is deployed and makes no plan.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { InputErrors } from "../../infra/input/problems.ts";
import { readCatalogue } from "../../infra/manifest/catalogue.ts";
import { everyEnd } from "../../infra/read-ends.ts";
import { parseSettings } from "../../infra/settings/read-settings.ts";
import { otherSettings } from "../../infra/settings/shared-subscription.ts";
import { settingsFile } from "../../simulator/engine/stack.ts";
import type { Plan } from "../plan/document.ts";
import { readStackConfig } from "../plan/stack-config.ts";

/** All ends of its manifests, settings and policy; undefined where settings or manifests cannot be read. */
export function endsOfStack(
  programDir: string,
  stack: string,
  now: Date,
): Pick<Plan, "stack" | "ends" | "policy"> | undefined {
  const { values, secretKeys, policy } = readStackConfig(programDir, stack);
  const path = settingsFile(programDir, stack);
  const file = relative(programDir, path);
  try {
    const settings = parseSettings({
      config: values,
      secretKeys,
      file,
      ...(existsSync(path) ? { bytes: readFileSync(path) } : {}),
      others: otherSettings(programDir, file),
      root: programDir,
      now,
    });
    const ends = everyEnd(readCatalogue(settings), settings);
    return { stack, ends, ...(policy === undefined ? {} : { policy: { ...policy } }) };
  } catch (error) {
    if (error instanceof InputErrors) return undefined;
    throw error;
  }
}
