// What Azure answered in another way when some of the recordings were made, at the same API versions: defaults that it has changed
// since, properties that it returned later than its definitions have them, and ids that it spelled otherwise. Simulated Azure
// answers as the newest recordings do; a difference that this table explains is set aside, and the report says how often.
import { resourceTypeOf } from "../../simulator/model/ids.ts";
import type { Kind } from "../../simulator/model/kind.ts";
import { at, isObject } from "../../simulator/model/values.ts";
import type { Props, Value } from "../../simulator/model/values.ts";
import type { Difference } from "./compare.ts";

interface Changed {
  readonly type: string;
  readonly property: string;
  /** What older recordings answer where the request says nothing; undefined: nothing. */
  readonly was?: readonly (Value | undefined)[];
  /** Azure replaces what was sent. */
  readonly evenIfSent?: true;
  /** Only the letters' case differs, or the first slash of an id. */
  readonly letters?: true;
  /** Recorded before this API version; later answers are held to today's. @default any version */
  readonly before?: string;
  /** Where both answers were recorded, or who says so. */
  readonly source: string;
}

const BOTH = "recorded both ways";

const CHANGED: readonly Changed[] = [
  {
    type: "Microsoft.Storage/storageAccounts",
    property: "minimumTlsVersion",
    was: ["TLS1_0", undefined],
    source: `${BOTH} at 2021-04-01 and 2023-01-01 (azure-service-operator, 2021 to 2025)`,
  },
  {
    type: "Microsoft.Storage/storageAccounts",
    property: "allowBlobPublicAccess",
    was: [true, undefined],
    source: `${BOTH} at 2021-04-01; azure-docs, anonymous-read-access-prevent: off by default since November 2023`,
  },
  {
    type: "Microsoft.Storage/storageAccounts",
    property: "allowCrossTenantReplication",
    was: [undefined, true],
    source: `${BOTH} at 2021-04-01; azure-docs, object-replication-prevent-cross-tenant-policies: off since 15 December 2023`,
  },
  {
    type: "Microsoft.Sql/servers",
    property: "minimalTlsVersion",
    was: ["None", undefined],
    source: `${BOTH} at 2021-11-01 (azure-service-operator, 2022 and 2025)`,
  },
  {
    type: "Microsoft.Network/virtualNetworks",
    property: "subnets.privateEndpointNetworkPolicies",
    was: ["Enabled"],
    source: `${BOTH} at 2020-11-01; azure-docs, disable-private-endpoint-network-policy`,
  },
  {
    type: "Microsoft.Network/virtualNetworks/subnets",
    property: "privateEndpointNetworkPolicies",
    was: ["Enabled"],
    source: `${BOTH} at 2020-11-01; azure-docs, disable-private-endpoint-network-policy`,
  },
  {
    type: "Microsoft.Insights/components",
    property: "ingestionMode",
    was: ["ApplicationInsights", undefined],
    source: `${BOTH} at 2020-02-02 (azure-service-operator, July 2025): there are no components without a workspace any more`,
  },
  {
    type: "Microsoft.Insights/components",
    property: "workspaceResourceId",
    was: [undefined],
    source: `${BOTH} at 2020-02-02 (azure-service-operator, July 2025)`,
  },
  {
    type: "Microsoft.Resources/resourceGroups",
    property: "type",
    was: [undefined],
    before: "2020-01-01",
    source: "every recorded answer at 2018-05-01 and 2019-07-01 lacks it, every later one has it",
  },
  {
    type: "Microsoft.EventHub/namespaces/eventhubs",
    property: "retentionDescription",
    was: [undefined],
    before: "2024-01-01",
    source: `${BOTH} at 2023-01-01-preview`,
  },
  {
    type: "Microsoft.EventHub/namespaces/eventhubs",
    property: "partitionIds",
    was: [[]],
    source: "an update's own answer, before 2022, does not count the partitions; a GET does",
  },
  {
    type: "Microsoft.Insights/activityLogAlerts",
    property: "id",
    letters: true,
    before: "2020-10-01",
    source: "every recorded answer at 2017-04-01 spells the provider in small letters, every later one does not",
  },
  {
    type: "Microsoft.Insights/activityLogAlerts",
    property: "tags",
    was: [{}],
    before: "2020-10-01",
    source: "every recorded answer at 2017-04-01 has it, later ones do not",
  },
  {
    type: "Microsoft.Insights/scheduledQueryRules",
    property: "type",
    letters: true,
    source: `${BOTH} (azure-service-operator at 2022-06-15, 2021 and 2024)`,
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    property: "id",
    letters: true,
    source: `${BOTH} at 2021-06-01 (azure-service-operator, August 2022 and July 2025)`,
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    property: "sku.name",
    was: ["PerGB2018"],
    evenIfSent: true,
    source: `${BOTH} at 2021-06-01 for the old price by node (azure-service-operator, 2022 and July 2025)`,
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    property: "retentionInDays",
    was: [30],
    source: `${BOTH} at 2021-06-01 for the old price by node (azure-service-operator, 2022 and July 2025)`,
  },
  {
    type: "Microsoft.Network/natGateways",
    property: "resourceGuid",
    was: [undefined],
    before: "2020-01-01",
    source: "the recorded answer at 2019-11-01 lacks it, every later one has it",
  },
  {
    type: "Microsoft.Web/sites",
    property: "siteConfig",
    was: [undefined],
    evenIfSent: true,
    before: "2020-01-01",
    source: "the recorded answer at 2018-11-01 lacks it, every later one has it",
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    property: "sku.name",
    letters: true,
    source: `${BOTH} at 2021-12-01-preview (azure-cli)`,
  },
  {
    type: "Microsoft.Network/privateEndpoints",
    property: "privateLinkServiceConnections.privateLinkServiceConnectionState.description",
    was: ["", "Auto Approved"],
    evenIfSent: true,
    source: "application gateways and Azure Storage are recorded both ways, from 2020 to 2023 (azure-cli)",
  },
  {
    type: "Microsoft.Network/virtualNetworks",
    property: "enableVmProtection",
    was: [false],
    evenIfSent: true,
    before: "2021-01-01",
    source: "every recorded answer at 2020-07-01 has it, later ones do not",
  },
  {
    type: "Microsoft.KeyVault/vaults",
    property: "publicNetworkAccess",
    was: [undefined],
    before: "2021-10-01",
    source: `${BOTH} at 2021-06-01-preview (azure-cli)`,
  },
  {
    type: "Microsoft.EventHub/namespaces/eventhubs",
    property: "type",
    letters: true,
    before: "2021-01-01",
    source: "every recorded answer at 2017-04-01 spells it with capitals, every later one does not",
  },
  {
    type: "Microsoft.Insights/diagnosticSettings",
    property: "id",
    letters: true,
    before: "2021-01-01",
    source:
      "every recorded answer for a subscription at 2017-05-01-preview lacks the first slash; none is recorded later",
  },
  ...["numberOfWorkers", "linuxFxVersion", "alwaysOn", "http20Enabled"].map((name) => ({
    type: "Microsoft.Web/sites",
    property: `siteConfig.${name}`,
    was: [undefined],
    evenIfSent: true as const,
    before: "2021-01-15",
    source: "the recorded answers at 2019-08-01 and 2020-12-01 lack it, every later one has it",
  })),
  ...["ipSecurityRestrictions", "scmIpSecurityRestrictions"].map((name) => ({
    type: "Microsoft.Web/sites",
    property: `siteConfig.${name}.priority`,
    was: [1],
    before: "2021-01-15",
    source: "1 in the recorded answers at 2019-08-01 and 2020-12-01, the largest number in every later one",
  })),
  {
    type: "Microsoft.Network/privateDnsZones",
    property: "internalId",
    was: [undefined],
    source: `${BOTH} at 2020-06-01 and 2024-06-01`,
  },
];

