// What an inventory says of one thing that a credential, a key or data is kept in.

export type ItemKind = "secret" | "connection" | "key" | "certificate" | "database";

export interface Item {
  readonly kind: ItemKind;
  /** In Azure. */
  readonly name: string;
  /** The vault or server that holds it. */
  readonly within: string;
  /** Of a replica: the server that its primary is on. */
  readonly replicaFrom?: string;
  readonly application: string;
  readonly environment: string;
  readonly stack: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly classification?: string;
  /** Who may use it, and what depends on it. */
  readonly consumers: readonly string[];
  /** Days from one version to the next. */
  readonly rotationDays?: number;
  readonly rotatedBy?: string;
  /** Its owner makes the next value, and nobody is let in who could write one. */
  readonly unwritable?: true;
  /** A certificate's validity, in months. */
  readonly validityMonths?: number;
  /** Days before its end that a certificate is renewed. */
  readonly renewBeforeDays?: number;
  /** Last day that somebody is granted it (ISO date). */
  readonly retiresAfter?: string;
  /** What the plan or the state says; the vault knows better. ISO timestamps. */
  readonly created?: string;
  readonly expires?: string;
  readonly source: "plan" | "state";
  /** The day that a plan is counted from. */
  readonly planDate?: string;
  readonly urn: string;
  /** `apps/payments.yaml:24`. */
  readonly why?: string;
}

/** What makes an item the same in two plans. */
export function identity({ environment, stack, application, kind, name, within }: Item): string {
  return [environment, stack, application, kind, name, within].join("\0");
}
