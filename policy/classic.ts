// The classic provider's resources in azure-native's shape: flat names become nested ones, true becomes "Enabled", dates become
// seconds. A resource must not escape a rule by being written with the older provider.
import type { Kind } from "./kinds.ts";
import { compact, get, isHidden, isList, isProps, type Props, type Value } from "./value.ts";

type Reshape = (props: Props) => Record<string, Value | undefined>;

const rename =
  (names: Readonly<Record<string, string>>): Reshape =>
  (props) =>
    Object.fromEntries(Object.entries(names).map(([to, from]) => [to, get(props, from)]));

const enabledText = (value: Value | undefined): Value | undefined =>
  typeof value === "boolean" ? (value ? "Enabled" : "Disabled") : value;

const listOf = (value: Value | undefined): Value | undefined =>
  value === undefined || isHidden(value) || isList(value) ? value : [value];

/** RFC 3339 to seconds since 1970, which is what ARM wants; what is no date stays as it is and fails its rule. */
const seconds = (value: Value | undefined): Value | undefined => {
  if (typeof value !== "string") return value;
  const at = Date.parse(value);
  return Number.isNaN(at) ? value : Math.floor(at / 1000);
};

const idOf = (value: Value | undefined): Value | undefined =>
  value === undefined || isHidden(value) ? value : { id: value };

const lastSegment = (value: Value | undefined): Value | undefined =>
  typeof value === "string" ? (value.split("/").at(-1) ?? value) : value;

const CLASSIC_SHAPES: Readonly<Partial<Record<Kind, Reshape>>> = {
  "keyvault:Vault": (p) => ({
    ...pick(p, "resourceGroupName", "location", "tags"),
    vaultName: get(p, "name"),
    properties: compact({
      enablePurgeProtection: get(p, "purgeProtectionEnabled"),
      // The classic provider always turns soft delete on and has no property for it.
      enableSoftDelete: true,
      softDeleteRetentionInDays: get(p, "softDeleteRetentionDays"),
      enableRbacAuthorization: get(p, "rbacAuthorizationEnabled") ?? get(p, "enableRbacAuthorization"),
      publicNetworkAccess: enabledText(get(p, "publicNetworkAccessEnabled")),
      networkAcls: reshapeAcls(get(p, "networkAcls")),
      accessPolicies: get(p, "accessPolicies"),
      enabledForDeployment: get(p, "enabledForDeployment"),
      enabledForDiskEncryption: get(p, "enabledForDiskEncryption"),
      enabledForTemplateDeployment: get(p, "enabledForTemplateDeployment"),
    }),
  }),
  "keyvault:Secret": (p) => ({
    ...pick(p, "tags"),
    secretName: get(p, "name"),
    vaultName: lastSegment(get(p, "keyVaultId")),
    properties: compact({
      value: get(p, "value"),
      contentType: get(p, "contentType"),
      attributes: compact({ expires: seconds(get(p, "expirationDate")) }),
    }),
  }),
  "keyvault:Key": (p) => ({
    ...pick(p, "tags"),
    keyName: get(p, "name"),
    vaultName: lastSegment(get(p, "keyVaultId")),
    properties: compact({
      kty: get(p, "keyType"),
      keySize: get(p, "keySize"),
      curveName: get(p, "curve"),
      attributes: compact({ expires: seconds(get(p, "expirationDate")) }),
      rotationPolicy: reshapeRotation(get(p, "rotationPolicy")),
    }),
  }),
  "sql:Server": (p) => ({
    ...pick(p, "resourceGroupName", "location", "tags", "administratorLogin", "administratorLoginPassword"),
    serverName: get(p, "name"),
    minimalTlsVersion: get(p, "minimumTlsVersion"),
    publicNetworkAccess: enabledText(get(p, "publicNetworkAccessEnabled")),
    restrictOutboundNetworkAccess: enabledText(get(p, "outboundNetworkRestrictionEnabled")),
    keyId: get(p, "transparentDataEncryptionKeyVaultKeyId"),
    administrators: reshapeAdministrator(get(p, "azureadAdministrator")),
  }),
  "sql:Database": (p) => ({
    ...pick(p, "zoneRedundant", "tags", "elasticPoolId"),
    databaseName: get(p, "name"),
    serverName: lastSegment(get(p, "serverId")),
    isLedgerOn: get(p, "ledgerEnabled"),
    maintenanceConfigurationId: get(p, "maintenanceConfigurationName"),
    requestedBackupStorageRedundancy: get(p, "storageAccountType"),
  }),
  "sql:FirewallRule": (p) => ({
    ...pick(p, "startIpAddress", "endIpAddress"),
    serverName: lastSegment(get(p, "serverId")),
  }),
  "sql:ExtendedServerBlobAuditingPolicy": (p) => ({
    ...pick(p, "storageEndpoint", "auditActionsAndGroups"),
    serverName: lastSegment(get(p, "serverId")),
    state: get(p, "enabled") === false ? "Disabled" : isHidden(get(p, "enabled")) ? get(p, "enabled") : "Enabled",
    retentionDays: get(p, "retentionInDays"),
    isAzureMonitorTargetEnabled: get(p, "logMonitoringEnabled"),
  }),
  "sql:ServerSecurityAlertPolicy": (p) => ({
    ...pick(p, "serverName", "state", "disabledAlerts", "emailAddresses", "emailAccountAdmins", "retentionDays"),
  }),
  "sql:EncryptionProtector": (p) => ({
    serverName: lastSegment(get(p, "serverId")),
    serverKeyType: get(p, "keyVaultKeyId") === undefined ? "ServiceManaged" : "AzureKeyVault",
    autoRotationEnabled: get(p, "autoRotationEnabled"),
  }),
  "network:Subnet": (p) => ({
    subnetName: get(p, "name"),
    virtualNetworkName: get(p, "virtualNetworkName"),
    defaultOutboundAccess: get(p, "defaultOutboundAccessEnabled"),
    // The classic provider ties a group to a subnet with a resource of its own; a program that does so needs an exception.
    networkSecurityGroup: get(p, "networkSecurityGroup") ?? idOf(get(p, "networkSecurityGroupId")),
  }),
  "network:NetworkSecurityGroup": (p) => ({
    ...pick(p, "resourceGroupName", "location", "tags", "securityRules"),
    networkSecurityGroupName: get(p, "name"),
  }),
  "network:PrivateEndpoint": (p) => ({
    ...pick(p, "resourceGroupName", "location", "tags"),
    privateEndpointName: get(p, "name"),
    subnet: idOf(get(p, "subnetId")),
    privateLinkServiceConnections: reshapeConnections(get(p, "privateServiceConnection")),
    privateDnsZoneGroup: get(p, "privateDnsZoneGroup"),
  }),
  "authorization:RoleAssignment": (p) => ({
    ...pick(p, "scope", "principalId", "principalType", "roleDefinitionId", "condition", "conditionVersion"),
    roleDefinitionName: get(p, "roleDefinitionName"),
  }),
  "authorization:RoleDefinition": (p) => ({
    ...pick(p, "scope", "permissions", "assignableScopes"),
    roleName: get(p, "name"),
  }),
  "authorization:ManagementLockByScope": (p) => ({ scope: get(p, "scope"), level: get(p, "lockLevel") }),
  "managedidentity:FederatedIdentityCredential": (p) => ({
    ...pick(p, "issuer", "subject", "resourceGroupName"),
    audiences: listOf(get(p, "audience")),
    resourceName: lastSegment(get(p, "parentId")),
  }),
  "monitor:DiagnosticSetting": (p) => ({
    resourceUri: get(p, "targetResourceId"),
    workspaceId: get(p, "logAnalyticsWorkspaceId"),
    storageAccountId: get(p, "storageAccountId"),
    eventHubAuthorizationRuleId: get(p, "eventhubAuthorizationRuleId"),
    logs: reshapeLogs(get(p, "enabledLogs")),
  }),
};

