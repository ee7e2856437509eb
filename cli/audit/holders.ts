// Who is declared to use an object, by operation, as one revision's plan says it: by a role over it, as a user of a database or
// its server's administrator; and who has it only through a group.
import { Principals } from "../access/principals.ts";
import { accessMatrix } from "../access/matrix.ts";
import { becomeEdges } from "../reach/become.ts";
import { rowsByObject, scopeText } from "../reach/direct.ts";
import { GrantIndex, grantsOf, may } from "../reach/grants.ts";
import { isTargetCalled, targetsOf, type Target } from "../reach/targets.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { actionOf } from "./operations.ts";

export interface Holder {
  /** `payments/api`, `group payments-analysts`. */
  readonly label: string;
  readonly group: boolean;
  /** Completes "who": `holds Key Vault Secrets User on it`. */
  readonly how: string;
  /** `apps/payments.yaml:24`. */
  readonly why?: string;
  /** The group through which it is held. */
  readonly through?: string;
}

export interface Holders {
  /** Objects of that revision that are asked for. */
  readonly targets: readonly Target[];
  /** Who may do this with the object. */
  mayUse(object: string, operation: string): readonly Holder[];
  /** Whoever may do anything with it that is a use. */
  all(object: string): readonly Holder[];
}

/** Names of a target in the logs: `<vault>/<kind>/<name>`, or `<server>/<database>`, in small letters. */
export function objectsOf({ kind, within, name }: Target): readonly string[] {
  if (kind === "database") return [`${within}/${name}`.toLowerCase()];
  const kinds = kind === "certificate" ? ["secrets", "keys", "certificates"] : [`${kind}s`];
  return kinds.map((collection) => `${within}/${collection}/${name}`.toLowerCase());
}

/** Whether a person means it by `audit <application> [item]`. */
export function isAsked(target: Target, application: string, item: string | undefined): boolean {
  return target.application === application && (item === undefined || isTargetCalled(target, item));
}

export function holdersIn(
  snapshot: Snapshot,
  asked: { readonly application: string; readonly item?: string },
  groups: Readonly<Record<string, string>>,
): Holders {
  const principals = new Principals([snapshot], groups);
  const index = new GrantIndex(grantsOf([snapshot], principals));
  const members = becomeEdges([snapshot], principals, index).filter(
    ({ kind }) => kind === "member" || kind === "eligible",
  );
  const rows = rowsByObject(accessMatrix([snapshot], { groups }));
  const targets = targetsOf(snapshot).filter((target) => isAsked(target, asked.application, asked.item));
  const byObject = new Map(targets.flatMap((target) => objectsOf(target).map((object) => [object, target] as const)));

  const withMembers = (holders: readonly (Holder & { readonly key: string })[]): Holder[] =>
    holders.flatMap(({ key, ...holder }) => [
      holder,
      ...members
        .filter(({ to }) => to === key)
        .map(({ from, how, why }): Holder => ({
          label: from.label,
          group: from.kind === "group",
          how: `${how}, which ${holder.how}`,
          ...(why === undefined ? {} : { why }),
          through: holder.label,
        })),
    ]);

  const byRole = (target: Target, actions: readonly string[]): Holder[] =>
    withMembers(
      [...new Set(target.ids.flatMap((id) => index.over(id)))]
        .filter((grant) => actions.length > 0 && may(grant, "dataActions", ...actions))
        .map((grant) => ({
          key: grant.to.key,
          label: grant.to.label,
          group: grant.to.kind === "group",
          how: `holds ${grant.roleName} on ${scopeText(grant, target)}${grant.eligible ? " after asking" : ""}`,
          ...whyOf(grant.record.origin),
        })),
    );

  const inDatabase = (target: Target): Holder[] =>
    [`database ${target.application}/${target.name}`, `server ${target.within}`]
      .flatMap((place) => rows.get(`${target.stack} ${place.toLowerCase()}`) ?? [])
      .flatMap((row) =>
        withMembers([
          {
            key: keyOf(row.principal, row.principalEnvironment, row.principalId),
            label: row.principal,
            group: row.principalKind === "group",
            how: row.via === "SQL administrator" ? "administers the server" : `is a user of it (${row.role})`,
            ...(row.why === undefined ? {} : { why: row.why }),
          },
        ]),
      );

  const find = (object: string, actions: readonly string[]): readonly Holder[] => {
    const target = byObject.get(object);
    if (target === undefined) return [];
    return target.kind === "database" ? inDatabase(target) : byRole(target, actions);
  };
  return {
    targets,
    mayUse: (object, operation) => find(object, actionOf(operation)),
    all: (object) => find(object, actionOf("any")),
  };
}

const keyOf = (label: string, environment = "", id = ""): string => `who ${JSON.stringify([label, environment, id])}`;

function whyOf(origin: { readonly file: string; readonly line: number } | undefined): Pick<Holder, "why"> {
  return origin === undefined ? {} : { why: `${origin.file}:${String(origin.line)}` };
}
