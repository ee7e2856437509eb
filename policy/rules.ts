// All rules, in the order in which the documentation lists them.
import { activityAlerts } from "./rules/activity-alerts.ts";
import { alertFrequency } from "./rules/alert-frequency.ts";
import { alertResolves } from "./rules/alert-resolves.ts";
import { allowedRegions } from "./rules/allowed-regions.ts";
import { certificateRenewal } from "./rules/certificate-renewal.ts";
import { certificateValidity } from "./rules/certificate-validity.ts";
import { databaseBackupRedundancy } from "./rules/database-backup-redundancy.ts";
import { databaseEncryption } from "./rules/database-encryption.ts";
import { databaseLedger } from "./rules/database-ledger.ts";
import { databaseLongTermRetention } from "./rules/database-long-term-retention.ts";
import { databaseMaintenanceWindow } from "./rules/database-maintenance-window.ts";
import { databaseReplicaBackups } from "./rules/database-replica-backups.ts";
import { databaseZoneRedundant } from "./rules/database-zone-redundant.ts";
import { defenderPlans } from "./rules/defender-plans.ts";
import { deploymentReadable } from "./rules/deployment-readable.ts";
import { eventgridDeliveryIdentity } from "./rules/eventgrid-delivery-identity.ts";
import { eventgridIdentity } from "./rules/eventgrid-identity.ts";
import { eventgridLocalAuth } from "./rules/eventgrid-local-auth.ts";
import { eventhubLocalAuth } from "./rules/eventhub-local-auth.ts";
import { exceptionEnded } from "./rules/exception-ended.ts";
import { exceptionLength } from "./rules/exception-length.ts";
import { exceptionMatches } from "./rules/exception-matches.ts";
import { federatedAudience } from "./rules/federated-audience.ts";
import { federatedGithubOwner } from "./rules/federated-github-owner.ts";
import { federatedIssuer } from "./rules/federated-issuer.ts";
import { federatedPullRequest } from "./rules/federated-pull-request.ts";
import { federatedSubject } from "./rules/federated-subject.ts";
import { keyAutoRotation } from "./rules/key-auto-rotation.ts";
import { keyExpiry } from "./rules/key-expiry.ts";
import { keyHsm } from "./rules/key-hsm.ts";
import { keyRotationExpiry } from "./rules/key-rotation-expiry.ts";
import { keyStrength } from "./rules/key-strength.ts";
import { nsgOpenInbound } from "./rules/nsg-open-inbound.ts";
import { privateEndpointDns } from "./rules/private-endpoint-dns.ts";
import { privateEndpointZone } from "./rules/private-endpoint-zone.ts";
import { requiredTags } from "./rules/required-tags.ts";
import { resourceLock } from "./rules/resource-lock.ts";
import { roleAllowed } from "./rules/role-allowed.ts";
import { roleDefinitionNarrow } from "./rules/role-definition-narrow.ts";
import { roleNoPerson } from "./rules/role-no-person.ts";
import { roleScope } from "./rules/role-scope.ts";
import { secretContentType } from "./rules/secret-content-type.ts";
import { secretDaysLeft } from "./rules/secret-days-left.ts";
import { secretExpiry } from "./rules/secret-expiry.ts";
import { secretLifetime } from "./rules/secret-lifetime.ts";
import { secretName } from "./rules/secret-name.ts";
import { secretsMarked } from "./rules/secrets-marked.ts";
import { serviceHealthAlert } from "./rules/service-health-alert.ts";
import { sqlAdminGroup } from "./rules/sql-admin-group.ts";
import { sqlAlertAdmins } from "./rules/sql-alert-admins.ts";
import { sqlAlertRecipients } from "./rules/sql-alert-recipients.ts";
import { sqlAlertTypes } from "./rules/sql-alert-types.ts";
import { sqlAssessmentReports } from "./rules/sql-assessment-reports.ts";
import { sqlAuditDelivery } from "./rules/sql-audit-delivery.ts";
import { sqlAuditGroups } from "./rules/sql-audit-groups.ts";
import { sqlAuditRetention } from "./rules/sql-audit-retention.ts";
import { sqlAuditing } from "./rules/sql-auditing.ts";
import { sqlCustomerKey } from "./rules/sql-customer-key.ts";
import { sqlEntraAdmin } from "./rules/sql-entra-admin.ts";
import { sqlEntraOnly } from "./rules/sql-entra-only.ts";
import { sqlFirewall } from "./rules/sql-firewall.ts";
import { sqlKeyAutoRotation } from "./rules/sql-key-auto-rotation.ts";
import { sqlMinTls } from "./rules/sql-min-tls.ts";
import { sqlNoLogin } from "./rules/sql-no-login.ts";
import { sqlOutbound } from "./rules/sql-outbound.ts";
import { sqlPrivateEndpoint } from "./rules/sql-private-endpoint.ts";
import { sqlPublicAccess } from "./rules/sql-public-access.ts";
import { sqlServerName } from "./rules/sql-server-name.ts";
import { sqlThreatDetection } from "./rules/sql-threat-detection.ts";
import { sqlVulnerabilityAssessment } from "./rules/sql-vulnerability-assessment.ts";
import { storageSharedKeys } from "./rules/storage-shared-keys.ts";
import { subnetNsg } from "./rules/subnet-nsg.ts";
import { subnetOutbound } from "./rules/subnet-outbound.ts";
import { vaultDiagnostics } from "./rules/vault-diagnostics.ts";
import { vaultName } from "./rules/vault-name.ts";
import { vaultNetworkDefaultDeny } from "./rules/vault-network-default-deny.ts";
import { vaultNoAccessPolicies } from "./rules/vault-no-access-policies.ts";
import { vaultPrivateEndpoint } from "./rules/vault-private-endpoint.ts";
import { vaultPublicAccess } from "./rules/vault-public-access.ts";
import { vaultPurgeProtection } from "./rules/vault-purge-protection.ts";
import { vaultRbac } from "./rules/vault-rbac.ts";
import { vaultSoftDelete } from "./rules/vault-soft-delete.ts";
import { vaultSoftDeleteDays } from "./rules/vault-soft-delete-days.ts";
import { vaultTrustedServices } from "./rules/vault-trusted-services.ts";
import { workspaceLocalAuth } from "./rules/workspace-local-auth.ts";
import type { Rule } from "./rule.ts";

