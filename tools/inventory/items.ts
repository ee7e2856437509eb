// Everything that a credential, a key or data is kept in, with who answers for it, who uses it and when it ends (R8). From a
// plan or a state alone; what only the vault knows comes from vault-dates.ts.
import { accessMatrix, type AccessRow, type MatrixOptions } from "../access/matrix.ts";
import { applicationOf } from "../access/principals.ts";
import type { ResourceRecord, Snapshot } from "../access/records.ts";
import { replicasOf } from "../access/replicas.ts";
import { withTemplateSecrets } from "../access/templates.ts";
import { at, fields, number, order, text, texts, type Fields } from "../values.ts";

export type ItemKind = "secret" | "connection" | "key" | "certificate" | "database";

export interface Item {
  readonly kind: ItemKind;
  /** In Azure. */
  readonly name: string;
  /** The vault or server that holds it. */
  readonly within: string;
  /** Of a replica: the server that its primary is on. */
  readonly replicaFrom?: string;
  readonly application: string;
  readonly environment: string;
  readonly stack: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly classification?: string;
  /** Who may use it, and what depends on it. */
  readonly consumers: readonly string[];
  /** Days from one version to the next. */
  readonly rotationDays?: number;
  readonly rotatedBy?: string;
  /** A certificate's validity, in months. */
  readonly validityMonths?: number;
  /** Days before its end that a certificate is renewed. */
  readonly renewBeforeDays?: number;
  /** Last day that somebody is granted it (ISO date). */
  readonly retiresAfter?: string;
  /** What the plan or the state says; the vault knows better. ISO timestamps. */
  readonly created?: string;
  readonly expires?: string;
  readonly source: "plan" | "state";
  /** The day that a plan is counted from. */
  readonly planDate?: string;
  readonly urn: string;
  /** `apps/payments.yaml:24`. */
  readonly why?: string;
}

/** Every item of the stacks, by environment, application and name. */
export function itemsOf(snapshots: readonly Snapshot[], options: MatrixOptions = {}): Item[] {
  const rows = accessMatrix(snapshots, options);
  const byScope = Map.groupBy(rows, ({ stack, scope }) => `${stack} ${scope.toLowerCase()}`);
  const byDatabase = Map.groupBy(
    rows.filter(({ via }) => via === "contained database user"),
    ({ stack, object }) => `${stack} ${object.replace(/ schema .*$/, "")}`,
  );
  return snapshots
    .flatMap((snapshot) => itemsIn(snapshot, byScope, byDatabase))
    .sort((a, b) => order(identity(a), identity(b)));
}

/** What makes an item the same in two plans. */
export function identity({ environment, stack, application, kind, name, within }: Item): string {
  return [environment, stack, application, kind, name, within].join("\0");
}

type Users = ReadonlyMap<string, readonly AccessRow[]>;

function itemsIn(snapshot: Snapshot, byScope: Users, byDatabase: Users): Item[] {
  const { resources, environment, stack, source, date } = snapshot;
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const declared = declaredContents(resources);
  const replicas = Map.groupBy(replicasOf(resources), ({ database }) => database.urn);
  return withTemplateSecrets(resources).flatMap((record): Item[] => {
    const found = read(record, declared);
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

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

interface Found extends Pick<
  Item,
  "kind" | "name" | "within" | "created" | "expires" | "validityMonths" | "renewBeforeDays"
> {
  readonly tags: Fields;
  readonly metadata: Fields;
  readonly dependents: readonly string[];
}

function read(record: ResourceRecord, declared: ReadonlyMap<string, Fields>): Found | undefined {
  const { kind, props, inputs } = record;
  const vault = text(inputs["vaultName"]) ?? text(props["vaultName"]) ?? "?";
  switch (kind) {
    case "keyvault:Secret": {
      const name = text(inputs["secretName"]) ?? text(props["name"]) ?? record.name;
      // What is declared now: the resource itself keeps what it was created with.
      const metadata = declared.get(`${vault}/secrets/${name}`) ?? {};
      const tags = fields(metadata["tags"] ?? props["tags"]);
      const type = text(at(inputs, "properties.contentType")) ?? "";
      const isConnection = text(tags["rotated-by"]) === "pulumi" || type.includes("connection string");
      return {
        kind: isConnection ? "connection" : "secret",
        name,
        within: vault,
        tags,
        metadata,
        dependents: [],
        ...datesOf(props, inputs),
      };
    }
    case "keyvault:Key": {
      const name = text(inputs["keyName"]) ?? text(props["name"]) ?? record.name;
      const metadata = declared.get(`${vault}/keys/${name}`) ?? {};
      const tags = fields(metadata["tags"] ?? props["tags"]);
      return { kind: "key", name, within: vault, tags, metadata, dependents: [], ...datesOf(props, inputs) };
    }
    case "strongroom:vault:Certificate":
      return {
        kind: "certificate",
        name: text(props["name"]) ?? record.name,
        within: text(props["vault"]) ?? "?",
        tags: fields(props["tags"]),
        metadata: {},
        dependents: texts(props["dependents"]),
        ...optional("validityMonths", number(props["validityMonths"])),
        ...optional("renewBeforeDays", number(props["renewBeforeDays"])),
      };
    case "sql:Database":
      return {
        kind: "database",
        name: text(inputs["databaseName"]) ?? text(props["name"]) ?? record.name,
        within: text(inputs["serverName"]) ?? "?",
        tags: fields(props["tags"]),
        metadata: {},
        dependents: [],
        ...optional("created", text(props["creationDate"])),
      };
    default:
      return undefined;
  }
}

/** What `vault:Contents` declares, by `<vault>/<secrets|keys>/<name>`. */
function declaredContents(resources: readonly ResourceRecord[]): ReadonlyMap<string, Fields> {
  return new Map(
    resources
      .filter(({ type }) => type === "strongroom:vault:Contents")
      .flatMap(({ props }) =>
        (["secrets", "keys"] as const).flatMap((kind) =>
          Object.entries(fields(props[kind])).map(
            ([name, metadata]) => [`${text(props["vault"]) ?? "?"}/${kind}/${name}`, fields(metadata)] as const,
          ),
        ),
      ),
  );
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

/** Azure's answer has the attributes beside the others, the program's input below `properties`. */
function datesOf(props: Fields, inputs: Fields): Pick<Item, "created" | "expires"> {
  const attribute = (name: string): number | undefined =>
    number(at(props, `attributes.${name}`)) ??
    number(at(props, `properties.attributes.${name}`)) ??
    number(at(inputs, `properties.attributes.${name}`));
  return {
    ...optional("created", isoTime(attribute("created"))),
    ...optional("expires", isoTime(attribute("expires"))),
  };
}

/** Seconds since 1970 to an ISO timestamp; nothing for what no calendar holds. */
function isoTime(seconds: number | undefined): string | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}
