// What changes in the file of a stack's settings, setting by setting, whether or not a plan shows it.
import { fields, isFields } from "../../text/values.ts";
import { leaves, type PropertyChange } from "./changes.ts";
import { classAt, type Class } from "./classes/class.ts";
import { PROVIDERS, SETTINGS, STACK_FILE } from "./classes/settings.ts";
import type { ReasonId } from "./reasons.ts";

export interface SettingChange extends PropertyChange {
  /** Absent where nobody needs to look. */
  readonly reason?: ReasonId;
}

const OWN = "strongroom:";

/** `before` and `after`: the file as it is written. */
export function settingChanges(before: unknown, after: unknown): SettingChange[] {
  return leaves(flat(before), flat(after)).map((change) => {
    const reason = reasonOf(classOf(change.path), change);
    return { ...change, path: change.path.replace(/^config\./, ""), ...(reason === undefined ? {} : { reason }) };
  });
}

/** `strongroom:config:owner` and `owner` are other spellings of a setting; here each is what the file says, and no other. */
function flat(document: unknown): unknown {
  if (!isFields(document)) return document;
  return { ...document, ...("config" in document ? { config: fields(document["config"]) } : {}) };
}

function classOf(path: string): Class {
  const unclassed: Class = { is: "approval", reason: "unclassed" };
  if (!path.startsWith("config.")) return classAt(STACK_FILE, path) ?? { is: "approval", reason: "engine" };
  const key = path.slice("config.".length);
  if (key.startsWith(OWN)) return classAt(SETTINGS, key.slice(OWN.length)) ?? unclassed;
  return key.includes(":") ? PROVIDERS : unclassed;
}

function reasonOf(known: Class, { before, after }: PropertyChange): ReasonId | undefined {
  if (known.is === "harmless") return undefined;
  if (known.is === "narrows" && known.narrower(before, after)) return undefined;
  return known.reason;
}
