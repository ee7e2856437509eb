// Which of the resources that this pack knows take tags, and which live in a region. Source: the inputs of azure-native 3.28.
import type { Kind } from "./kinds.ts";

/** Resources whose region is the program's to choose. */
export const REGIONAL: readonly Kind[] = [
  "keyvault:Vault",
  "sql:Server",
  "sql:Database",
  "sql:ElasticPool",
  "network:VirtualNetwork",
  "network:NetworkSecurityGroup",
  "network:PrivateEndpoint",
  "managedidentity:UserAssignedIdentity",
  "operationalinsights:Workspace",
  "eventgrid:Topic",
  "eventgrid:Domain",
  "eventhub:Namespace",
  "storage:StorageAccount",
  "resources:ResourceGroup",
];

export const TAGGED: readonly Kind[] = [
  ...REGIONAL,
  "keyvault:Secret",
  "keyvault:Key",
  "eventgrid:SystemTopic",
  "monitor:ActionGroup",
  "monitor:ActivityLogAlert",
  "monitor:ScheduledQueryRule",
  "privatedns:PrivateZone",
  "web:WebApp",
];
