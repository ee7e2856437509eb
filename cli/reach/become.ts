// Who can become whom: a token from outside signs in as an identity, a right on the identity lets somebody in as it, a resource
// runs as it, and who is in a group (groups.ts) has what the group has.
import { IDENTITY_OPERATIONS, COMPUTE_OPERATIONS, TAKE_OVER_OPERATIONS } from "../../facts/operations.ts";
import { at, fields, text, texts } from "../../text/values.ts";
import { scopeOf } from "../access/objects.ts";
import type { Principals } from "../access/principals.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import { edgeOf, scopeText } from "./direct.ts";
import { may, whoOf, type GrantIndex } from "./grants.ts";
import { groupEdges } from "./groups.ts";
import { edgeOfRecord as edge, type Edge, type Who } from "./way.ts";

interface Identity {
  readonly who: Who;
  readonly record: ResourceRecord;
}

export function becomeEdges(snapshots: readonly Snapshot[], principals: Principals, grants: GrantIndex): Edge[] {
  const identities = snapshots.flatMap(({ resources }) =>
    resources
      .filter(({ kind }) => kind === "managedidentity:UserAssignedIdentity")
      .flatMap((record): Identity[] => {
        const principal = principals.byUrn(record.urn);
        return principal === undefined ? [] : [{ who: whoOf(principal), record }];
      }),
  );
  return [
    ...snapshots.flatMap((snapshot) => signInEdges(snapshot, principals)),
    ...identityEdges(identities, grants),
    ...snapshots.flatMap((snapshot) => runEdges(snapshot, identities, principals, grants)),
    ...snapshots.flatMap((snapshot) => groupEdges(snapshot, snapshots, principals)),
  ];
}

const CREDENTIALS = ["managedidentity:FederatedIdentityCredential", "azuread:ApplicationFederatedIdentityCredential"];

function signInEdges({ resources, stack }: Snapshot, principals: Principals): Edge[] {
  return resources
    .filter(({ kind }) => CREDENTIALS.includes(kind))
    .flatMap((record) => {
      const { props, inputs, madeOf } = record;
      const name = text(props["resourceName"]) ?? text(inputs["resourceName"]);
      const [source] = madeOf["resourceName"] ?? madeOf["applicationId"] ?? [];
      const into =
        (name === undefined ? undefined : principals.identityCalled(name)) ??
        (source === undefined ? undefined : principals.byUrn(source));
      if (into === undefined) return [];
      const subject = text(props["subject"]) ?? "a subject that is not known yet";
      const issuer = text(props["issuer"]) ?? "an issuer that is not known yet";
      const from = whoOf({ label: `${subject} of ${issuer}`, kind: "federated" });
      return [
        edge(
          record,
          stack,
          "signs in",
          from,
          whoOf(into),
          `signs in as ${into.label}`,
          "Entra's sign-ins of the identity",
        ),
      ];
    });
}

/** Rights on an identity with which somebody gets in as it. */
function identityEdges(identities: readonly Identity[], grants: GrantIndex): Edge[] {
  const { federate, assign } = IDENTITY_OPERATIONS;
  const runners = new Set(
    grants.all.filter((grant) => may(grant, "actions", ...COMPUTE_OPERATIONS)).map(({ to }) => to.key),
  );
  return identities.flatMap(({ who, record }) =>
    record.id === undefined
      ? []
      : grants.over(record.id).flatMap((grant): Edge[] => {
          if (grant.to.key === who.key) return [];
          const by = `with ${grant.roleName} on ${scopeText(grant)}`;
          if (may(grant, "actions", federate)) {
            const how = `lets a token of its own sign in as ${who.label}, ${by}`;
            return [edgeOf(grant, "federates", who.key, how, `the activity log: ${federate}`)];
          }
          if (!may(grant, "actions", assign) || !runners.has(grant.to.key)) return [];
          return [edgeOf(grant, "runs as", who.key, `runs code as ${who.label}, ${by}`, `the activity log: ${assign}`)];
        }),
  );
}

/** Resources that run as an identity: whoever may change one runs something else as it. */
function runEdges(
  { resources }: Snapshot,
  identities: readonly Identity[],
  principals: Principals,
  grants: GrantIndex,
): Edge[] {
  return resources.flatMap((record) => {
    if (record.id === undefined) return [];
    const runsAs = [...assigned(record, identities), ...ownIdentity(record, principals)];
    if (runsAs.length === 0) return [];
    const { id } = record;
    const operations = TAKE_OVER_OPERATIONS[typeOf(id)] ?? [`${typeOf(id)}/write`];
    const { kind, name } = scopeOf(id);
    return grants
      .over(id)
      .filter((grant) => may(grant, "actions", ...operations))
      .flatMap((grant) =>
        runsAs
          .filter(({ key }) => key !== grant.to.key)
          .map((who) =>
            edgeOf(
              grant,
              "runs as",
              who.key,
              `has ${kind} ${name} run something else as ${who.label}, with ${grant.roleName} on ${scopeText(grant)}`,
              `the activity log: ${operations.join(", ")}`,
            ),
          ),
      );
  });
}

/** A list of ids, or a map by id; in a plan the resources that they will come from. */
function assigned({ props, inputs, madeOf }: ResourceRecord, identities: readonly Identity[]): Who[] {
  const named = fields(props["identity"] ?? inputs["identity"])["userAssignedIdentities"];
  const ids = new Set((Array.isArray(named) ? texts(named) : Object.keys(fields(named))).map((id) => id.toLowerCase()));
  const sources = new Set(madeOf["identity"] ?? []);
  return identities
    .filter(({ record }) => sources.has(record.urn) || (record.id !== undefined && ids.has(record.id.toLowerCase())))
    .map(({ who }) => who);
}

function ownIdentity(record: ResourceRecord, principals: Principals): Who[] {
  const type = text(at(record.props, "identity.type")) ?? "";
  const principal = type.includes("SystemAssigned") ? principals.byUrn(record.urn) : undefined;
  return principal === undefined ? [] : [whoOf(principal)];
}

/** `microsoft.app/jobs` of an id. */
function typeOf(id: string): string {
  const [namespace = "", ...rest] = id.toLowerCase().split("/providers/").at(-1)?.split("/") ?? [];
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}
