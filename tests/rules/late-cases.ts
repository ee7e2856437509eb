// Rows for the rules about rotations, and about vaults that strangers change.
import type { RuleCase } from "./cases.ts";
import type { Row } from "./evaluate.ts";
import {
  API,
  at,
  PERSON,
  PIPELINE,
  rowsOf,
  SECRET,
  STRANGER,
  VAULT,
  vaultCall,
  vaultCallInDiagnostics,
  type VaultCall,
} from "./log-rows.ts";

export const ROTATION_JOB = "job-rotation-prod";

const KEY = "keys/card-encryption";
const secret = (operation: string, more: Partial<VaultCall> = {}): VaultCall => ({
  operation,
  object: `secrets/${SECRET}`,
  principal: "",
  ...more,
});

/** What the platform writes of a job's execution. */
const jobEvent = (reason: string, job = ROTATION_JOB): Row => ({
  TimeGenerated: at(0),
  JobName: job,
  Reason: reason,
  Log: "Job has reached the specified backoff limit",
  EventSource: "ContainerAppController",
  Type: "ContainerAppSystemLogs",
});

const rotation = (title: string, fires: boolean, rows: RuleCase["rows"], says?: Row): RuleCase => ({
  rule: "rotation-failed",
  title,
  fires,
  rows,
  ...(says === undefined ? {} : { says }),
});
const configured = (title: string, fires: boolean, rows: RuleCase["rows"]): RuleCase => ({
  rule: "vault-configuration-changed",
  title,
  fires,
  rows,
});
const control = (operation: string, more: Partial<VaultCall> = {}): VaultCall => ({
  operation,
  principal: PERSON,
  ...more,
});

/** Rows of AzureDiagnostics that are no audit of a vault, though they look like one. */
const elsewhere = (title: string, more: Row): RuleCase => ({
  rule: "undeclared-read",
  title,
  fires: false,
  rows: rowsOf({ ...vaultCallInDiagnostics(secret("SecretGet", { principal: STRANGER })), ...more }),
});

export const LATE_CASES: readonly RuleCase[] = [
  elsewhere("a line of another category of a vault", { Category: "AzurePolicyEvaluationDetails" }),
  elsewhere("an audit of another provider", { ResourceProvider: "MICROSOFT.APPCONFIGURATION" }),
  rotation(
    "what rotates by itself is near its end",
    true,
    rowsOf(vaultCall(secret("SecretNearExpiryEventGridNotification"))),
    { What: "late", Object: `${VAULT}/secrets/${SECRET}` },
  ),
  rotation(
    "the same in AzureDiagnostics",
    true,
    rowsOf(vaultCallInDiagnostics(secret("SecretExpiredEventGridNotification"))),
  ),
  rotation(
    "it was renewed after the notice",
    false,
    rowsOf(
      vaultCall(secret("SecretNearExpiryEventGridNotification")),
      vaultCall(secret("SecretSet", { minute: 5, principal: API })),
    ),
  ),
  rotation(
    "it was renewed before the notice",
    true,
    rowsOf(
      vaultCall(secret("SecretNearExpiryEventGridNotification", { minute: 5 })),
      vaultCall(secret("SecretSet", { principal: API })),
    ),
  ),
  rotation(
    "it was read after the notice",
    true,
    rowsOf(
      vaultCall(secret("SecretNearExpiryEventGridNotification")),
      vaultCall(secret("SecretGet", { minute: 5, principal: API })),
    ),
  ),
  rotation(
    "renewing it after the notice was refused",
    true,
    rowsOf(
      vaultCall(secret("SecretNearExpiryEventGridNotification")),
      vaultCall(secret("SecretSet", { minute: 5, status: 403, principal: API })),
    ),
  ),
  rotation(
    "what an owner renews is near its end",
    false,
    rowsOf(vaultCall(secret("SecretNearExpiryEventGridNotification", { object: "secrets/by-hand" }))),
  ),
  rotation("a read", false, rowsOf(vaultCall(secret("SecretGet", { principal: API })))),
  rotation(
    "the vault's own rotation of a key fails",
    true,
    rowsOf(vaultCall({ operation: "KeyRotateIfDue", status: 500, principal: "", object: KEY })),
    { What: "refused" },
  ),
  rotation("a read is refused", false, rowsOf(vaultCall(secret("SecretGet", { status: 403, principal: STRANGER })))),
  rotation(
    "a new version is refused to somebody, of what an owner renews",
    false,
    rowsOf(vaultCall(secret("SecretSet", { status: 403, principal: STRANGER, object: "secrets/by-hand" }))),
  ),
  rotation(
    "refused, and then done",
    false,
    rowsOf(
      vaultCall({ operation: "KeyRotateIfDue", status: 500, principal: "", object: KEY }),
      vaultCall({ operation: "KeyRotateIfDue", minute: 5, principal: "", object: KEY }),
    ),
  ),
  rotation(
    "done, and then refused",
    true,
    rowsOf(
      vaultCall({ operation: "KeyRotateIfDue", principal: "", object: KEY }),
      vaultCall({ operation: "KeyRotateIfDue", minute: 5, status: 500, principal: "", object: KEY }),
    ),
  ),
  rotation("the job gives up", true, rowsOf(jobEvent("BackoffLimitExceeded")), { What: "broke off" }),
  rotation("the job takes too long", true, rowsOf(jobEvent("DeadlineExceeded", "Job-Rotation-Prod"))),
  rotation("the job is done", false, rowsOf(jobEvent("Completed"))),
  rotation("another job gives up", false, rowsOf(jobEvent("BackoffLimitExceeded", "job-reports"))),

  ...[
    ...["VaultPut", "VaultPatch", "KeyRotationPolicySet", "CertificatePolicySet", "CertificatePolicyUpdate"],
    ...["CertificateIssuerSet", "CertificateIssuerUpdate", "CertificateIssuerDelete"],
    ...["CertificateContactsSet", "CertificateContactsDelete"],
  ].map((operation) => configured(`${operation} by a person`, true, rowsOf(vaultCall(control(operation))))),
  configured("VaultPatch in AzureDiagnostics", true, rowsOf(vaultCallInDiagnostics(control("VaultPatch")))),
  configured(
    "a notice of changed access policies, which has no status",
    true,
    rowsOf({
      ...vaultCall(control("VaultAccessPolicyChangedEventGridNotification", { principal: "" })),
      HttpStatusCode: null,
    }),
  ),
  configured(
    "a line of a change without a status",
    false,
    rowsOf({ ...vaultCall(control("VaultPatch")), HttpStatusCode: null }),
  ),
  configured(
    "a notice that failed",
    false,
    rowsOf(vaultCall(control("VaultAccessPolicyChangedEventGridNotification", { status: 403 }))),
  ),
  configured("a change that was refused", false, rowsOf(vaultCall(control("VaultPatch", { status: 403 })))),
  configured("a vault is looked at", false, rowsOf(vaultCall(control("VaultGet")))),
  configured(
    "the pipeline",
    false,
    rowsOf(vaultCall(control("VaultPatch", { principal: PIPELINE, vault: "kv-other" }))),
  ),
  configured(
    "who holds a grant on the vault",
    false,
    rowsOf(
      vaultCall(control("KeyRotationPolicySet", { principal: "3f0f7c0e-4c0a-4f3e-9f57-1f4bb1cf1a11", object: KEY })),
    ),
  ),
  configured(
    "who holds a grant on one object of it",
    true,
    rowsOf(vaultCall(control("KeyRotationPolicySet", { principal: API, object: KEY }))),
  ),
];
