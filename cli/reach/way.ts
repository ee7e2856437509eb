// The graph of who can become whom and come to what: its nodes, its edges, and a way through it. Everything else in this room
// finds edges; whoever wants another question answered (which way is new, which cut closes most) starts from these.
import type { PrincipalKind } from "../access/principals.ts";
import type { ResourceRecord } from "../snapshot/records.ts";

/** Somebody, or somebody outside Azure. */
export interface Who {
  /** Tells apart two of one name. */
  readonly key: string;
  /** `payments/api`, `group payments-analysts`, `repo:… of https://…`. */
  readonly label: string;
  readonly kind: PrincipalKind;
  /** Where it belongs, if it belongs to one environment. */
  readonly environment?: string;
}

export type EdgeKind =
  | "role"
  | "grants roles"
  | "access policy"
  | "database user"
  | "SQL administrator"
  | "changes the server"
  | "signs in"
  | "federates"
  | "runs as"
  | "member"
  | "eligible"
  | "owner";

/** One thing that somebody can do, with which they are a step nearer. */
export interface Edge {
  readonly kind: EdgeKind;
  readonly from: Who;
  /** Key of a principal, or of a target. */
  readonly to: string;
  /** What is done, after the name of who does it: `signs in as payments/deploy`. */
  readonly how: string;
  /** What must hold besides: an approval, a condition of the grant. */
  readonly condition?: string;
  /** Which log shows that it was done. */
  readonly shownBy: string;
  /** The resource that says so. */
  readonly urn: string;
  readonly stack: string;
  /** `apps/payments.yaml:24`. */
  readonly why?: string;
}

/** What every edge of one resource has. */
export function edgeOfRecord(
  record: ResourceRecord,
  stack: string,
  kind: EdgeKind,
  from: Who,
  to: Who,
  how: string,
  shownBy: string,
  condition?: string,
): Edge {
  return {
    kind,
    from,
    to: to.key,
    how,
    ...(condition === undefined ? {} : { condition }),
    shownBy,
    urn: record.urn,
    stack,
    ...(record.origin === undefined ? {} : { why: `${record.origin.file}:${String(record.origin.line)}` }),
  };
}

/** From somebody to the object, step by step. */
export interface Way {
  readonly who: Who;
  readonly steps: readonly Edge[];
}

/**
 * The ways to a target: for everybody who can come to it, each first step that leads there, continued by the shortest way.
 * `into` gives the edges that end at a key.
 */
export function waysTo(target: string, into: (key: string) => readonly Edge[]): Way[] {
  const next = new Map<string, Edge>();
  const distance = new Map<string, number>([[target, 0]]);
  const reached: Edge[] = [];
  // Breadth first: whoever is met first is met on the shortest way.
  const queue = [target];
  for (const key of queue) {
    for (const edge of into(key)) {
      reached.push(edge);
      if (distance.has(edge.from.key)) continue;
      distance.set(edge.from.key, (distance.get(key) ?? 0) + 1);
      next.set(edge.from.key, edge);
      queue.push(edge.from.key);
    }
  }
  const onwards = (key: string): Edge[] => {
    const steps: Edge[] = [];
    for (let edge = next.get(key); edge !== undefined; edge = next.get(edge.to)) steps.push(edge);
    return steps;
  };
  return reached
    .map((edge): Way => ({ who: edge.from, steps: [edge, ...onwards(edge.to)] }))
    .filter(({ who, steps }) => steps.slice(1).every(({ from }) => from.key !== who.key))
    .sort((a, b) => compare(a, b));
}

function compare(a: Way, b: Way): number {
  const text = ({ who, steps }: Way): string =>
    [String(steps.length).padStart(3, "0"), who.label, ...steps.map(({ how }) => how)].join("\0");
  return text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
}
