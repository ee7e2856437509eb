// The same Azure resource goes by many Pulumi types: the default version, an explicit version, a local SDK, the classic
// provider, the generic resource. A rule that knew one spelling could be escaped by another; here they all become one kind.
import { get, type Props } from "./value.ts";

/** A resource type as the rules call it: azure-native's default module and class. */
export type Kind = `${string}:${string}`;

/** azure-native 2 called these modules and classes otherwise. */
const RENAMED: Readonly<Record<string, Kind>> = {
  "insights:ActionGroup": "monitor:ActionGroup",
  "insights:ActivityLogAlert": "monitor:ActivityLogAlert",
  "insights:DiagnosticSetting": "monitor:DiagnosticSetting",
  "insights:ScheduledQueryRule": "monitor:ScheduledQueryRule",
  "network:PrivateZone": "privatedns:PrivateZone",
  "network:VirtualNetworkLink": "privatedns:VirtualNetworkLink",
  "sql:BackupLongTermRetentionPolicy": "sql:LongTermRetentionPolicy",
  "sql:ServerBlobAuditingPolicy": "sql:ExtendedServerBlobAuditingPolicy",
  "authorization:ManagementLockAtResourceGroupLevel": "authorization:ManagementLockByScope",
  "authorization:ManagementLockAtResourceLevel": "authorization:ManagementLockByScope",
  "authorization:ManagementLockAtSubscriptionLevel": "authorization:ManagementLockByScope",
  "eventgrid:EventSubscription": "eventgrid:SystemTopicEventSubscription",
  // Privileged Identity Management: an assignment by another name, held at once or after asking.
  "authorization:PimRoleEligibilitySchedule": "authorization:RoleAssignment",
  "authorization:RoleAssignmentScheduleRequest": "authorization:RoleAssignment",
  "authorization:RoleEligibilityScheduleRequest": "authorization:RoleAssignment",
};

/** The classic provider's types, as far as the rules know them. */
export const CLASSIC: Readonly<Record<string, Kind>> = {
  "azure:keyvault/keyVault:KeyVault": "keyvault:Vault",
  "azure:keyvault/accessPolicy:AccessPolicy": "keyvault:AccessPolicy",
  "azure:keyvault/secret:Secret": "keyvault:Secret",
  "azure:keyvault/key:Key": "keyvault:Key",
  "azure:keyvault/certificate:Certificate": "keyvault:Certificate",
  "azure:mssql/server:Server": "sql:Server",
  "azure:mssql/database:Database": "sql:Database",
  "azure:mssql/firewallRule:FirewallRule": "sql:FirewallRule",
  "azure:mssql/serverExtendedAuditingPolicy:ServerExtendedAuditingPolicy": "sql:ExtendedServerBlobAuditingPolicy",
  "azure:mssql/serverSecurityAlertPolicy:ServerSecurityAlertPolicy": "sql:ServerSecurityAlertPolicy",
  "azure:mssql/serverVulnerabilityAssessment:ServerVulnerabilityAssessment": "sql:ServerVulnerabilityAssessment",
  "azure:mssql/serverTransparentDataEncryption:ServerTransparentDataEncryption": "sql:EncryptionProtector",
  "azure:network/subnet:Subnet": "network:Subnet",
  "azure:network/virtualNetworkPeering:VirtualNetworkPeering": "network:VirtualNetworkPeering",
  "azure:network/networkSecurityGroup:NetworkSecurityGroup": "network:NetworkSecurityGroup",
  "azure:network/networkSecurityRule:NetworkSecurityRule": "network:SecurityRule",
  "azure:privatelink/endpoint:Endpoint": "network:PrivateEndpoint",
  "azure:authorization/assignment:Assignment": "authorization:RoleAssignment",
  "azure:authorization/roleDefinition:RoleDefinition": "authorization:RoleDefinition",
  "azure:pim/activeRoleAssignment:ActiveRoleAssignment": "authorization:RoleAssignment",
  "azure:pim/eligibleRoleAssignment:EligibleRoleAssignment": "authorization:RoleAssignment",
  "azure:management/lock:Lock": "authorization:ManagementLockByScope",
  "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential": "managedidentity:FederatedIdentityCredential",
  "azure:monitoring/diagnosticSetting:DiagnosticSetting": "monitor:DiagnosticSetting",
};