/** What a PUT of these answers itself is less than what a GET shows. */
const PUT_ALONE: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Storage/storageAccounts/blobServices/containers": [
    "deleted",
    "remainingRetentionDays",
    "defaultEncryptionScope",
    "denyEncryptionScopeOverride",
    "publicAccess",
    "leaseState",
    "leaseStatus",
    "lastModifiedTime",
    "legalHold",
    "hasImmutabilityPolicy",
    "hasLegalHold",
  ],
  "Microsoft.Insights/workbooks": ["type"],
  "Microsoft.Insights/actionGroups": ["id", "name", "type"],
};

/** Why an older answer says nothing about today's, or undefined. `sent` is the request in the SDK's shape. */
export function changedSince(
  { path, recorded, simulated }: Difference,
  kind: Kind,
  apiVersion: string | null,
  sent: Props,
): string | undefined {
  const type = resourceTypeOf(kind.path);
  if (recorded === undefined && PUT_ALONE[type]?.includes(path.split(".")[0] ?? "") === true)
    return `${type} shows ${path} in a GET, and not in the answer of a write`;
  const entries = CHANGED.filter(
    (one) =>
      one.type === type &&
      one.property === path &&
      (one.before === undefined || (apiVersion !== null && apiVersion < one.before)),
  );
  const entry = entries.find((one) =>
    one.letters === true
      ? typeof recorded === "string" && typeof simulated === "string" && inLetters(recorded) === inLetters(simulated)
      : (one.evenIfSent === true || !isSent(sent, path)) &&
        one.was?.some((value) => JSON.stringify(value) === JSON.stringify(recorded)) === true,
  );
  return entry && `${type} changed ${path} since: ${entry.source}`;
}

/** Without the first slash, and without the subscription that recorders replace in one place and forget in another. */
function inLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/^\//, "")
    .replace(/^subscriptions\/[0-9a-f-]{36}/, "subscriptions");
}

function isSent(sent: Props, path: string): boolean {
  const properties = sent["properties"];
  const [list = "", ...rest] = path.split(".");
  const items = sent[list];
  if (Array.isArray(items))
    return items.some((item) => isObject(item) && rest.length > 0 && at(item, rest.join(".")) !== undefined);
  return [sent, isObject(properties) ? properties : {}].some((props) => at(props, path) !== undefined);
}
