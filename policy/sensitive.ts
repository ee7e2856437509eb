// Inputs that hold a credential. They must be marked as secrets, and no message may repeat them.
import type { Reads } from "./rule.ts";

export const SENSITIVE: Reads = {
  "keyvault:Secret": ["properties.value"],
  "sql:Server": ["administratorLoginPassword"],
  "sql:ExtendedServerBlobAuditingPolicy": ["storageAccountAccessKey"],
  "sql:ServerSecurityAlertPolicy": ["storageAccountAccessKey"],
  "sql:ServerVulnerabilityAssessment": ["storageAccountAccessKey", "storageContainerSasKey"],
};
