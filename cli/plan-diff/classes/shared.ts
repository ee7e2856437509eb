// Classes that many kinds have in common.
import { approval, harmless, type Class, type KindClasses } from "./class.ts";

/** Labels. An exception stands in tags of its own, and is told as one; the server's answer for nothing depends on another. */
export const LABELS: Readonly<Record<string, Class>> = {
  "tags.**": harmless("labels; the exceptions among them are told as exceptions"),
  description: harmless("a label"),
  notes: harmless("a label"),
};

/** What says where and what a resource is: another one is another resource, which is told as a replacement. */
export const REPLACES = approval("replaced");

export const gone = approval("replaced");
export const fresh = harmless("new, and nobody uses it yet; who may is told as access");
export const lessAccess = harmless("somebody can do less");

/** Anything about it wants an approval. */
export const always = (reason: Parameters<typeof approval>[0]): KindClasses => ({
  created: approval(reason),
  destroyed: approval(reason),
  properties: { "**": approval(reason), ...LABELS },
});
