// The figures as a table for people, in the terminal and in docs/performance.md.
import { cpus, totalmem } from "node:os";
import type { Figures } from "./measure.ts";

/** Ours first; "tuned" is the flat program with all switched off that ours switches off: aliases and stack traces. */
export const VARIANTS = ["ours", "flat", "flat with aliases", "flat, tuned"] as const;
export type Variant = (typeof VARIANTS)[number];

/** Which of the flat programs keep azure-native's aliases, and which Pulumi's stack traces. */
export const SHIPPED: Readonly<
  Record<Exclude<Variant, "ours">, { readonly aliases: boolean; readonly traces: boolean }>
> = {
  flat: { aliases: false, traces: true },
  "flat with aliases": { aliases: true, traces: true },
  "flat, tuned": { aliases: false, traces: false },
};

export interface Row {
  readonly command: "plan" | "preview" | "up";
  readonly applications: number;
  /** The figures are the best of so many. */
  readonly rounds: number;
  /** Resources and components that are registered. */
  readonly resources: number;
  readonly figures: Readonly<Record<Variant, Figures>>;
}

export interface Report {
  readonly date: string;
  readonly machine: {
    readonly cores: number;
    readonly memoryBytes: number;
    readonly cpu: string;
    readonly node: string;
  };
  /** From the program's first import to its first resource, with the fewest applications. */
  readonly firstResourceMs: number;
  readonly rows: readonly Row[];
}

export function machine(): Report["machine"] {
  const processors = cpus();
  return {
    cores: processors.length,
    memoryBytes: totalmem(),
    cpu: processors[0]?.model ?? "unknown",
    node: process.version,
  };
}

/** What each list of figures in a cell is of. */
const EACH = "ours, flat, with aliases, tuned";

const HEADINGS = [
  "command",
  "applications",
  "resources",
  "best of",
  `wall time: ${EACH}`,
  "ours / flat",
  "ours / with aliases",
  "ours / tuned",
  "per resource",
  `program's processor time: ${EACH}`,
  `program's memory: ${EACH}`,
  `engine's memory: ${EACH}`,
];

/** The table's cells, headings first. */
export function cells({ rows }: Report): string[][] {
  return [HEADINGS, ...rows.map(rowCells)];
}

function rowCells({ command, applications, rounds, resources, figures }: Row): string[] {
  const all = VARIANTS.map((variant) => figures[variant]);
  const { ours } = figures;
  const engine = all.map(({ engineBytes }) => engineBytes);
  return [
    command,
    String(applications),
    String(resources),
    String(rounds),
    seconds(all.map(({ wallMs }) => wallMs)),
    ...all.slice(1).map(({ wallMs }) => (ours.wallMs / wallMs).toFixed(2)),
    `${(ours.wallMs / resources).toFixed(1)} ms`,
    seconds(all.map(({ processorMs }) => processorMs)),
    `${all.map(({ programBytes }) => megabytes(programBytes)).join(", ")} MB`,
    engine.includes(undefined) ? "" : `${engine.map((bytes) => megabytes(bytes ?? 0)).join(", ")} MB`,
  ];
}

function seconds(milliseconds: readonly number[]): string {
  return `${milliseconds.map((ms) => (ms / 1000).toFixed(1)).join(", ")} s`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0);
}

/** For docs/performance.md. */
export function markdown(report: Report): string {
  const [headings = [], ...rows] = cells(report);
  const line = (parts: readonly string[]): string => `| ${parts.join(" | ")} |`;
  const { cores, memoryBytes, cpu, node } = report.machine;
  return [
    `${report.date}, ${String(cores)} cores (${cpu}), ${(memoryBytes / 1e9).toFixed(0)} GB, Node ${node.slice(1)}.`,
    `From the program's first import to its first resource: ${(report.firstResourceMs / 1000).toFixed(2)} s.`,
    "",
    line(headings),
    line(headings.map(() => "---")),
    ...rows.map(line),
  ].join("\n");
}
