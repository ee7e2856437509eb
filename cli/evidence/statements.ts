// What a state shows that no single rule asks: an audit trail from end to end, rotation, sign-ins without a password, that
// nothing in it is a credential, backups, and that no other environment reaches in. Each names the resource and the property.
import { AUDIT } from "./statements/audit.ts";
import { BACKUPS } from "./statements/backups.ts";
import { CREDENTIALS } from "./statements/credentials.ts";
import { ISOLATION } from "./statements/isolation.ts";
import type { Statement } from "./statements/statement.ts";

export const STATEMENTS: readonly Statement[] = [...AUDIT, ...CREDENTIALS, ...BACKUPS, ...ISOLATION];
