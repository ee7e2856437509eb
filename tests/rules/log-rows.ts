// Rows of logs as Azure writes them, modelled on published records: which claims a call carries, which event of an operation
// has the body, how letters are written. A test changes what it is about.
import type { Row, Rows } from "./evaluate.ts";
import type { LogTable } from "../../facts/log-tables.ts";

export const SUBSCRIPTION = "3da7c3e6-0250-437a-82c7-d71146606ec4";
export const TENANT = "c4e3b315-5a2e-4763-816f-f1cc46138516";
/** An application's identity that manifests let in. */
export const API = "5b0d4f6a-5f1c-4a55-9d0e-2f7a3a1c9d11";
/** An identity that nobody let in. */
export const STRANGER = "df2c204e-a290-4b87-864a-25050351fa2a";
export const PERSON = "d647cefe-50bf-4b5d-84c4-af124317b6ac";
export const PIPELINE = "8a4c8c3e-31f4-4c5a-9e62-0f6f4b1a7e55";
export const VAULT = "kv-payments-prod-80mg";
export const VAULT_ID = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-payments-prod/providers/microsoft.keyvault/vaults/${VAULT}`;
export const SECRET = "payments-prod-stripe-key";

/** A Monday, at ten in the morning. */
export const START = Date.parse("2026-11-23T10:00:00Z");

export const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();

export interface VaultCall {
  readonly operation: string;
  readonly minute?: number;
  readonly status?: number;
  /** Object id; "" of a caller that showed no token. */
  readonly principal?: string;
  /** Sign-in name, of a person. */
  readonly person?: string;
  /** `secrets/<name>`, with a version where there is one. */
  readonly object?: string;
  readonly vault?: string;
  readonly address?: string;
  readonly client?: string;
}

const SIGNATURES: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
};
const OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

/** A call to a vault in the table of its own. Calls of the management plane carry the object id under another claim. */
export function vaultCall(call: VaultCall): Row {
  const { vault = VAULT, status = 200, principal = API, minute = 0 } = call;
  const control = call.operation.startsWith("Vault");
  const claim = {
    ...(principal === ""
      ? {}
      : { [control ? OBJECT_ID : "oid"]: principal, appid: "cef530b0-da70-481e-8f64-51e593d0ee1e" }),
    ...(call.person === undefined ? {} : { upn: call.person, unique_name: call.person, scp: "user_impersonation" }),
  };
  return {
    TimeGenerated: at(minute),
    OperationName: call.operation,
    ResultType: "Success",
    ResultSignature: SIGNATURES[status] ?? "OK",
    ResultDescription: "",
    CallerIpAddress: call.address ?? "10.20.1.7",
    Identity: { claim },
    _ResourceId: VAULT_ID.replace(VAULT, vault),
    ...(call.object === undefined ? {} : { Id: `https://${vault}.vault.azure.net/${call.object}` }),
    ClientInfo: call.client ?? "azsdk-net-Security.KeyVault.Secrets/4.6.0 (.NET 8.0.8; Linux)",
    HttpStatusCode: status,
    RequestUri: `https://${vault}.vault.azure.net/${call.object ?? "secrets"}?api-version=7.5`,
    Type: "AZKVAuditLogs",
  };
}

/** The same call in the table that an adopted workspace may still use. */
export function vaultCallInDiagnostics(call: VaultCall): Row {
  const { CallerIpAddress, Identity, Id, ClientInfo, HttpStatusCode, RequestUri, ...rest } = vaultCall(call);
  const { claim } = Identity as { readonly claim: Readonly<Record<string, string>> };
  return {
    ...rest,
    Type: "AzureDiagnostics",
    Category: "AuditEvent",
    ResourceProvider: "MICROSOFT.KEYVAULT",
    ResourceType: "VAULTS",
    CallerIPAddress: CallerIpAddress,
    id_s: Id,
    clientInfo_s: ClientInfo,
    httpStatusCode_d: HttpStatusCode,
    requestUri_s: RequestUri,
    identity_claim_oid_g: claim["oid"],
    identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g: claim[OBJECT_ID],
    identity_claim_appid_g: claim["appid"],
    identity_claim_upn_s: claim["upn"],
  };
}

export interface Change {
  /** As Azure's documents write it; the export writes capitals. */
  readonly operation: string;
  readonly minute?: number;
  readonly actor?: string;
  readonly caller?: string;
  /** ARM id. */
  readonly target?: string;
  readonly body?: object;
  readonly status?: "Success" | "Succeeded" | "Failure";
}

