// From what a stack deployed, or would, to what one workload may reach. The outputs say what things are called; who may
// reach them is read from the grants themselves, so that nothing is printed that the workload would be refused.
import { closest } from "fastest-levenshtein";
import { z } from "zod";
import { connectionString } from "../../components/sql/connection-string.ts";
import { UserError } from "../../text/errors.ts";
import { plainType } from "../../facts/local-packages.ts";
import { printable } from "../../text/printable.ts";
import type { Connection, Database, ReadableSecret, VaultObject } from "./connection.ts";
import { NOT_YET_KNOWN } from "./connection.ts";
import { credentialsOf, federationOf } from "./federation.ts";
import { declaredGrants, grantsOf, type Grant, type Kind } from "./grants.ts";
import { GUID, readApplications, type Application, type StackContent, type StackResource } from "./outputs.ts";
import { unique, upper, variableName } from "./variables.ts";

export function connect(content: StackContent, app: string, workload: string): Connection {
  const applications = readApplications(content);
  const own = ownOf(applications, app);
  if (own === undefined) {
    throw new UserError(missing("application", app, Object.keys(applications), `in ${content.source}`));
  }
  const identity = ownOf(own.workloads, workload);
  if (identity === undefined) {
    throw new UserError(missing("workload", workload, Object.keys(own.workloads), `in application ${app}`));
  }

  const { resources } = content;
  const holds = resources === undefined ? declaredGrants(applications, app, workload) : grantsOf(resources, identity);
  const credentials =
    resources === undefined ? Object.values(identity.federation ?? {}) : credentialsOf(resources, identity.identity);
  const tenantId = resources === undefined ? own.tenantId : tenantOf(resources, own.vault.name);
  if (holds === undefined || tenantId === undefined || (resources === undefined && identity.federation === undefined)) {
    throw new UserError(
      `${printable(content.source)}: these outputs were written by an earlier version and do not say who may read what; run pulumi up first, or give what "pulumi stack export" wrote`,
    );
  }
  const known = knownObjects(applications);
  const found = (kind: Kind): readonly (Known & Grant)[] =>
    holds
      .filter((grant) => grant.kind === kind)
      .map((grant) => ({ ...describe(grant, known, applications), ...grant }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const federation = federationOf(credentials);

  const databases = databasesOf(applications, app, workload, identity, federation.isEmpty);
  const connectionSecrets = new Set(databases.map(({ secret }) => secret?.name));
  const asObject = (item: Known & Grant): VaultObject => ({
    key: item.key,
    name: item.name,
    uri: item.uri,
    vaultUri: item.vaultUri,
    variable: variableName(app, item.app === app ? item.key : `${item.app}-${item.key}`),
  });
  // The paired vault holds the same objects under the same names: an application reads at home.
  const home = (item: Known & Grant): boolean => item.home;
  const secrets = found("secrets").filter((item) => home(item) && !connectionSecrets.has(item.name));
  const certificates = found("certificates").filter(home);
  const backing = new Set(certificates.map(({ name }) => name));

  const all = unique<ReadableSecret & { readonly kind: Kind }>(
    [
      // A certificate's private key is read as the secret of its name: it is listed once, as the certificate.
      ...secrets
        .filter(({ name }) => !backing.has(name))
        .map((item) => ({ ...asObject(item), writes: item.writes, kind: "secrets" as const })),
      ...found("keys")
        .filter(home)
        .map((item) => ({ ...asObject(item), writes: false, kind: "keys" as const })),
      ...certificates.map((item) => ({ ...asObject(item), writes: false, kind: "certificates" as const })),
    ],
    ({ name, kind }) => upper(`${kind}-${name}`),
  );
  const plain = (kind: Kind): VaultObject[] =>
    all
      .filter((item) => item.kind === kind)
      .map(({ key, name, uri, vaultUri, variable }) => ({ key, name, uri, vaultUri, variable }));
  return {
    app,
    workload,
    stack: content.stack,
    source: content.source,
    identity: {
      name: identity.identity,
      clientId: identity.clientId,
      resourceId: identity.resourceId,
      tenantId,
      subscriptionId: /^\/subscriptions\/([^/]+)/.exec(identity.resourceId)?.[1] ?? NOT_YET_KNOWN,
    },
    resourceGroup: own.resourceGroup,
    vaultUri: own.vault.uri,
    secrets: all
      .filter(({ kind }) => kind === "secrets")
      .map(({ key, name, uri, vaultUri, variable, writes }) => ({ key, name, uri, vaultUri, variable, writes })),
    keys: plain("keys"),
    certificates: plain("certificates"),
    databases,
    kubernetes: federation.kubernetes,
    github: federation.github,
  };
}

/** What a user types must not find what every object inherits. */
function ownOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The vault's own tenant, which is the one that its callers sign in to. */
function tenantOf(resources: readonly StackResource[], vaultName: string): string {
  const found = resources.find(
    ({ type, inputs }) => plainType(type) === "azure-native:keyvault:Vault" && inputs?.["vaultName"] === vaultName,
  );
  const parsed = z.object({ tenantId: z.string().regex(GUID) }).safeParse(found?.inputs?.["properties"]);
  return parsed.success ? parsed.data.tenantId : NOT_YET_KNOWN;
}

function missing(what: string, name: string, names: readonly string[], where: string): string {
  const hint = names.length === 0 ? "there is none" : `did you mean "${closest(name, [...names])}"?`;
  return `no ${what} "${printable(name)}" ${printable(where)} (${hint})`;
}

interface Known {
  readonly app: string;
  readonly key: string;
  readonly uri: string;
  readonly vaultUri: string;
  /** In the application's own region. */
  readonly home: boolean;
}

type VaultObjectName = Pick<Application["secrets"][string], "name" | "uri">;

/** What the outputs call every object, by `kind vault name`. */
function knownObjects(applications: Readonly<Record<string, Application>>): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  for (const [app, { vault: at, ...rest }] of Object.entries(applications)) {
    for (const kind of ["secrets", "keys", "certificates"] as const) {
      for (const [key, { name, uri }] of Object.entries<VaultObjectName>(rest[kind])) {
        known.set(`${kind} ${at.name} ${name}`, { app, key, uri, vaultUri: at.uri, home: true });
      }
    }
  }
  return known;
}

/** An object that the outputs do not name is the program's own, or lies in a paired vault. */
function describe(
  grant: Grant,
  known: ReadonlyMap<string, Known>,
  applications: Readonly<Record<string, Application>>,
): Known {
  const named = known.get(`${grant.kind} ${grant.vaultName} ${grant.name}`);
  if (named !== undefined) return named;
  const [app = "", owner] = Object.entries(applications).find(([, { vault: at }]) => at.name === grant.vaultName) ?? [];
  const vaultUri = owner?.vault.uri ?? "";
  return { app, key: grant.name, uri: `${vaultUri}${grant.kind}/${grant.name}`, vaultUri, home: owner !== undefined };
}

function databasesOf(
  applications: Readonly<Record<string, Application>>,
  app: string,
  workload: string,
  identity: { readonly clientId: string },
  runsOnAzure: boolean,
): readonly Database[] {
  const found = Object.entries(applications).flatMap(([owner, { databases, vault: at }]) =>
    Object.entries(databases).flatMap(([key, { server: host, database, connections }]): Database[] => {
      const connection = ownOf(connections, owner === app ? workload : `${app}/${workload}`);
      if (connection === undefined) return [];
      const signIn = owner === app && runsOnAzure ? "managed-identity" : "federated";
      const { secret } = connection;
      const variable = variableName(app, owner === app ? key : `${owner}-${key}`);
      return [
        {
          label: owner === app ? key : `${owner}/${key}`,
          host,
          database,
          variable,
          connectionString: connectionString({ host, database, clientId: identity.clientId, signIn }),
          signIn,
          secret:
            secret === undefined
              ? undefined
              : { key, name: secret.name, uri: secret.uri, vaultUri: at.uri, variable: `${variable}_SQL_CONNECTION` },
        },
      ];
    }),
  );
  return unique(found, ({ label: of }) => upper(`db-${of}`));
}
