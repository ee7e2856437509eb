// What a program of one's own may use: the classes, what they take, and the few functions that stand beside them. What is not
// named here may change with any release.
export { AppEnvironment, type AppEnvironmentArgs, type AppShape } from "./app/app-environment.ts";
export type { AppOutputs, DatabaseOutput, SecretOutput, VaultObjectOutput } from "./app/app-outputs.ts";
export type {
  AppSpec,
  CertificateSpec,
  DatabaseAccessSpec,
  DatabaseSize,
  DatabaseSpec,
  FederationSpec,
  GroupRef,
  KeySpec,
  PrincipalRef,
  SchemaAccessSpec,
  SecretSpec,
  WorkloadRef,
  WorkloadSpec,
} from "./app/app-spec.ts";
export type { FindWorkload, WorkloadPrincipal } from "./app/find-workload.ts";
export { withoutProviderAliases } from "./aliases.ts";
export type { CustomRoleName, RoleDefinitions, RoleHome } from "./authorization/custom-role.ts";
export { grant, type GrantArgs, type GrantOptions } from "./authorization/grant.ts";
export type { Grantee, GroupGrantee, WorkloadGrantee } from "./authorization/grantee.ts";
export type { KeyWord } from "./authorization/object-roles.ts";
export type { RoleName, RoleRef } from "./authorization/roles.ts";
export { AccessGroup, type AccessGroupArgs } from "./identity/access-group.ts";
export { DeployIdentity, type DeployIdentityArgs } from "./identity/deploy-identity.ts";
export { defineEnvironmentRoles } from "./identity/environment-roles.ts";
export type { FederatedCredentialArgs } from "./identity/federation.ts";
export {
  WorkloadIdentity,
  type ExistingIdentityArgs,
  type WorkloadIdentityArgs,
} from "./identity/workload-identity.ts";
export { AdminPath, type AdminPathArgs } from "./network/admin-path.ts";
export { peerNetworks, type PeerNetworksArgs } from "./network/peering.ts";
export { PrivateEndpoint, type PrivateEndpointArgs } from "./network/private-endpoint.ts";
export { PrivateNetwork, type CreateOrAdopt, type PrivateNetworkArgs } from "./network/private-network.ts";
export { PrivateZones, type AdoptedZone, type PrivateZonesArgs } from "./network/private-zones.ts";
export { AuditTrail, type AuditTrailArgs } from "./observability/audit-trail.ts";
export { sendLogs, type DiagnosticsArgs } from "./observability/diagnostics.ts";
export { OwnerAlerts, type OwnerAlertsArgs } from "./observability/owner-alerts.ts";
export type { OperationsJobArgs } from "./operations/operations-job.ts";
export { RotationJob, type RotationJobArgs } from "./operations/rotation-job.ts";
export { VaultReconcilerJob, type VaultReconcilerJobArgs } from "./operations/vault-reconciler-job.ts";
export type {
  EndpointNetwork,
  NarrowPlatform,
  Platform,
  PlatformAudit,
  PlatformNetwork,
  Protection,
  SiemHub,
} from "./platform.ts";
export { connectionString, type ConnectionStringArgs } from "./sql/connection-string.ts";
export type { AccessLevel } from "./sql/database-access.ts";
export type { SqlPublicAccess } from "./sql/firewall.ts";
export { ReconcilerJob, type ReconcilerJobArgs } from "./sql/reconciler-job.ts";
export type { EncryptionKey } from "./sql/server-encryption.ts";
export type { SqlAdministrators } from "./sql/sql-administrators.ts";
export { SqlDatabase, type DatabaseGrantee, type SqlDatabaseArgs } from "./sql/sql-database.ts";
export { SqlServer, type ExistingServerArgs, type SqlFailover, type SqlServerArgs } from "./sql/sql-server.ts";
export type { DatabaseShape, SqlShape } from "./sql/sql-shape.ts";
export { AppVault, type AppVaultArgs, type ExistingVaultArgs } from "./vault/app-vault.ts";
export { ExistingSecret } from "./vault/existing-secret.ts";
export type { DeclaredRotation, DeclaredVault } from "./vault/declared.ts";
export type { Retirement } from "./vault/lifecycle.ts";
export { VaultCertificate, type VaultCertificateArgs } from "./vault/vault-certificate.ts";
export { VaultConnection, type VaultConnectionArgs } from "./vault/vault-connection.ts";
export { VaultKey, type VaultKeyArgs } from "./vault/vault-key.ts";
export type { PublicAccess } from "./vault/vault-properties.ts";
export { VaultSecret, type VaultSecretArgs } from "./vault/vault-secret.ts";
export { CLOUDS, type Cloud, type CloudName, type PrivateLinkKind } from "../facts/clouds.ts";
