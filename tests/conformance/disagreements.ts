// The disagreements that stay, each with its reason. One file holds them; the simulator's page shows them.
import * as fs from "node:fs";
import * as path from "node:path";

export interface Disagreement {
  /** Of the exchange, as its recording has it. */
  readonly source: string;
  /** `Microsoft.Sql.servers` */
  readonly file: string;
  /** `PUT 2021-02-01-preview 202` */
  readonly request: string;
  /** One sentence: why simulated Azure answers otherwise, and stays so. */
  readonly reason: string;
}

const FILE = path.join(import.meta.dirname, "disagreements.json");

export function readDisagreements(): Disagreement[] {
  return JSON.parse(fs.readFileSync(FILE, "utf8")) as Disagreement[];
}

export function disagreementsOnRecord(): Map<string, Disagreement> {
  return new Map(readDisagreements().map((entry) => [entry.source, entry]));
}

/** The table of docs/simulator.md: each reason once, with what it concerns. */
export function disagreementsTable(entries: readonly Disagreement[]): string[] {
  const reasons = [...new Set(entries.map(({ reason }) => reason))];
  return [
    "| what | exchanges | why simulated Azure answers otherwise |",
    "| --- | ---: | --- |",
    ...reasons.map((reason) => {
      const own = entries.filter((entry) => entry.reason === reason);
      const files = [...new Set(own.map(({ file }) => file.replace(/^Microsoft\./, "")))];
      return `| ${files.join(", ")} | ${own.length} | ${reason} |`;
    }),
  ];
}
