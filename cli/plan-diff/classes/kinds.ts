// One table of what a change of each property of each kind means. What is not in it wants an approval.
import { ACCESS_KINDS } from "./access-kinds.ts";
import type { KindClasses } from "./class.ts";
import { NETWORK_KINDS } from "./network-kinds.ts";
import { OTHER_KINDS } from "./other-kinds.ts";
import { SQL_KINDS } from "./sql-kinds.ts";
import { VAULT_KINDS } from "./vault-kinds.ts";

export const KIND_CLASSES: ReadonlyMap<string, KindClasses> = new Map(
  [ACCESS_KINDS, VAULT_KINDS, NETWORK_KINDS, SQL_KINDS, OTHER_KINDS].flatMap((kinds) => Object.entries(kinds)),
);
