// What a database holds that matters here, as data that a transaction can copy and a test can compare.

export interface PrincipalState {
  id: number;
  name: string;
  /** `E`, `X`, `S`, `R`, `A`. */
  type: string;
  sid: string | null;
  authentication: number;
  fixed: boolean;
  ownerId: number | null;
}

export interface PermissionState {
  class: number;
  majorId: number;
  minorId: number;
  granteeId: number;
  grantorId: number;
  permission: string;
  /** `G`, `W` or `D`. */
  state: string;
}

export interface ObjectState {
  id: number;
  name: string;
  schemaId: number;
  /** Null when the owner of the schema owns it. */
  ownerId: number | null;
  columns: string[];
}

export interface State {
  nextId: number;
  principals: PrincipalState[];
  members: { roleId: number; memberId: number }[];
  permissions: PermissionState[];
  schemas: { id: number; name: string; ownerId: number }[];
  objects: ObjectState[];
  /** Extended properties of principals. */
  properties: { principalId: number; name: string; value: string }[];
  triggers: { name: string; disabled: boolean }[];
  logins: { name: string; disabled: boolean }[];
  entraOnly: boolean;
}

const FIXED = [
  "db_owner",
  "db_accessadmin",
  "db_securityadmin",
  "db_ddladmin",
  "db_backupoperator",
  "db_datareader",
  "db_datawriter",
  "db_denydatareader",
  "db_denydatawriter",
];

/** A database as Azure makes it. */
export function freshState(): State {
  const system = (id: number, name: string, type: string): PrincipalState => ({
    id,
    name,
    type,
    sid: id === 1 ? "0x01060000000001640000000000000000AABBCCDDEEFF00112233445566778899" : null,
    authentication: id === 1 ? 1 : 0,
    fixed: false,
    ownerId: type === "R" ? 1 : null,
  });
  return {
    nextId: 5,
    principals: [
      system(0, "public", "R"),
      system(1, "dbo", "S"),
      system(2, "guest", "S"),
      system(3, "INFORMATION_SCHEMA", "S"),
      system(4, "sys", "S"),
      ...FIXED.map((name, index) => ({ ...system(16_384 + index, name, "R"), fixed: true })),
    ],
    members: [],
    permissions: [
      { class: 0, majorId: 0, minorId: 0, granteeId: 1, grantorId: 1, permission: "CONNECT", state: "G" },
      { class: 1, majorId: -245, minorId: 0, granteeId: 0, grantorId: 1, permission: "SELECT", state: "G" },
    ],
    schemas: [
      { id: 1, name: "dbo", ownerId: 1 },
      { id: 2, name: "guest", ownerId: 2 },
      { id: 3, name: "INFORMATION_SCHEMA", ownerId: 3 },
      { id: 4, name: "sys", ownerId: 4 },
    ],
    objects: [],
    properties: [],
    triggers: [],
    logins: [],
    entraOnly: true,
  };
}
