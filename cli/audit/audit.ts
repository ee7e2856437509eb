// Who came, and was that declared: the logs of a period laid over what each deployment of that period declared.
import { queryText } from "../../components/observability/queries.ts";
import type { LogAnswer, Logs, Period } from "../logs/logs.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { number, order, text, type Fields } from "../../text/values.ts";
import { changesOf } from "./changes.ts";
import { declaredDuring, type Epoch } from "./epochs.ts";
import type { Declared } from "./history.ts";
import { objectsOf, type Holders } from "./holders.ts";
import { Names } from "./names.ts";
import { iso, notesOf } from "./notes.ts";
import { isUse } from "./operations.ts";
import type { AuditReport, Change, NeverCame, Refusal, Use } from "./report.ts";
import { judged } from "./verdict.ts";

export interface Auditing {
  readonly asked: { readonly application: string; readonly item?: string };
  readonly period: Period;
  readonly now: Date;
  readonly retentionDays?: number;
  /** What is deployed now: it knows who an object id is. */
  readonly deployed: Snapshot;
  /** Object ids of groups, by the names that settings give them. */
  readonly groups: Readonly<Record<string, string>>;
  readonly epochs: readonly Epoch[];
  /** Who held what, as a revision declares it; those of now for the objects' names. */
  readonly current: Holders;
  /** What is said where no object is called so. */
  readonly nothing: () => Error;
  readonly holdersAt: (commit: string) => Promise<Holders | string>;
  readonly logs: Logs;
}

export async function audit(given: Auditing): Promise<AuditReport> {
  const { asked, period, logs, epochs, deployed, current } = given;
  const revisions = await revisionsOf(given);
  const targets = [current, ...[...revisions.values()].filter((one) => typeof one !== "string")].flatMap(
    (one) => one.targets,
  );
  const isDatabase = new Set(targets.filter(({ kind }) => kind === "database").flatMap((target) => objectsOf(target)));
  const objects = [...new Set(targets.flatMap((target) => objectsOf(target)))].sort(order);
  if (objects.length === 0) throw given.nothing();
  const inVaults = objects.filter((object) => !isDatabase.has(object));
  const missing: string[] = [];
  const ask = async (name: string, values: Parameters<typeof queryText>[1]): Promise<LogAnswer> => {
    const answer = await logs.ask(queryText(name, values), period);
    if (answer.missing !== undefined) missing.push(`${name}: ${answer.missing}`);
    return answer;
  };
  const of = { objects, databases: [...isDatabase], targets, deployed, groups: given.groups };
  const vaultRows =
    inVaults.length === 0
      ? { rows: [] }
      : await ask("object-access", { auditedObjects: inVaults.map((object) => [object]) });
  const databaseRows =
    isDatabase.size === 0
      ? { rows: [] }
      : await ask("database-access", { auditedDatabases: [...isDatabase].map((name) => name.split("/", 2)) });
  const changed = await changesOf(of, ask);
  const horizon = await ask("log-horizon", {});

  const names = new Names(deployed, given.groups);
  const verdictOf = (row: Fields, object: string, operation: string) => {
    const [first, last] = [new Date(text(row["First"]) ?? 0), new Date(text(row["Last"]) ?? 0)];
    const declarations = declaredDuring(epochs, first, last).map((declared) => resolved(declared, revisions));
    return judged(
      names.came(row, changed.added, first),
      declarations.map(({ declared, holders }) => ({
        declared,
        holders: isDatabase.has(object) ? (holders?.all(object) ?? []) : (holders?.mayUse(object, operation) ?? []),
      })),
    );
  };
  const uses: Use[] = [];
  const refused: Refusal[] = [];
  const changes: Change[] = [...changed.changes];
  for (const row of [...vaultRows.rows, ...databaseRows.rows]) {
    const line = names.line(row);
    if (isRefused(row)) refused.push({ ...line, reason: text(row["Reason"]) ?? "refused" });
    if (!isGranted(row)) continue;
    const vault = text(row["Vault"]) !== undefined;
    if (vault && !isUse(line.operation)) {
      changes.push({ when: line.first, what: line.operation, target: line.object, who: line.who });
    } else uses.push({ ...line, ...verdictOf(row, line.object, line.operation) });
  }
  return {
    stack: deployed.stack,
    environment: deployed.environment,
    application: asked.application,
    ...(asked.item === undefined ? {} : { item: asked.item }),
    from: iso(period.from),
    to: iso(period.to),
    objects,
    deployments: epochs.map(({ from, to, declared }) => ({
      from: iso(from),
      to: iso(to),
      declared: declared.map((one) => inWords(resolved(one, revisions).declared)),
    })),
    uses: uses.sort((a, b) => order(a.first, b.first) || order(a.object, b.object)),
    refused: refused.sort((a, b) => order(a.first, b.first)),
    neverCame: neverCame(objects, epochs, revisions, uses),
    changes: changes.sort((a, b) => order(a.when, b.when)),
    notes: [
      ...missing,
      ...notesOf(
        {
          ...period,
          now: given.now,
          retentionDays: given.retentionDays,
          logs: [
            ...(inVaults.length > 0 ? (["vaults"] as const) : []),
            ...(isDatabase.size > 0 ? (["databases"] as const) : []),
            "changes",
            "groups",
          ],
        },
        horizon,
      ),
    ],
  };
}

