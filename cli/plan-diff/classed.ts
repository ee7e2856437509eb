// Every change held against the tables of classes/: what nobody has called harmless is named, with the reason for an approval.
import type { PropertyChange, ResourceChange } from "./changes.ts";
import { approval, classAt, harmless, type Around, type Class } from "./classes/class.ts";
import { KIND_CLASSES } from "./classes/kinds.ts";
import type { ReasonId } from "./reasons.ts";

export interface ClassedChange {
  readonly record: ResourceChange["record"];
  readonly reason: ReasonId;
  /** `new`, `gone`, `created anew`, or `securityContacts: [a] becomes [b]`. */
  readonly message: string;
}

/** Whether the other parts of the report speak of a resource, or of one property of it. */
export interface Told {
  readonly access: boolean;
  readonly groups: boolean;
  readonly exposed: (urn: string, path?: string) => boolean;
  readonly lost: (urn: string) => boolean;
}

const UNCLASSED = approval("unclassed");

export function classedChanges(
  changes: readonly ResourceChange[],
  around: Around,
  others: Told,
  shown: (value: unknown) => string,
): ClassedChange[] {
  return changes.flatMap((change) => {
    const { record } = change;
    const one = (known: Class, message: string, of?: PropertyChange): ClassedChange[] => {
      const reason = reasonOf(known, record.urn, others, of);
      return reason === undefined ? [] : [{ record, reason, message }];
    };
    const kind = KIND_CLASSES.get(record.kind);
    switch (change.what) {
      case "created": {
        const created = typeof kind?.created === "function" ? kind.created(record, around) : kind?.created;
        return one(created ?? (isGroup(change) ? harmless("it only groups") : UNCLASSED), "new");
      }
      case "destroyed":
        if (others.lost(record.urn)) return [];
        return one(kind?.destroyed ?? (isGroup(change) ? harmless("it only groups") : UNCLASSED), "gone");
      case "forgotten":
        // What is in a vault is kept on purpose; of anything else, nobody looks after it from then on.
        return one(
          /^keyvault:(Secret|Key)$/.test(record.kind) || others.lost(record.urn) ? harmless("kept") : UNCLASSED,
          "no longer looked after",
        );
      case "replaced":
      case "changed":
      case "unprotected": {
        const anew =
          change.what === "replaced" && !others.lost(record.urn)
            ? one(kind?.replaced ?? approval("replaced"), "created anew")
            : [];
        const properties = change.changes.flatMap((property) => {
          const known = classAt(kind?.properties ?? {}, property.path);
          // What makes it another resource is told as that.
          if (known === undefined && change.because.includes(property.path)) return [];
          const message = `${property.path}: ${shown(property.before)} becomes ${shown(property.after)}`;
          return one(known ?? UNCLASSED, message, property);
        });
        return [...anew, ...properties];
      }
    }
  });
}

/** A component without inputs is made of nothing but what belongs to it. */
function isGroup({ record, before }: ResourceChange): boolean {
  return !record.custom && [record, before].every((side) => Object.keys(side?.inputs ?? {}).length === 0);
}

function reasonOf(known: Class, urn: string, others: Told, property?: PropertyChange): ReasonId | undefined {
  switch (known.is) {
    case "harmless":
      return undefined;
    case "narrows":
      return property !== undefined && known.narrower(property.before, property.after) ? undefined : known.reason;
    case "approval":
      return known.reason;
    case "told": {
      const isTold = {
        access: () => others.access,
        groups: () => others.groups,
        exposures: () => others.exposed(urn, property?.path),
        losses: () => others.lost(urn),
      }[known.by];
      return isTold() ? undefined : known.reason;
    }
  }
}
