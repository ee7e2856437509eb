// A Log Analytics workspace through Azure's own client. Reading logs changes nothing, so the client may try again by itself.
import type { TokenCredential } from "@azure/identity";
import { LogsQueryClient, LogsQueryResultStatus, type LogsQueryClientOptions } from "@azure/monitor-query-logs";
import type { CloudName } from "../../facts/clouds.ts";
import { messageOf } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import type { Fields } from "../../text/values.ts";
import { LogsFailure, type LogAnswer, type Logs } from "./logs.ts";
import type { WorkspaceRef } from "./workspace.ts";

/** Where logs are asked, and the audience of the token (azure-sdk-for-js, monitor-query-logs: KnownMonitorLogsQueryAudience). */
const AUDIENCES: Readonly<Record<CloudName, string>> = {
  public: "https://api.loganalytics.io",
  usgovernment: "https://api.loganalytics.us",
  china: "https://api.loganalytics.azure.cn",
};

/** Seconds that the service works on one query: its longest (azure-monitor-docs, logs/api/timeouts). */
const SERVER_SECONDS = 600;

/** Milliseconds that an answer is waited for: the service's own limit, and a minute for the road. */
const PATIENCE = (SERVER_SECONDS + 60) * 1_000;

/** How requests leave this machine; tests put a workspace of their own in its place. */
export interface LogTransport {
  readonly httpClient?: NonNullable<LogsQueryClientOptions["httpClient"]>;
}

export function azureLogs(
  workspace: WorkspaceRef,
  cloud: CloudName,
  credential: TokenCredential,
  { httpClient }: LogTransport = {},
): Logs {
  const audience = AUDIENCES[cloud];
  const client = new LogsQueryClient(credential, {
    endpoint: `${audience}/v1`,
    credentials: { scopes: [`${audience}/.default`] },
    ...(httpClient === undefined ? {} : { httpClient }),
  });
  return {
    ask: async (query, { from, to }): Promise<LogAnswer> => {
      const period = { startTime: from, endTime: to };
      const options = { serverTimeoutInSeconds: SERVER_SECONDS, abortSignal: AbortSignal.timeout(PATIENCE) };
      try {
        const result = await ("customerId" in workspace
          ? client.queryWorkspace(workspace.customerId, query, period, options)
          : client.queryResource(workspace.id.replace(/^\//, ""), query, period, options));
        if (result.status === LogsQueryResultStatus.Success) return { rows: rowsOf(result.tables[0]) };
        const { code, message, innererror } = result.partialError;
        const why = printable(innererror?.message ?? message);
        return { rows: rowsOf(result.partialTables[0]), missing: `the workspace cut its answer: ${code}: ${why}` };
      } catch (error) {
        throw new LogsFailure(sentenceOf(error, workspace));
      }
    },
  };
}

interface Table {
  readonly columnDescriptors: readonly { readonly name?: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

function rowsOf(table: Table | undefined): Fields[] {
  const names = (table?.columnDescriptors ?? []).map(({ name }) => name ?? "");
  return (table?.rows ?? []).map((cells) =>
    Object.fromEntries(names.map((name, index) => [name, plain(cells[index])])),
  );
}

/** Times as ISO 8601, as they were sent. */
const plain = (cell: unknown): unknown => (cell instanceof Date ? cell.toISOString() : cell);

function sentenceOf(error: unknown, workspace: WorkspaceRef): string {
  const { statusCode, code, details } = error as {
    statusCode?: number | string;
    code?: string;
    details?: { error?: { code?: string; message?: string; innererror?: { message?: string } } };
  };
  const name = "customerId" in workspace ? workspace.customerId : workspace.id;
  const said = printable(details?.error?.innererror?.message ?? details?.error?.message ?? messageOf(error));
  const of = `the workspace ${printable(name)}`;
  const which = code ?? details?.error?.code;
  switch (Number(statusCode)) {
    case 401:
    case 403:
      return `${of} does not let you read it (${said}): it takes Log Analytics Reader on the workspace`;
    case 404:
      return `${of} is not there (${said}): name another one with --workspace`;
    case 400:
      return `${of} does not understand the query (${said})`;
    case 429:
      return `${of} is asked too often (${said}): wait a minute and ask again`;
    default:
      return `${of} gives no answer (${which === undefined ? "" : `${printable(which)}: `}${said}): sign in with az login, from a network that reaches it`;
  }
}
