// From what people write to what is built: manifests and settings of one environment become plain specifications, with
// every name computed and every reference resolved. What comes out holds no choice any more.
import type {
  AppSpec,
  DatabaseSpec,
  PrincipalRef,
  PublicAccessSpec,
  SchemaAccessSpec,
  SecretSpec,
  WorkloadRef,
} from "../components/app/app-spec.ts";
import { isOver } from "../components/ending.ts";
import type { EnvironmentArgs } from "../stacks/environment-args.ts";
import { deploys, type Catalogue } from "./manifest/catalogue.ts";
import { federationOf } from "./federation/federation.ts";
import { inEnvironment } from "./manifest/in-environment.ts";
import type { DatabaseEntry, Manifest, SecretEntry } from "./manifest/manifest.ts";
import {
  connectionSecretName,
  failoverGroupName,
  identityName,
  resourceGroupName,
  sqlServerName,
  vaultName,
  vaultObjectName,
  vaultStem,
  type NameScope,
} from "./names/naming.ts";
import { rotationOf } from "./rotation.ts";
import { unordered } from "./unordered.ts";
import { peopleSpec } from "./settings/people.ts";
import type { Settings } from "./settings/settings.ts";
import { appTags } from "./names/tags.ts";

export function resolve(catalogue: Catalogue, settings: Settings): EnvironmentArgs {
  const applications = [...catalogue.manifests.values()].flatMap((manifest) => {
    const here = deploys(settings, manifest.name) ? inEnvironment(manifest, settings.environment) : undefined;
    return here === undefined ? [] : [appSpec(here, settings)];
  });
  const { platform, part, now, keepAliases } = settings;
  if (part.kind === "people") throw new Error("a stack of people has a spec of its own: resolve-people.ts");
  return { platform, applications, part, now, keepAliases };
}

function appSpec(manifest: Manifest, settings: Settings): AppSpec {
  const { environment } = settings;
  const { name: app, owner } = manifest;
  const scope: NameScope = {
    environment,
    subscriptionId: settings.platform.subscriptionId,
    generation: settings.generations[app] ?? settings.generation,
  };
  const stem = vaultStem(app, manifest.shortName);
  const workload = workloadRef(app, settings);
  const exceptions = settings.publicAccess[app];
  const addresses = settings.endpointAddresses[app];
  const people = settings.people[app];

  return {
    name: app,
    environment,
    owner,
    classification: manifest.dataClassification,
    availability: manifest.availability,
    resourceGroupName: resourceGroupName(app, environment),
    tags: appTags(manifest, environment, settings.tags),
    workloads: mapValues(manifest.workloads, (entry, key) => ({
      identityName: identityName(app, environment, key),
      ...(entry.purpose === undefined ? {} : { purpose: entry.purpose }),
      federation: federationOf(entry.federatedWith, { ...settings, tenantId: settings.platform.tenantId }),
    })),
    ...(people === undefined ? {} : { people: peopleSpec(app, environment, people) }),
    vault: {
      name: vaultName(stem, scope),
      pairedName: vaultName(stem, scope, "paired"),
      ...(addresses?.vault === undefined ? {} : { endpointAddress: addresses.vault }),
      ...(addresses?.pairedVault === undefined ? {} : { pairedEndpointAddress: addresses.pairedVault }),
      ...publicAccess(exceptions?.vault),
    },
    secrets: mapValues(manifest.secrets, (entry, key) => secretSpec(entry, key, manifest, settings)),
    keys: mapValues(manifest.keys, (entry, key) => ({
      name: vaultObjectName(app, environment, key),
      purpose: entry.purpose,
      owner: entry.owner ?? owner,
      type: entry.type,
      ...(entry.size === undefined ? {} : { size: entry.size }),
      ...(entry.curve === undefined ? {} : { curve: entry.curve }),
      rotationDays: days(entry.rotation.every),
      grants: {
        sign: unordered(entry.sign).map(workload),
        verify: unordered(entry.verify).map(workload),
        encrypt: unordered(entry.encrypt).map(workload),
        decrypt: unordered(entry.decrypt).map(workload),
        wrap: unordered(entry.wrap).map(workload),
        unwrap: unordered(entry.unwrap).map(workload),
      },
    })),
    certificates: mapValues(manifest.certificates, (entry, key) => ({
      name: vaultObjectName(app, environment, key),
      purpose: entry.purpose,
      owner: entry.owner ?? owner,
      subject: entry.subject,
      dnsNames: unordered(entry.dnsNames),
      issuer: entry.issuer,
      validityMonths: entry.validityMonths,
      renewBeforeDays: days(entry.renewBefore),
      readers: unordered(entry.readers).map(workload),
      dependents: unordered(entry.dependents),
    })),
    sqlServer: {
      name: sqlServerName(app, scope),
      pairedName: sqlServerName(app, scope, "paired"),
      failoverGroupName: failoverGroupName(app, scope),
      ...(addresses?.sqlServer === undefined ? {} : { endpointAddress: addresses.sqlServer }),
      ...(addresses?.pairedSqlServer === undefined ? {} : { pairedEndpointAddress: addresses.pairedSqlServer }),
      ...publicAccess(exceptions?.sqlServer),
    },
    databases: mapValues(manifest.databases, (entry, key) => databaseSpec(entry, key, manifest, settings)),
  };
}

