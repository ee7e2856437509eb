// The public half of a key is no secret of the vault's: whoever may read it encrypts, verifies and wraps with it at home, and
// no role or log sees that. A matrix that named only the roles would say less than is true.
import { CUSTOM_ROLES, type CustomRoleName } from "../../components/authorization/custom-role.ts";
import { EC_KEY_WORDS, type KeyWord } from "../../components/authorization/object-roles.ts";
import { fields, text } from "../../text/values.ts";
import type { Snapshot } from "../snapshot/records.ts";
import type { AccessRow } from "./row.ts";

/** What the public half is enough for. */
const BY_PUBLIC_HALF: readonly KeyWord[] = ["verify", "encrypt", "wrap"];

const READS_KEYS = "microsoft.keyvault/vaults/keys/read";

/** Azure's roles that read a key's public half. Source: azure-docs, built-in-roles/security.md, the data actions of each. */
const READERS: ReadonlySet<string> = new Set([
  "Key Vault Administrator",
  "Key Vault Crypto Officer",
  "Key Vault Crypto Service Encryption User",
  "Key Vault Crypto User",
  "Key Vault Reader",
]);

/** `Strongroom Key Signer (prod)` → Key Signer. */
const OWN = /^Strongroom (.+) \([a-z0-9-]+\)$/;

interface Key {
  /** `vaults/kv-x/keys/y`, in small letters. */
  readonly path: string;
  readonly words: readonly KeyWord[];
}

/** The keys of a stack, with what their public halves are good for. */
export function publicKeys({ resources }: Snapshot): readonly Key[] {
  return resources
    .filter(({ kind }) => kind === "keyvault:Key")
    .flatMap(({ inputs, props }): Key[] => {
      const vault = text(inputs["vaultName"]) ?? text(props["vaultName"]);
      const name = text(inputs["keyName"]) ?? text(props["keyName"]);
      const isEc = text(fields(inputs["properties"])["kty"])?.startsWith("EC") === true;
      if (vault === undefined || name === undefined) return [];
      const words = isEc ? BY_PUBLIC_HALF.filter((word) => EC_KEY_WORDS.includes(word)) : BY_PUBLIC_HALF;
      return [{ path: `vaults/${vault}/keys/${name}`.toLowerCase(), words }];
    });
}

/** The same row, with what its holder can do without asking the vault. */
export function withPublicKeys(row: AccessRow, keys: readonly Key[]): AccessRow {
  if (row.via !== "role assignment" || !readsKeys(row)) return row;
  const words = BY_PUBLIC_HALF.filter((word) =>
    keys.some((key) => isWithin(key, row.scope.toLowerCase()) && key.words.includes(word)),
  );
  return words.length === 0 ? row : { ...row, byPublicKey: words };
}

function readsKeys({ role, wildcard }: AccessRow): boolean {
  if (wildcard === true || READERS.has(role)) return true;
  const own = OWN.exec(role)?.[1] ?? "";
  if (!Object.hasOwn(CUSTOM_ROLES, own)) return false;
  return CUSTOM_ROLES[own as CustomRoleName].dataActions.some((action) => action.toLowerCase() === READS_KEYS);
}

/** On the key itself, its vault, or everything above. */
function isWithin({ path }: Key, scope: string): boolean {
  const at = scope.indexOf("/vaults/");
  if (at < 0) return !scope.includes("/providers/");
  const held = scope.slice(at + 1);
  return held === path || path.startsWith(`${held}/`);
}
