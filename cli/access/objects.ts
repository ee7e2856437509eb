// What a grant is on, in words: `secret payments-prod-stripe-key in kv-payments-prod-80mg` instead of an ARM id of 200
// characters, and how far it reaches.

/** How much lies below the scope: one object, a whole resource such as a vault, everything of a group or wider. */
export type Breadth = "object" | "resource" | "resource group" | "subscription" | "tenant";

export interface Scope {
  /** `secret`, `key`, `certificate`, `vault`, `server`, `resource group`, … */
  readonly kind: string;
  readonly name: string;
  /** The resource that holds the object, such as its vault. */
  readonly within?: string;
  readonly breadth: Breadth;
}

const SINGULAR: Readonly<Record<string, string>> = {
  databases: "database",
  secrets: "secret",
  keys: "key",
  certificates: "certificate",
  vaults: "vault",
  servers: "server",
  resourcegroups: "resource group",
  subscriptions: "subscription",
  managementgroups: "management group",
  userassignedidentities: "identity",
  storageaccounts: "storage account",
};

export function scopeOf(id: string): Scope {
  const parts = id.split("/").filter((part) => part !== "");
  const [first = "", second = ""] = parts.map((part) => part.toLowerCase());
  if (parts.length === 0) return { kind: "tenant", name: "/", breadth: "tenant" };
  if (first === "providers" && second === "microsoft.management") {
    return { kind: "management group", name: parts.at(-1) ?? "?", breadth: "tenant" };
  }
  const providers = parts.map((part) => part.toLowerCase()).lastIndexOf("providers");
  if (providers < 0) {
    const name = parts.at(-1) ?? "?";
    if (parts.length <= 2) return { kind: "subscription", name, breadth: "subscription" };
    return { kind: "resource group", name, breadth: "resource group" };
  }
  // providers, namespace, type, name, type, name, …
  const names = parts.slice(providers + 2);
  const kind = singular(names.at(-2) ?? "resource");
  const name = names.at(-1) ?? "?";
  const within = names.length > 2 ? names.at(-3) : undefined;
  return within === undefined ? { kind, name, breadth: "resource" } : { kind, name, within, breadth: "object" };
}

function singular(collection: string): string {
  const known = SINGULAR[collection.toLowerCase()];
  return (
    known ??
    collection
      .replace(/(?<=.)s$/, "")
      .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
  );
}

/** `secret payments-prod-stripe-key in kv-payments-prod-80mg`. */
export function describe({ kind, name, within }: Pick<Scope, "kind" | "name" | "within">): string {
  return within === undefined ? `${kind} ${name}` : `${kind} ${name} in ${within}`;
}
