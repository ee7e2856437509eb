// The difference as text for a terminal, and as Markdown for a comment that a machine writes under a stranger's pull request:
// nothing a stranger wrote may act there, and no comment may be refused for its length.
import { code, markdownTable } from "../access/markdown.ts";
import type { AccessRow } from "../access/row.ts";
import { grid, rowCells } from "../access/report.ts";
import { printable, printableJson } from "../../text/printable.ts";
import type { ResourceChange } from "./changes.ts";
import type { StackDiff } from "./diff.ts";

/** Characters of a comment on GitHub (its API refuses a longer body). */
export const MAX_COMMENT = 65_536;

interface Section {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The parts, in their order. */
function sections({ access, groups, exposures, exceptions, losses, items, rest }: StackDiff): Section[] {
  const grant = (sign: string) => (row: AccessRow) => [sign, ...rowCells(row).slice(1)];
  return [
    {
      title: "Access",
      heading: ["", "principal", "may", "on", "why"],
      rows: [...access.gained.map(grant("gained")), ...access.lost.map(grant("lost"))],
    },
    {
      title: "Groups, and who approves that somebody joins",
      heading: ["group", "what"],
      rows: groups.map(({ group, message }) => [group, message]),
    },
    {
      title: "Exposed, hidden and joined",
      heading: ["", "resource", "what"],
      rows: [
        ...exposures.map(({ direction, record, message }) => [direction, nameOf(record), message]),
        ...exceptions.map(({ direction, record, reason, until }) => [
          `exception ${direction}`,
          nameOf(record),
          `${reason} (until ${until})`,
        ]),
      ],
    },
    {
      title: "Destroyed, created anew or no longer protected",
      heading: ["", "resource", "because"],
      rows: losses.map((loss) => [loss.what, nameOf(loss.record), reasonOf(loss)]),
    },
    {
      title: "Secrets and schedules",
      heading: ["", "what", "in", "details"],
      rows: items.map(({ what, item, details }) => [
        what,
        `${item.kind} ${item.name}`,
        item.within,
        details.join("; "),
      ]),
    },
    {
      title: "All resources, by kind",
      heading: ["kind", "created", "changed", "destroyed"],
      rows: rest.map(({ kind, created, changed, destroyed }) => [kind, created, changed, destroyed].map(String)),
    },
  ];
}

function nameOf({ kind, name }: ResourceChange["record"]): string {
  return `${kind} ${name}`;
}

function reasonOf({ what, because, record, before }: ResourceChange): string {
  const kept = record.protect || before?.protect === true ? "protected" : "";
  const why = {
    forgotten: "Pulumi forgets it, Azure keeps it",
    replaced: `${because.join(", ")} cannot be changed in place`,
    unprotected: "the next change can delete it",
    destroyed: "no longer declared",
    created: "",
    changed: "",
  }[what];
  return [what === "unprotected" ? "" : kept, why].filter((part) => part !== "").join(", ");
}

export function isEmpty(diff: StackDiff): boolean {
  return sections(diff).every(({ rows }) => rows.length === 0);
}

export function diffText(diffs: readonly StackDiff[], exceptions: readonly string[]): string {
  const parts = diffs.flatMap((diff) => {
    const head = `stack ${printable(diff.stack)} (${printable(diff.environment)})\n`;
    if (isEmpty(diff)) return [`${head}nothing changes\n`];
    const shown = sections(diff).filter(({ rows }) => rows.length > 0);
    return [head, ...shown.map(({ title, heading, rows }) => `${title}\n\n${grid([heading, ...rows])}`)];
  });
  return [...parts, `${verdict(diffs, exceptions).join("\n")}\n`].join("\n");
}

/** For machines; a resource is named, and not repeated with all its inputs. */
export function diffJson(diffs: readonly StackDiff[], exceptions: readonly string[]): string {
  const brief = ({ urn, type, kind, name, protect, origin }: ResourceChange["record"]) => ({
    urn,
    type,
    kind,
    name,
    ...(protect ? { protect } : {}),
    ...(origin === undefined ? {} : { origin }),
  });
  const document = {
    version: 1,
    approvalNeeded: diffs.some(({ approvals }) => approvals.length > 0) || exceptions.length > 0,
    policyExceptions: exceptions,
    stacks: diffs.map((diff) => ({
      stack: diff.stack,
      environment: diff.environment,
      approvals: diff.approvals,
      access: diff.access,
      groups: diff.groups,
      exposures: diff.exposures.map((one) => ({ ...one, record: brief(one.record) })),
      exceptions: diff.exceptions.map((one) => ({ ...one, record: brief(one.record) })),
      losses: diff.losses.map(({ what, record, because }) => ({ what, record: brief(record), because })),
      items: diff.items,
      rest: diff.rest,
    })),
  };
  return `${printableJson(document)}\n`;
}

/** Why somebody must approve, or that nobody must. */
export function verdict(diffs: readonly StackDiff[], exceptions: readonly string[]): string[] {
  const reasons = diffs.flatMap(({ stack, approvals }) => approvals.map((reason) => `${printable(stack)}: ${reason}`));
  const all = [...reasons, ...exceptions.map((exception) => `policy exception: ${printable(exception)}`)];
  return all.length === 0 ? ["no approval needed"] : ["a person must approve:", ...all.map((reason) => `  ${reason}`)];
}

export function diffMarkdown(
  diffs: readonly StackDiff[],
  exceptions: readonly string[],
  maximum: number = MAX_COMMENT,
): string {
  const [first = "", ...reasons] = verdict(diffs, exceptions);
  const lines = [
    "## What this change does",
    "",
    reasons.length === 0 ? "No approval needed." : `**${first}**`,
    "",
    ...reasons.map((reason) => `- ${code(reason)}`),
    ...(reasons.length === 0 ? [] : [""]),
    ...diffs.flatMap((diff) => stackLines(diff)),
  ];
  return fitted(lines, maximum);
}

function stackLines(diff: StackDiff): string[] {
  const head = [`### ${code(diff.stack)}`, ""];
  if (isEmpty(diff)) return [...head, "Nothing changes.", ""];
  return [
    ...head,
    ...sections(diff)
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ title, heading, rows }) => [
        `#### ${title}`,
        "",
        ...markdownTable(
          heading.map((name) => (name === "" ? " " : name)),
          rows.map((cells) => cells.map(code)),
        ),
        "",
      ]),
  ];
}

/** As many lines as there is room for, and how many are not shown. */
function fitted(lines: readonly string[], maximum: number): string {
  const whole = `${lines.join("\n")}\n`;
  if (whole.length <= maximum) return whole;
  const note = (left: number): string =>
    `\n… and ${String(left)} more lines; see them all with: strongroom plan diff\n`;
  let size = note(lines.length).length;
  const fit = lines.findIndex((line) => (size += line.length + 1) > maximum);
  return `${lines.slice(0, fit).join("\n")}${note(lines.length - fit)}`;
}
