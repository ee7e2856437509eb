// What people decided at earlier reviews: something stays although nobody used it, for a reason, on somebody's word, until a day.
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";

const decision = z.strictObject({
  subject: z.string().min(1),
  decision: z.literal("keep", 'write "keep"; what goes, goes out of the manifest'),
  reason: z.string().trim().min(10, "say why, in at least ten characters"),
  owner: z.string().trim().min(3, "say who answers for it"),
  until: z.iso.date("write a date, such as 2026-09-30"),
});
export type Decision = z.output<typeof decision>;

/** A draft of which nothing was taken holds none. */
const file = z.strictObject({
  decisions: z
    .array(decision)
    .nullable()
    .transform((all) => all ?? []),
});

/** Longest that a decision holds, in days: a review is made anew at least twice a year. */
const LONGEST = 366;

export function readDecisions(text: string, source: string, now: Date): readonly Decision[] {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    throw new UserError(`${printable(source)}: is no YAML`);
  }
  const parsed = file.safeParse(content ?? { decisions: [] });
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues
        .map(({ path, message }) => `${printable(source)}: ${printable(path.join("."))}: ${printable(message)}`)
        .join("\n"),
    );
  }
  const last = new Date(now.getTime() + LONGEST * 86_400_000).toISOString().slice(0, 10);
  const problems = parsed.data.decisions.flatMap(({ until }, index) =>
    until > last
      ? [
          `${printable(source)}: decisions.${String(index)}.until: ${until} is more than ${LONGEST} days away; decide again before`,
        ]
      : [],
  );
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  return parsed.data.decisions;
}

/** Whether it still holds on that day. */
export const holds = ({ until }: Decision, now: Date): boolean => until >= now.toISOString().slice(0, 10);
