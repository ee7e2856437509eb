// For each rule, rows on which it must fire and rows on which it must not. Every predicate of a rule has a case that notices
// when it is gone (tests/rules/mutations.deep.ts). Those of rotations and of changed vaults are in late-cases.ts.
import type { ParameterValues } from "../../components/observability/queries.ts";
import type { Row, Rows } from "./evaluate.ts";
import {
  API,
  at,
  change,
  entraEvent,
  identitySignIn,
  personSignIn,
  PERSON,
  PIPELINE,
  repeat,
  rowsOf,
  SECRET,
  sqlEvent,
  STRANGER,
  vaultCall,
  vaultCallInDiagnostics,
  VAULT,
  VAULT_ID,
  type VaultCall,
} from "./log-rows.ts";

export interface RuleCase {
  readonly rule: string;
  readonly title: string;
  readonly rows: Rows;
  readonly fires: boolean;
  /** What the first row of the answer must say. */
  readonly says?: Row;
  readonly values?: ParameterValues;
}

const GROUP = "43dbfef0-8fda-43a1-8a48-3a532ed48a65";
const CREDENTIAL = `/subscriptions/x/resourceGroups/rg-payments-prod/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-payments-api-prod/federatedIdentityCredentials/ci`;

/** What the rules are given in every case, unless it says otherwise. */
export const VALUES: ParameterValues = {
  declaredAccess: [
    [API, `${VAULT}/secrets/${SECRET}`],
    [PIPELINE, `${VAULT}/*`],
    ["3f0f7c0e-4c0a-4f3e-9f57-1f4bb1cf1a11", `${VAULT}/*`],
  ],
  pipelines: [[PIPELINE, 6, 20]],
  declaredSubjects: [["https://token.actions.githubusercontent.com", "repo:contoso/payments:environment:prod"]],
  watchedObjects: [[GROUP, "the group that administers the SQL servers"]],
  reconcilers: [["id-sql-reconciler-prod"]],
  vaultSizes: [[VAULT, 3]],
  rotations: [[`${VAULT}/secrets/${SECRET}`], [`${VAULT}/keys/card-encryption`]],
  rotationJobs: [["job-rotation-prod"]],
  expectedSources: [[VAULT_ID, "payments-team@contoso.example"]],
};

const read = (given: Partial<VaultCall>): VaultCall => ({
  operation: "SecretGet",
  object: `secrets/${SECRET}/${"7".repeat(32)}`,
  ...given,
});

/** A call in each of the two tables: a case of its own for each. */
function inBoth(rule: string, title: string, fires: boolean, calls: readonly VaultCall[], says?: Row): RuleCase[] {
  const of = { rule, fires, ...(says === undefined ? {} : { says }) };
  return [
    { ...of, title, rows: rowsOf(...calls.map(vaultCall)) },
    { ...of, title: `${title}, in AzureDiagnostics`, rows: rowsOf(...calls.map(vaultCallInDiagnostics)) },
  ];
}

const single = (rule: string, title: string, fires: boolean, rows: Rows, says?: Row): RuleCase => ({
  rule,
  title,
  fires,
  rows,
  ...(says === undefined ? {} : { says }),
});

const known = (row: Row): Row => ({
  Type: "StrongroomKnownCallers_CL",
  TimeGenerated: at(-60),
  LastSeen: at(-60),
  FirstSeen: at(-20 * 1440),
  Principal: API,
  Place: "10.20.1",
  Tool: "azsdk-net-Security.KeyVault.Secrets",
  ...row,
});
const usual = (row: Row): Row => ({
  Type: "StrongroomReadBaseline_CL",
  TimeGenerated: at(-60),
  Principal: API,
  Vault: VAULT,
  Mean: 40,
  Peak: 60,
  Days: 30,
  ...row,
});

