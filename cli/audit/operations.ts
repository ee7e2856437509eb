// What a line of a vault's log means: a use of the value or key, which somebody must have been declared for, or a change of the
// object. And which right each use takes.
// Sources: azure-security-docs, key-vault/general/logging.md (operations); azure-docs, role-based-access-control/permissions/security.md (rights).

const KEY = "Microsoft.KeyVault/vaults/keys";
const SECRET = "Microsoft.KeyVault/vaults/secrets";

/** The right that each use takes. */
const USES: Readonly<Record<string, string>> = {
  SecretGet: `${SECRET}/getSecret/action`,
  SecretBackup: `${SECRET}/backup/action`,
  KeyDecrypt: `${KEY}/decrypt/action`,
  KeyEncrypt: `${KEY}/encrypt/action`,
  KeySign: `${KEY}/sign/action`,
  KeyVerify: `${KEY}/verify/action`,
  KeyUnwrap: `${KEY}/unwrap/action`,
  KeyWrap: `${KEY}/wrap/action`,
  KeyBackup: `${KEY}/backup/action`,
  KeyRelease: `${KEY}/release/action`,
  CertificateBackup: "Microsoft.KeyVault/vaults/certificates/backup/action",
};

const BY_LETTERS = new Map(Object.entries(USES).map(([name, action]) => [name.toLowerCase(), action]));

/** Uses alone; a backup is one, since it is restored elsewhere and read there. */
export const isUse = (operation: string): boolean => BY_LETTERS.has(operation.toLowerCase());

/** The rights of an operation; of "any" those of every use that reads a value or a private key. */
export function actionOf(operation: string): readonly string[] {
  if (operation === "any") return ANY;
  const action = BY_LETTERS.get(operation.toLowerCase());
  return action === undefined ? [] : [action];
}

const ANY = [...BY_LETTERS.values()];
