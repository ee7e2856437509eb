// Whether somebody who came was declared at that time, and if not, how it may have come in. What is not known is called so:
// "undeclared" is said only where every declaration that may have held is known and none names the one who came.
import type { Declared } from "./history.ts";
import type { Holder, Holders } from "./holders.ts";
import type { Verdict } from "./report.ts";

export interface Came {
  /** The name that manifests know, where there is one. */
  readonly label: string | undefined;
  /** The sign-in name of a person. */
  readonly person?: string;
  /** It is the identity that deploys. */
  readonly deploys: boolean;
  /** Groups to which the log of Entra says that it was added before, with when. */
  readonly added: readonly { readonly group: string; readonly when: string }[];
}

export interface Judged {
  readonly verdict: Verdict;
  readonly because: string;
}

/** `holdersAt`: who held it, for each declaration that may have held then. */
export function judged(
  came: Came,
  declarations: readonly { readonly declared: Declared; readonly holders: readonly Holder[] }[],
): Judged {
  const found = declarations.map(({ declared, holders }) => ({
    declared,
    holder: holders.find((one) => !one.group && isHim(one.label, came) && one.through === undefined),
    through: holders.find((one) => isHim(one.label, came) && one.through !== undefined),
    groups: holders.filter((one) => one.group && one.through === undefined),
  }));
  const unknown = found.flatMap(({ declared }) => (declared.kind === "unknown" ? [declared.because] : []));
  const known = found.filter(({ declared }) => declared.kind !== "unknown");
  const holding = known.filter(({ holder }) => holder !== undefined);
  const first = holding[0]?.holder;
  if (first !== undefined && holding.length === found.length) {
    return { verdict: "declared", because: saying(first) };
  }
  if (first !== undefined) {
    const why = unknown[0] ?? "a deployment that took it away or gave it was under way, or failed half-way";
    return { verdict: "unknown", because: `${saying(first)}; but ${why}` };
  }
  if (unknown.length > 0 || found.length === 0) {
    return { verdict: "unknown", because: unknown[0] ?? "what was declared then is not known" };
  }
  return { verdict: "undeclared", because: wayOf(came, known) };
}

const saying = ({ how, why }: Holder): string => (why === undefined ? how : `${how} (${why})`);

const isHim = (label: string, { label: own, person }: Came): boolean =>
  label === own || (person !== undefined && label.toLowerCase() === `person ${person.toLowerCase()}`);

/** How somebody who was not declared may have come in. */
function wayOf(
  came: Came,
  known: readonly { readonly through: Holder | undefined; readonly groups: readonly Holder[] }[],
): string {
  const through = known.find((one) => one.through !== undefined)?.through;
  const groups = known.flatMap((one) => one.groups);
  const added = came.added.find(({ group }) => groups.some(({ label }) => label === group));
  if (added !== undefined) return `through ${added.group}, to which it was added at ${added.when}`;
  if (through !== undefined) return `through a group: ${saying(through)}`;
  if (came.deploys) return "the deployer: it is the identity that deploys, and no grant names it";
  const [group] = groups;
  if (came.person !== undefined && group !== undefined) {
    return `a person whom nothing names, perhaps through ${group.label}: who is in a group the logs do not show`;
  }
  return "no grant of any deployment at that time names it";
}

export type HoldersOf = (declared: Declared) => Holders | undefined;