function secretSpec(entry: SecretEntry, key: string, { name: app, owner }: Manifest, settings: Settings): SecretSpec {
  const workload = workloadRef(app, settings);
  const { retiring } = entry;
  const isRetired = retiring !== undefined && isOver(retiring.until, settings.now);
  return {
    name: vaultObjectName(app, settings.environment, key),
    purpose: entry.purpose,
    owner: entry.owner ?? owner,
    contentType: entry.contentType,
    rotationDays: days(entry.rotation.every),
    rotatedBy: entry.rotation.by,
    // A new value would be enabled again.
    ...(isRetired ? {} : { rotation: rotationOf(entry, app, settings) }),
    readers: isRetired ? [] : unordered(entry.readers).map(workload),
    writers: isRetired ? [] : unordered(entry.writers).map(workload),
    ...(retiring === undefined ? {} : { retiring }),
  };
}

function databaseSpec(entry: DatabaseEntry, key: string, manifest: Manifest, settings: Settings): DatabaseSpec {
  const { name: app, owner } = manifest;
  const principal = principalRef(app, settings);
  const access = ({
    read,
    readWrite,
    execute,
  }: Record<"read" | "readWrite" | "execute", string[]>): SchemaAccessSpec => ({
    read: unordered(read).map(principal),
    readWrite: unordered(readWrite).map(principal),
    execute: unordered(execute).map(principal),
  });
  const { schemas, migrate } = entry.access;
  const named = new Set([
    ...migrate,
    ...[entry.access, ...Object.values(schemas)].flatMap(({ read, readWrite, execute }) => [
      ...read,
      ...readWrite,
      ...execute,
    ]),
  ]);
  const own = Object.keys(manifest.workloads).filter((workload) => named.has(workload));
  return {
    name: key,
    purpose: entry.purpose,
    owner: entry.owner ?? owner,
    size: entry.size,
    ledger: entry.ledger,
    access: {
      ...access(entry.access),
      migrate: unordered(migrate).map(principal),
      schemas: mapValues(schemas, access),
    },
    connectionSecretNames: Object.fromEntries(
      own.map((workload) => [workload, connectionSecretName(app, settings.environment, key, workload)]),
    ),
  };
}

/** Resolves `api` and `reporting/etl`, as the application `app` names them. */
function workloadRef(app: string, { environment }: Settings): (name: string) => WorkloadRef {
  return (name) => {
    const [first = name, second] = name.split("/");
    const [owner, workload] = second === undefined ? [app, first] : [first, second];
    return {
      kind: "workload",
      app: owner,
      workload,
      identityName: identityName(owner, environment, workload),
      resourceGroupName: resourceGroupName(owner, environment),
    };
  };
}

function principalRef(app: string, settings: Settings): (name: string) => PrincipalRef {
  const workload = workloadRef(app, settings);
  return (name) => {
    if (!name.startsWith("group:")) return workload(name);
    const group = name.slice("group:".length);
    const objectId = settings.groups[group];
    if (objectId === undefined) throw new Error(`the catalogue let an unknown group through: ${group}`);
    return { kind: "group", name: group, objectId };
  };
}

function publicAccess(exception: PublicAccessSpec | undefined): { readonly publicAccess?: PublicAccessSpec } {
  if (exception === undefined) return {};
  return { publicAccess: { ...exception, allowedCidrs: unordered(exception.allowedCidrs) } };
}

/** "90d" → 90. */
function days(text: string): number {
  return Number.parseInt(text);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