/** ARM's type of each kind: for ids, and for the generic resource, which names the type in its properties. */
export const ARM_TYPES: Readonly<Record<Kind, string>> = {
  "keyvault:Vault": "Microsoft.KeyVault/vaults",
  "keyvault:Secret": "Microsoft.KeyVault/vaults/secrets",
  "keyvault:Key": "Microsoft.KeyVault/vaults/keys",
  "keyvault:AccessPolicy": "Microsoft.KeyVault/vaults/accessPolicies",
  "sql:Server": "Microsoft.Sql/servers",
  "sql:Database": "Microsoft.Sql/servers/databases",
  "sql:FirewallRule": "Microsoft.Sql/servers/firewallRules",
  "network:PrivateEndpoint": "Microsoft.Network/privateEndpoints",
  "network:VirtualNetwork": "Microsoft.Network/virtualNetworks",
  "network:Subnet": "Microsoft.Network/virtualNetworks/subnets",
  "network:VirtualNetworkPeering": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
  "network:NetworkSecurityGroup": "Microsoft.Network/networkSecurityGroups",
  "managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities",
  "managedidentity:FederatedIdentityCredential":
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces",
  "eventgrid:SystemTopic": "Microsoft.EventGrid/systemTopics",
  "eventgrid:Topic": "Microsoft.EventGrid/topics",
  "eventgrid:Domain": "Microsoft.EventGrid/domains",
  "eventhub:Namespace": "Microsoft.EventHub/namespaces",
  "storage:StorageAccount": "Microsoft.Storage/storageAccounts",
  "resources:ResourceGroup": "Microsoft.Resources/resourceGroups",
  "resources:Deployment": "Microsoft.Resources/deployments",
  "sql:ElasticPool": "Microsoft.Sql/servers/elasticPools",
  "sql:IPv6FirewallRule": "Microsoft.Sql/servers/ipv6FirewallRules",
  "sql:ServerAzureADAdministrator": "Microsoft.Sql/servers/administrators",
  "sql:ServerAzureADOnlyAuthentication": "Microsoft.Sql/servers/azureADOnlyAuthentications",
  "sql:ExtendedServerBlobAuditingPolicy": "Microsoft.Sql/servers/extendedAuditingSettings",
  "sql:ServerSecurityAlertPolicy": "Microsoft.Sql/servers/securityAlertPolicies",
  "sql:SqlVulnerabilityAssessmentsSetting": "Microsoft.Sql/servers/sqlVulnerabilityAssessments",
  "sql:ServerVulnerabilityAssessment": "Microsoft.Sql/servers/vulnerabilityAssessments",
  "sql:EncryptionProtector": "Microsoft.Sql/servers/encryptionProtector",
  "sql:TransparentDataEncryption": "Microsoft.Sql/servers/databases/transparentDataEncryption",
  "sql:BackupShortTermRetentionPolicy": "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies",
  "sql:FailoverGroup": "Microsoft.Sql/servers/failoverGroups",
  "sql:LongTermRetentionPolicy": "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
  "network:SecurityRule": "Microsoft.Network/networkSecurityGroups/securityRules",
  "network:PrivateDnsZoneGroup": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
  "authorization:RoleAssignment": "Microsoft.Authorization/roleAssignments",
  "authorization:RoleDefinition": "Microsoft.Authorization/roleDefinitions",
  "authorization:ManagementLockByScope": "Microsoft.Authorization/locks",
  "monitor:DiagnosticSetting": "Microsoft.Insights/diagnosticSettings",
  "monitor:ActivityLogAlert": "Microsoft.Insights/activityLogAlerts",
  "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules",
  "eventgrid:SystemTopicEventSubscription": "Microsoft.EventGrid/systemTopics/eventSubscriptions",
  "security:Pricing": "Microsoft.Security/pricings",
};

/** ARM's further names of a kind. */
const ALSO_ARM: Readonly<Record<string, Kind>> = {
  "microsoft.authorization/roleassignmentschedulerequests": "authorization:RoleAssignment",
  "microsoft.authorization/roleeligibilityschedulerequests": "authorization:RoleAssignment",
};

const BY_ARM_TYPE = new Map<string, Kind>([
  ...Object.entries(ARM_TYPES).map(([kind, arm]) => [arm.toLowerCase(), kind as Kind] as const),
  ...Object.entries(ALSO_ARM),
]);

/** Whether a role assignment is one of Privileged Identity Management's, which does not say what kind its principal is. */
export function isPim(type: string, props: Props): boolean {
  return /Schedule|^azure:pim\//i.test(type) || /ScheduleRequests$/i.test(genericArmType(props));
}

/** The kind of an ARM type, for templates and the generic resource. */
export function kindOfArm(type: string): Kind | undefined {
  return BY_ARM_TYPE.get(type.toLowerCase());
}

/** azure-native, azure-native with a version in the module, and a local SDK with the version in the package name. */
const NATIVE = /^azure-native(?:_[a-z0-9]+_v[0-9a-z]+)?:([a-z0-9]+)(?:\/v[0-9a-z]+)?:([A-Za-z0-9]+)$/;

/** The type name of the generic resource, which can be anything. */
export const GENERIC: Kind = "resources:Resource";

/** The kind of a resource; undefined for what is not Azure's (components, random, azuread). */
export function kindOf(type: string, props: Props): Kind | undefined {
  const classic = Object.hasOwn(CLASSIC, type) ? CLASSIC[type] : undefined;
  if (classic !== undefined) return classic;
  const [, module, name] = NATIVE.exec(type) ?? [];
  if (module === undefined || name === undefined) return undefined;
  const kind: Kind = `${module}:${name}`;
  if (kind !== GENERIC) return RENAMED[kind] ?? kind;
  return kindOfArm(genericArmType(props)) ?? GENERIC;
}

function genericArmType(props: Props): string {
  const parts = [get(props, "resourceProviderNamespace"), ...parentTypes(props), get(props, "resourceType")];
  return parts.flatMap((part) => (typeof part === "string" && part !== "" ? [part] : [])).join("/");
}

/** "vaults/kv-1/secrets/s" names types and resources in turn; only the types are wanted. */
function parentTypes(props: Props): string[] {
  const path = get(props, "parentResourcePath");
  if (typeof path !== "string") return [];
  return path.split("/").filter((part, index) => part !== "" && index % 2 === 0);
}