/** A change of the control plane: its first event has the body, its last the outcome. */
export function change(given: Change): Row[] {
  const target = given.target ?? VAULT_ID;
  const actor = given.actor ?? PERSON;
  const common = {
    OperationNameValue: given.operation.toUpperCase(),
    CategoryValue: "Administrative",
    Caller: given.caller ?? actor,
    CallerIpAddress: "203.0.113.16",
    CorrelationId: `${given.operation}-${given.minute ?? 0}-${target}`,
    _ResourceId: target.toLowerCase(),
    ResourceId: target,
    Claims_d: { [OBJECT_ID]: actor, appid: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" },
    Type: "AzureActivity",
  };
  const body = given.body === undefined ? {} : { requestbody: JSON.stringify(given.body) };
  return [
    { ...common, TimeGenerated: at(given.minute ?? 0), ActivityStatusValue: "Start", Properties_d: body },
    {
      ...common,
      TimeGenerated: at((given.minute ?? 0) + 0.1),
      ActivityStatusValue: given.status ?? "Success",
      Properties_d: { statusCode: "Created" },
    },
  ];
}

export interface SqlEvent {
  readonly action: string;
  readonly minute?: number;
  readonly login?: string;
  readonly statement?: string;
  readonly succeeded?: boolean;
  readonly rows?: number;
  readonly class?: string;
}

/** A line of Azure SQL's audit, which goes to AzureDiagnostics also in a workspace of one's own. */
export const sqlEvent = (event: SqlEvent): Row => ({
  TimeGenerated: at(event.minute ?? 0),
  Category: "SQLSecurityAuditEvents",
  ResourceProvider: "MICROSOFT.SQL",
  ResourceType: "SERVERS/DATABASES",
  _ResourceId: `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg-payments-prod/providers/microsoft.sql/servers/sql-payments-prod/databases/ledger`,
  LogicalServerName_s: "sql-payments-prod",
  database_name_s: "ledger",
  action_name_s: event.action,
  succeeded_s: String(event.succeeded ?? true),
  server_principal_name_s: event.login ?? "id-payments-api-prod",
  statement_s: event.statement ?? "",
  class_type_description_s: event.class ?? "DATABASE",
  client_ip_s: "10.20.1.9",
  response_rows_d: event.rows ?? 1,
  Type: "AzureDiagnostics",
});

export interface EntraEvent {
  readonly activity: string;
  readonly minute?: number;
  /** Object id of what changes. */
  readonly object: string;
  readonly actor?: string;
  readonly modified?: readonly string[];
  readonly result?: "success" | "failure";
}

export const entraEvent = (event: EntraEvent): Row => ({
  TimeGenerated: at(event.minute ?? 0),
  OperationName: event.activity,
  ActivityDisplayName: event.activity,
  Category: "GroupManagement",
  LoggedByService: "Core Directory",
  Result: event.result ?? "success",
  InitiatedBy: { user: { id: event.actor ?? PERSON, userPrincipalName: "nora.weiss@contoso.example" } },
  TargetResources: [
    { id: PERSON, displayName: "Nora Weiss", type: "User", modifiedProperties: [] },
    {
      id: event.object,
      displayName: "sql-administrators-prod",
      type: "Group",
      modifiedProperties: (event.modified ?? []).map((displayName) => ({
        displayName,
        oldValue: "[]",
        newValue: "[1]",
      })),
    },
  ],
  Type: "AuditLogs",
});

export interface SignIn {
  readonly minute?: number;
  readonly principal?: string;
  readonly code?: string;
  readonly resource?: string;
}

export const identitySignIn = ({
  minute = 0,
  principal = API,
  code = "0",
  resource = "Azure SQL Database",
}: SignIn): Row => ({
  TimeGenerated: at(minute),
  OperationName: "Sign-in activity",
  Category: "ManagedIdentitySignInLogs",
  ResultType: code,
  ResourceDisplayName: resource,
  ResourceIdentity:
    resource === "Azure SQL Database" ? "022907d3-0f1b-48f7-badc-1ba6abab6d66" : "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  ServicePrincipalId: principal,
  ServicePrincipalName: "id-payments-api-prod",
  Type: "AADManagedIdentitySignInLogs",
});

export const personSignIn = ({
  minute = 0,
  principal = PERSON,
  code = "0",
  resource = "Azure SQL Database",
}: SignIn): Row => ({
  TimeGenerated: at(minute),
  OperationName: "Sign-in activity",
  Category: "SignInLogs",
  ResultType: code,
  ResourceDisplayName: resource,
  ResourceIdentity: "022907d3-0f1b-48f7-badc-1ba6abab6d66",
  UserId: principal,
  UserPrincipalName: "nora.weiss@contoso.example",
  IPAddress: "203.0.113.10",
  Type: "SigninLogs",
});

/** As many rows as `count`, a step of minutes apart. */
export const repeat = <T>(count: number, stepMinutes: number, make: (minute: number, index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index * stepMinutes, index));

/** Rows by their own `Type`. */
export function rowsOf(...rows: readonly Row[]): Rows {
  const grouped = Map.groupBy(rows, (row) => row["Type"] as LogTable);
  return Object.fromEntries(grouped);
}
