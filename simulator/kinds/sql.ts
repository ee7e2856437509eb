// Azure SQL servers and databases.
import type { Resource } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { GUID, guidOf, keyOf, lastSegment, parentOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireName, requireReference } from "../model/references.ts";
import { region, requireFreeName } from "../model/rules.ts";
import { at, isObject, textAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";
import { databaseAnswer, poolAnswer, serverAnswer, sizeOutputs } from "./sql-answers.ts";
import { checkServerKeyId } from "./sql-encryption.ts";
import { requireWhatTheRegionHas } from "./sql-regions.ts";
import { databaseSize, isVcorePool } from "./sql-skus.ts";
import { requireNoGroup, requireOutsideGroup, requireReplicaTier } from "./sql-failover.ts";

export const VERSION = "2023-08-01";
export const SERVER = "azure-native:sql:Server";
export const DATABASE = "azure-native:sql:Database";
export const SERVER_PATH = "Microsoft.Sql/servers/{serverName}";
export const DATABASE_PATH = `${SERVER_PATH}/databases/{databaseName}`;

const CREATE_ONLY = [
  "createMode",
  "sampleName",
  "sourceDatabaseId",
  "restorePointInTime",
  "sourceDatabaseDeletionDate",
  "recoveryServicesRecoveryPointId",
  "longTermRetentionBackupResourceId",
  "recoverableDatabaseId",
  "restorableDroppedDatabaseId",
  "sourceResourceId",
];

export const sqlKinds: readonly Kind[] = [
  {
    type: SERVER,
    path: arm(SERVER_PATH),
    apiVersion: VERSION,
    located: true,
    // Create-only in Servers.json: a changed administrator replaces the server (pulumi docs issue 13845).
    replaceOn: ["administrators", "administratorLogin", "location"],
    writeOnly: ["administratorLoginPassword"],
    returns: serverAnswer,
    defaults: ({ existing }) => ({
      version: "12.0",
      // "None" before the end of TLS 1.0 and 1.1; both are recorded at 2021-11-01.
      minimalTlsVersion: "1.2",
      privateEndpointConnections: [],
      publicNetworkAccess: "Enabled",
      restrictOutboundNetworkAccess: "Disabled",
      ...(isObject(existing?.properties["administrators"]) && {
        administrators: existing.properties["administrators"],
      }),
    }),
    outputs: ({ names, existing, caller }) => ({
      fullyQualifiedDomainName: `${names["serverName"] ?? ""}.${caller.azure.sqlSuffix}`,
      kind: "v12.0",
      state: "Ready",
      externalGovernanceStatus: "Disabled",
      // Not changed by a PUT of the server; only by its administrators and its Entra-only setting.
      ...(isObject(existing?.properties["administrators"]) && {
        administrators: existing.properties["administrators"],
      }),
    }),
    check: checkServer,
    checkDelete: requireNoGroup,
  },
  {
    type: DATABASE,
    path: arm(DATABASE_PATH),
    apiVersion: VERSION,
    located: true,
    // Create-only in Databases.json, the identity among them.
    replaceOn: ["identity", "collation", "catalogCollation", "location", ...CREATE_ONLY],
    writeOnly: CREATE_ONLY,
    queue: keyOf,
    defaults: (draft) => ({
      collation: "SQL_Latin1_General_CP1_CI_AS",
      catalogCollation: "SQL_Latin1_General_CP1_CI_AS",
      ...(textAt(draft.inputs, "secondaryType") !== "Named" && {
        requestedBackupStorageRedundancy: redundancyOf(draft),
      }),
      isLedgerOn: false,
    }),
    returns: databaseAnswer,
    outputs: (draft) => ({
      ...databaseOutputs(draft),
      ...sizeOutputs(draft),
    }),
    // What a replica is a copy of outlives its changes.
    facts: ({ existing }) => existing?.facts ?? {},
    check: checkDatabase,
    checkDelete: requireOutsideGroup,
  },
  {
    type: "azure-native:sql:ElasticPool",
    path: arm(`${SERVER_PATH}/elasticPools/{elasticPoolName}`),
    apiVersion: VERSION,
    located: true,
    replaceOn: ["location"],
    check: requireWhatTheRegionHas,
    returns: poolAnswer,
    outputs: ({ caller, existing, inputs }) => ({
      state: "Ready",
      kind: isVcorePool(inputs) ? "vcore,pool" : "pool",
      creationDate: textAt(existing?.properties, "creationDate") ?? caller.now().toISOString(),
    }),
  },
  {
    type: "azure-native:sql:ServerAzureADAdministrator",
    path: arm(`${SERVER_PATH}/administrators/{administratorName}`),
    apiVersion: VERSION,
    fixedName: "ActiveDirectory",
    required: ["login", "sid"],
    bornWith: (draft) => administratorOf(draft),
    defaults: ({ caller }) => ({ administratorType: "ActiveDirectory", tenantId: caller.tenantId }),
    outputs: (draft) => ({
      // As recorded: the answer has the type of its server, and says nothing of Entra-only sign-in where that was never set.
      type: "Microsoft.Sql/servers",
      ...(at(serverOf(draft)?.properties, "administrators.azureADOnlyAuthentication") === true && {
        azureADOnlyAuthentication: true,
      }),
    }),
    check: ({ inputs }) => {
      requireSid(textAt(inputs, "sid") ?? "");
    },
    written: (draft) => {
      const { login, sid, tenantId } = draft.inputs;
      changeAdministrators(draft, {
        ...(login !== undefined && { login }),
        ...(sid !== undefined && { sid }),
        ...(tenantId !== undefined && { tenantId }),
        administratorType: "ActiveDirectory",
      });
    },
    checkDelete: (administrator, cloud) => {
      const server = cloud.get(parentOf(administrator.id) ?? "");
      if (at(server?.properties, "administrators.azureADOnlyAuthentication") !== true) return;
      throw new AzureError(
        400,
        "AadOnlyAuthenticationIsEnabled",
        `Azure Active Directory Only Authentication is enabled for server '${lastSegment(parentOf(administrator.id) ?? "")}'. Please disable it before removing its administrator.`,
      );
    },
    removed: (administrator, cloud) => {
      const server = cloud.get(parentOf(administrator.id) ?? "");
      if (!server) return;
      const properties = { ...server.properties };
      delete properties["administrators"];
      cloud.put({ ...server, properties });
    },
  },
  {
    type: "azure-native:sql:ServerAzureADOnlyAuthentication",
    path: arm(`${SERVER_PATH}/azureADOnlyAuthentications/{authenticationName}`),
    apiVersion: VERSION,
    fixedName: "Default",
    required: ["azureADOnlyAuthentication"],
    bornWith: (draft) => ({
      azureADOnlyAuthentication: at(serverOf(draft)?.properties, "administrators.azureADOnlyAuthentication") === true,
    }),
    bornDefault: { azureADOnlyAuthentication: false },
    check: (draft) => {
      if (administratorOf(draft)) return;
      throw new AzureError(
        400,
        "InvalidServerAADOnlyAuthNoAADAdminPropertyName",
        `AAD Admin is not configured, AAD Admin must be set before enabling/disabling AAD Only Authentication.`,
      );
    },
    written: (draft) => {
      changeAdministrators(draft, {
        azureADOnlyAuthentication: draft.inputs["azureADOnlyAuthentication"] ?? false,
      });
    },
    removed: (setting, cloud) => {
      const server = cloud.get(parentOf(setting.id) ?? "");
      const administrators = server?.properties["administrators"];
      if (!server || !isObject(administrators)) return;
      const changed = { ...administrators, azureADOnlyAuthentication: false };
      cloud.put({ ...server, properties: { ...server.properties, administrators: changed } });
    },
  },
  {
    type: "azure-native:sql:FirewallRule",
    path: arm(`${SERVER_PATH}/firewallRules/{firewallRuleName}`),
    apiVersion: VERSION,
    deleteMissing: "resource",
    check: (draft) => {
      requirePublicAccess(draft, "firewall");
    },
  },
  {
    type: "azure-native:sql:VirtualNetworkRule",
    path: arm(`${SERVER_PATH}/virtualNetworkRules/{virtualNetworkRuleName}`),
    apiVersion: VERSION,
    required: ["virtualNetworkSubnetId"],
    defaults: () => ({ ignoreMissingVnetServiceEndpoint: false }),
    outputs: () => ({ state: "Ready" }),
    check: (draft) => {
      requirePublicAccess(draft, "virtual network");
      requireReference(draft.cloud, textAt(draft.inputs, "virtualNetworkSubnetId"));
    },
  },
  {
    type: "azure-native:sql:OutboundFirewallRule",
    path: arm(`${SERVER_PATH}/outboundFirewallRules/{outboundRuleFqdn}`),
    apiVersion: VERSION,
    deleteMissing: "resource",
    outputs: () => ({ provisioningState: "Ready" }),
    check: (draft) => {
      if (textAt(serverOf(draft)?.properties, "restrictOutboundNetworkAccess") === "Enabled") return;
      throw new AzureError(
        400,
        "OutboundNetworkAccessNotRestricted",
        `Server '${lastSegment(parentOf(draft.id) ?? "")}' does not restrict outbound network access; an outbound firewall rule would have no effect.`,
      );
    },
  },
];

export function serverOf({ cloud, id, kind }: Draft): ReturnType<Draft["cloud"]["get"]> {
  const up = kind.path.includes("/databases/{") ? parentOf(parentOf(id) ?? "") : parentOf(id);
  return cloud.get(up ?? "");
}

/** Where the backups are kept: as asked, as the source of a copy has them (recorded), or in the paired region. */
function redundancyOf({ inputs, cloud }: Draft): string {
  const source = cloud.get(textAt(inputs, "sourceDatabaseId") ?? "-");
  const before = textAt(source?.properties, "requestedBackupStorageRedundancy");
  return textAt(inputs, "requestedBackupStorageRedundancy") ?? before ?? "Geo";
}

function databaseOutputs(draft: Draft): Props {
  const { id, inputs, caller, existing, cloud } = draft;
  // A named replica of Hyperscale has no backups of its own.
  const named = textAt(inputs, "secondaryType") === "Named";
  return {
    status: "Online",
    databaseId: guidOf("database", keyOf(id), cloud.generation(id)),
    creationDate: textAt(existing?.properties, "creationDate") ?? caller.now().toISOString(),
    ...(!named && { currentBackupStorageRedundancy: redundancyOf(draft) }),
    isInfraEncryptionEnabled: false,
  };
}

function administratorOf(draft: Draft): Props | undefined {
  const administrators = serverOf(draft)?.properties["administrators"];
  if (!isObject(administrators) || administrators["sid"] === undefined) return undefined;
  const kept = ["login", "sid", "tenantId"].filter((key) => administrators[key] !== undefined);
  return {
    administratorType: "ActiveDirectory",
    ...Object.fromEntries(kept.map((key) => [key, administrators[key] ?? null])),
  };
}

function changeAdministrators(draft: Draft, change: Props): void {
  const server = serverOf(draft);
  if (!server) return;
  const before = server.properties["administrators"];
  const administrators = { ...(isObject(before) ? before : {}), ...change };
  draft.cloud.put({ ...server, properties: { ...server.properties, administrators } });
}

function requireSid(sid: string): void {
  if (GUID.test(sid)) return;
  throw new AzureError(400, "InvalidParameterValue", `Invalid value given for parameter sid: '${sid}' is not a GUID.`);
}

function checkServer(draft: Draft): void {
  const { id, inputs, existing } = draft;
  requireName(
    id,
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "InvalidServerName",
    "1 to 63 lowercase letters, digits and hyphens, no hyphen at either end",
  );
  requireFreeName(
    draft,
    "NameAlreadyExists",
    (name) => `The name '${name}.${draft.caller.azure.sqlSuffix}' already exists. Choose a different name.`,
  );
  const administrators = inputs["administrators"];
  const login = inputs["administratorLogin"];
  const password = inputs["administratorLoginPassword"];
  requireSameAdministrators(existing, administrators);
  if (isObject(administrators) && Object.keys(administrators).length > 0) {
    requireSid(textAt(administrators, "sid") ?? "");
    // The login that Azure made up itself says nothing new: azurerm sends it back with every update (mssql_server_resource.go).
    const told = login !== undefined && login !== textAt(existing?.properties, "administratorLogin");
    if (administrators["azureADOnlyAuthentication"] === true && (told || password !== undefined)) {
      throw new AzureError(
        400,
        "InvalidParameterValue",
        `Invalid value given for parameter administratorLogin: a server with Azure Active Directory only authentication has no SQL login and no password.`,
      );
    }
  }
  if (!existing && !isObject(administrators) && (login === undefined || password === undefined)) {
    throw new AzureError(
      400,
      "InvalidParameterValue",
      `Invalid value given for parameter Login. Specify a valid parameter value.`,
    );
  }
  checkServerKeyId(draft);
}

/**
 * azure-native sends the block with every update, as it was at the creation. After a change of the administrator that is another
 * one: refused (aspire#4406, azure-dev#3584). Since 2025 the PUT is reported to change the administrator back instead
 * (bicep-types-az#2320); the refusal is the harsher reading for a deployment.
 */
function requireSameAdministrators(existing: Resource | undefined, block: Value | undefined): void {
  const sid = isObject(block) ? textAt(block, "sid") : undefined;
  const current = textAt(existing?.properties, "administrators.sid");
  if (sid === undefined || current === undefined || sid.toLowerCase() === current.toLowerCase()) return;
  throw new AzureError(
    400,
    "InvalidParameterValue",
    "Invalid value given for parameter ExternalAdministratorLoginSid. Specify a valid parameter value.",
  );
}

function checkDatabase(draft: Draft): void {
  const { id, inputs, existing, cloud } = draft;
  const server = cloud.get(parentOf(id) ?? "");
  if (lastSegment(id).toLowerCase() === "master") {
    throw new AzureError(
      409,
      "DatabaseAlreadyExists",
      `Database 'master' exists on every server and cannot be created.`,
    );
  }
  const here = textAt(server?.properties, "location") ?? "";
  const wanted = textAt(inputs, "location") ?? here;
  if (region(wanted) !== region(here)) {
    throw new AzureError(
      400,
      "MismatchingServerLocation",
      `Database '${lastSegment(id)}' is asked for in '${wanted}', but its server is in '${here}'.`,
    );
  }
  const pool = textAt(inputs, "elasticPoolId");
  if (pool !== undefined && (!cloud.get(pool) || keyOf(parentOf(pool) ?? "") !== keyOf(parentOf(id) ?? ""))) {
    throw new AzureError(
      400,
      "ElasticPoolNotFound",
      `The elastic pool '${pool}' is not on the server of database '${lastSegment(id)}'.`,
    );
  }
  if (existing && (at(existing.properties, "isLedgerOn") === true) !== (inputs["isLedgerOn"] === true)) {
    throw new AzureError(
      400,
      "LedgerPropertyCannotBeChanged",
      `The ledger property of database '${lastSegment(id)}' is set at its creation and cannot be changed.`,
    );
  }
  requireWhatTheRegionHas(draft);
  // As people quote it; the code is not confirmed.
  const size = databaseSize(isObject(inputs["sku"]) ? inputs["sku"] : undefined, region(here));
  if (inputs["zoneRedundant"] === true && (size.tier === "Standard" || size.tier === "Basic")) {
    throw new AzureError(
      400,
      "ProvisioningDisabled",
      "Provisioning of zone redundant database/pool is not supported for your current request.",
    );
  }
  requireReplicaTier(draft);
}

function requirePublicAccess(draft: Draft, what: string): void {
  if (textAt(serverOf(draft)?.properties, "publicNetworkAccess") !== "Disabled") return;
  throw new AzureError(
    400,
    "DenyPublicEndpointEnabled",
    `Unable to create or modify ${what} rules when public network interface for the server is disabled. To manage server or database level ${what} rules, please enable the public network interface.`,
  );
}
