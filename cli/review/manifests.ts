// The edits of manifests that a review comes to, with everything else of the file as it was.
import { isSeq, parseDocument } from "yaml";
import type { Reviewed } from "./review.ts";
import type { Edit } from "./subjects.ts";

export interface EditedManifest {
  readonly file: string;
  readonly text: string;
  readonly edits: readonly Edit[];
}

/** A grant that every vault of the application shares goes only where none of them was used. */
export function editsOf(all: readonly Reviewed[]): readonly Edit[] {
  const same = (a: Edit, b: Edit): boolean => JSON.stringify(a) === JSON.stringify(b);
  const edits = all.flatMap(({ state, subject }) =>
    state === "unused" && subject.edit !== undefined ? [subject.edit] : [],
  );
  const kept = all.flatMap(({ state, subject }) =>
    state !== "unused" && subject.edit !== undefined ? [subject.edit] : [],
  );
  return edits.filter(
    (edit, index) =>
      !kept.some((other) => same(other, edit)) && edits.findIndex((other) => same(other, edit)) === index,
  );
}

/** Undefined where the manifest does not say it in the place that was expected. */
export function editManifest(file: string, text: string, edits: readonly Edit[]): EditedManifest | undefined {
  const document = parseDocument(text);
  const done = edits.filter(({ path, value }) => {
    const list = document.getIn(path);
    if (!isSeq(list)) return false;
    const index = list.items.findIndex((item) => (item as { readonly value?: unknown }).value === value);
    if (index < 0) return false;
    list.delete(index);
    return true;
  });
  return done.length === 0 ? undefined : { file, text: document.toString({ lineWidth: 0 }), edits: done };
}
