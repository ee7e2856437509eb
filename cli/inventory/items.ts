// Everything that a credential, a key or data is kept in, with who answers for it, who uses it and when it ends (R8). From a
// plan or a state alone; what only the vault knows comes from vault-dates.ts.
import { accessMatrix, type MatrixOptions } from "../access/matrix.ts";
import { applicationOf } from "../access/principals.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import { replicasOf } from "../access/replicas.ts";
import type { AccessRow } from "../access/row.ts";
import { withTemplateSecrets } from "../access/templates.ts";
import { number, optional, order, text } from "../../text/values.ts";
import { identity, type Item } from "./item.ts";
import { declaredContents, readItem } from "./read-item.ts";

/** Every item of the stacks, by environment, application and name. */
export function itemsOf(snapshots: readonly Snapshot[], options: MatrixOptions = {}): Item[] {
  const rows = accessMatrix(snapshots, options);
  const byScope = Map.groupBy(rows, ({ stack, scope }) => `${stack} ${scope.toLowerCase()}`);
  const byDatabase = Map.groupBy(
    rows.filter(({ via }) => via === "contained database user"),
    ({ stack, object }) => `${stack} ${object.replace(/ schema .*$/, "")}`,
  );
  return snapshots
    .flatMap((snapshot) => itemsIn(snapshot, rows, byScope, byDatabase))
    .sort((a, b) => order(identity(a), identity(b)));
}

type Users = ReadonlyMap<string, readonly AccessRow[]>;

function itemsIn(snapshot: Snapshot, rows: readonly AccessRow[], byScope: Users, byDatabase: Users): Item[] {
  const { resources, environment, stack, source, date } = snapshot;
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const declared = declaredContents(resources);
  const replicas = Map.groupBy(replicasOf(resources), ({ database }) => database.urn);
  return withTemplateSecrets(resources).flatMap((record): Item[] => {
    const found = readItem(record, declared);
    if (found === undefined) return [];
    const application = applicationOf(record, byUrn);
    const { kind, name, within, tags, metadata, dependents, ...dates } = found;
    const scope = kind === "certificate" ? certificateScope(record, within, name, resources) : record.id;
    const users =
      kind === "database"
        ? byDatabase.get(`${stack} database ${application}/${name}`)
        : byScope.get(`${stack} ${(scope ?? "").toLowerCase()}`);
    const consumers = [...new Set((users ?? []).map(({ principal }) => principal))].sort(order);
    const rotationDays = number(metadata["rotationDays"]) ?? wholeNumber(text(tags["rotation-days"]));
    const item: Item = {
      kind,
      name,
      within,
      application,
      environment,
      stack,
      ...optional("owner", text(tags["owner"])),
      ...optional("purpose", text(tags["purpose"])),
      ...optional("classification", text(tags["data-classification"])),
      consumers: [...consumers, ...dependents.map((dependent) => `depends: ${dependent}`)],
      ...optional("rotationDays", rotationDays),
      ...optional("rotatedBy", text(tags["rotated-by"])),
      ...(kind === "secret" && text(tags["rotated-by"]) === "owner" && !canBeWritten(rows, stack, scope)
        ? { unwritable: true as const }
        : {}),
      ...optional("retiresAfter", text(metadata["retiresAfter"])),
      ...dates,
      source,
      ...optional("planDate", date),
      urn: record.urn,
      ...(record.origin === undefined ? {} : { why: `${record.origin.file}:${String(record.origin.line)}` }),
    };
    const { created: _itsOwn, ...same } = item;
    const copies = (replicas.get(record.urn) ?? []).map(({ server }) => ({
      ...same,
      within: server,
      replicaFrom: within,
    }));
    return [item, ...copies];
  });
}

/** Roles with which a person or a workload writes the next version of a secret (components/authorization/custom-role.ts). */
const WRITING = /^(Strongroom Secret (Writer|Operator)( |$)|Key Vault (Secrets Officer|Administrator)$)/;

/** On the secret itself, or on what it is in. */
function canBeWritten(rows: readonly AccessRow[], stack: string, scope: string | undefined): boolean {
  const id = scope?.toLowerCase();
  // Nothing is known of where it is: nothing is said.
  if (id === undefined) return true;
  return rows.some((row) => {
    const within = row.scope.toLowerCase();
    return row.stack === stack && WRITING.test(row.role) && (id === within || id.startsWith(`${within}/`));
  });
}

/** A certificate is no resource: its id is the vault's, continued. */
function certificateScope(
  record: ResourceRecord,
  vault: string,
  name: string,
  resources: readonly ResourceRecord[],
): string | undefined {
  const holder = resources.find(
    ({ kind, props, parent, inputs }) =>
      kind === "keyvault:Vault" &&
      parent === record.parent &&
      (text(inputs["vaultName"]) ?? text(props["name"])) === vault,
  );
  return holder?.id === undefined ? undefined : `${holder.id}/certificates/${name}`;
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}
