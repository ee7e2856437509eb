// Writes what an owner brings into every vault of the secret, with what the declaration says of a version and who wrote it.
import { randomUUID } from "node:crypto";
import { UserError } from "../../text/errors.ts";
import { patiently, type Patience } from "../reconcile/failures.ts";
import type { DesiredSecret, DesiredVault } from "../vault/desired.ts";
import { VAULT_FAILURES } from "../vault/failures.ts";
import { VaultFailure } from "../vault/vault-plane.ts";
import { DAY } from "./decide.ts";
import type { Hidden } from "./hidden.ts";
import { readMark, withMark } from "./mark.ts";
import type { SecretStore } from "./store.ts";

/** One secret as it is declared in each vault that holds it. */
export interface Held {
  readonly vault: DesiredVault;
  readonly secret: DesiredSecret;
}

/** The secret by its name in the vault, or by its key in the manifest. */
export function findSecret(vaults: readonly DesiredVault[], app: string, key: string): readonly Held[] {
  const held = vaults
    .filter((vault) => vault.app === app)
    .flatMap((vault) => vault.secrets.map((secret) => ({ vault, secret })));
  const exact = held.filter(({ secret }) => secret.name === key);
  return exact.length > 0 ? exact : held.filter(({ secret }) => isKeyOf(secret.name, app, key));
}

/** `<app>-<environment>-<key>`: no environment has a hyphen in its name. */
function isKeyOf(name: string, app: string, key: string): boolean {
  const [, ...rest] = name.startsWith(`${app}-`) ? name.slice(app.length + 1).split("-") : [];
  return rest.join("-") === key;
}

export interface Setting {
  readonly held: readonly Held[];
  readonly value: Hidden;
  /** Who writes, as the token says; for the version's tag. */
  readonly who: string | undefined;
  readonly open: (vault: DesiredVault) => SecretStore;
  readonly patience: Patience;
}

/** Names of the vaults that have it now. */
export async function setValue({ held, value, who, open, patience }: Setting): Promise<readonly string[]> {
  const lacking: { readonly entry: Held; readonly asOf: Date }[] = [];
  let id: string | undefined;
  for (const entry of held) {
    const { name } = entry.secret;
    const store = open(entry.vault);
    const { asOf, versions } = await patiently(() => store.history(name), patience, VAULT_FAILURES);
    const [newest] = versions;
    if (newest?.enabled === true && (await isSame(store, name, newest.id, value))) id ??= readMark(newest.tags).id;
    else lacking.push({ entry, asOf });
  }
  if (lacking.length === 0) {
    throw new UserError(`secret set: ${held[0]?.secret.name ?? ""} already has this value; bring the new one`);
  }
  // A run that came no further than the first vault is gone on with: the same value has the same id in both.
  const mark = { by: "owner", id: id ?? randomUUID(), ...(who === undefined ? {} : { who }) };
  for (const { entry, asOf } of lacking) {
    const { name, contentType, lifetimeDays, tags } = entry.secret;
    const expires = new Date((Math.floor(asOf.getTime() / DAY) + lifetimeDays) * DAY);
    const version = { value, contentType, expires, tags: withMark(tags, mark) };
    await patiently(() => open(entry.vault).write(name, version), patience, VAULT_FAILURES);
  }
  return held.map(({ vault }) => vault.name);
}

/** Only for who may read it: whoever may not is not told. */
async function isSame(store: SecretStore, name: string, version: string, value: Hidden): Promise<boolean> {
  try {
    return (await store.read(name, version)).equals(value);
  } catch (error) {
    if (error instanceof VaultFailure && error.status === 403) return false;
    throw error;
  }
}

/** The name in a token, which the vault has checked already: a person's, or an application's id. */
export function whoIs(token: string): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as unknown;
    if (typeof claims !== "object" || claims === null) return undefined;
    const said = ["upn", "unique_name", "appid", "oid"].map((name) => (claims as Record<string, unknown>)[name]);
    const who = said.find((value): value is string => typeof value === "string" && value !== "");
    // A guest's name holds characters that stand in no mark.
    return who?.replace(/[^A-Za-z0-9@._-]/g, "_").slice(0, 80);
  } catch {
    return undefined;
  }
}
