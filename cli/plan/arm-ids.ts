// Where Azure puts a resource follows from its subscription, resource group and names, so a plan can say it beforehand.
// One table of paths, shared by the plan and the tests; a type that is not in it has an id that only Azure knows.
// Source of the paths: Azure's REST definitions, at the versions that azure-native 3.28 calls.

import { runtime } from "@pulumi/pulumi";

/** Within `/subscriptions/<id>/resourceGroups/{resourceGroupName}/providers/`; the names are azure-native's inputs. */
const IN_GROUP: Readonly<Record<string, string>> = {
  "applicationinsights:Workbook": "Microsoft.Insights/workbooks/{resourceName}",
  "authorization:ManagementLockAtResourceGroupLevel": "Microsoft.Authorization/locks/{lockName}",
  "eventgrid:SystemTopic": "Microsoft.EventGrid/systemTopics/{systemTopicName}",
  "eventgrid:SystemTopicEventSubscription":
    "Microsoft.EventGrid/systemTopics/{systemTopicName}/eventSubscriptions/{eventSubscriptionName}",
  "eventhub:EventHub": "Microsoft.EventHub/namespaces/{namespaceName}/eventhubs/{eventHubName}",
  "eventhub:Namespace": "Microsoft.EventHub/namespaces/{namespaceName}",
  "keyvault:Key": "Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}",
  "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
  "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
  "managedidentity:FederatedIdentityCredential":
    "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
  "managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
  "monitor:ActionGroup": "Microsoft.Insights/actionGroups/{actionGroupName}",
  "monitor:ActivityLogAlert": "Microsoft.Insights/activityLogAlerts/{activityLogAlertName}",
  "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules/{ruleName}",
  "network:NetworkSecurityGroup": "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
  "network:BastionHost": "Microsoft.Network/bastionHosts/{bastionHostName}",
  "network:PrivateDnsZoneGroup":
    "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
  "network:PrivateEndpoint": "Microsoft.Network/privateEndpoints/{privateEndpointName}",
  "network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
  "network:Subnet": "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
  "network:VirtualNetwork": "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
  "network:VirtualNetworkPeering":
    "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}",
  "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
  "privatedns:PrivateZone": "Microsoft.Network/privateDnsZones/{privateZoneName}",
  "privatedns:VirtualNetworkLink":
    "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
  "resources:Deployment": "Microsoft.Resources/deployments/{deploymentName}",
  "sql:BackupShortTermRetentionPolicy":
    "Microsoft.Sql/servers/{serverName}/databases/{databaseName}/backupShortTermRetentionPolicies/{policyName}",
  "sql:Database": "Microsoft.Sql/servers/{serverName}/databases/{databaseName}",
  "sql:ElasticPool": "Microsoft.Sql/servers/{serverName}/elasticPools/{elasticPoolName}",
  "sql:EncryptionProtector": "Microsoft.Sql/servers/{serverName}/encryptionProtector/{encryptionProtectorName}",
  "sql:ExtendedServerBlobAuditingPolicy":
    "Microsoft.Sql/servers/{serverName}/extendedAuditingSettings/{blobAuditingPolicyName}",
  "sql:FailoverGroup": "Microsoft.Sql/servers/{serverName}/failoverGroups/{failoverGroupName}",
  "sql:FirewallRule": "Microsoft.Sql/servers/{serverName}/firewallRules/{firewallRuleName}",
  "sql:LongTermRetentionPolicy":
    "Microsoft.Sql/servers/{serverName}/databases/{databaseName}/backupLongTermRetentionPolicies/{policyName}",
  "sql:Server": "Microsoft.Sql/servers/{serverName}",
  "sql:ServerAzureADAdministrator": "Microsoft.Sql/servers/{serverName}/administrators/{administratorName}",
  "sql:ServerAzureADOnlyAuthentication":
    "Microsoft.Sql/servers/{serverName}/azureADOnlyAuthentications/{authenticationName}",
  "sql:ServerKey": "Microsoft.Sql/servers/{serverName}/keys/{keyName}",
  "sql:ServerSecurityAlertPolicy": "Microsoft.Sql/servers/{serverName}/securityAlertPolicies/{securityAlertPolicyName}",
  "sql:SqlVulnerabilityAssessmentsSetting":
    "Microsoft.Sql/servers/{serverName}/sqlVulnerabilityAssessments/{vulnerabilityAssessmentName}",
  "sql:TransparentDataEncryption":
    "Microsoft.Sql/servers/{serverName}/databases/{databaseName}/transparentDataEncryption/{tdeName}",
  "sql:VirtualNetworkRule": "Microsoft.Sql/servers/{serverName}/virtualNetworkRules/{virtualNetworkRuleName}",
  "storage:BlobContainer":
    "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
  "storage:Queue": "Microsoft.Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
  "storage:StorageAccount": "Microsoft.Storage/storageAccounts/{accountName}",
  "web:AppServicePlan": "Microsoft.Web/serverfarms/{name}",
  "web:WebApp": "Microsoft.Web/sites/{name}",
};

/** Whole paths: what hangs on any other resource, and resource groups themselves. */
const ANYWHERE: Readonly<Record<string, string>> = {
  "authorization:ManagementLockByScope": "/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
  "authorization:RoleAssignment": "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  "authorization:RoleDefinition": "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
  "monitor:DiagnosticSetting": "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
  "resources:ResourceGroup": "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
};

/** Names that Azure fixes, where azure-native makes their input optional. */
const FIXED_NAMES: Readonly<Record<string, string>> = {
  administratorName: "ActiveDirectory",
  authenticationName: "Default",
  blobAuditingPolicyName: "default",
  encryptionProtectorName: "current",
  policyName: "default",
  securityAlertPolicyName: "Default",
  tdeName: "current",
  vulnerabilityAssessmentName: "default",
};

const PLACEHOLDER = /\{(\w+)\}/g;

/** The id that Azure will give the resource, or undefined where its type or one of its names is not known. */
export function armId(
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  subscriptionId: string,
): string | undefined {
  const token = type.replace(/^azure-native:/, "");
  const inGroup = IN_GROUP[token];
  const template =
    inGroup === undefined
      ? ANYWHERE[token]
      : `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${inGroup}`;
  if (template === undefined) return undefined;

  const values = new Map<string, string>();
  for (const [, key = ""] of template.matchAll(PLACEHOLDER)) {
    const value = key === "subscriptionId" ? subscriptionId : (inputs[key] ?? FIXED_NAMES[key]);
    if (typeof value !== "string" || value === "" || value === runtime.unknownValue) return undefined;
    values.set(key, value);
  }
  // A scope brings its own leading slash.
  return template.replaceAll(PLACEHOLDER, (_, key: string) => values.get(key) ?? "").replace(/^\/\//, "/");
}

/** The last part of an ARM id: the resource's own name. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
