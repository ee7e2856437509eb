// What an audit found, as data: every other form of it (text, JSON, CSV, Markdown) is made of this.

export type Verdict = "declared" | "undeclared" | "unknown";

/** One hour of one kind of call. */
export interface Use {
  /** `<vault>/<kind>/<name>`, or `<server>/<database>`. */
  readonly object: string;
  /** As manifests call it, or as the log does. */
  readonly who: string;
  /** Object id, or what the database calls it. */
  readonly principal: string;
  /** `SecretGet`; of a database, its actions. */
  readonly operation: string;
  readonly version?: string;
  readonly address: string;
  readonly client?: string;
  /** Application through which a person came. */
  readonly application?: string;
  readonly calls: number;
  /** Rows that a database gave. */
  readonly rows?: number;
  /** ISO 8601. */
  readonly first: string;
  readonly last: string;
  readonly verdict: Verdict;
  /** In words: by which grant of which line, or how it may have come about. */
  readonly because: string;
}

/** A call that was refused. */
export interface Refusal extends Omit<Use, "verdict" | "because"> {
  readonly reason: string;
}

export interface Change {
  readonly when: string;
  readonly what: string;
  readonly target: string;
  readonly who: string;
  readonly details?: string;
}

export interface NeverCame {
  readonly object: string;
  readonly who: string;
  readonly how: string;
  readonly why?: string;
}

export interface Deployed {
  readonly from: string;
  readonly to: string;
  /** Commit, or in words what is not known. */
  readonly declared: readonly string[];
}

export interface AuditReport {
  readonly stack: string;
  readonly environment: string;
  readonly application: string;
  readonly item?: string;
  readonly from: string;
  readonly to: string;
  readonly objects: readonly string[];
  readonly deployments: readonly Deployed[];
  readonly uses: readonly Use[];
  readonly refused: readonly Refusal[];
  readonly neverCame: readonly NeverCame[];
  readonly changes: readonly Change[];
  /** What the logs do not hold, and what no log shows. */
  readonly notes: readonly string[];
}
