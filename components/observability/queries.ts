// The queries over the logs, one file each in queries/: the same text is what an alert runs, what the command asks, what the
// workbook draws and what a person finds in the query pack, so that a person sees what the rule saw.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LOG_TABLES, type KustoType, type LogTable } from "../../facts/log-tables.ts";

const FOLDER = join(import.meta.dirname, "queries");

/** What a query is given: tables of a few columns, written in front of it. */
export const PARAMETERS = {
  /** Who may use which object of a vault; `<vault>/*` is all of it. */
  declaredAccess: { Principal: "string", Object: "string" },
  /** Object ids of the identities that deploy, and the hours (UTC) in which they do: from `FromHour` until before `ToHour`. */
  pipelines: { Principal: "string", FromHour: "long", ToHour: "long" },
  /** Federated subjects that manifests and settings name. */
  declaredSubjects: { Issuer: "string", Subject: "string" },
  /** Groups and applications that hold access, by object id, with what they are. */
  watchedObjects: { ObjectId: "string", Watched: "string" },
  /** What databases call the identities that keep their users. */
  reconcilers: { Login: "string" },
  /** How many objects each vault holds. */
  vaultSizes: { Vault: "string", Size: "long" },
  /** ARM ids in small letters of what must write logs, with who answers for it. */
  expectedSources: { ResourceId: "string", Owner: "string" },
  /** Objects of vaults that something of ours renews by itself. */
  rotations: { Object: "string" },
  /** Names of the Container Apps jobs that rotate, in small letters. */
  rotationJobs: { Job: "string" },
  /** Objects that an audit asks about, `<vault>/<kind>/<name>` in small letters. */
  auditedObjects: { Object: "string" },
  /** Databases that an audit asks about, in small letters. */
  auditedDatabases: { Server: "string", Database: "string" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, KustoType>>>>;

export type ParameterName = keyof typeof PARAMETERS;

/** Rows of a parameter, each cell in the order of its columns. */
export type ParameterRows = readonly (readonly (string | number)[])[];

/** What a query is given; what is left out is an empty table. */
export type ParameterValues = { readonly [P in ParameterName]?: ParameterRows };

export interface Query {
  /** Name of its file without `.kql`. */
  readonly name: string;
  /** One sentence: what a row of the answer means. */
  readonly what: string;
  readonly tables: readonly LogTable[];
  readonly parameters: readonly ParameterName[];
  /** Alerts that a quiet week brings, with the reason; undefined of what is no rule. */
  readonly quietWeek?: { readonly alerts: number; readonly because: string };
  /** The query with its views, without its parameters. */
  readonly text: string;
}

const known = new Map<string, Query>();

/** The query of this name. */
export function queryNamed(name: string): Query {
  const found = known.get(name) ?? read(name);
  known.set(name, found);
  return found;
}

/** What is deployed or run: the query behind the tables that it is given. */
export function queryText(name: string, values: ParameterValues = {}): string {
  const { parameters, text } = queryNamed(name);
  const given = parameters.map((parameter) => parameterText(parameter, values[parameter] ?? []));
  return [...given, text].join("\n");
}

/** One parameter as Kusto reads it. An empty table needs a row that is filtered away: a `datatable` without one is refused. */
export function parameterText(name: ParameterName, rows: ParameterRows): string {
  const columns = Object.entries(PARAMETERS[name]);
  const head = columns.map(([column, type]) => `${column}: ${type}`).join(", ");
  const cells = (rows.length === 0 ? [columns.map(([, type]) => (type === "long" ? 0 : ""))] : rows).map((row) =>
    row.map(literal).join(", "),
  );
  return `let ${name} = datatable(${head}) [${cells.join(", ")}]${rows.length === 0 ? " | where 1 == 2" : ""};`;
}

/** A value as a Kusto literal. Manifests choose some of them, so nothing in it may end the literal. */
function literal(value: string | number): string {
  if (typeof value === "number") return String(Math.trunc(value));
  const escaped = value.replace(/[\\"]/g, "\\$&").replace(/[\p{Cc}\u2028\u2029]/gu, "?");
  return `"${escaped}"`;
}

function read(name: string): Query {
  const source = readFileSync(join(FOLDER, `${name}.kql`), "utf8");
  const header = (key: string): string | undefined =>
    new RegExp(`^// ${key}: (.+)$`, "m").exec(source)?.[1]?.trim() ?? undefined;
  const items = (key: string): string[] => (header(key) ?? "").split(/,\s*/).filter((item) => item !== "");
  const quiet = /^(\d+); (.+)$/.exec(header("quiet week") ?? "");
  const views = items("views").map((view) => body(readFileSync(join(FOLDER, "views", `${view}.kql`), "utf8")));
  return {
    name,
    what: header("what") ?? "",
    tables: items("tables").filter((table): table is LogTable => Object.hasOwn(LOG_TABLES, table)),
    parameters: items("parameters").filter((item): item is ParameterName => Object.hasOwn(PARAMETERS, item)),
    ...(quiet === null ? {} : { quietWeek: { alerts: Number(quiet[1]), because: quiet[2] ?? "" } }),
    text: [...views, body(source)].join("\n"),
  };
}

/** Without the header. */
const body = (source: string): string =>
  source
    .split("\n")
    .filter((line) => !line.startsWith("//"))
    .join("\n")
    .trim();
