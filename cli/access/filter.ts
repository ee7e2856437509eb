// `--who api` and `--what stripe-key`: the matrix as one person wants to see it. A name that stands for nothing is an error,
// since an empty answer would read as "nobody".
import { distance } from "fastest-levenshtein";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { order, text } from "../../text/values.ts";
import type { AccessRow } from "./row.ts";
import { applicationOf } from "./principals.ts";
import type { Snapshot } from "../snapshot/records.ts";

/** Rows of a principal, called by its label or the last part of it: `payments/api`, `api`, `payments-analysts`. */
export function byPrincipal(rows: readonly AccessRow[], who: string): AccessRow[] {
  const found = rows.filter(({ principal }) => isPrincipalCalled(principal, who));
  if (found.length > 0) return found;
  throw new UserError(
    `--who: nobody is called "${printable(who)}"${meant(
      who,
      rows.map(({ principal }) => principal),
    )}`,
  );
}

export function isPrincipalCalled(principal: string, who: string): boolean {
  if (principal === who) return true;
  const [, name = principal] = /^(?:group|person|unknown|application) (.+)$/.exec(principal) ?? [];
  return name === who || name.split("/").at(-1) === who || principal.split(" of ")[0] === who;
}

/** Rows on an object, called as the manifest or Azure calls it: `stripe-key`, `payments-prod-stripe-key`, `payments/ledger`. */
export function byObject(rows: readonly AccessRow[], what: string, snapshots: readonly Snapshot[]): AccessRow[] {
  const found = rows.filter((row) => names(row).some((name) => isCalled(name, what, row.application, row.environment)));
  if (found.length > 0) return found;
  const known = objectsIn(snapshots);
  if (known.some(({ name, application, environment }) => isCalled(name, what, application, environment))) return [];
  throw new UserError(
    `--what: no object is called "${printable(what)}"${meant(
      what,
      known.map(({ short }) => short),
    )}`,
  );
}

/** `secret x in kv` is x, and kv; `database payments/ledger schema book` is payments/ledger, and ledger. */
function names({ object, scope }: AccessRow): readonly string[] {
  const [, name = object, schema] = /^(?:\w+ )?(\S+)(?: schema (.+)| in \S+)?$/.exec(object) ?? [];
  return [name, name.split("/").at(-1) ?? name, scope, ...(schema === undefined ? [] : [schema])];
}

function isCalled(name: string, what: string, application: string, environment: string): boolean {
  return name === what || name === `${application}-${environment}-${what}`;
}

interface Known {
  readonly name: string;
  /** As the manifest calls it. */
  readonly short: string;
  readonly application: string;
  readonly environment: string;
}

function objectsIn(snapshots: readonly Snapshot[]): Known[] {
  return snapshots.flatMap(({ resources, environment }) => {
    const byUrn = new Map(resources.map((record) => [record.urn, record]));
    return resources.flatMap((record): Known[] => {
      const { props, inputs } = record;
      const name = ["secretName", "keyName", "databaseName", "vaultName", "serverName"].flatMap(
        (key) => text(inputs[key]) ?? [],
      )[0];
      const declared = record.type === "strongroom:vault:Certificate" ? text(props["name"]) : undefined;
      const called = declared ?? name;
      if (called === undefined) return [];
      const application = applicationOf(record, byUrn);
      const prefix = `${application}-${environment}-`;
      const short = called.startsWith(prefix) ? called.slice(prefix.length) : called;
      return [{ name: called, short, application, environment }];
    });
  });
}

function meant(name: string, known: readonly string[]): string {
  const [nearest] = [...new Set(known)].sort((a, b) => distance(name, a) - distance(name, b) || order(a, b));
  return nearest === undefined ? "" : ` (did you mean "${printable(nearest)}"?)`;
}
