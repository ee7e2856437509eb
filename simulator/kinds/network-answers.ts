// What Azure's networks answer in place of what was sent: children get ids, types and states, references shrink to their ids,
// and lists that nobody sent are empty. As recorded answers of real Azure have it (tests/conformance).
import type { Cloud } from "../model/cloud.ts";
import { guidOf, keyOf, lastSegment, parentOf, resourceTypeOf } from "../model/ids.ts";
import type { Draft } from "../model/kind.ts";
import { region } from "../model/rules.ts";
import { capital } from "./app-answers.ts";
import { isObject, listAt, objectsAt, textAt, textsAt, without } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

export const succeeded = { provisioningState: "Succeeded" };

/** What Azure writes into a subnet that says nothing of it; the SDK sends the first two by itself. */
export const SUBNET_DEFAULTS = {
  ipamPoolPrefixAllocations: [],
  privateEndpointNetworkPolicies: "Disabled",
  privateLinkServiceNetworkPolicies: "Enabled",
  delegations: [],
};

const JOIN = "Microsoft.Network/virtualNetworks/subnets/join/action";
const PREPARE = "Microsoft.Network/virtualNetworks/subnets/prepareNetworkPolicies/action";

/**
 * What a delegated service may do in the subnet, where that is not only to join it (Azure's own list of delegations, as
 * azure-cli's test_network_subnet_delegation recorded it).
 */
const ACTIONS: readonly (readonly [services: RegExp, actions: readonly string[]])[] = [
  [
    /^microsoft\.(web\/(serverfarms|hostingenvironments)|containerinstance\/containergroups|logic\/.*|batch\/batchaccounts|servicefabricmesh\/networks)$/,
    ["Microsoft.Network/virtualNetworks/subnets/action"],
  ],
  [
    /^microsoft\.(sql\/managedinstances|databricks\/workspaces|kusto\/clusters)$/,
    [JOIN, PREPARE, "Microsoft.Network/virtualNetworks/subnets/unprepareNetworkPolicies/action"],
  ],
  [/^microsoft\.apimanagement\/service$/, [JOIN, PREPARE]],
  [
    /^microsoft\.(netapp\/volumes|hardwaresecuritymodules\/.*|baremetal\/.*|singularity\/.*|aisupercomputer\/.*)$/,
    ["Microsoft.Network/networkinterfaces/*", JOIN],
  ],
];

function actionsOf(service: string): string[] {
  const known = ACTIONS.find(([services]) => services.test(service.toLowerCase()));
  return [...(known?.[1] ?? [JOIN])];
}

const ONLY_IDS = ["networkSecurityGroup", "routeTable", "natGateway", "serviceEndpointPolicies", "ddosProtectionPlan"];

/** Each named item of a list as a resource of its own below `parent`. */
export function childrenOf(
  list: Value | undefined,
  parent: string,
  collection: string,
  type: string,
  more: (item: Props) => Props = () => ({}),
): Value[] {
  return (Array.isArray(list) ? list : []).map((item) =>
    isObject(item)
      ? { ...item, ...more(item), ...succeeded, type, id: `${parent}/${collection}/${textAt(item, "name") ?? ""}` }
      : item,
  );
}

/** A subnet as Azure returns it, alone or in its network. */
export function subnetAnswer(subnet: Props, id: string, location: string): Props {
  const result: Props = { ...SUBNET_DEFAULTS, ...subnet };
  for (const key of ONLY_IDS) {
    const value = result[key];
    if (isObject(value) && value["id"] !== undefined) result[key] = { id: value["id"] };
  }
  result["delegations"] = childrenOf(
    result["delegations"],
    id,
    "delegations",
    "Microsoft.Network/virtualNetworks/subnets/delegations",
    (item) => ({ actions: actionsOf(textAt(item, "serviceName") ?? "") }),
  );
  if (Array.isArray(result["serviceEndpoints"])) {
    result["serviceEndpoints"] = result["serviceEndpoints"].map((item) =>
      isObject(item) ? { locations: [endpointPlace(item, location)], ...item, ...succeeded } : item,
    );
  }
  return result;
}

/** Azure SQL is reached in the network's own region, every other service everywhere (recorded). */
function endpointPlace(endpoint: Props, location: string): string {
  return textAt(endpoint, "service")?.toLowerCase() === "microsoft.sql" ? region(location) : "*";
}

