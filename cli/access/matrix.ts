// Who may do what, on which object, and which line of which manifest asks for it: the whole of a stack's access as rows, from
// a plan or from a state. A pure function, so that a reviewer, a check and a report cannot see different access.
import { order } from "../../text/values.ts";
import { administratorOf } from "./administrators.ts";
import { administrator, databaseUser } from "./database-grants.ts";
import { accessPolicies, certificateReader, roleAssignment } from "./grants.ts";
import { publicKeys, withPublicKeys } from "./public-keys.ts";
import { Principals } from "./principals.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import { definedRoles, type KnownRole } from "./role-names.ts";
import type { AccessRow, Reading } from "./row.ts";
import { membership, signIn } from "./sign-ins.ts";

export interface MatrixOptions {
  /** Object ids of groups, by the names that settings give them. */
  readonly groups?: Readonly<Record<string, string>>;
  /** Further stacks, whose identities are known, and whose access is not wanted. */
  readonly others?: readonly Snapshot[];
}

/** Every row of the stacks, in a stable order. */
export function accessMatrix(snapshots: readonly Snapshot[], options: MatrixOptions = {}): AccessRow[] {
  const known = [...snapshots, ...(options.others ?? [])];
  const principals = new Principals(known, options.groups);
  const defined = definedRoles(known);
  return snapshots
    .flatMap((snapshot) => rowsOf(snapshot, principals, defined))
    .sort((a, b) => order(sortKey(a), sortKey(b)));
}

const sortKey = (row: AccessRow): string =>
  [row.environment, row.stack, row.principal, row.object, row.role, row.scope, row.via].join("\0");

function rowsOf(snapshot: Snapshot, principals: Principals, defined: ReadonlyMap<string, KnownRole>): AccessRow[] {
  const byUrn = new Map(snapshot.resources.map((record) => [record.urn, record]));
  const administered = new Set(snapshot.resources.flatMap((record) => administratorOf(record)?.server ?? []));
  const reading: Reading = { snapshot, principals, defined, byUrn, administered };
  const keys = publicKeys(snapshot);
  return snapshot.resources
    .flatMap((record) => rowsOfRecord(record, reading))
    .map((each) => withPublicKeys(each, keys));
}

function rowsOfRecord(record: ResourceRecord, reading: Reading): AccessRow[] {
  switch (record.kind) {
    case "authorization:RoleAssignment":
      return [roleAssignment(record, reading)];
    case "strongroom:vault:CertificateReader":
      return [certificateReader(record, reading)];
    case "strongroom:sql:DatabaseUser":
      return [databaseUser(record, reading)];
    case "managedidentity:FederatedIdentityCredential":
      return [signIn(record, reading)];
    case "azuread:ApplicationFederatedIdentityCredential":
      return [signIn(record, reading)];
    case "strongroom:identity:DeclaredMember":
    case "azuread:GroupMember":
      return [membership(record, reading, "groupObjectId", "memberObjectId", "group membership")];
    case "azuread:PrivilegedAccessGroupEligibilitySchedule":
      return [membership(record, reading, "groupId", "principalId", "eligible membership")];
    case "azuread:PrivilegedAccessGroupAssignmentSchedule":
      return [membership(record, reading, "groupId", "principalId", "group membership")];
    case "keyvault:Vault":
      return accessPolicies(record, reading);
    case "sql:Server":
    case "sql:ServerAzureADAdministrator":
    case "resources:Deployment":
      return administrator(record, reading);
    default:
      return [];
  }
}
