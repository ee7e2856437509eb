// Settings and the other keys of Pulumi.<stack>.yaml, each classed once. Most are in no plan, or show there as something else.
import { approval, harmless, narrows, subset, type Class } from "./class.ts";

const engine = approval("engine");
const network = approval("network");
const audit = approval("audit");
const trust = approval("trust");
const groups = approval("groups");
const access = approval("access");

/** Below `strongroom:`. */
export const SETTINGS: Readonly<Record<string, Class>> = {
  environment: approval("stage"),
  shape: approval("stage"),
  stage: approval("stage"),
  deployAfter: approval("stage"),
  cloud: engine,
  tenantId: engine,
  subscriptionId: engine,
  location: engine,
  applicationsFolder: engine,
  part: engine,
  "cell.**": engine,
  keepAliases: engine,
  keyVaultApi: engine,
  "alerts.**": audit,
  "sharedSubscription.**": approval("exception"),
  "sharedGroups.**": approval("exception"),
  "publicAccess.**": approval("exception"),
  "builtInRoles.**": approval("exception"),
  pairedLocation: approval("data"),
  dataResidency: approval("data"),
  generation: approval("replaced"),
  "generations.**": approval("replaced"),
  owner: harmless("an address on what belongs to no application; alerts go to securityContacts"),
  "tags.**": harmless("labels that nothing reads"),
  "network.**": network,
  "network.bastion.allowedCidrs": narrows("exposure", subset),
  "endpointAddresses.**": network,
  "workspace.**": audit,
  "siem.**": audit,
  securityContacts: audit,
  "defenderForSql.**": audit,
  "sqlAdministrators.**": access,
  "deployIdentity.**": access,
  "deployIdentity.purpose": harmless("a label"),
  "peopleIdentity.**": access,
  "peopleIdentity.purpose": harmless("a label"),
  "sqlReconciler.**": access,
  "sqlReconciler.purpose": harmless("a label"),
  "sqlReconcilerJob.**": approval("code"),
  "vaultReconciler.**": access,
  "vaultReconciler.purpose": harmless("a label"),
  "vaultReconcilerJob.**": approval("code"),
  "rotator.**": access,
  "rotator.purpose": harmless("a label"),
  "rotatorJob.**": approval("code"),
  "people.**": groups,
  "groups.**": narrows("groups", (_, after) => after === undefined),
  "kubernetesClusters.**": narrows("trust", (_, after) => after === undefined),
  allowedIssuers: narrows("trust", subset),
  githubOwners: narrows("trust", subset),
  azureDevOpsOrganizations: trust,
};

/** Beside `config`: Pulumi ESC, and how the state is encrypted. */
export const STACK_FILE: Readonly<Record<string, Class>> = {
  "environment.**": engine,
  secretsprovider: engine,
  encryptedkey: engine,
  encryptionsalt: engine,
};

/** Options of providers and of the engine: `azure-native:clientId`. */
export const PROVIDERS: Class = engine;
