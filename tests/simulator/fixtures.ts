// Small clouds for the rules to be tried in.
import { Azure, TENANT, type Made } from "./harness.ts";
import type { Props } from "../../simulator/model/values.ts";

export const GROUP = "azure-native:resources:ResourceGroup";
export const VAULT = "azure-native:keyvault:Vault";
export const SECRET = "azure-native:keyvault:Secret";
export const KEY = "azure-native:keyvault:Key";
export const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
export const FEDERATED = "azure-native:managedidentity:FederatedIdentityCredential";
export const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
export const LOCK = "azure-native:authorization:ManagementLockByScope";
export const VNET = "azure-native:network:VirtualNetwork";
export const SUBNET = "azure-native:network:Subnet";
export const ENDPOINT = "azure-native:network:PrivateEndpoint";
export const ZONE = "azure-native:privatedns:PrivateZone";
export const ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup";
export const WORKSPACE = "azure-native:operationalinsights:Workspace";
export const SETTING = "azure-native:monitor:DiagnosticSetting";
export const SERVER = "azure-native:sql:Server";
export const DATABASE = "azure-native:sql:Database";

export const SECRETS_USER =
  "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";

export const inGroup = { resourceGroupName: "rg-a" };

/** Starts a simulated Azure with a resource group before each test of a suite, hands it to `use`, and stops it afterwards. */
export function freshAzure(use: (started: Azure) => void | Promise<void>): void {
  let azure: Azure | undefined;

  beforeEach(async () => {
    azure = await Azure.start();
    await group(azure);
    await use(azure);
  });

  afterEach(async () => {
    await azure?.stop();
    azure = undefined;
  });
}

export function group(azure: Azure, name = "rg-a", location = "westeurope"): Promise<Made> {
  return azure.create(GROUP, { resourceGroupName: name, location });
}

export function vaultInputs(properties: Props = {}, name = "kv-payments-dev"): Props {
  return {
    ...inGroup,
    vaultName: name,
    properties: {
      tenantId: TENANT,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      enableSoftDelete: true,
      ...properties,
    },
  };
}

export function vault(azure: Azure, properties: Props = {}, name?: string): Promise<Made> {
  return azure.create(VAULT, vaultInputs(properties, name));
}

export function secretInputs(name = "stripe", properties: Props = { value: "first" }): Props {
  return { ...inGroup, vaultName: "kv-payments-dev", secretName: name, properties };
}

export function identity(azure: Azure, name = "id-api"): Promise<Made> {
  return azure.create(IDENTITY, { ...inGroup, resourceName: name });
}

export function serverInputs(over: Props = {}, name = "sql-payments"): Props {
  return {
    ...inGroup,
    serverName: name,
    publicNetworkAccess: "Disabled",
    administrators: {
      administratorType: "ActiveDirectory",
      azureADOnlyAuthentication: true,
      login: "dbas",
      principalType: "Group",
      sid: "33333333-3333-4333-8333-333333333333",
      tenantId: TENANT,
    },
    ...over,
  };
}

export function server(azure: Azure, over: Props = {}, name?: string): Promise<Made> {
  return azure.create(SERVER, serverInputs(over, name));
}

export async function network(azure: Azure): Promise<{ vnet: Made; subnet: Made }> {
  const vnet = await azure.create(VNET, {
    ...inGroup,
    virtualNetworkName: "vnet",
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  });
  const subnet = await azure.create(SUBNET, {
    ...inGroup,
    virtualNetworkName: "vnet",
    subnetName: "endpoints",
    addressPrefix: "10.0.1.0/24",
  });
  return { vnet, subnet };
}

export function endpointInputs(subnet: Made, target: Made, groupId: string, name = "pe"): Props {
  return {
    ...inGroup,
    privateEndpointName: name,
    subnet: { id: subnet.id },
    privateLinkServiceConnections: [{ name: "link", privateLinkServiceId: target.id, groupIds: [groupId] }],
  };
}

export function workspace(azure: Azure, name = "log-a"): Promise<Made> {
  return azure.create(WORKSPACE, { ...inGroup, workspaceName: name });
}

export function text(props: Props, key: string): string {
  const value = props[key];
  return typeof value === "string" ? value : "";
}
