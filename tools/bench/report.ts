// The figures as a table for people, in the terminal and in docs/performance.md.
import { cpus, totalmem } from "node:os";
import type { Figures } from "./measure.ts";

export const VARIANTS = ["ours", "flat", "flat with aliases"] as const;
export type Variant = (typeof VARIANTS)[number];

export interface Row {
  readonly command: "plan" | "preview" | "up";
  readonly applications: number;
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
  /** Best of so many. */
  readonly rounds: number;
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

const HEADINGS = [
  "command",
  "applications",
  "resources",
  "ours",
  "flat",
  "flat with aliases",
  "ours / flat",
  "ours / with aliases",
  "per resource",
  "program: ours, flat, with aliases",
  "engine: ours, flat, with aliases",
];

/** The table's cells, headings first. */
export function cells({ rows }: Report): string[][] {
  return [HEADINGS, ...rows.map(rowCells)];
}

function rowCells({ command, applications, resources, figures }: Row): string[] {
  const [ours, flat, aliased] = VARIANTS.map((variant) => figures[variant]) as [Figures, Figures, Figures];
  const all = [ours, flat, aliased];
  const engine = all.map(({ engineBytes }) => engineBytes);
  return [
    command,
    String(applications),
    String(resources),
    ...all.map(({ wallMs }) => `${(wallMs / 1000).toFixed(1)} s`),
    (ours.wallMs / flat.wallMs).toFixed(2),
    (ours.wallMs / aliased.wallMs).toFixed(2),
    `${(ours.wallMs / resources).toFixed(1)} ms`,
    `${all.map(({ programBytes }) => megabytes(programBytes)).join(", ")} MB`,
    engine.includes(undefined) ? "" : `${engine.map((bytes) => megabytes(bytes ?? 0)).join(", ")} MB`,
  ];
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
    `${report.date}, ${String(cores)} cores (${cpu}), ${(memoryBytes / 1e9).toFixed(0)} GB, Node ${node.slice(1)}; best of ${String(report.rounds)}.`,
    `From the program's first import to its first resource: ${(report.firstResourceMs / 1000).toFixed(2)} s.`,
    "",
    line(headings),
    line(headings.map(() => "---")),
    ...rows.map(line),
  ].join("\n");
}