/** The properties as azure-native would have them; a kind whose shape is the same stays as it is. */
export function fromClassic(kind: Kind, props: Props): Props {
  const reshape = CLASSIC_SHAPES[kind];
  return reshape === undefined ? props : compact(reshape(props));
}

function pick(props: Props, ...keys: string[]): Record<string, Value | undefined> {
  return Object.fromEntries(keys.map((key) => [key, get(props, key)]));
}

function each(value: Value | undefined, reshape: Reshape): Value | undefined {
  const list = listOf(value);
  if (!isList(list)) return list;
  return list.map((item) => (isProps(item) ? compact(reshape(item)) : item));
}

function reshapeAcls(value: Value | undefined): Value | undefined {
  if (!isProps(value)) return value;
  const addresses = get(value, "ipRules");
  const ipRules = isList(addresses) ? addresses.map((address): Value => ({ value: address })) : addresses;
  return compact({ ...pick(value, "bypass", "defaultAction"), ipRules });
}

function reshapeRotation(value: Value | undefined): Value | undefined {
  if (!isProps(value)) return value;
  const automatic = get(value, "automatic");
  const lifetimeActions: Value | undefined = isProps(automatic)
    ? [{ action: { type: "rotate" }, trigger: compact(pick(automatic, "timeAfterCreation", "timeBeforeExpiry")) }]
    : automatic;
  return compact({
    attributes: compact({ expiryTime: get(value, "expireAfter") }),
    lifetimeActions: renameTrigger(lifetimeActions),
  });
}

function renameTrigger(actions: Value | undefined): Value | undefined {
  return each(actions, (action) => ({
    action: get(action, "action"),
    trigger: compact({
      timeAfterCreate: get(action, "trigger.timeAfterCreation"),
      timeBeforeExpiry: get(action, "trigger.timeBeforeExpiry"),
    }),
  }));
}

function reshapeAdministrator(value: Value | undefined): Value | undefined {
  if (!isProps(value)) return value;
  return compact({
    administratorType: "ActiveDirectory",
    login: get(value, "loginUsername"),
    sid: get(value, "objectId"),
    azureADOnlyAuthentication: get(value, "azureadAuthenticationOnly"),
    // The classic provider does not say whether the administrator is a group.
    principalType: get(value, "principalType"),
  });
}

function reshapeConnections(value: Value | undefined): Value | undefined {
  return each(value, rename({ privateLinkServiceId: "privateConnectionResourceId", groupIds: "subresourceNames" }));
}

function reshapeLogs(value: Value | undefined): Value | undefined {
  return each(value, (log) => ({ ...pick(log, "category", "categoryGroup"), enabled: true }));
}
