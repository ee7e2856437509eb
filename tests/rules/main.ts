// `npm run rules`: every alert rule over a folder of log rows (STRONGROOM_LOG_ROWS, one file a table), and which of them fire.
// STRONGROOM_RULE_PARAMETERS may name a JSON file with what the rules are given, such as who is declared
// ({"declaredAccess": [["<object id>", "<vault>/secrets/<name>"]]}); without it nobody is, and
// every group and application is watched.
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { ALERT_RULES } from "../../components/observability/alert-rules.ts";
import { PARAMETERS, type ParameterRows, type ParameterValues } from "../../components/observability/queries.ts";
import { printable } from "../../text/printable.ts";
import { asked } from "./ask.ts";
import { evaluate, type Rows } from "./evaluate.ts";
import { readRows } from "./rows.ts";

/** Rows of an answer that are shown. */
const SHOWN = 3;

function main(): void {
  const folder =
    process.env["STRONGROOM_LOG_ROWS"] ?? path.resolve(import.meta.dirname, "../../../shared/azure-logs/rows");
  const { rows, ignored } = readRows(folder);
  const values = { watchedObjects: changedObjects(rows), ...parameters(process.env["STRONGROOM_RULE_PARAMETERS"]) };
  const [answers = {}] = evaluate([{ rows, rules: ALERT_RULES.map((rule) => asked(rule, values)) }]);
  for (const { name, severity } of ALERT_RULES) {
    const { fired = [], error = null } = answers[name] ?? {};
    const found = fired.flatMap((tick) => tick.rows);
    const verdict = error !== null ? "ERROR" : found.length > 0 ? "FIRES" : "quiet";
    console.log(`${verdict}  ${name} (severity ${severity})${error === null ? "" : `: ${printable(error)}`}`);
    for (const row of found.slice(0, SHOWN)) console.log(`       ${printable(JSON.stringify(row))}`);
    if (found.length > SHOWN) console.log(`       and ${found.length - SHOWN} more`);
  }
  if (ignored.length > 0) console.log(`No rule looks at: ${ignored.map(printable).join(", ")}`);
  const firing = ALERT_RULES.filter(({ name }) => (answers[name]?.fired.length ?? 0) > 0);
  console.log(
    `${firing.length} of ${ALERT_RULES.length} rules fire: ${firing.map(({ name }) => name).join(", ") || "none"}`,
  );
  process.exitCode = ALERT_RULES.some(({ name }) => answers[name]?.error !== null) ? 1 : 0;
}

/** Every object that Entra's log says something about. */
function changedObjects({ AuditLogs = [] }: Rows): ParameterRows {
  const ids = AuditLogs.flatMap((row) => {
    const given: unknown = row["TargetResources"];
    const targets: unknown = typeof given === "string" ? jsonOf(given) : given;
    return Array.isArray(targets) ? (targets as readonly { readonly id?: unknown }[]).map(({ id }) => id) : [];
  }).filter((id) => typeof id === "string");
  return [...new Set(ids.map((id) => id.toLowerCase()))].map((id) => [id, "changed"]);
}

/** A dynamic column may come as the text of its JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parameters(file: string | undefined): ParameterValues {
  if (file === undefined || file === "") return {};
  const given = JSON.parse(readFileSync(file, "utf8")) as Readonly<
    Record<string, ParameterValues[keyof ParameterValues]>
  >;
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(PARAMETERS, name));
  if (unknown.length > 0) {
    throw new Error(`rules: ${file}: unknown ${unknown.join(", ")}; there are ${Object.keys(PARAMETERS).join(", ")}`);
  }
  return given;
}

main();