type Revisions = ReadonlyMap<string, Holders | string>;

async function revisionsOf({ epochs, holdersAt }: Auditing): Promise<Revisions> {
  const commits = epochs.flatMap(({ declared }) =>
    declared.flatMap((one) => (one.kind === "revision" ? [one.commit] : [])),
  );
  const found = new Map<string, Holders | string>();
  // One after the other: each is a process that fills a core.
  for (const commit of new Set(commits)) found.set(commit, await holdersAt(commit));
  return found;
}

/** A revision that cannot be planned is an unknown declaration. */
function resolved(
  declared: Declared,
  revisions: Revisions,
): { readonly declared: Declared; readonly holders?: Holders } {
  if (declared.kind !== "revision") return { declared };
  const holders = revisions.get(declared.commit);
  if (holders !== undefined && typeof holders !== "string") return { declared, holders };
  return { declared: { kind: "unknown", because: holders ?? `commit ${declared.commit.slice(0, 12)} was not read` } };
}

function inWords(declared: Declared): string {
  if (declared.kind === "revision") return declared.commit;
  return declared.kind === "nothing" ? "nothing: the stack was destroyed" : `unknown: ${declared.because}`;
}

const isGranted = (row: Fields): boolean =>
  text(row["Vault"]) === undefined
    ? (number(row["Statements"]) ?? 0) > (number(row["Refused"]) ?? 0)
    : (number(row["Status"]) ?? 0) >= 200 && (number(row["Status"]) ?? 0) < 300;

const isRefused = (row: Fields): boolean =>
  text(row["Vault"]) === undefined ? (number(row["Refused"]) ?? 0) > 0 : (number(row["Status"]) ?? 0) >= 400;

/** Whoever was declared for a use at some time and is in no line of it. */
function neverCame(
  objects: readonly string[],
  epochs: readonly Epoch[],
  revisions: Revisions,
  uses: readonly Use[],
): NeverCame[] {
  const came = new Set(uses.map(({ object, who }) => JSON.stringify([object, who])));
  const declared = epochs.flatMap((epoch) => epoch.declared).map((one) => resolved(one, revisions).holders);
  const absent = objects.flatMap((object) =>
    declared
      .flatMap((holders) => holders?.all(object) ?? [])
      .filter(({ label, through }) => through === undefined && !came.has(JSON.stringify([object, label])))
      .map(({ label, how, why, group }): NeverCame => ({
        object,
        who: label,
        how: group ? `${how}; who of it came is not known` : how,
        ...(why === undefined ? {} : { why }),
      })),
  );
  return [...new Map(absent.map((one) => [JSON.stringify([one.object, one.who]), one])).values()];
}
