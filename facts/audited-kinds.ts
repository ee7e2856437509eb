// Which kinds of resources write audit logs of their own, that reach a workspace only by a setting of theirs; and which have none,
// so that a kind that nobody has thought of is noticed. What is done to any of them in the control plane is in the subscription's log.
// Sources: azure-monitor-docs, reference/supported-logs (a page for each type); azure-docs, sql auditing-overview.

/** By Pulumi's type without its package. */
export const AUDITED_KINDS: Readonly<Record<string, "diagnostic setting">> = {
  "keyvault:Vault": "diagnostic setting",
  "sql:Database": "diagnostic setting",
  // A server's audit is written for its database master.
  "sql:Server": "diagnostic setting",
  "operationalinsights:Workspace": "diagnostic setting",
  "network:BastionHost": "diagnostic setting",
  "app:ManagedEnvironment": "diagnostic setting",
};

/** Without logs of their own, or only with logs of traffic and health. */
export const UNAUDITED_KINDS: readonly string[] = [
  ...["alertsmanagement:AlertProcessingRuleByName", "applicationinsights:Workbook", "app:Job"],
  ...["authorization:ManagementLockByScope", "authorization:RoleAssignment", "authorization:RoleDefinition"],
  // Uses of these are in the log of their vault.
  ...["keyvault:Key", "keyvault:Secret"],
  ...["managedidentity:FederatedIdentityCredential", "managedidentity:UserAssignedIdentity"],
  ...["monitor:ActionGroup", "monitor:ActivityLogAlert", "monitor:DiagnosticSetting", "monitor:ScheduledQueryRule"],
  ...["network:NatGateway", "network:NetworkSecurityGroup", "network:PrivateDnsZoneGroup", "network:PrivateEndpoint"],
  ...["network:PublicIPAddress", "network:Subnet", "network:VirtualNetwork", "network:VirtualNetworkPeering"],
  ...["operationalinsights:SummaryLog", "privatedns:PrivateZone", "privatedns:VirtualNetworkLink"],
  ...["resources:Deployment", "resources:ResourceGroup"],
  // Settings of a server or database, which are in its log.
  ...["sql:BackupShortTermRetentionPolicy", "sql:EncryptionProtector", "sql:ExtendedServerBlobAuditingPolicy"],
  ...["sql:FailoverGroup", "sql:LongTermRetentionPolicy", "sql:ServerKey", "sql:ServerSecurityAlertPolicy"],
  ...["sql:SqlVulnerabilityAssessmentsSetting", "sql:TransparentDataEncryption"],
];