/** A network: its subnets as resources, and lists for what it has none of. */
export function networkAnswer(sent: Props, { id, cloud }: Draft): Props {
  const subnets = listAt(sent, "subnets").map((item) => {
    if (!isObject(item)) return item;
    const own = `${id}/subnets/${textAt(item, "name") ?? ""}`;
    // In an edge zone nothing goes out by itself.
    const edge = isObject(sent["extendedLocation"]) ? { defaultOutboundAccess: false } : {};
    return {
      ...edge,
      ...subnetAnswer(item, own, textAt(sent, "location") ?? ""),
      ...succeeded,
      id: own,
      type: "Microsoft.Network/virtualNetworks/subnets",
    };
  });
  const space = isObject(sent["addressSpace"]) ? sent["addressSpace"] : {};
  // A network keeps its peerings whatever its own PUT says of them.
  const peerings = cloud.childrenOf(id, "azure-native:network:VirtualNetworkPeering").map((peering) => ({
    ...without(peering.properties, ["azureApiVersion"]),
    id: peering.id,
  }));
  return {
    enableDdosProtection: false,
    privateEndpointVNetPolicies: "Disabled",
    ...without(sent, ["enableVmProtection"]),
    ...(isObject(sent["bgpCommunities"]) && {
      bgpCommunities: { regionalCommunity: "12076:50001", ...sent["bgpCommunities"] },
    }),
    ...(isObject(sent["dhcpOptions"]) && { dhcpOptions: { dnsServers: [], ...sent["dhcpOptions"] } }),
    addressSpace: { ipamPoolPrefixAllocations: [], ...space },
    virtualNetworkPeerings: peerings,
    subnets,
  };
}

type Rule = readonly [name: string, description: string, from: string, to: string, access: string, priority: number];

/** The six rules that every group ends with (learn: Network security groups overview, default security rules). */
const DEFAULT_RULES: readonly Rule[] = [
  [
    "AllowVnetInBound",
    "Allow inbound traffic from all VMs in VNET",
    "VirtualNetwork",
    "VirtualNetwork",
    "Allow",
    65000,
  ],
  [
    "AllowAzureLoadBalancerInBound",
    "Allow inbound traffic from azure load balancer",
    "AzureLoadBalancer",
    "*",
    "Allow",
    65001,
  ],
  ["DenyAllInBound", "Deny all inbound traffic", "*", "*", "Deny", 65500],
  [
    "AllowVnetOutBound",
    "Allow outbound traffic from all VMs to all VMs in VNET",
    "VirtualNetwork",
    "VirtualNetwork",
    "Allow",
    65000,
  ],
  ["AllowInternetOutBound", "Allow outbound traffic from all VMs to Internet", "*", "Internet", "Allow", 65001],
  ["DenyAllOutBound", "Deny all outbound traffic", "*", "*", "Deny", 65500],
];

const RULE_LISTS = {
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
};

export function defaultSecurityRules(id: string): Value[] {
  const rules = DEFAULT_RULES.map(([name, description, from, to, access, priority]) => ({
    name,
    description,
    protocol: "*",
    sourcePortRange: "*",
    destinationPortRange: "*",
    sourceAddressPrefix: from,
    destinationAddressPrefix: to,
    access,
    priority,
    direction: name.endsWith("InBound") ? "Inbound" : "Outbound",
    ...RULE_LISTS,
  }));
  return childrenOf(rules, id, "defaultSecurityRules", "Microsoft.Network/networkSecurityGroups/defaultSecurityRules");
}

export function securityGroupAnswer(sent: Props, { id }: Draft): Props {
  const type = "Microsoft.Network/networkSecurityGroups/securityRules";
  return {
    ...sent,
    securityRules: childrenOf(sent["securityRules"], id, "securityRules", type, (rule) => ({ ...RULE_LISTS, ...rule })),
  };
}

/** The names under which a target is reached, and where its first address lies. */
const NAMES: Readonly<Record<string, (name: string, group: string) => readonly string[]>> = {
  "microsoft.keyvault/vaults": (name) => [`${name}.vault.azure.net`],
  "microsoft.sql/servers": (name) => [`${name}.database.windows.net`],
  "microsoft.storage/storageaccounts": (name, group) => [`${name}.${group}.core.windows.net`],
  "microsoft.eventhub/namespaces": (name) => [`${name}.servicebus.windows.net`],
  "microsoft.web/sites": (name) => [`${name}.azurewebsites.net`, `${name}.scm.azurewebsites.net`],
};

