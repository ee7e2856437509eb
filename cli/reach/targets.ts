// What somebody may want to come to: the secrets, keys, certificates and databases of the stacks, by the names that manifests and
// Azure give them. A copy in the paired region is a target of its own, since others may hold something on it.
import { applicationOf } from "../access/principals.ts";
import { replicasOf } from "../access/replicas.ts";
import { withTemplateSecrets } from "../access/templates.ts";
import { declaredContents, readItem } from "../inventory/read-item.ts";
import { at, text } from "../../text/values.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";

export type TargetKind = "secret" | "key" | "certificate" | "database";

export interface Target {
  readonly key: string;
  readonly kind: TargetKind;
  /** In Azure. */
  readonly name: string;
  /** Of its vault or server. */
  readonly within: string;
  /** ARM ids under which a grant can be on it: a certificate is a secret and a key, too. */
  readonly ids: readonly string[];
  /** The vault's, or the server's. */
  readonly withinId?: string;
  /** How the vault decides who gets in; undefined for databases. */
  readonly vault?: VaultModel;
  readonly application: string;
  readonly environment: string;
  readonly stack: string;
}

export interface VaultModel {
  /** Undefined: not known yet. */
  readonly byRoles: boolean | undefined;
  readonly forTemplates: boolean;
  /** ARM id, where it is known. */
  readonly id: string | undefined;
}

export function targetsOf(snapshot: Snapshot): Target[] {
  const { resources, stack, environment } = snapshot;
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const declared = declaredContents(resources);
  const vaults = new Map(resources.flatMap((record) => vaultOf(record)));
  const servers = new Map(resources.flatMap((record) => serverOf(record)));
  const replicas = Map.groupBy(replicasOf(resources), ({ database }) => database.urn);
  return withTemplateSecrets(resources).flatMap((record): Target[] => {
    const item = readItem(record, declared);
    if (item === undefined) return [];
    const kind = item.kind === "connection" ? "secret" : item.kind;
    const make = (within: string): Target => {
      const vault = kind === "database" ? undefined : vaults.get(within.toLowerCase());
      const holder = vault?.id ?? servers.get(within.toLowerCase());
      return {
        key: `object ${JSON.stringify([stack, within, kind, item.name])}`,
        kind,
        name: item.name,
        within,
        ids: idsOf(kind, holder, item.name, record),
        ...(holder === undefined ? {} : { withinId: holder }),
        ...(vault === undefined ? {} : { vault }),
        application: applicationOf(record, byUrn),
        environment,
        stack,
      };
    };
    const copies = kind === "database" ? (replicas.get(record.urn) ?? []).map(({ server }) => server) : [];
    return [item.within, ...copies].map(make);
  });
}

/** `secret payments-prod-stripe-key in kv-payments-prod-80mg`. */
export function targetText({ kind, name, within, application }: Target): string {
  return kind === "database" ? `database ${application}/${name} on ${within}` : `${kind} ${name} in ${within}`;
}

/** Called as the manifest or Azure calls it, or by its vault or server. */
export function isTargetCalled(target: Target, what: string): boolean {
  const { name, application, environment, within, ids } = target;
  const names = [name, `${application}/${name}`, within, ...ids];
  return (
    names.some((one) => one.toLowerCase() === what.toLowerCase()) || name === `${application}-${environment}-${what}`
  );
}

const COLLECTIONS: Readonly<Record<TargetKind, readonly string[]>> = {
  secret: ["secrets"],
  key: ["keys"],
  certificate: ["certificates", "secrets", "keys"],
  database: ["databases"],
};

function idsOf(kind: TargetKind, holder: string | undefined, name: string, record: ResourceRecord): readonly string[] {
  if (holder !== undefined) return COLLECTIONS[kind].map((collection) => `${holder}/${collection}/${name}`);
  // The vault is another stack's: the object's own id says where it is.
  return kind !== "certificate" && record.id !== undefined ? [record.id] : [];
}

function vaultOf(record: ResourceRecord): (readonly [string, VaultModel])[] {
  if (record.kind !== "keyvault:Vault") return [];
  const name = text(record.inputs["vaultName"]) ?? text(record.props["vaultName"]) ?? text(record.props["name"]);
  if (name === undefined) return [];
  const property = (key: string): unknown =>
    at(record.props, `properties.${key}`) ?? at(record.inputs, `properties.${key}`);
  const model = property("enableRbacAuthorization");
  const byRoles = typeof model === "object" && model !== null ? undefined : model === true;
  return [
    [
      name.toLowerCase(),
      { byRoles, forTemplates: property("enabledForTemplateDeployment") === true, id: record.id },
    ] as const,
  ];
}

function serverOf({ kind, id, inputs, props }: ResourceRecord): (readonly [string, string])[] {
  const name = text(inputs["serverName"]) ?? text(props["name"]);
  return kind === "sql:Server" && id !== undefined && name !== undefined ? [[name.toLowerCase(), id] as const] : [];
}
