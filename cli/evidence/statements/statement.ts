// One thing that a state shows, and how it is judged: resource by resource, each with the property that tells.
import type { Controls } from "../../../policy/controls.ts";
import type { ResourceRecord, Snapshot } from "../../snapshot/records.ts";

export interface Fact {
  readonly urn: string;
  /** Pulumi's name, or what the fact is about as a whole. */
  readonly resource: string;
  readonly property: string;
  /** As it is in the state. */
  readonly value: string;
}

export interface Statement {
  readonly id: string;
  /** What holds when it is satisfied. */
  readonly title: string;
  readonly controls: Controls;
  readonly evaluate: (snapshot: Snapshot) => Seen;
  /** What there would have to be, where there is nothing to see. */
  readonly about: string;
}

/** What a statement sees: what a property shows, what only somebody says (a tag, a schedule), and what is missing. */
export interface Seen {
  readonly shown: readonly Fact[];
  readonly declared?: readonly Fact[];
  readonly missing: readonly Fact[];
}

type Answer = readonly [holds: boolean, property: string, value: string];

/** Judges every resource of a kind. */
export function each(resources: readonly ResourceRecord[], kind: string, judge: (record: ResourceRecord) => Answer) {
  return split(
    resources
      .filter((record) => record.kind === kind)
      .map((record) => {
        const [holds, property, value] = judge(record);
        return { holds, fact: fact(record, property, value) };
      }),
  );
}

export function fact({ urn, kind, name }: ResourceRecord, property: string, value: string): Fact {
  return { urn, resource: `${kind} ${name}`, property, value };
}

/** What holds, and what is missing. */
export function split(facts: readonly { readonly holds: boolean; readonly fact: Fact }[]) {
  return {
    shown: facts.filter(({ holds }) => holds).map((one) => one.fact),
    missing: facts.filter(({ holds }) => !holds).map((one) => one.fact),
  };
}
