// Access to what Azure holds: roles, the readers of certificates, and the access policies of a foreign vault.
import { fields, list, order, text, texts } from "../../text/values.ts";
import { describe, scopeOf } from "./objects.ts";
import type { Principal } from "./principals.ts";
import type { ResourceRecord } from "../snapshot/records.ts";
import { roleName } from "./role-names.ts";
import { row, type AccessRow, type Reading } from "./row.ts";

export function roleAssignment(record: ResourceRecord, reading: Reading): AccessRow {
  const { props, inputs } = record;
  const scope = text(props["scope"]) ?? text(inputs["scope"]);
  const definition = text(props["roleDefinitionId"]) ?? text(inputs["roleDefinitionId"]);
  const role =
    definition === undefined
      ? (text(props["roleDefinitionName"]) ?? "a role that is not known yet")
      : roleName(definition, reading.defined, reading.snapshot.environment);
  const place = scope === undefined ? undefined : scopeOf(scope);
  const wildcard = [...reading.defined.values()].some((known) => known.name === role && known.wildcard);
  return row(record, reading, reading.principals.of(record, "principalId"), {
    role: isEligible(record.type) ? `may ask for ${role}` : role,
    ...(isEligible(record.type) ? { eligible: role } : {}),
    ...(wildcard ? { wildcard: true } : {}),
    ...conditionOf(record),
    object: place === undefined ? `a scope that is not known yet, see ${record.name}` : describe(place),
    breadth: place?.breadth ?? "object",
    scope: scope ?? record.urn,
    via: "role assignment",
  });
}

/** Whether a role is held only after asking for it, by the kind of resource that gives it. */
export function isEligible(type: string): boolean {
  return /eligib/i.test(type);
}

function conditionOf({ props, inputs }: ResourceRecord): Pick<AccessRow, "condition"> {
  const condition = props["condition"] ?? inputs["condition"];
  if (condition === undefined || condition === null || condition === "") return {};
  return { condition: text(condition) ?? "not known yet" };
}

export function certificateReader(record: ResourceRecord, reading: Reading): AccessRow {
  const scope = text(record.props["scope"]) ?? record.urn;
  return row(record, reading, reading.principals.of(record, "principalId"), {
    role: text(record.props["role"]) ?? "?",
    object: describe(scopeOf(scope)),
    breadth: "object",
    scope,
    via: "declared certificate reader",
  });
}

/** The model that this program never uses, read all the same: a foreign vault may. */
export function accessPolicies(record: ResourceRecord, reading: Reading): AccessRow[] {
  const properties = fields(record.props["properties"]);
  if (properties["enableRbacAuthorization"] === true) return [];
  const name = text(record.props["vaultName"]) ?? text(record.props["name"]) ?? record.name;
  return list(properties["accessPolicies"]).flatMap((policy) => {
    const rights = Object.entries(fields(fields(policy)["permissions"])).flatMap(([kind, granted]) =>
      texts(granted).map((right) => `${kind} ${right}`),
    );
    const id = text(fields(policy)["objectId"]);
    const principal: Principal =
      (id === undefined ? undefined : reading.principals.byId(id)) ??
      ({
        label: `unknown ${id ?? "principal"}`,
        kind: "unknown",
        ...(id === undefined ? {} : { stranger: true }),
      } as const);
    return [
      row(record, reading, principal, {
        role: `access policy: ${rights.sort(order).join(", ")}`,
        object: `vault ${name}`,
        breadth: "resource",
        scope: record.id ?? name,
        via: "vault access policy",
      }),
    ];
  });
}
