// A workspace of Log Analytics on this machine, as its query API answers (azure-monitor-docs, logs/api): a table of columns with
// types and rows of cells, dynamic values as text, errors with a code. Azure's own client talks to it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { azureLogs } from "../../cli/logs/azure-logs.ts";
import type { Logs } from "../../cli/logs/logs.ts";
import type { WorkspaceRef } from "../../cli/logs/workspace.ts";
import { CREDENTIAL, loopback } from "../cli/rotate/world/loopback.ts";

export type Cell = string | number | boolean | null;

export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Question {
  readonly path: string;
  readonly query: string;
  /** `<from>/<to>`, ISO 8601. */
  readonly timespan: string;
}

/** A table; one that is cut; or a refusal. */
export type Answer =
  | { readonly table: Table; readonly cut?: { readonly code: string; readonly message: string } }
  | { readonly status: number; readonly code: string; readonly message: string };

export interface LogApi {
  /** What was asked, in order. */
  readonly asked: readonly Question[];
  readonly logs: (workspace: WorkspaceRef) => Logs;
  readonly stop: () => Promise<void>;
}

export async function startLogApi(answer: (question: Question) => Answer): Promise<LogApi> {
  const asked: Question[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as {
        readonly query: string;
        readonly timespan: string;
      };
      const question = { path: request.url ?? "", query: body.query, timespan: body.timespan };
      asked.push(question);
      const given = answer(question);
      const [status, content] =
        "status" in given
          ? [given.status, { error: { code: given.code, message: given.message } }]
          : [
              200,
              {
                tables: [{ name: "PrimaryResult", ...given.table }],
                ...(given.cut === undefined ? {} : { error: given.cut }),
              },
            ];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const httpClient = loopback(new Map([["api.loganalytics.io", port]]));
  return {
    asked,
    logs: (workspace) => azureLogs(workspace, "public", CREDENTIAL, { httpClient }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A table of records that have the same columns. */
export function tableOf(
  columns: Readonly<Record<string, string>>,
  ...records: readonly Readonly<Record<string, unknown>>[]
): Table {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows: records.map((record) => Object.keys(columns).map((name) => cellOf(record[name]))),
  };
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "object") return JSON.stringify(value);
  return value as Cell;
}
