// Groups and principals of the directory. An object id that nobody created here is taken for one that existed before:
// adopting a group of the company is normal, and its object id is all that the program knows.
import { ageOf } from "../model/ages.ts";
import { ProviderError } from "../model/errors.ts";
import { GUID, guidOf, keyOf, lastSegment } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { listAt, textAt } from "../model/values.ts";

export const GROUP = "azuread:index/group:Group";
const GROUP_WITHOUT_MEMBERS = "azuread:index/groupWithoutMembers:GroupWithoutMembers";
const MEMBER = "azuread:index/groupMember:GroupMember";
export const GROUP_TYPES = [GROUP, GROUP_WITHOUT_MEMBERS];

type Unnamed = Omit<Draft, "id">;

/**
 * What Graph says of an object that it does not know everywhere yet: 404 Request_ResourceNotFound, which the provider hands on
 * (pulumi-azuread#2014, TF-azuread#1563). Who existed before anything was deployed is known.
 */
function requireKnown({ cloud, caller, existing, inputs }: Draft, ...fields: readonly string[]): void {
  if (existing) return;
  for (const field of fields) {
    const objectId = textAt(inputs, field) ?? "";
    const known = cloud.principal(objectId);
    if (known === undefined || ageOf(known, caller) >= caller.ages.principal) continue;
    throw new ProviderError(
      `unexpected status 404 (404 Not Found) with error: Request_ResourceNotFound: Resource '${objectId}' does not exist or one of its queried reference-property objects are not present.`,
    );
  }
}

function fresh(collection: string, draft: Unnamed, ...words: string[]): string {
  if (draft.preview) return `/${collection}/`;
  for (let attempt = 0; ; attempt++) {
    const id = `/${collection}/${guidOf(draft.kind.type, ...words, attempt)}`;
    if (!draft.cloud.get(id) && draft.cloud.generation(id) === 0) return id;
  }
}

function group(type: string): Kind {
  return {
    type,
    path: "/groups/{objectId}",
    newId: (draft) => fresh("groups", draft, textAt(draft.inputs, "displayName") ?? ""),
    required: ["displayName"],
    replaceOn: ["assignableToRole", "onpremisesGroupType"],
    defaults: ({ caller }) => ({
      owners: [caller.objectId],
      members: [],
      mailEnabled: false,
      preventDuplicateNames: false,
      visibility: "Private",
    }),
    outputs: ({ id, inputs }) => ({
      objectId: lastSegment(id),
      mailNickname: textAt(inputs, "mailNickname") ?? guidOf("nick", keyOf(id)).slice(0, 10),
      onpremisesSyncEnabled: false,
    }),
    check: ({ cloud, inputs, id }) => {
      const name = textAt(inputs, "displayName") ?? "";
      if (inputs["securityEnabled"] !== true && inputs["mailEnabled"] !== true) {
        throw new ProviderError(`group "${name}": one of "mail_enabled" or "security_enabled" must be true`);
      }
      if (inputs["preventDuplicateNames"] === true) {
        const twin = GROUP_TYPES.flatMap((kind) => cloud.ofType(kind)).find(
          (other) => keyOf(other.id) !== keyOf(id) && textAt(other.properties, "displayName") === name,
        );
        if (twin)
          throw new ProviderError(
            `preventing creation of duplicate groups: existing object with display name "${name}" (${twin.id})`,
          );
      }
      if (inputs["owners"] !== undefined && listAt(inputs, "owners").length === 0) {
        throw new ProviderError(`group "${name}": owners cannot be empty`);
      }
    },
  };
}

export const azureadKinds: readonly Kind[] = [
  group(GROUP),
  group(GROUP_WITHOUT_MEMBERS),
  {
    type: MEMBER,
    path: "/groups/{groupObjectId}/members/{memberObjectId}",
    newId: ({ inputs }) => `${textAt(inputs, "groupObjectId") ?? ""}/member/${textAt(inputs, "memberObjectId") ?? ""}`,
    required: ["groupObjectId", "memberObjectId"],
    replaceOn: ["groupObjectId", "memberObjectId"],
    returned: ["groupObjectId", "memberObjectId"],
    check: (draft) => {
      for (const key of ["groupObjectId", "memberObjectId"]) {
        const value = textAt(draft.inputs, key) ?? "";
        if (!GUID.test(value)) throw new ProviderError(`${key}: "${value}" is not a valid UUID`);
      }
      requireKnown(draft, "groupObjectId", "memberObjectId");
    },
  },
  {
    type: "azuread:index/groupRoleManagementPolicy:GroupRoleManagementPolicy",
    path: "/policies/{policyId}",
    newId: ({ inputs }) => {
      const groupId = textAt(inputs, "groupId") ?? "";
      return `Group_${groupId}_${guidOf("policy", groupId, textAt(inputs, "roleId") ?? "")}`;
    },
    required: ["groupId", "roleId"],
    replaceOn: ["groupId", "roleId"],
    // The policy exists with the group; it is adopted and never deleted (azuread documentation).
    singleton: null,
    outputs: ({ inputs }) => ({
      displayName: "Group",
      description: `Group ${textAt(inputs, "groupId") ?? ""} ${textAt(inputs, "roleId") ?? ""}`,
    }),
    check: (draft) => {
      requireKnown(draft, "groupId");
    },
  },
  {
    type: "azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule",
    path: "/eligibilitySchedules/{scheduleId}",
    newId: ({ inputs }) => {
      const groupId = textAt(inputs, "groupId") ?? "";
      const what = textAt(inputs, "assignmentType") ?? "";
      return `${groupId}_${what}_${guidOf("eligibility", groupId, textAt(inputs, "principalId") ?? "", what)}`;
    },
    required: ["assignmentType", "groupId", "principalId"],
    replaceOn: ["assignmentType", "groupId", "principalId"],
    outputs: ({ caller, inputs, existing }) => ({
      status: "Provisioned",
      permanentAssignment: inputs["permanentAssignment"] ?? false,
      startDate: textAt(inputs, "startDate") ?? textAt(existing?.properties, "startDate") ?? caller.now().toISOString(),
    }),
    check: (draft) => {
      const { inputs } = draft;
      requireKnown(draft, "groupId", "principalId");
      const ends = ["duration", "expirationDate", "permanentAssignment"].filter((key) => inputs[key] !== undefined);
      if (ends.length === 0) {
        throw new ProviderError(`one of "duration", "expiration_date" or "permanent_assignment" must be specified`);
      }
    },
  },
  {
    type: "azuread:index/application:Application",
    path: "/applications/{objectId}",
    newId: (draft) => fresh("applications", draft, textAt(draft.inputs, "displayName") ?? ""),
    required: ["displayName"],
    writeOnly: ["password"],
    defaults: ({ caller }) => ({ owners: [caller.objectId], signInAudience: "AzureADMyOrg" }),
    outputs: ({ id }) => ({
      objectId: lastSegment(id),
      clientId: guidOf("application client", keyOf(id)),
      publisherDomain: "contoso.onmicrosoft.com",
    }),
  },
  {
    type: "azuread:index/servicePrincipal:ServicePrincipal",
    path: "/servicePrincipals/{objectId}",
    newId: (draft) => fresh("servicePrincipals", draft, textAt(draft.inputs, "clientId") ?? ""),
    required: ["clientId"],
    replaceOn: ["clientId"],
    defaults: ({ caller }) => ({ accountEnabled: true, owners: [caller.objectId] }),
    outputs: ({ id, caller }) => ({
      objectId: lastSegment(id),
      type: "Application",
      applicationTenantId: caller.tenantId,
    }),
  },
];
