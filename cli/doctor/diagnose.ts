// From a message that somebody pasted to its cause. The message is what an application team sees; who it comes from and what it
// quotes is chosen by others, so nothing of it is carried out and nothing of it is repeated but what was recognized.
import type { Cause } from "./cause.ts";
import { ENTRA_CAUSES } from "./causes/entra.ts";
import { ENTRA_RARE_CAUSES } from "./causes/entra-rare.ts";
import { FIRST_SQL_CAUSES, FIRST_VAULT_CAUSES } from "./causes/first.ts";
import { PLATFORM_CAUSES } from "./causes/platform.ts";
import { ROAD_CAUSES } from "./causes/roads.ts";
import { SQL_CAUSES } from "./causes/sql.ts";
import { VAULT_CAUSES } from "./causes/vault.ts";

/** In the order in which a call travels: who signs in, then the service, then what lies behind it. The first that fits is named. */
export const CAUSES: readonly Cause[] = [
  ...ENTRA_CAUSES,
  ...ENTRA_RARE_CAUSES,
  ...FIRST_VAULT_CAUSES,
  ...VAULT_CAUSES,
  ...FIRST_SQL_CAUSES,
  ...SQL_CAUSES,
  ...PLATFORM_CAUSES,
  ...ROAD_CAUSES,
];

/** Characters of a message that are read; what Azure says stands at its beginning. */
export const LONGEST_MESSAGE = 20_000;

export type Diagnosis =
  /** A token was pasted: it is not read, and must be considered stolen where it was shown. */
  | { readonly verdict: "token" }
  | { readonly verdict: "known"; readonly cause: Cause; readonly others: readonly Cause[] }
  | { readonly verdict: "unknown" };

/** Three parts of base64url, as every signed token is written; also where line breaks or blanks were pasted into it. */
const TOKEN = /eyJ[\w-]{10,}\s*\.\s*eyJ?[\w-]{10,}/;

export function diagnose(message: string): Diagnosis {
  const text = message.slice(0, LONGEST_MESSAGE);
  if (TOKEN.test(text)) return { verdict: "token" };
  const found = CAUSES.filter(({ shown }) => shown.every((pattern) => pattern.test(text)));
  const [cause, ...others] = found;
  return cause === undefined ? { verdict: "unknown" } : { verdict: "known", cause, others };
}
