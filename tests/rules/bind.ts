// Microsoft's own parser of Kusto, bound to the tables that our queries read: it knows an unknown column and a wrong type
// before Azure refuses the rule, or worse, accepts it and answers nothing.
import { createRequire } from "node:module";
import { LOG_TABLES } from "../../facts/log-tables.ts";

/** The part of the language service that is used here; its own typings are written for a page, not for modules. */
interface Diagnostic {
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
}
interface Column {
  readonly Name: string;
  readonly Type: { readonly Name: string };
}
interface Bound {
  GetDiagnostics(): unknown;
  readonly ResultType: { readonly Columns?: unknown } | null;
}
interface Service {
  readonly Diagnostic: unknown;
  readonly Symbols: {
    readonly Symbol: unknown;
    readonly ColumnSymbol: unknown;
    readonly DatabaseSymbol: { readonly $ctor1: new (name: string, tables: readonly unknown[]) => unknown };
    readonly TableSymbol: { From(schema: string): { WithName(name: string): unknown } };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly KustoCode: {
    ParseAndAnalyze(query: string, globals: unknown): Bound;
    Parse(query: string): { readonly Syntax: unknown };
  };
  readonly Syntax: { readonly SyntaxKind: Readonly<Record<SyntaxName, number>> };
}
type SyntaxName = "FilterOperator" | "AndExpression" | "OrExpression" | "ParenthesizedExpression" | "JoinOperator";
interface Bridged {
  readonly Kusto: { readonly Language: Service };
  readonly System: {
    readonly Array: {
      getCount(list: unknown, of: unknown): number;
      getItem(list: unknown, index: number, of: unknown): unknown;
    };
  };
}

export interface Binding {
  /** What is wrong, each with the piece of the query where it is. */
  readonly errors: readonly string[];
  /** Columns of the answer with their types, in order. */
  readonly columns: ReadonlyMap<string, string>;
}

const load = createRequire(import.meta.url);
load("@kusto/language-service-next/bridge.min.js");
load("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { Kusto, System } = globalThis as unknown as Bridged;
const service = Kusto.Language;

/** For who reads a query as its syntax. */
export const kusto: Bridged["Kusto"] = Kusto;

const tables = Object.entries(LOG_TABLES).map(([name, columns]) => {
  const schema = Object.entries(columns).map(([column, type]) => `${column}: ${type}`);
  return service.Symbols.TableSymbol.From(`(${schema.join(", ")})`).WithName(name);
});
const globals = service.GlobalState.Default.WithDatabase(
  new service.Symbols.DatabaseSymbol.$ctor1("workspace", tables),
);

export function bind(query: string): Binding {
  const bound = service.KustoCode.ParseAndAnalyze(query, globals);
  const errors = (list(bound.GetDiagnostics(), service.Diagnostic) as readonly Diagnostic[])
    .filter(({ Severity }) => Severity === "Error")
    .map(({ Message, Start }) => `${Message} (at "${query.slice(Start, Start + 40).replaceAll(/\s+/g, " ")}")`);
  const columns = list(bound.ResultType?.Columns, service.Symbols.ColumnSymbol) as readonly Column[];
  return { errors, columns: new Map(columns.map(({ Name, Type }) => [Name, Type.Name])) };
}

function list(items: unknown, of: unknown): readonly unknown[] {
  if (items === undefined || items === null) return [];
  return Array.from({ length: System.Array.getCount(items, of) }, (_, index) => System.Array.getItem(items, index, of));
}