export const RULES: readonly Rule[] = [
  vaultPurgeProtection,
  vaultSoftDelete,
  vaultSoftDeleteDays,
  vaultRbac,
  vaultNoAccessPolicies,
  vaultNetworkDefaultDeny,
  vaultPublicAccess,
  vaultTrustedServices,
  vaultPrivateEndpoint,
  vaultDiagnostics,
  vaultName,
  secretExpiry,
  secretLifetime,
  secretDaysLeft,
  secretContentType,
  secretName,
  secretsMarked,
  keyExpiry,
  keyRotationExpiry,
  keyAutoRotation,
  keyHsm,
  keyStrength,
  certificateValidity,
  certificateRenewal,
  sqlEntraOnly,
  sqlNoLogin,
  sqlEntraAdmin,
  sqlAdminGroup,
  sqlMinTls,
  sqlPublicAccess,
  sqlOutbound,
  sqlFirewall,
  sqlPrivateEndpoint,
  sqlAuditing,
  sqlAuditRetention,
  sqlAuditGroups,
  sqlAuditDelivery,
  sqlThreatDetection,
  sqlAlertTypes,
  sqlAlertRecipients,
  sqlAlertAdmins,
  sqlVulnerabilityAssessment,
  sqlAssessmentReports,
  sqlCustomerKey,
  sqlKeyAutoRotation,
  sqlServerName,
  databaseEncryption,
  databaseZoneRedundant,
  databaseLongTermRetention,
  databaseReplicaBackups,
  databaseMaintenanceWindow,
  databaseLedger,
  databaseBackupRedundancy,
  subnetNsg,
  subnetOutbound,
  nsgOpenInbound,
  privateEndpointDns,
  privateEndpointZone,
  eventgridIdentity,
  eventgridDeliveryIdentity,
  eventgridLocalAuth,
  eventhubLocalAuth,
  storageSharedKeys,
  roleDefinitionNarrow,
  roleAllowed,
  roleNoPerson,
  roleScope,
  federatedIssuer,
  federatedGithubOwner,
  federatedSubject,
  federatedPullRequest,
  federatedAudience,
  activityAlerts,
  serviceHealthAlert,
  defenderPlans,
  workspaceLocalAuth,
  alertResolves,
  alertFrequency,
  requiredTags,
  allowedRegions,
  resourceLock,
  deploymentReadable,
  exceptionEnded,
  exceptionLength,
  exceptionMatches,
];

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

export function ruleById(id: string): Rule | undefined {
  return BY_ID.get(id);
}
