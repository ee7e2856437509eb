// One cause of "access denied", as a message of Azure, a driver or a host shows it.

/** Which of the three it is (R14), or what else lies in the way. */
export type Kind =
  /** Signing in: the token, who issued it and for whom. */
  | "sign-in"
  /** Another tenant or another cloud. */
  | "tenant"
  /** A role, a policy, a permission inside a database. */
  | "role"
  /** Firewall, private endpoint, DNS, TLS. */
  | "network"
  /** The secret, key, certificate or database itself. */
  | "object"
  /** The host: the identity is not there, the driver is not installed. */
  | "host"
  /** Nothing is wrong: try again, and slower. */
  | "wait";

export interface Cause {
  /** Short and stable: what a script compares. */
  readonly id: string;
  readonly kind: Kind;
  /** What of a message tells it. All of them must be found. */
  readonly shown: readonly RegExp[];
  /** One sentence. */
  readonly cause: string;
  /** One sentence: what mends it. */
  readonly remedy: string;
  /** Page or published report that says so. */
  readonly source: string;
}

/** A cause in one line: its id, kind, what shows it, why, what mends it. */
export const causesOf =
  (source: string) =>
  (id: string, kind: Kind, shown: RegExp | readonly RegExp[], cause: string, remedy: string): Cause => ({
    id,
    kind,
    shown: shown instanceof RegExp ? [shown] : shown,
    cause,
    remedy,
    source,
  });
