// What a more general cause would hide: these are looked for before it.
import { causesOf, type Cause } from "../cause.ts";

const vault = causesOf("azure-security-docs: Key Vault REST API error codes, access denied to the secret");
const arm = causesOf("azure-docs: Resource Manager, common deployment errors");
const sql = causesOf("sql-docs: connectivity error messages of Azure SQL Database, Entra-only authentication");
const tde = causesOf("sql-docs: Common errors for transparent data encryption with customer-managed keys");

export const FIRST_VAULT_CAUSES: readonly Cause[] = [
  vault(
    "vault-deny",
    "role",
    /DeniedByDenyAssignment|DenyAssignmentId: '?(?!null|none|''|\s|$)\/?[\w/-]{8,}/i,
    "a deny assignment forbids it, whatever roles say",
    "see which deployment stack or managed application made it",
  ),
  vault(
    "vault-perimeter",
    "network",
    /ForbiddenByNsp|network security perimeter/i,
    "a network security perimeter does not let the call in",
    "ask its owner for an access rule, or reach the vault by the private endpoint",
  ),
  vault(
    "vault-token",
    "sign-in",
    /AKV10046|Unable to resolve the key used for signature validation/i,
    "the vault does not know who signed the token: it comes from another cloud or issuer",
    "sign in at the authority of the vault's cloud",
  ),
  arm(
    "vault-name-taken",
    "object",
    /VaultAlreadyExists|vault with the same name already exists in deleted state/i,
    "the vault's name is taken, by another tenant or by a deleted vault",
    "recover the deleted vault, or move past its name with the setting `generation`",
  ),
  arm(
    "arm-audience",
    "sign-in",
    /InvalidAuthenticationTokenAudience|access token has been obtained for wrong audience/i,
    "the token was made for another resource",
    "ask for the resource that is called, with /.default at its end",
  ),
];

export const FIRST_SQL_CAUSES: readonly Cause[] = [
  sql(
    "sql-cannot-open",
    "role",
    /Cannot open database "?[^"]*"? requested by the login|\b(?:msg|error|errno|number|sqlerror|code)\b\W{0,12}4060(?!\d)/i,
    "the principal has no user in this database, or the database does not exist",
    "compare the name with `strongroom connect`, then run `strongroom sql apply`",
  ),
  sql(
    "sql-entra-only",
    "sign-in",
    /(?:Azure Active Directory|Microsoft Entra)[- ]only authentication is enabled/i,
    "a name and a password were tried; the server takes Entra's tokens alone",
    "use the workload's identity: `strongroom connect` prints the connection",
  ),
  sql(
    "sql-windows-login",
    "sign-in",
    /Login failed for user 'NT AUTHORITY\\\\?ANONYMOUS LOGON'|Windows logins are not supported/i,
    "the driver tried to sign in with Windows",
    "take Integrated Security out, and use the driver's Entra method",
  ),
  sql(
    "sql-server-name",
    "network",
    /Cannot open server "1433" requested by the login|\b(?:msg|error)\b\W{1,12}40532(?!\d)/i,
    "the connection names no server that the gateway knows",
    "use the server's full name, as `strongroom connect` prints it",
  ),
  tde(
    "sql-key",
    "object",
    /AzureKeyVault(?:MissingPermissions|KeyNotFound|UnableToAccess|Unavailable|NoServerIdentity)/,
    "the server cannot use its encryption key, so that its databases are or become inaccessible",
    "give the server's identity the key back, and enable it (docs/runbooks/sql-key-rotation.md)",
  ),
  sql(
    "sql-server-identity",
    "role",
    /Server identity is not configured|\b(?:msg|error)\b\W{1,12}37353(?!\d)/i,
    "the server has no identity to look the principal up in Entra",
    "use `strongroom sql apply`, which needs no look-up",
  ),
];
