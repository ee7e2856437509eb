// What must be true: one workload, one object or database, and whether the stack promises that the one reaches the other. It
// comes from what was deployed, through the same eyes as `strongroom connect`, never from what Azure happens to say.
import { closest } from "fastest-levenshtein";
import { KEY_WORDS, type KeyWord } from "../../components/authorization/object-roles.ts";
import { cloudOfHost, CLOUDS, type Cloud } from "../../facts/clouds.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { NOT_YET_KNOWN } from "../connect/connection.ts";
import { readApplications, type Application, type StackContent } from "../connect/outputs.ts";
import { parseDesired, type DesiredUser } from "../sql/desired.ts";

export interface Identity {
  readonly name: string;
  readonly resourceId: string;
  readonly clientId: string;
  readonly principalId: string;
  /** Who may sign in as it from outside, as declared; empty where it runs on Azure. */
  readonly federation: readonly { readonly issuer: string; readonly subject: string }[];
}

/** What the workload does with an object. */
export type Word = KeyWord | "read" | "write";

export interface VaultTarget {
  readonly kind: "secret" | "key" | "certificate";
  readonly name: string;
  readonly vaultName: string;
  readonly vaultId: string;
  readonly host: string;
  /** Other vaults of the application, where a name may be looked for in vain. */
  readonly otherVaults: readonly string[];
  /** What is promised; where nothing is, what must not be possible. */
  readonly words: readonly Word[];
}

export interface DatabaseTarget {
  readonly kind: "database";
  readonly name: string;
  /** The server's, or its failover group's. */
  readonly host: string;
  /** ARM id of the resource group that holds the server. */
  readonly groupId: string;
  readonly user: DesiredUser | undefined;
}

export type Target = VaultTarget | DatabaseTarget;

export interface Promised {
  readonly stack: string;
  readonly app: string;
  readonly workload: string;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly identity: Identity;
  readonly target: Target;
  /** Whether it must reach it, or must not. */
  readonly expected: boolean;
}

/** What the command names; nothing means everything that the workload is promised. */
export interface Named {
  readonly secret?: string;
  readonly key?: string;
  readonly certificate?: string;
  readonly database?: string;
}

export const labelOf = ({ kind, name }: Pick<Target, "kind" | "name">): string => `${kind} ${name}`;

export function promises(
  content: StackContent,
  app: string,
  workload: string,
  named: Named,
  /** A workload that is promised nothing is an error for a person, and none for whoever looks at all of them. */
  mayBe: { readonly none?: boolean } = {},
): readonly Promised[] {
  const applications = readApplications(content);
  const own = entry(applications, app, "application", `in ${content.source}`);
  const seen = entry(own.workloads, workload, "workload", `in application ${app}`);
  const { tenantId } = own;
  const { clientId, principalId, resourceId, identity: name } = seen;
  if (
    tenantId === undefined ||
    seen.federation === undefined ||
    [clientId, principalId, resourceId].includes(NOT_YET_KNOWN)
  ) {
    throw new UserError(
      `${printable(content.source)}: does not know the ids of ${app}/${workload}, so there is nothing to ask Azure about; run pulumi up first, or give what "pulumi stack output --json" wrote with --input`,
    );
  }
  const common = {
    stack: content.stack,
    app,
    workload,
    cloud: cloudOfHost(new URL(own.vault.uri).hostname) ?? CLOUDS.public,
    tenantId,
    identity: { name, resourceId, clientId, principalId, federation: Object.values(seen.federation) },
  };
  const all = Object.entries(applications).flatMap(([owner, application]) =>
    targetsOf(owner, application, app, workload, { resourceId, clientId }, content.source).map((each) => ({
      ...each,
      owner,
    })),
  );
  const kinds = (["secret", "key", "certificate", "database"] as const).filter((kind) => named[kind] !== undefined);
  if (kinds.length === 0) {
    const promised = all.filter(({ expected }) => expected);
    if (promised.length === 0 && mayBe.none !== true)
      throw new UserError(`${app}/${workload} is promised nothing; name what it must not reach: --secret NAME`);
    return promised.map(({ target, expected }) => ({ ...common, target, expected }));
  }
  return kinds.flatMap((kind) => {
    const wanted = named[kind] ?? "";
    const ofKind = all.filter(({ target }) => target.kind === kind);
    const found = ofKind.filter(
      ({ owner, key, target }) =>
        wanted === `${owner}/${key}` || (owner === app && wanted === key) || wanted === target.name,
    );
    if (found.length === 0) {
      const known = ofKind.map(({ owner, key }) => (owner === app ? key : `${owner}/${key}`));
      const hint = known.length === 0 ? "there is none" : `did you mean "${closest(wanted, known)}"?`;
      throw new UserError(
        `--${kind}: no ${kind} "${printable(wanted)}" ${printable(`in ${content.source}`)} (${hint})`,
      );
    }
    return found.map(({ target, expected }) => ({ ...common, target, expected }));
  });
}

