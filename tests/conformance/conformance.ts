// All recorded writes, played: how far simulated Azure answers as real Azure did.
import { leavesTheCount } from "./api-versions.ts";
import { disagreementsOnRecord } from "./disagreements.ts";
import { concerns } from "./kinds.ts";
import { play } from "./play.ts";
import type { Played } from "./play.ts";
import { readRecordings } from "./recordings.ts";
import type { Recorded } from "./recordings.ts";

export interface Conformance {
  readonly played: readonly Played[];
  /** Exchanges that leave the count, each with the difference of API versions that explains it, and its source. */
  readonly left: readonly string[];
  /** Exchanges that were played, and what was counted: every write, and every refusal of one, of a known kind. */
  readonly total: number;
  readonly agreed: number;
}

export async function conformance(folder: string): Promise<Conformance> {
  return playAll(readRecordings(folder));
}

/** One after the other: each has a cloud of its own, and nothing is gained by more at once on a small machine. */
export async function playAll(exchanges: readonly Recorded[]): Promise<Conformance> {
  const played: Played[] = [];
  const left: string[] = [];
  for (const exchange of exchanges) {
    const kind = concerns(exchange);
    if (!kind) continue;
    const older = leavesTheCount(kind, exchange.apiVersion);
    if (older === undefined) played.push(await play(exchange, kind));
    else left.push(`${exchange.source}: ${older}`);
  }
  return { played, left, total: played.length, agreed: played.filter(agrees).length };
}

export function agrees({ differences }: Played): boolean {
  return differences.length === 0;
}

/** `284 of 299 exchanges agree (95.0 %)` */
export function lastLine({ agreed, total }: Conformance): string {
  const percent = total === 0 ? 0 : (agreed * 100) / total;
  return `${agreed} of ${total} exchanges agree (${percent.toFixed(1)} %)`;
}

/** What differs, with the reason where one is on record; what API versions explain; and the counts of each file. */
export function report(result: Conformance): string[] {
  const reasons = disagreementsOnRecord();
  const disagreeing = result.played.filter((played) => !agrees(played));
  return [
    ...disagreeing.flatMap(({ exchange, differences }) => [
      "",
      `${exchange.file}[${exchange.index}] ${exchange.method} ${exchange.apiVersion ?? ""} ${exchange.status ?? ""}: ${exchange.source}`,
      ...differences.map((difference) => `  - ${difference}`),
      `  ${reasons.get(exchange.source)?.reason ?? "no reason is on record (tests/conformance/disagreements.json)"}`,
    ]),
    ...versionLines(result),
    ...(result.left.length === 0 ? [] : ["", "Exchanges that are not counted, because of their API versions:"]),
    ...result.left.map((line) => `  ${line}`),
    "",
    ...countLines(result),
    "",
    lastLine(result),
  ];
}

function versionLines({ played }: Conformance): string[] {
  const aside = new Map<string, number>();
  for (const reason of played.flatMap(({ setAside }) => [...new Set(setAside)])) {
    aside.set(reason, (aside.get(reason) ?? 0) + 1);
  }
  if (aside.size === 0) return [];
  return ["", "Properties set aside, because one of the two API versions does not define them:"].concat(
    [...aside].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, times]) => `  ${times} × ${reason}`),
  );
}

function countLines({ played }: Conformance): string[] {
  const files = [...new Set(played.map(({ exchange }) => exchange.file))];
  return files.map((file) => {
    const own = played.filter(({ exchange }) => exchange.file === file);
    return `${file}: ${own.filter(agrees).length} of ${own.length}`;
  });
}
