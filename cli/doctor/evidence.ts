// What was seen, and nothing of what it means: the checks are pure over this, so that a test, a job in the network and the
// workload's own host judge alike. What could not be asked is said with its reason and never taken for an answer.
import type { Permission } from "../../policy/permissions.ts";
import type { Catalog } from "../sql/catalog.ts";

/** Asked and answered, or not. */
export type Asked<T> = { readonly seen: T } | { readonly unseen: string };

export const seen = <T>(value: T): Asked<T> => ({ seen: value });
export const unseen = (why: string): { readonly unseen: string } => ({ unseen: why });
/** The answer, where there is one. */
export const of = <T>(asked: Asked<T>): T | undefined => ("seen" in asked ? asked.seen : undefined);
/** Something is there or it is not; `absent` is an answer, too. */
export type Present<T> = T | "absent";

/** Where the command runs: in the workload's own host, in its network, or where its network cannot be seen. */
export type Where = "workload" | "network" | "outside";

/** What the name resolves to. */
export type Resolution =
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  | { readonly kind: "unknown-name" }
  /** No answer, or a server that could not get one. */
  | { readonly kind: "no-answer"; readonly said: string };

export type Connected = { readonly kind: "open" } | { readonly kind: "refused" | "silent"; readonly said: string };

export type Tls =
  { readonly kind: "trusted" } | { readonly kind: "other-name" | "untrusted" | "none"; readonly said: string };

/** Who answers a call without a token. */
export type Answerer =
  { readonly kind: "vault"; readonly tenantId: string | undefined } | { readonly kind: "other"; readonly said: string };

export interface Claims {
  readonly issuer: string;
  readonly audience: string;
  readonly tenantId: string | undefined;
  readonly objectId: string | undefined;
  readonly clientId: string | undefined;
  readonly expires: Date | undefined;
}

/** The workload's own sign-in, where the command runs in its host. */
export interface OwnToken {
  /** What the host hands to Entra; absent where Azure itself signs the workload in. */
  readonly assertion?: { readonly issuer: string; readonly subject: string; readonly audience: string };
  /** AZURE_TENANT_ID and AZURE_CLIENT_ID, where they are set. */
  readonly tenantVariable?: string;
  readonly clientVariable?: string;
  readonly result: { readonly claims: Claims } | { readonly refused: string };
}

export interface IdentitySeen {
  readonly clientId: string;
  readonly principalId: string;
}

export interface CredentialSeen {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly created: Date | undefined;
}

export interface EndpointConnection {
  readonly endpointId: string;
  readonly status: string;
}

export interface VaultSeen {
  readonly tenantId: string;
  readonly rbac: boolean;
  readonly publicAccess: boolean;
  /** Without a rule for it, an address from outside is refused. */
  readonly deniesByDefault: boolean;
  readonly allowedRanges: readonly string[];
  readonly connections: readonly EndpointConnection[];
  /** Object ids with rights of the older model. */
  readonly policies: readonly { readonly objectId: string; readonly rights: readonly string[] }[];
}

/** The way into the private network, as Azure has it. */
export interface RoadSeen {
  readonly addresses: readonly string[];
  readonly zoneId: string | undefined;
  /** Addresses of the zone's record; absent: there is none. */
  readonly record: Present<readonly string[]>;
  /** Networks that the zone is linked to. */
  readonly linked: readonly string[];
  readonly networkId: string;
}

export interface AssignmentSeen {
  readonly id: string;
  readonly role: string;
  readonly scope: string;
  readonly permissions: readonly Permission[];
  readonly condition: string | undefined;
  readonly created: Date | undefined;
}

export interface DenySeen {
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** It names a group, of which nobody here knows the members. */
  readonly perhaps: boolean;
}

export interface ObjectSeen {
  readonly enabled: boolean;
  readonly expires: Date | undefined;
  readonly notBefore: Date | undefined;
  /** Nobody has written a value yet. */
  readonly placeholder: boolean;
  /** Of a key. */
  readonly operations?: readonly string[];
}

/** What the workload's own call met. */
export type Call =
  { readonly kind: "done" } | { readonly kind: "refused"; readonly code: string; readonly said: string };

export interface ServerSeen {
  readonly publicAccess: boolean;
  readonly administrator: boolean;
  readonly entraOnly: boolean;
  readonly connections: readonly EndpointConnection[];
}

export interface DatabaseState {
  readonly status: string;
}

/** The inside of a database, as an administrator sees it. */
export type Inside = { readonly catalog: Catalog } | { readonly refused: string };

export interface Evidence {
  readonly where: Where;
  readonly now: Date;
  readonly resolution: Asked<Resolution>;
  readonly connected: Asked<Connected>;
  readonly tls: Asked<Tls>;
  readonly answerer: Asked<Answerer>;
  readonly token: Asked<OwnToken>;
  readonly identity: Asked<Present<IdentitySeen>>;
  readonly credentials: Asked<readonly CredentialSeen[]>;
  /** Hosts that the identity is attached to. */
  readonly hosts: Asked<readonly string[]>;
  readonly vault: Asked<Present<VaultSeen> | "deleted">;
  readonly road: Asked<Present<RoadSeen>>;
  readonly assignments: Asked<readonly AssignmentSeen[]>;
  readonly denies: Asked<readonly DenySeen[]>;
  readonly object: Asked<Present<ObjectSeen> | "deleted" | { readonly elsewhere: string }>;
  readonly server: Asked<Present<ServerSeen>>;
  readonly database: Asked<Present<DatabaseState>>;
  readonly inside: Asked<Inside>;
  readonly call: Asked<Call>;
  /** What a job in the network measured: `ok`, or the id of a cause. */
  readonly measured: Asked<string>;
}

/** Nothing was asked, each for the same reason. */
export function nothingSeen(where: Where, now: Date, why: string): Evidence {
  const not = unseen(why);
  return {
    where,
    now,
    ...{
      resolution: not,
      connected: not,
      tls: not,
      answerer: not,
      token: not,
      identity: not,
      credentials: not,
      hosts: not,
    },
    ...{ vault: not, road: not, assignments: not, denies: not, object: not, server: not, database: not, inside: not },
    ...{ call: not, measured: not },
  };
}
