// What a manifest's word comes to: one word, one role that holds just this. Azure's built-in roles hold more (its Crypto User
// also changes and backs a key up, its Secrets Officer reads and deletes), so they are what a tenant gets that forbids roles
// of its own, and says so in its settings.
import type { CustomRoleName, RoleHome } from "./custom-role.ts";
import { customRole } from "./custom-role.ts";
import { builtInRole, type RoleName, type RoleRef } from "./roles.ts";

/** What can be done with a key, in the order of a manifest. */
export const KEY_WORDS = ["sign", "verify", "encrypt", "decrypt", "wrap", "unwrap"] as const;
export type KeyWord = (typeof KEY_WORDS)[number];

/** What an elliptic-curve key can do (azure-docs: key-vault/keys/about-keys-details, EC algorithms). */
export const EC_KEY_WORDS: readonly KeyWord[] = ["sign", "verify"];

/** `read` and `write`: a secret's readers and writers. */
export type ObjectWord = KeyWord | "read" | "write";

interface WordRoles {
  readonly own: CustomRoleName;
  readonly builtIn: RoleName;
  /** What a grant of the built-in role is called: words that share a role share the grant. */
  readonly builtInVerb: string;
}

const CRYPTO_USER = { builtIn: "Key Vault Crypto User", builtInVerb: "use" } as const;
const ENCRYPTION_USER = { builtIn: "Key Vault Crypto Service Encryption User", builtInVerb: "wrap" } as const;

/** The roles of each word. */
export const WORD_ROLES: Readonly<Record<ObjectWord, WordRoles>> = {
  read: { own: "Secret Reader", builtIn: "Key Vault Secrets User", builtInVerb: "read" },
  write: { own: "Secret Writer", builtIn: "Key Vault Secrets Officer", builtInVerb: "write" },
  sign: { own: "Key Signer", ...CRYPTO_USER },
  verify: { own: "Key Verifier", ...CRYPTO_USER },
  encrypt: { own: "Key Encrypter", ...CRYPTO_USER },
  decrypt: { own: "Key Decrypter", ...CRYPTO_USER },
  wrap: { own: "Key Wrapper", ...ENCRYPTION_USER },
  unwrap: { own: "Key Unwrapper", ...ENCRYPTION_USER },
};

export const OBJECT_WORDS = Object.keys(WORD_ROLES) as readonly ObjectWord[];

/** Where an object's grants take their roles from. */
export interface RoleSource extends RoleHome {
  /** Azure's own roles instead, and why. @default one role of our own for each word */
  readonly builtInRoles?: { readonly reason: string };
}

/** What a grant of a word consists of, beside who gets it on what. */
export interface WordGrant {
  readonly role: RoleRef;
  /** Part of the grant's logical name. */
  readonly verb: string;
  readonly description?: string;
}

export function wordGrant(word: ObjectWord, source: RoleSource): WordGrant {
  const { own, builtIn, builtInVerb } = WORD_ROLES[word];
  const { builtInRoles } = source;
  if (builtInRoles === undefined) return { role: customRole(own, source), verb: word };
  return {
    role: builtInRole(builtIn),
    verb: builtInVerb,
    description: `Azure's own role, wider than its use: ${builtInRoles.reason}`,
  };
}

/** Every role that an object of a vault can be granted by, in this environment. */
export function wordRoles(source: RoleSource): readonly RoleRef[] {
  const roles = OBJECT_WORDS.map((word) => wordGrant(word, source).role);
  return [...new Map(roles.map((role) => [role.roleId, role])).values()];
}