interface Found {
  /** As the manifest calls it. */
  readonly key: string;
  readonly target: Target;
  readonly expected: boolean;
}

function targetsOf(
  owner: string,
  application: Application,
  app: string,
  workload: string,
  { resourceId, clientId }: Pick<Identity, "resourceId" | "clientId">,
  source: string,
): readonly Found[] {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(resourceId)?.[0] ?? "";
  const groupId = `${subscription}/resourceGroups/${application.resourceGroup}`;
  const label = owner === app ? workload : `${app}/${workload}`;
  const { vault, pairedVault } = application;
  const at = {
    vaultName: vault.name,
    vaultId: `${groupId}/providers/Microsoft.KeyVault/vaults/${vault.name}`,
    host: new URL(vault.uri).hostname,
    otherVaults: pairedVault === undefined ? [] : [pairedVault.name],
  };
  const found = (
    key: string,
    kind: VaultTarget["kind"],
    name: string,
    held: readonly Word[],
    usual: readonly Word[],
  ): Found => ({
    key,
    target: { ...at, kind, name, words: held.length === 0 ? usual : held },
    expected: held.length > 0,
  });
  const has = (labels: readonly string[] | undefined, word: Word): readonly Word[] =>
    labels?.includes(label) === true ? [word] : [];
  return [
    ...Object.entries(application.secrets).map(([key, { name, readers, writers }]) =>
      found(key, "secret", name, [...has(readers, "read"), ...has(writers, "write")], ["read", "write"]),
    ),
    ...Object.entries(application.keys).map(([key, { name, ...words }]) =>
      found(
        key,
        "key",
        name,
        KEY_WORDS.flatMap((word) => has(words[word], word)),
        KEY_WORDS,
      ),
    ),
    ...Object.entries(application.certificates).map(([key, { name, readers }]) =>
      found(key, "certificate", name, has(readers, "read"), ["read"]),
    ),
    ...Object.entries(application.databases).map(([key, { server, database, connections, users }]): Found => {
      const expected = Object.hasOwn(connections, label);
      return {
        key,
        expected,
        target: {
          kind: "database",
          name: database,
          host: server,
          groupId,
          user: userOf(clientId, owner, { server, database, users }, source),
        },
      };
    }),
  ];
}

/** The contained user that is declared for the workload, by its client id. */
function userOf(
  clientId: string,
  app: string,
  { server, database, users }: { readonly server: string; readonly database: string; readonly users?: unknown },
  source: string,
): DesiredUser | undefined {
  if (users === undefined) return undefined;
  const [desired] = parseDesired([{ app, server, database, users }], source);
  return desired?.users.find(({ id }) => id.toLowerCase() === clientId.toLowerCase());
}

function entry<T>(record: Readonly<Record<string, T>>, key: string, what: string, where: string): T {
  const own = Object.hasOwn(record, key) ? record[key] : undefined;
  if (own !== undefined) return own;
  const names = Object.keys(record);
  const hint = names.length === 0 ? "there is none" : `did you mean "${closest(key, names)}"?`;
  throw new UserError(`no ${what} "${printable(key)}" ${printable(where)} (${hint})`);
}
