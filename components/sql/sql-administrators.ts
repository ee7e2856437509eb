// Who administers the SQL servers: a group, since a server takes one administrator and people come and go.
import type { Grantee } from "../authorization/grantee.ts";

export interface SqlAdministrators extends Grantee {
  /** Display name of the group; Azure calls it the login. */
  readonly displayName: string;
}
