// What a run says: names, dates and deeds, and never a value.
import type { createColors } from "picocolors";
import { messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { explain } from "../vault/failures.ts";
import { VaultFailure } from "../vault/vault-plane.ts";
import type { Action } from "./decide.ts";
import type { Coming } from "./forecast.ts";
import { ownerNotice } from "./forecast.ts";
import type { Outcome } from "./job.ts";
import type { Rotating } from "./declared.ts";

type Colors = ReturnType<typeof createColors>;

const day = (date: Date): string => date.toISOString().slice(0, "2027-03-31".length);

const WORDS: Readonly<Record<Action["kind"], readonly [done: string, would: string]>> = {
  publish: ["published a new value", "would publish a new value"],
  copy: ["brought the other vault into step", "would bring the other vault into step"],
  after: ["ran what follows a publication", "would run what follows a publication"],
  disable: ["disabled a version past its overlap", "would disable a version past its overlap"],
  end: ["ended a credential past its overlap", "would end a credential past its overlap"],
};

/** One entry for each secret, as JSON has it. */
export function outcomeJson(outcome: Outcome, now: Date): Record<string, unknown> {
  const { rotating, done, decision, failure } = outcome;
  const notice = decision && ownerNotice(rotating, decision, now);
  return {
    application: rotating.app,
    secret: rotating.name,
    by: rotating.rotation.by,
    actions: done.map(({ kind }) => kind),
    ...(decision?.due === undefined ? {} : { due: decision.due.toISOString() }),
    ...(decision?.ends === undefined ? {} : { previousEnds: decision.ends.toISOString() }),
    notes: decision?.notes ?? [],
    ...(notice === undefined ? {} : { notice }),
    ...(failure === undefined ? {} : { failure: failureText(failure, rotating) }),
  };
}

export function outcomesText(outcomes: readonly Outcome[], isDryRun: boolean, now: Date, colors: Colors): string {
  const lines = outcomes.flatMap((outcome) => {
    const { rotating, done, decision, failure } = outcome;
    const said = [
      ...done.map(({ kind }) => colors.green(WORDS[kind][isDryRun ? 1 : 0])),
      ...(decision?.notes ?? []).map((note) => colors.yellow(printable(note))),
      ...[decision && ownerNotice(rotating, decision, now)].flatMap((notice) => notice ?? []).map(colors.yellow),
      ...(failure === undefined ? [] : [colors.red(failureText(failure, rotating))]),
    ];
    return said.map((text) => `${printable(rotating.app)}: ${printable(rotating.name)}: ${text}`);
  });
  const count = (kind: (outcome: Outcome) => boolean): number => outcomes.filter(kind).length;
  const changed = count(({ done }) => done.length > 0);
  const failed = count(({ failure }) => failure !== undefined);
  const secrets = `${outcomes.length} ${outcomes.length === 1 ? "secret" : "secrets"}`;
  return [...lines, `${secrets}, ${changed} ${isDryRun ? "to change" : "changed"}, ${failed} failed`].join("\n");
}

export function forecastText(coming: readonly Coming[]): string {
  if (coming.length === 0) return "nothing is due within 90 days";
  return coming
    .map(({ at, rotating, what }) => `${day(at)}  ${printable(rotating.app)}: ${printable(rotating.name)}: ${what}`)
    .join("\n");
}

export const forecastJson = (coming: readonly Coming[]): unknown =>
  coming.map(({ at, rotating, what }) => ({
    at: at.toISOString(),
    application: rotating.app,
    secret: rotating.name,
    what,
  }));

/** One sentence; a value can be in none, since none is ever part of an error. */
function failureText(failure: unknown, { vaults }: Rotating): string {
  if (failure instanceof VaultFailure) return explain(failure, vaults.map(({ name }) => name).join(" and "));
  return printable(messageOf(failure));
}
