// Every object and database of one application, with what a workload is promised of it.
import { KEY_WORDS, type KeyWord } from "../../components/authorization/object-roles.ts";
import type { Application } from "../connect/outputs.ts";
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

export interface Found {
  /** As the manifest calls it. */
  readonly key: string;
  readonly target: Target;
  readonly expected: boolean;
}

export function targetsOf(
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