/** Names and addresses of an endpoint that was approved at once; a known service only. */
export function customDnsConfigs({ cloud, inputs }: Draft): Value[] {
  const connection = listAt(inputs, "privateLinkServiceConnections").filter(isObject)[0];
  const target = textAt(connection, "privateLinkServiceId");
  if (connection === undefined || target === undefined) return [];
  // Of a service that is not in the table, only the service itself knows.
  const names =
    NAMES[resourceTypeOf(target).toLowerCase()]?.(lastSegment(target), textsAt(connection, "groupIds")[0] ?? "") ??
    textsAt(cloud.get(target)?.facts, "namesInDns");
  const prefix = textAt(cloud.get(textAt(inputs, "subnet.id") ?? "")?.properties, "addressPrefix") ?? "10.0.0.0/24";
  // Azure keeps the first four addresses of a subnet.
  const address = prefix.replace(/\.\d+\/\d+$/, ".4");
  return names.map((fqdn) => ({ fqdn, ipAddresses: [address] }));
}

/** Words of services that approve by themselves, and of those that wait for somebody, where they are not the usual ones (recorded). */
const WORDS: readonly (readonly [
  services: RegExp,
  words: { readonly approved?: string; readonly pending?: string },
])[] = [
  [/^microsoft\.keyvault\//, { approved: "" }],
  [/^microsoft\.sql\/servers$/, { approved: "Auto-approved" }],
  [/^microsoft\.(eventgrid\/|authorization\/|dbfor\w+\/servers$)/, { approved: "Auto-approved" }],
  [/^microsoft\.batch\//, { approved: "Auto-approved", pending: "Manual approval still required" }],
  [/^microsoft\.(documentdb|kusto|apimanagement|storagesync|hardwaresecuritymodules|synapse)\//, { approved: "" }],
  [/^microsoft\.network\/(applicationgateways|privatelinkservices)$/, { approved: "Auto Approved" }],
  [/^microsoft\.media\//, { approved: "Auto approved." }],
  [/^microsoft\.dbformysql\/flexibleservers$/, { pending: "Manual Approval" }],
  [/^microsoft\.hdinsight\//, { pending: "Awaiting Approval" }],
];

/** What lies in a subnet, as it lists it itself: the interface of each endpoint, in capital letters, and whatever else names it. */
export function lyingIn(cloud: Cloud, subnet: string): Props {
  const inside = cloud
    .below(parentOf(parentOf(parentOf(subnet) ?? "") ?? "") ?? "")
    .filter(({ properties }) => keyOf(textAt(properties, "subnet.id") ?? "-") === keyOf(subnet));
  const endpoints = inside.filter(({ type }) => type === "azure-native:network:PrivateEndpoint");
  const nics = endpoints.flatMap(({ properties }) => objectsAt(properties, "networkInterfaces"));
  const others = inside.filter(({ type }) => type !== "azure-native:network:PrivateEndpoint");
  const ids = [
    ...nics.map(
      (nic) =>
        `${inCapitals(textAt(nic, "id") ?? "")}/ipConfigurations/PRIVATEENDPOINTIPCONFIG.${guidOf("ip configuration", textAt(nic, "id") ?? "")}`,
    ),
    ...others.map(({ id }) => inCapitals(id)),
  ];
  return {
    ...(ids.length > 0 && { ipConfigurations: ids.map((id) => ({ id })) }),
    ...(endpoints.length > 0 && { privateEndpoints: endpoints.map(({ id }) => ({ id })) }),
  };
}

/** Names in capital letters, types as they are. */
function inCapitals(id: string): string {
  return id
    .split("/")
    .map((part, at) => (at > 2 && at % 2 === 0 && !part.includes("Microsoft.") ? part.toUpperCase() : part))
    .join("/");
}

/** Whose configuration uses an address. */
export function userOfAddress(cloud: Cloud, address: string): Props {
  const group = parentOf(address) ?? "";
  for (const user of cloud.below(group)) {
    if (keyOf(textAt(user.properties, "publicIPAddress.id") ?? "-") === keyOf(address))
      return { ipConfiguration: { id: user.id } };
    const own = objectsAt(user.properties, "ipConfigurations").find(
      (one) => keyOf(textAt(one, "publicIPAddress.id") ?? "-") === keyOf(address),
    );
    if (own) return { ipConfiguration: { id: textAt(own, "id") ?? "" } };
  }
  return {};
}

const APPROVED = { status: "Approved", description: "Auto-Approved", actionsRequired: "None" };
const PENDING = { status: "Pending", description: "", actionsRequired: "None" };

function inWordsOf(target: string, approved: boolean): Props {
  const words = WORDS.find(([services]) => services.test(resourceTypeOf(target).toLowerCase()))?.[1];
  const description = approved ? words?.approved : words?.pending;
  return description === undefined ? {} : { description };
}

export function endpointAnswer(sent: Props, { id }: Draft): Props {
  const type = "Microsoft.Network/privateEndpoints";
  const connections = (key: string, state: Props): Value[] =>
    childrenOf(sent[key], id, key, `${type}/${key}`, (item) => ({
      privateLinkServiceConnectionState: item["privateLinkServiceConnectionState"] ?? {
        ...state,
        ...inWordsOf(textAt(item, "privateLinkServiceId") ?? "", state === APPROVED),
      },
    }));
  const subnet = textAt(sent, "subnet.id");
  return {
    customNetworkInterfaceName: "",
    ...sent,
    ...(subnet !== undefined && { subnet: { id: subnet } }),
    ipConfigurations: childrenOf(sent["ipConfigurations"], id, "ipConfigurations", `${type}/ipConfigurations`),
    privateLinkServiceConnections: connections("privateLinkServiceConnections", APPROVED),
    manualPrivateLinkServiceConnections: connections("manualPrivateLinkServiceConnections", PENDING),
  };
}

/** The A records that a zone gets: one for each name of the endpoint that lies under the zone's public counterpart. */
export function zoneGroupAnswer(sent: Props, { id, cloud }: Draft, endpointId: string): Props {
  const names = listAt(cloud.get(endpointId)?.properties, "customDnsConfigs").filter(isObject);
  return {
    ...sent,
    privateDnsZoneConfigs: childrenOf(
      sent["privateDnsZoneConfigs"],
      id,
      "privateDnsZoneConfigs",
      "Microsoft.Network/privateEndpoints/privateDnsZoneGroups/privateDnsZoneConfigs",
      (item) => {
        const zone = lastSegment(textAt(item, "privateDnsZoneId") ?? "");
        return { recordSets: names.flatMap((name) => recordOf(name, zone)) };
      },
    ),
  };
}

function recordOf(config: Props, zone: string): Props[] {
  const fqdn = textAt(config, "fqdn") ?? "";
  const label = fqdn.split(".")[0] ?? "";
  const known = new RegExp(`^${label}\\.(privatelink\\.)?${publicZone(zone).replaceAll(".", "\\.")}$`, "i");
  if (label === "" || !known.test(fqdn)) return [];
  const name = { recordType: "A", recordSetName: label, fqdn: `${label}.${zone}`, ttl: 10 };
  return [{ ...name, ...succeeded, ipAddresses: textsAt(config, "ipAddresses") }];
}

/** `privatelink.vaultcore.azure.net` keeps the addresses of `vault.azure.net`. */
function publicZone(zone: string): string {
  return zone.replace(/^privatelink\./, "").replace("vaultcore.", "vault.");
}

export function publicAddressAnswer(sent: Props, draft: Draft): Props {
  const asked = isObject(sent["sku"]) ? sent["sku"] : {};
  const sku = { name: capital(textAt(asked, "name") ?? "Basic"), tier: capital(textAt(asked, "tier") ?? "Regional") };
  const dns = sent["dnsSettings"];
  const label = textAt(sent, "dnsSettings.domainNameLabel");
  const place = region(textAt(sent, "location") ?? "");
  const fixed = textAt(sent, "publicIPAllocationMethod") === "Static";
  return {
    publicIPAddressVersion: "IPv4",
    publicIPAllocationMethod: "Dynamic",
    idleTimeoutInMinutes: 4,
    ipTags: [],
    ...(sku.name === "Standard" && { ddosSettings: { protectionMode: "VirtualNetworkInherited" } }),
    ...(fixed && { ipAddress: addressOf(draft.id) }),
    ...sent,
    sku,
    ...(isObject(dns) &&
      label !== undefined && { dnsSettings: { ...dns, fqdn: `${label}.${place}.cloudapp.azure.com` } }),
  };
}

function addressOf(id: string): string {
  // 203.0.113.0/24 is set aside for documentation (RFC 5737).
  return `203.0.113.${(Number.parseInt(guidOf("address", keyOf(id)).slice(0, 4), 16) % 254) + 1}`;
}

export function bastionAnswer(sent: Props, { id }: Draft): Props {
  const type = "Microsoft.Network/bastionHosts/bastionHostIpConfigurations";
  return {
    scaleUnits: 2,
    sku: { name: "Basic" },
    ...sent,
    ipConfigurations: childrenOf(sent["ipConfigurations"], id, "bastionHostIpConfigurations", type, (item) => ({
      privateIPAllocationMethod: item["privateIPAllocationMethod"] ?? "Dynamic",
    })),
  };
}