export const CASES: readonly RuleCase[] = [
  ...inBoth("undeclared-read", "a stranger reads a secret", true, [read({ principal: STRANGER })], {
    Object: `${VAULT}/secrets/${SECRET}`,
    Principal: STRANGER,
    Reads: 1,
  }),
  ...["KeyDecrypt", "KeySign", "KeyUnwrap", "KeyBackup"].map((operation) =>
    single(
      "undeclared-read",
      `a stranger calls ${operation}`,
      true,
      rowsOf(vaultCall({ operation, principal: STRANGER, object: "keys/card-encryption/1" })),
    ),
  ),
  ...inBoth("undeclared-read", "the declared reader reads", false, [read({})]),
  single(
    "undeclared-read",
    "the declared reader reads with its id in capitals",
    false,
    rowsOf(vaultCall(read({ principal: API.toUpperCase() }))),
  ),
  single(
    "undeclared-read",
    "the declared reader reads another secret",
    true,
    rowsOf(vaultCall(read({ object: "secrets/payments-prod-other" }))),
    { Object: `${VAULT}/secrets/payments-prod-other` },
  ),
  single(
    "undeclared-read",
    "who may use all of the vault reads",
    false,
    rowsOf(vaultCall(read({ principal: PIPELINE }))),
  ),
  single(
    "undeclared-read",
    "who may use all of the vault reads in another one",
    true,
    rowsOf(vaultCall(read({ principal: PIPELINE, vault: "kv-ledger-prod-1" }))),
  ),
  single(
    "undeclared-read",
    "a stranger is refused",
    false,
    rowsOf(vaultCall(read({ principal: STRANGER, status: 403 }))),
  ),
  single(
    "undeclared-read",
    "a stranger lists",
    false,
    rowsOf(vaultCall({ operation: "SecretList", principal: STRANGER, object: "secrets/x" })),
  ),
  single(
    "undeclared-read",
    "a call without an object",
    false,
    rowsOf(vaultCall({ operation: "SecretGet", principal: STRANGER })),
  ),
  single("undeclared-read", "a call without a caller", false, rowsOf(vaultCall(read({ principal: "" })))),

  ...inBoth(
    "person-read",
    "a person reads a secret",
    true,
    [read({ principal: PERSON, person: "nora.weiss@contoso.example" })],
    { Person: "nora.weiss@contoso.example" },
  ),
  ...inBoth("person-read", "an identity reads a secret", false, [read({})]),
  single(
    "person-read",
    "a person writes a secret",
    false,
    rowsOf(vaultCall(read({ operation: "SecretSet", person: "nora.weiss@contoso.example" }))),
  ),
  single(
    "person-read",
    "a person is refused",
    false,
    rowsOf(vaultCall(read({ status: 403, person: "nora.weiss@contoso.example" }))),
  ),
  single(
    "person-read",
    "a person reads nothing that has a name",
    false,
    rowsOf(vaultCall({ operation: "SecretGet", person: "nora.weiss@contoso.example" })),
  ),

  ...inBoth(
    "sweep",
    "a vault of three is listed and read",
    true,
    [
      vaultCallOf("SecretList", 0),
      ...repeat(3, 1, (minute, index) =>
        read({ minute: minute + 1, principal: STRANGER, object: `secrets/s${index}` }),
      ),
    ],
    { Objects: 3, Principal: STRANGER },
  ),
  single(
    "sweep",
    "only two of three are read",
    false,
    rowsOf(
      ...[
        vaultCallOf("SecretList", 0),
        ...repeat(2, 1, (minute, index) =>
          read({ minute: minute + 1, principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "three are read and nobody listed",
    false,
    rowsOf(
      ...repeat(3, 1, (minute, index) => read({ minute, principal: STRANGER, object: `secrets/s${index}` })).map(
        vaultCall,
      ),
    ),
  ),
  single(
    "sweep",
    "another one listed",
    false,
    rowsOf(
      ...[
        { ...vaultCallOf("SecretList", 0), principal: PERSON },
        ...repeat(3, 1, (minute, index) =>
          read({ minute: minute + 1, principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "the list was refused",
    false,
    rowsOf(
      ...[
        { ...vaultCallOf("SecretList", 0), status: 403 },
        ...repeat(3, 1, (minute, index) =>
          read({ minute: minute + 1, principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "the reads were refused",
    false,
    rowsOf(
      ...[
        vaultCallOf("SecretList", 0),
        ...repeat(3, 1, (minute, index) =>
          read({ minute: minute + 1, status: 403, principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "listed after the reads",
    false,
    rowsOf(
      ...[
        vaultCallOf("SecretList", 9),
        ...repeat(3, 1, (minute, index) =>
          read({ minute: minute + 1, principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "listed long before the reads",
    false,
    rowsOf(
      ...[
        vaultCallOf("SecretList", -15),
        ...repeat(3, 1, (minute, index) =>
          read({ minute: minute + 1, principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "a vault whose size is not known: four read",
    false,
    rowsOf(
      ...[
        { ...vaultCallOf("SecretList", 0), vault: "kv-b" },
        ...repeat(4, 1, (minute, index) =>
          read({ minute: minute + 1, vault: "kv-b", principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "a vault whose size is not known: five read",
    true,
    rowsOf(
      ...[
        { ...vaultCallOf("SecretList", 0), vault: "kv-b" },
        ...repeat(5, 1, (minute, index) =>
          read({ minute: minute + 1, vault: "kv-b", principal: STRANGER, object: `secrets/s${index}` }),
        ),
      ].map(vaultCall),
    ),
  ),
  single(
    "sweep",
    "names are read over, not values",
    false,
    rowsOf(
      ...[
        vaultCallOf("SecretList", 0),
        ...repeat(3, 1, (minute, index) =>
          read({
            operation: "SecretListVersions",
            minute: minute + 1,
            principal: STRANGER,
            object: `secrets/s${index}`,
          }),
        ),
      ].map(vaultCall),
    ),
  ),
  {
    rule: "sweep",
    title: "a vault with one secret: one is read",
    fires: false,
    rows: rowsOf(...[vaultCallOf("SecretList", 0), read({ minute: 1, principal: STRANGER })].map(vaultCall)),
    values: { ...VALUES, vaultSizes: [[VAULT, 1]] },
  },

  ...inBoth(
    "failed-access-burst",
    "ten refused calls",
    true,
    repeat(10, 0.2, (minute) => read({ minute, status: 403, principal: STRANGER })),
    { Who: STRANGER, Refused: 10 },
  ),
  ...inBoth(
    "failed-access-burst",
    "ten challenges of fresh clients",
    false,
    repeat(10, 0.2, (minute) => ({ operation: "Authentication", minute, status: 401, principal: "" })),
  ),
  single(
    "failed-access-burst",
    "ten calls without a token that are no challenge",
    true,
    rowsOf(...repeat(10, 0.2, (minute) => vaultCall(read({ minute, status: 401, principal: "" })))),
    { Who: "10.20.1.7" },
  ),
  single(
    "failed-access-burst",
    "nine refused calls",
    false,
    rowsOf(...repeat(9, 0.2, (minute) => vaultCall(read({ minute, status: 403, principal: STRANGER })))),
  ),
  single(
    "failed-access-burst",
    "five names tried, one of them refused",
    true,
    rowsOf(
      ...repeat(5, 0.2, (minute, index) =>
        vaultCall(
          read({ minute, status: index === 0 ? 403 : 404, principal: STRANGER, object: `secrets/guess${index}` }),
        ),
      ),
    ),
  ),
  single(
    "failed-access-burst",
    "five names that are not there, none refused",
    false,
    rowsOf(
      ...repeat(5, 0.2, (minute, index) => vaultCall(read({ minute, status: 404, object: `secrets/guess${index}` }))),
    ),
  ),
  single(
    "failed-access-burst",
    "ten reads that succeed",
    false,
    rowsOf(...repeat(10, 0.2, (minute, index) => vaultCall(read({ minute, object: `secrets/s${index}` })))),
  ),
  single(
    "failed-access-burst",
    "ten failed sign-ins of a known caller",
    true,
    rowsOf(
      ...repeat(10, 0.2, (minute) =>
        vaultCall({ operation: "Authentication", minute, status: 401, principal: STRANGER }),
      ),
    ),
  ),
  single(
    "failed-access-burst",
    "four names tried besides calls without a name",
    false,
    rowsOf(
      ...repeat(4, 0.2, (minute, index) =>
        vaultCall(read({ minute, status: 403, principal: STRANGER, object: `secrets/guess${index}` })),
      ),
      vaultCall({ operation: "SecretList", status: 404, principal: STRANGER }),
    ),
  ),

  ...inBoth(
    "failed-access-slow",
    "one refused call in each of six hours",
    true,
    repeat(6, 60, (minute) => read({ minute, status: 403, principal: STRANGER })),
    { Hours: 6 },
  ),
  single(
    "failed-access-slow",
    "refused calls in five hours",
    false,
    rowsOf(...repeat(5, 60, (minute) => vaultCall(read({ minute, status: 403, principal: STRANGER })))),
  ),
  single(
    "failed-access-slow",
    "challenges all day",
    false,
    rowsOf(
      ...repeat(6, 60, (minute) => vaultCall({ operation: "Authentication", minute, status: 401, principal: "" })),
    ),
  ),
  single(
    "failed-access-slow",
    "reads all day",
    false,
    rowsOf(...repeat(6, 60, (minute) => vaultCall(read({ minute })))),
  ),
  single(
    "failed-access-slow",
    "tries of a known caller to sign in",
    true,
    rowsOf(
      ...repeat(6, 60, (minute) =>
        vaultCall({ operation: "Authentication", minute, status: 401, principal: STRANGER }),
      ),
    ),
  ),
  single(
    "failed-access-slow",
    "calls without a token that are no challenge",
    true,
    rowsOf(...repeat(6, 60, (minute) => vaultCall(read({ minute, status: 401, principal: "" })))),
  ),

  ...[
    "SecretDelete",
    "KeyDelete",
    "CertificateDelete",
    "SecretRecover",
    "SecretRestore",
    "VaultDelete",
    "VaultRecover",
  ].map((operation) =>
    single("vault-deletion", operation, true, rowsOf(vaultCall(read({ operation }))), { Operation: operation }),
  ),
  ...inBoth(
    "vault-deletion",
    "a purge that is refused",
    true,
    [read({ operation: "SecretPurge", status: 403, object: "deletedsecrets/api-token" })],
    { Object: `${VAULT}/secrets/api-token` },
  ),
  single(
    "vault-deletion",
    "a deletion that is refused",
    false,
    rowsOf(vaultCall(read({ operation: "SecretDelete", status: 403 }))),
  ),
  single("vault-deletion", "a read", false, rowsOf(vaultCall(read({})))),
  single(
    "vault-deletion",
    "a pending certificate is cleared away",
    false,
    rowsOf(vaultCall(read({ operation: "CertificatePendingDelete", object: "certificates/a" }))),
  ),

  ...[
    ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write", CREDENTIAL],
    [
      "Microsoft.Authorization/roleAssignments/write",
      `${VAULT_ID}/providers/Microsoft.Authorization/roleAssignments/1`,
    ],
    [
      "Microsoft.Authorization/roleAssignments/delete",
      `${VAULT_ID}/providers/Microsoft.Authorization/roleAssignments/1`,
    ],
    [
      "Microsoft.Authorization/roleDefinitions/write",
      "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/1",
    ],
    ["Microsoft.Authorization/locks/delete", `${VAULT_ID}/providers/Microsoft.Authorization/locks/1`],
    [
      "Microsoft.Authorization/policyAssignments/delete",
      "/subscriptions/x/providers/Microsoft.Authorization/policyAssignments/1",
    ],
    ["Microsoft.Authorization/elevateAccess/action", "/providers/Microsoft.Authorization"],
    ["Microsoft.Insights/diagnosticSettings/delete", `${VAULT_ID}/providers/Microsoft.Insights/diagnosticSettings/1`],
    [
      "Microsoft.Insights/scheduledQueryRules/delete",
      "/subscriptions/x/resourceGroups/r/providers/Microsoft.Insights/scheduledQueryRules/1",
    ],
    ["Microsoft.KeyVault/vaults/write", VAULT_ID],
    ["Microsoft.KeyVault/vaults/accessPolicies/write", `${VAULT_ID}/accessPolicies/add`],
    ["Microsoft.KeyVault/vaults/privateEndpointConnections/write", `${VAULT_ID}/privateEndpointConnections/1`],
    [
      "Microsoft.KeyVault/locations/deletedVaults/purge/action",
      "/subscriptions/x/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/1",
    ],
    [
      "Microsoft.Network/privateEndpoints/delete",
      "/subscriptions/x/resourceGroups/r/providers/Microsoft.Network/privateEndpoints/1",
    ],
    [
      "Microsoft.Network/networkSecurityGroups/securityRules/write",
      "/subscriptions/x/resourceGroups/r/providers/Microsoft.Network/networkSecurityGroups/n/securityRules/1",
    ],
    [
      "Microsoft.Sql/servers/administrators/write",
      "/subscriptions/x/resourceGroups/r/providers/Microsoft.Sql/servers/s/administrators/ActiveDirectory",
    ],
    [
      "Microsoft.Sql/servers/firewallRules/write",
      "/subscriptions/x/resourceGroups/r/providers/Microsoft.Sql/servers/s/firewallRules/1",
    ],
    [
      "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
      "/subscriptions/x/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/w",
    ],
    ["microsoft.app/jobs/start/action", "/subscriptions/x/resourceGroups/r/providers/Microsoft.App/jobs/j"],
  ].map(([operation = "", target = ""]) =>
    single("configuration-changed", `${operation} by a person`, true, rowsOf(...change({ operation, target })), {
      Operation: operation.toLowerCase(),
      Actor: PERSON,
    }),
  ),
  single(
    "configuration-changed",
    "a role is assigned: the role and who gets it are said",
    true,
    rowsOf(
      ...change({
        operation: "Microsoft.Authorization/roleAssignments/write",
        body: { properties: { roleDefinitionId: "/r", principalId: STRANGER } },
      }),
    ),
    { Grantee: STRANGER, RoleId: "/r" },
  ),
  single(
    "configuration-changed",
    "the other spelling of success",
    true,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/write", status: "Succeeded" })),
  ),
  single(
    "configuration-changed",
    "a change that failed",
    false,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/write", status: "Failure" })),
  ),
  single(
    "configuration-changed",
    "the pipeline in its hours",
    false,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/write", actor: PIPELINE })),
  ),
  single(
    "configuration-changed",
    "the pipeline after its hours",
    true,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/write", actor: PIPELINE, minute: 11 * 60 })),
    { Outside: true },
  ),
  single(
    "configuration-changed",
    "the pipeline before its hours",
    true,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/write", actor: PIPELINE, minute: -5 * 60 })),
  ),
  single(
    "configuration-changed",
    "a virtual machine",
    false,
    rowsOf(...change({ operation: "Microsoft.Compute/virtualMachines/write" })),
  ),
  single(
    "configuration-changed",
    "a subnet is joined",
    false,
    rowsOf(...change({ operation: "Microsoft.Network/networkSecurityGroups/join/action" })),
  ),
  single(
    "configuration-changed",
    "an endpoint is checked",
    false,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/privateEndpointConnections/validate/action" })),
  ),
  single(
    "configuration-changed",
    "a change of the policy category",
    false,
    rowsOf(
      ...change({ operation: "Microsoft.KeyVault/vaults/write" }).map((row) => ({ ...row, CategoryValue: "Policy" })),
    ),
  ),

  single(
    "deployer-path",
    "the pipeline lets somebody sign in as an application",
    true,
    rowsOf(
      ...change({
        operation: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
        target: CREDENTIAL,
        actor: PIPELINE,
        body: { properties: { subject: "repo:stranger/code:ref:refs/heads/main" } },
      }),
    ),
    { Subject: "repo:stranger/code:ref:refs/heads/main" },
  ),
  single(
    "deployer-path",
    "the pipeline writes a declared credential",
    false,
    rowsOf(
      ...change({
        operation: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
        target: CREDENTIAL,
        actor: PIPELINE,
        body: { properties: { subject: "repo:contoso/payments:environment:prod" } },
      }),
    ),
  ),
  ...[
    "Microsoft.Authorization/locks/delete",
    "Microsoft.Insights/diagnosticSettings/delete",
    "Microsoft.KeyVault/vaults/secrets/write",
    "Microsoft.Sql/servers/administrators/write",
  ].map((operation) =>
    single("deployer-path", `the pipeline: ${operation}`, true, rowsOf(...change({ operation, actor: PIPELINE }))),
  ),
  single(
    "deployer-path",
    "a person takes a lock away",
    false,
    rowsOf(...change({ operation: "Microsoft.Authorization/locks/delete" })),
  ),
  single(
    "deployer-path",
    "the pipeline fails to take a lock away",
    false,
    rowsOf(...change({ operation: "Microsoft.Authorization/locks/delete", actor: PIPELINE, status: "Failure" })),
  ),
  single(
    "deployer-path",
    "the pipeline changes a vault",
    false,
    rowsOf(...change({ operation: "Microsoft.KeyVault/vaults/write", actor: PIPELINE })),
  ),

  ...["Add owner to group", "Add member to group", "Remove owner from group", "Add service principal credentials"].map(
    (activity) =>
      single("group-changed", activity, true, rowsOf(entraEvent({ activity, object: GROUP })), {
        ObjectId: GROUP,
        Actor: PERSON,
      }),
  ),
  single(
    "group-changed",
    "a credential of an application, as Entra writes it",
    true,
    rowsOf(entraEvent({ activity: "Update application – Certificates and secrets management ", object: GROUP })),
  ),
  single(
    "group-changed",
    "a federated credential of an application",
    true,
    rowsOf(entraEvent({ activity: "Update application", object: GROUP, modified: ["FederatedIdentityCredentials"] })),
  ),
  single(
    "group-changed",
    "an application's name",
    false,
    rowsOf(entraEvent({ activity: "Update application", object: GROUP, modified: ["DisplayName"] })),
  ),
  single(
    "group-changed",
    "an application's certificate",
    true,
    rowsOf(entraEvent({ activity: "Update application", object: GROUP, modified: ["KeyDescription"] })),
  ),
  single(
    "group-changed",
    "an application's permissions",
    true,
    rowsOf(entraEvent({ activity: "Update application", object: GROUP, modified: ["RequiredResourceAccess"] })),
  ),
  single(
    "group-changed",
    "another group",
    false,
    rowsOf(entraEvent({ activity: "Add owner to group", object: STRANGER })),
  ),
  single(
    "group-changed",
    "a try that failed",
    false,
    rowsOf(entraEvent({ activity: "Add owner to group", object: GROUP, result: "failure" })),
  ),
  single(
    "group-changed",
    "the pipeline",
    false,
    rowsOf(entraEvent({ activity: "Add member to group", object: GROUP, actor: PIPELINE })),
  ),
  single(
    "group-changed",
    "a group is looked at",
    false,
    rowsOf(entraEvent({ activity: "Change user license", object: GROUP })),
  ),

  single(
    "sign-in-failed",
    "an identity is refused five times in an hour",
    true,
    rowsOf(...repeat(5, 5, (minute) => identitySignIn({ minute, code: "700213" }))),
    { Refused: 5, Principal: API },
  ),
  single(
    "sign-in-failed",
    "an identity is refused elsewhere",
    true,
    rowsOf(...repeat(5, 5, (minute) => identitySignIn({ minute, code: "7000215", resource: "Microsoft Graph" }))),
  ),
  single(
    "sign-in-failed",
    "a person is refused by a database",
    true,
    rowsOf(...repeat(5, 5, (minute) => personSignIn({ minute, code: "50126" }))),
  ),
  single(
    "sign-in-failed",
    "a person is refused by a database that shows its application alone",
    true,
    rowsOf(...repeat(5, 5, (minute) => personSignIn({ minute, code: "50126", resource: "" }))),
  ),
  single(
    "sign-in-failed",
    "a person is refused by the portal",
    false,
    rowsOf(
      ...repeat(5, 5, (minute) => ({
        ...personSignIn({ minute, code: "50126", resource: "Azure Portal" }),
        ResourceIdentity: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
      })),
    ),
  ),
  single(
    "sign-in-failed",
    "a database that is known by its name alone",
    true,
    rowsOf(...repeat(5, 5, (minute) => ({ ...personSignIn({ minute, code: "50126" }), ResourceIdentity: "" }))),
  ),
  single(
    "sign-in-failed",
    "four refusals",
    false,
    rowsOf(...repeat(4, 5, (minute) => identitySignIn({ minute, code: "700213" }))),
  ),
  single(
    "sign-in-failed",
    "sign-ins that succeed",
    false,
    rowsOf(...repeat(9, 5, (minute) => identitySignIn({ minute }))),
  ),
  single(
    "sign-in-failed",
    "interrupted sign-ins that are no refusal",
    false,
    rowsOf(...repeat(5, 5, (minute) => personSignIn({ minute, code: "50058" }))),
  ),
  single(
    "sign-in-failed",
    "lines without a result",
    false,
    rowsOf(...repeat(5, 5, (minute) => identitySignIn({ minute, code: "" }))),
  ),

  single(
    "sql-login-refused",
    "one try with a password",
    true,
    rowsOf(sqlEvent({ action: "DATABASE AUTHENTICATION FAILED", login: "sa", succeeded: false })),
    { Login: "sa", Refused: 1 },
  ),
  single(
    "sql-login-refused",
    "a sign-in that succeeds",
    false,
    rowsOf(sqlEvent({ action: "DATABASE AUTHENTICATION SUCCEEDED" })),
  ),
  single(
    "sql-login-refused",
    "another category",
    false,
    rowsOf({ ...sqlEvent({ action: "DATABASE AUTHENTICATION FAILED" }), Category: "Errors" }),
  ),

  ...["GRANT", "REVOKE", "DENY", "ADD MEMBER", "DROP MEMBER"].map((action) =>
    single("sql-permission-changed", action, true, rowsOf(sqlEvent({ action })), { Action: action }),
  ),
  single("sql-permission-changed", "a user is made", true, rowsOf(sqlEvent({ action: "CREATE", class: "SQL USER" }))),
  single("sql-permission-changed", "a table is made", false, rowsOf(sqlEvent({ action: "CREATE", class: "TABLE" }))),
  single(
    "sql-permission-changed",
    "a batch that grants",
    true,
    rowsOf(sqlEvent({ action: "BATCH COMPLETED", statement: "set nocount on;\nGRANT SELECT ON dbo.cards TO [x]" })),
  ),
  single(
    "sql-permission-changed",
    "a batch that makes a user",
    true,
    rowsOf(sqlEvent({ action: "BATCH COMPLETED", statement: "CREATE  USER [x] FROM EXTERNAL PROVIDER" })),
  ),
  single(
    "sql-permission-changed",
    "a batch that calls sp_addrolemember",
    true,
    rowsOf(sqlEvent({ action: "RPC COMPLETED", statement: "exec sp_addrolemember 'db_owner', 'x'" })),
  ),
  single(
    "sql-permission-changed",
    "a batch that reads a column named granted",
    false,
    rowsOf(sqlEvent({ action: "BATCH COMPLETED", statement: "select granted, user_role from loans" })),
  ),
  single(
    "sql-permission-changed",
    "a grant that failed",
    false,
    rowsOf(sqlEvent({ action: "GRANT", succeeded: false })),
  ),
  single(
    "sql-permission-changed",
    "the reconciler",
    false,
    rowsOf(sqlEvent({ action: "GRANT", login: "ID-SQL-Reconciler-prod" })),
  ),
  single(
    "sql-permission-changed",
    "a statement that is only mentioned",
    false,
    rowsOf(sqlEvent({ action: "TRANSACTION BEGIN COMPLETED", statement: "grant select on x to y" })),
  ),
  single(
    "sql-permission-changed",
    "a user in a class that is none of an action",
    false,
    rowsOf(sqlEvent({ action: "SELECT", class: "USER TABLE" })),
  ),

  single(
    "sql-volume",
    "50,000 rows in an hour after a quiet day",
    true,
    rowsOf(
      ...repeat(24, 60, (minute) => sqlEvent({ action: "BATCH COMPLETED", minute, rows: 100 })),
      sqlEvent({ action: "BATCH COMPLETED", minute: 24 * 60, rows: 50_000 }),
    ),
    { Rows: 50_000 },
  ),
  single(
    "sql-volume",
    "50,000 rows of somebody new",
    true,
    rowsOf(sqlEvent({ action: "BATCH COMPLETED", rows: 50_000 })),
  ),
  single("sql-volume", "9,000 rows", false, rowsOf(sqlEvent({ action: "BATCH COMPLETED", rows: 9_000 }))),
  single(
    "sql-volume",
    "as much as in the hours before",
    false,
    rowsOf(...repeat(47, 60, (minute) => sqlEvent({ action: "BATCH COMPLETED", minute, rows: 20_000 }))),
  ),
  single(
    "sql-volume",
    "rows of a statement that failed",
    false,
    rowsOf(sqlEvent({ action: "BATCH COMPLETED", rows: 50_000, succeeded: false })),
  ),
  single(
    "sql-volume",
    "rows of nobody",
    false,
    rowsOf(sqlEvent({ action: "BATCH COMPLETED", rows: 50_000, login: "" })),
  ),

  ...inBoth(
    "expired",
    "a secret expired",
    true,
    [read({ operation: "SecretExpiredEventGridNotification", principal: "" })],
    { Expired: true },
  ),
  single(
    "expired",
    "a secret is near its end",
    true,
    rowsOf(vaultCall(read({ operation: "SecretNearExpiryEventGridNotification", principal: "" }))),
    { Expired: false },
  ),
  single(
    "expired",
    "a secret was near its end and written anew",
    false,
    rowsOf(
      vaultCall(read({ operation: "SecretNearExpiryEventGridNotification" })),
      vaultCall(read({ operation: "SecretSet", minute: 5 })),
    ),
  ),
  single(
    "expired",
    "it was written before the notice",
    true,
    rowsOf(
      vaultCall(read({ operation: "SecretNearExpiryEventGridNotification", minute: 5 })),
      vaultCall(read({ operation: "SecretSet" })),
    ),
  ),
  single(
    "expired",
    "another one was written",
    true,
    rowsOf(
      vaultCall(read({ operation: "SecretNearExpiryEventGridNotification" })),
      vaultCall(read({ operation: "SecretSet", minute: 5, object: "secrets/other" })),
    ),
  ),
  single(
    "expired",
    "writing it was refused",
    true,
    rowsOf(
      vaultCall(read({ operation: "SecretExpiredEventGridNotification" })),
      vaultCall(read({ operation: "SecretSet", minute: 5, status: 403 })),
    ),
  ),
  single(
    "expired",
    "it was read after the notice",
    true,
    rowsOf(vaultCall(read({ operation: "SecretExpiredEventGridNotification" })), vaultCall(read({ minute: 5 }))),
  ),
  single("expired", "a read alone", false, rowsOf(vaultCall(read({})))),

  single("logs-silent", "a vault without a line", true, rowsOf(vaultCall(read({ vault: "kv-other" }))), {
    ResourceId: VAULT_ID,
  }),
  ...inBoth("logs-silent", "a vault with a line", false, [read({})]),

  single(
    "new-caller",
    "a known identity from another network",
    true,
    rowsOf(known({}), vaultCall(read({ address: "203.0.113.9" }))),
    { Place: "203.0.113" },
  ),
  single(
    "new-caller",
    "a known identity with another client",
    true,
    rowsOf(known({}), vaultCall(read({ client: "python/3.8.9 msrest" }))),
    { Tool: "python" },
  ),
  single(
    "new-caller",
    "a known identity as ever",
    false,
    rowsOf(known({}), vaultCall(read({ address: "10.20.1.99" }))),
  ),
  single(
    "new-caller",
    "an identity that nobody knows",
    false,
    rowsOf(known({ Principal: PERSON }), vaultCall(read({ address: "203.0.113.9" }))),
  ),
  single(
    "new-caller",
    "an identity that is known for three days",
    false,
    rowsOf(known({ FirstSeen: at(-3 * 1440) }), vaultCall(read({ address: "203.0.113.9", client: "python/3" }))),
  ),
  single(
    "new-caller",
    "a refused call from another network",
    false,
    rowsOf(known({}), vaultCall(read({ address: "203.0.113.9", client: "python/3", status: 403 }))),
  ),

  single(
    "reads-above-baseline",
    "five times the busiest day",
    true,
    rowsOf(usual({ Peak: 30 }), ...repeat(150, 1, (minute) => vaultCall(read({ minute })))),
    { Reads: 150 },
  ),
  single(
    "reads-above-baseline",
    "twice the busiest day",
    false,
    rowsOf(usual({}), ...repeat(120, 1, (minute) => vaultCall(read({ minute })))),
  ),
  single(
    "reads-above-baseline",
    "ninety reads, however few it is used to",
    false,
    rowsOf(usual({ Peak: 1 }), ...repeat(90, 1, (minute) => vaultCall(read({ minute })))),
  ),
  single(
    "reads-above-baseline",
    "a baseline of three days",
    false,
    rowsOf(usual({ Peak: 30, Days: 3 }), ...repeat(150, 1, (minute) => vaultCall(read({ minute })))),
  ),
  single(
    "reads-above-baseline",
    "refused reads",
    false,
    rowsOf(usual({ Peak: 30 }), ...repeat(150, 1, (minute) => vaultCall(read({ minute, status: 403 })))),
  ),
  single(
    "reads-above-baseline",
    "lists",
    false,
    rowsOf(
      usual({ Peak: 30 }),
      ...repeat(150, 1, (minute) => vaultCall(read({ minute, operation: "SecretListVersions" }))),
    ),
  ),
  single(
    "reads-above-baseline",
    "calls without an object",
    false,
    rowsOf(usual({ Peak: 30 }), ...repeat(150, 1, (minute) => vaultCall({ operation: "SecretGet", minute }))),
  ),
];

function vaultCallOf(operation: string, minute: number): VaultCall {
  return { operation, minute, principal: STRANGER };
}
