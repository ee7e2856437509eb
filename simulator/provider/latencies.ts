// How long Azure takes for a resource of each kind, for rehearsals of speed; off unless asked for.
// None of these figures is a promise of Azure: each is an estimate, of the order that deployments usually show.

/** Seconds of a create or update, by type token. */
export const SECONDS: Readonly<Record<string, number>> = {
  "azure-native:resources:ResourceGroup": 2, // estimate
  "azure-native:keyvault:Vault": 35, // estimate
  "azure-native:keyvault:Secret": 2, // estimate
  "azure-native:keyvault:Key": 3, // estimate
  "azure-native:managedidentity:UserAssignedIdentity": 3, // estimate
  "azure-native:managedidentity:FederatedIdentityCredential": 3, // estimate
  "azure-native:authorization:RoleAssignment": 3, // estimate
  "azure-native:network:VirtualNetwork": 5, // estimate
  "azure-native:network:Subnet": 5, // estimate
  "azure-native:network:VirtualNetworkPeering": 15, // estimate
  "azure-native:network:PrivateEndpoint": 60, // estimate
  "azure-native:network:PrivateDnsZoneGroup": 15, // estimate
  "azure-native:network:BastionHost": 420, // estimate
  "azure-native:network:NatGateway": 15, // estimate
  "azure-native:privatedns:PrivateZone": 40, // estimate
  "azure-native:privatedns:VirtualNetworkLink": 40, // estimate
  "azure-native:operationalinsights:Workspace": 35, // estimate
  "azure-native:sql:Server": 70, // estimate
  "azure-native:sql:Database": 60, // estimate
  "azure-native:sql:ElasticPool": 60, // estimate
  "azure-native:sql:FailoverGroup": 90, // estimate
  "azure-native:storage:StorageAccount": 25, // estimate
  "azure-native:web:WebApp": 30, // estimate
  "azure-native:app:ManagedEnvironment": 180, // estimate
  "azure-native:eventhub:Namespace": 45, // estimate
};

/** Seconds of any other kind (estimate). */
const OTHERWISE = 3;

export interface Latencies {
  /** 1 is Azure's own pace, 0.01 a hundredth of it, 0 (the default) none. */
  readonly scale: number;
  /** Seconds by type token, over the table above. */
  readonly seconds?: Readonly<Record<string, number>>;
}

export function latencyMs(type: string, latencies: Latencies | undefined): number {
  if (!latencies || latencies.scale <= 0 || type.startsWith("random:")) return 0;
  return (latencies.seconds?.[type] ?? SECONDS[type] ?? OTHERWISE) * 1000 * latencies.scale;
}
