// What must be true: one workload, one object or database, and whether the stack promises that the one reaches the other. It
// comes from what was deployed, through the same eyes as `strongroom connect`, never from what Azure happens to say.
import { closest } from "fastest-levenshtein";
import { cloudOfHost, CLOUDS, type Cloud } from "../../facts/clouds.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { NOT_YET_KNOWN } from "../connect/connection.ts";
import { readApplications, type StackContent } from "../connect/outputs.ts";
import { targetsOf, type Identity, type Target } from "./targets.ts";

export type { DatabaseTarget, Identity, Target, VaultTarget, Word } from "./targets.ts";

export interface Promised {
  readonly stack: string;
  readonly app: string;
  readonly workload: string;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly identity: Identity;
  readonly target: Target;
  /** Whether it must reach it, or must not. */
  readonly expected: boolean;
}

/** What the command names; nothing means everything that the workload is promised. */
export interface Named {
  readonly secret?: string;
  readonly key?: string;
  readonly certificate?: string;
  readonly database?: string;
}

export const labelOf = ({ kind, name }: Pick<Target, "kind" | "name">): string => `${kind} ${name}`;

export function promises(
  content: StackContent,
  app: string,
  workload: string,
  named: Named,
  /** A workload that is promised nothing is an error for a person, and none for whoever looks at all of them. */
  mayBe: { readonly none?: boolean } = {},
): readonly Promised[] {
  const applications = readApplications(content);
  const own = entry(applications, app, "application", `in ${content.source}`);
  const seen = entry(own.workloads, workload, "workload", `in application ${app}`);
  const { tenantId } = own;
  const { clientId, principalId, resourceId, identity: name } = seen;
  if (
    tenantId === undefined ||
    seen.federation === undefined ||
    [clientId, principalId, resourceId].includes(NOT_YET_KNOWN)
  ) {
    throw new UserError(
      `${printable(content.source)}: does not know the ids of ${app}/${workload}, so there is nothing to ask Azure about; run pulumi up first, or give what "pulumi stack output --json" wrote with --input`,
    );
  }
  const common = {
    stack: content.stack,
    app,
    workload,
    cloud: cloudOfHost(new URL(own.vault.uri).hostname) ?? CLOUDS.public,
    tenantId,
    identity: { name, resourceId, clientId, principalId, federation: Object.values(seen.federation) },
  };
  const all = Object.entries(applications).flatMap(([owner, application]) =>
    targetsOf(owner, application, app, workload, { resourceId, clientId }, content.source).map((each) => ({
      ...each,
      owner,
    })),
  );
  const kinds = (["secret", "key", "certificate", "database"] as const).filter((kind) => named[kind] !== undefined);
  if (kinds.length === 0) {
    const promised = all.filter(({ expected }) => expected);
    if (promised.length === 0 && mayBe.none !== true)
      throw new UserError(`${app}/${workload} is promised nothing; name what it must not reach: --secret NAME`);
    return promised.map(({ target, expected }) => ({ ...common, target, expected }));
  }
  return kinds.flatMap((kind) => {
    const wanted = named[kind] ?? "";
    const ofKind = all.filter(({ target }) => target.kind === kind);
    const found = ofKind.filter(
      ({ owner, key, target }) =>
        wanted === `${owner}/${key}` || (owner === app && wanted === key) || wanted === target.name,
    );
    if (found.length === 0) {
      const known = ofKind.map(({ owner, key }) => (owner === app ? key : `${owner}/${key}`));
      const hint = known.length === 0 ? "there is none" : `did you mean "${closest(wanted, known)}"?`;
      throw new UserError(
        `--${kind}: no ${kind} "${printable(wanted)}" ${printable(`in ${content.source}`)} (${hint})`,
      );
    }
    return found.map(({ target, expected }) => ({ ...common, target, expected }));
  });
}

function entry<T>(record: Readonly<Record<string, T>>, key: string, what: string, where: string): T {
  const own = Object.hasOwn(record, key) ? record[key] : undefined;
  if (own !== undefined) return own;
  const names = Object.keys(record);
  const hint = names.length === 0 ? "there is none" : `did you mean "${closest(key, names)}"?`;
  throw new UserError(`no ${what} "${printable(key)}" ${printable(where)} (${hint})`);
}
