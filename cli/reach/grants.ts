// Every right that a role gives, whatever kind of resource grants it: an assignment, one that Privileged Identity Management
// holds ready for the asking, a reader of a certificate that `strongroom vault apply` lets in, a right of Azure's own templates.
import { CUSTOM_ROLES } from "../../components/authorization/custom-role.ts";
import { ownRole } from "../../components/authorization/role-words.ts";
import { BUILT_IN_ROLES } from "../../facts/role-definitions.ts";
import { permits, type Permission, type Plane } from "../../policy/permissions.ts";
import { roleGuid } from "../../policy/role-names.ts";
import { fields, list, text, texts } from "../../text/values.ts";
import { isEligible } from "../access/grants.ts";
import { definedRoles, guidOf, roleName } from "../access/role-names.ts";
import type { Principal, Principals } from "../access/principals.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import type { Who } from "./way.ts";
import { withoutEnd } from "../../text/without-end.ts";

export interface Grant {
  readonly to: Who;
  readonly roleName: string;
  /** GUID of the role, where it is known. */
  readonly roleId?: string;
  /** Undefined: nobody here knows what the role permits. */
  readonly permissions: readonly Permission[] | undefined;
  /** ARM id; undefined where it is not known yet. */
  readonly scope: string | undefined;
  readonly condition?: string;
  /** Held only after asking for it. */
  readonly eligible: boolean;
  readonly record: ResourceRecord;
  readonly stack: string;
  readonly environment: string;
}

/** Kinds that give a role; what Privileged Identity Management calls otherwise is a role assignment, too (policy/kinds.ts). */
const KINDS: ReadonlySet<string> = new Set(["authorization:RoleAssignment", "strongroom:vault:CertificateReader"]);

export const NOT_KNOWN_YET = "not known yet";

export function whoOf({ label, kind, environment, id }: Principal): Who {
  return {
    key: `who ${JSON.stringify([label, environment ?? "", id ?? ""])}`,
    label,
    kind,
    ...(environment === undefined ? {} : { environment }),
  };
}

export function grantsOf(snapshots: readonly Snapshot[], principals: Principals): Grant[] {
  const names = definedRoles(snapshots);
  const defined = definedPermissions(snapshots);
  return snapshots.flatMap(({ resources, stack, environment }) =>
    resources.flatMap((record): Grant[] => {
      if (!KINDS.has(record.kind)) return [];
      const { props, inputs } = record;
      const definition = text(props["roleDefinitionId"]) ?? text(inputs["roleDefinitionId"]);
      const called = text(props["role"]) ?? text(props["roleDefinitionName"]) ?? text(inputs["roleDefinitionName"]);
      const guid =
        definition === undefined ? (called === undefined ? undefined : roleGuid(called)) : guidOf(definition);
      const scope = text(props["scope"]) ?? text(inputs["scope"]);
      const condition = conditionOf(record, guid);
      return [
        {
          to: whoOf(principals.of(record, "principalId")),
          roleName:
            definition === undefined
              ? (called ?? "a role that is not known yet")
              : roleName(definition, names, environment),
          ...(guid === undefined ? {} : { roleId: guid }),
          permissions:
            guid === undefined
              ? undefined
              : (defined.get(guid) ?? BUILT_IN_ROLES[guid]?.permissions ?? ownPermissions(definition, environment)),
          scope: scope?.startsWith("/") === true ? scope : undefined,
          ...(condition === undefined ? {} : { condition }),
          eligible: isEligible(record.type),
          record,
          stack,
          environment,
        },
      ];
    }),
  );
}

/** The assignment's own, or the one that the role's definition carries. */
function conditionOf({ props, inputs }: ResourceRecord, guid: string | undefined): string | undefined {
  const own = props["condition"] ?? inputs["condition"];
  if (own !== undefined && own !== null && own !== "") return text(own) ?? NOT_KNOWN_YET;
  return guid === undefined ? undefined : BUILT_IN_ROLES[guid]?.condition;
}

/** What a role of our own permits that another stack defines: cells, and the stack of people, grant the platform's. */
function ownPermissions(definition: string | undefined, environment: string): readonly Permission[] | undefined {
  const own = definition === undefined ? undefined : ownRole(definition, [environment]);
  if (own === undefined) return undefined;
  const { actions, dataActions } = CUSTOM_ROLES[own.role];
  return [{ actions, notActions: [], dataActions, notDataActions: [] }];
}

/** What the stacks' own roles permit, by GUID. */
function definedPermissions(snapshots: readonly Snapshot[]): ReadonlyMap<string, readonly Permission[]> {
  return new Map(
    snapshots
      .flatMap(({ resources }) => resources)
      .filter(({ kind }) => kind === "authorization:RoleDefinition")
      .flatMap(({ props, inputs, id }) => {
        const guid = guidOf(text(inputs["roleDefinitionId"]) ?? id ?? "");
        const permissions = list(props["permissions"] ?? inputs["permissions"]).map((one): Permission => {
          const of = (key: keyof Permission): readonly string[] => texts(fields(one)[key]);
          return {
            actions: of("actions"),
            notActions: of("notActions"),
            dataActions: of("dataActions"),
            notDataActions: of("notDataActions"),
          };
        });
        return guid === undefined ? [] : [[guid, permissions] as const];
      }),
  );
}

/** What the role permits; a role that nobody knows permits everything. */
export function may({ permissions }: Grant, plane: Plane, ...operations: readonly string[]): boolean {
  return permissions === undefined || operations.some((operation) => permits(permissions, plane, operation));
}

/** Grants by their scope, so that those over one object are found by walking up its id. */
export class GrantIndex {
  readonly #byScope: ReadonlyMap<string, readonly Grant[]>;
  readonly #unknown: readonly Grant[];
  readonly all: readonly Grant[];

  constructor(grants: readonly Grant[]) {
    this.all = grants;
    this.#unknown = grants.filter(({ scope }) => scope === undefined);
    this.#byScope = Map.groupBy(
      grants.filter(({ scope }) => scope !== undefined),
      ({ scope }) => placeOf(scope ?? ""),
    );
  }

  /** Grants on the object or anything above it; those of which nobody knows the scope yet may be among them. */
  over(id: string): readonly Grant[] {
    const places = id
      .toLowerCase()
      .split("/")
      .map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    return [...new Set([...places, MANAGEMENT_GROUPS])]
      .flatMap((place) => this.#byScope.get(place) ?? [])
      .concat(this.#unknown);
  }
}

/** Which subscriptions lie below a management group no plan says; all of them may. */
const MANAGEMENT_GROUPS = "management groups";

export function isManagementGroup(scope: string): boolean {
  return /^\/providers\/microsoft\.management\/managementgroups\//i.test(scope);
}

function placeOf(scope: string): string {
  return isManagementGroup(scope) ? MANAGEMENT_GROUPS : withoutEnd(scope.toLowerCase(), "/");
}
