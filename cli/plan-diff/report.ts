// The difference as text for a terminal and as JSON for machines; its parts are those of the comment, too (markdown.ts).
import type { AccessRow } from "../access/row.ts";
import { grid, rowCells } from "../access/report.ts";
import { printable, printableJson } from "../../text/printable.ts";
import type { ResourceChange } from "./changes.ts";
import { shown } from "./exposure.ts";
import type { PolicyChange } from "./policy-changes.ts";
import type { Review } from "./review.ts";
import { REASONS } from "./reasons.ts";
import { optional } from "../../text/values.ts";
import type { StackDiff } from "./diff.ts";

export interface Section {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The parts, in their order. */
export function sections(diff: StackDiff): Section[] {
  const { access, groups, exposures, exceptions, losses, classed, settings, items, rest, unknown } = diff;
  const grant = (sign: string) => (row: AccessRow) => [sign, ...rowCells(row).slice(1)];
  return [
    {
      title: "Not compared",
      heading: ["what"],
      rows: unknown.map((message) => [message]),
    },
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
      title: "Other changes that want an approval in production",
      heading: ["why", "resource", "what"],
      rows: classed.map(({ reason, record, message }) => [REASONS[reason].title, nameOf(record), message]),
    },
    {
      title: "Settings",
      heading: ["", "setting", "before", "after"],
      rows: settings.map(({ path, before, after, reason }) => [
        reason === undefined ? "" : REASONS[reason].title,
        path,
        shown(before),
        shown(after),
      ]),
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

/** What no change of today brings, and time will. */
export function endSection({ ends }: StackDiff): Section {
  return {
    title: "Ends within 90 days, or has ended",
    heading: ["last day", "where", "what"],
    rows: ends.map(({ until, where, message }) => [until, where, message]),
  };
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

/** Nothing changes, as far as can be known. */
export function isEmpty(diff: StackDiff): boolean {
  return diff.unknown.length === 0 && sections(diff).every(({ rows }) => rows.length === 0);
}

export function diffText(review: Review): string {
  const { diffs, policy } = review;
  const parts = diffs.flatMap((diff) => {
    const head = `stack ${printable(diff.stack)} (${printable(diff.environment)})\n`;
    const shown = [...sections(diff), endSection(diff)].filter(({ rows }) => rows.length > 0);
    return [
      isEmpty(diff) ? `${head}nothing changes\n` : head,
      ...shown.map(({ title, heading, rows }) => `${title}\n\n${grid([heading, ...rows])}`),
    ];
  });
  const rules = policy.length === 0 ? [] : [`policy.yaml\n\n${grid(policyRows(policy))}`];
  return [...parts, ...rules, `${verdict(review).join("\n")}\n`].join("\n");
}

/** For machines; a resource is named, and not repeated with all its inputs. */
export function diffJson(review: Review): string {
  const { diffs, policy, unknown } = review;
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
    approvalNeeded: needsApproval(review),
    ...optional("commits", review.commits),
    unknown,
    policy,
    stacks: diffs.map((diff) => ({
      stack: diff.stack,
      environment: diff.environment,
      approvals: diff.approvals,
      access: diff.access,
      groups: diff.groups,
      exposures: diff.exposures.map((one) => ({ ...one, record: brief(one.record) })),
      exceptions: diff.exceptions.map((one) => ({ ...one, record: brief(one.record) })),
      losses: diff.losses.map(({ what, record, because }) => ({ what, record: brief(record), because })),
      classed: diff.classed.map((one) => ({ ...one, record: brief(one.record) })),
      settings: diff.settings,
      unknown: diff.unknown,
      items: diff.items,
      rest: diff.rest,
      ends: diff.ends,
    })),
  };
  return `${printableJson(document)}\n`;
}

/** The one question that the exit code answers. */
export function needsApproval({ diffs, policy, unknown }: Review): boolean {
  return (
    unknown.length > 0 || diffs.some(({ approvals }) => approvals.length > 0) || policy.some(({ approval }) => approval)
  );
}

/** Whether somebody must look because nobody knows. */
export function isUnknown({ diffs, unknown }: Review): boolean {
  return unknown.length > 0 || diffs.some((diff) => diff.unknown.length > 0);
}

export function policyRows(policy: readonly PolicyChange[]): string[][] {
  return [["", "what"], ...policy.map(({ message, approval }) => [approval ? REASONS.policy.title : "", message])];
}

/** Why somebody must approve, or that nobody must. */
export function verdict({ diffs, policy, unknown }: Review): string[] {
  const reasons = diffs.flatMap(({ stack, approvals }) => approvals.map((reason) => `${stack}: ${reason}`));
  const rules = policy.filter(({ approval }) => approval).map(({ message }) => `${REASONS.policy.title}: ${message}`);
  const all = [...unknown, ...reasons, ...rules].map(printable);
  return all.length === 0 ? ["no approval needed"] : ["a person must approve:", ...all.map((reason) => `  ${reason}`)];
}
