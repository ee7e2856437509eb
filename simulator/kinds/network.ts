// Virtual networks, private endpoints and their DNS.
import { CLOUDS } from "../../facts/clouds.ts";
import { contains, overlaps, rangeOf } from "../model/addresses.ts";
import type { Range } from "../model/addresses.ts";
import type { Cloud, Resource } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf, keyOf, lastSegment, parentOf, resourceTypeOf, subscriptionOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { arm } from "../model/kind.ts";
import { requireReference } from "../model/references.ts";
import { region } from "../model/rules.ts";
import {
  SUBNET_DEFAULTS,
  bastionAnswer,
  customDnsConfigs,
  defaultSecurityRules,
  endpointAnswer,
  lyingIn,
  networkAnswer,
  publicAddressAnswer,
  securityGroupAnswer,
  subnetAnswer,
  succeeded,
  userOfAddress,
  zoneGroupAnswer,
} from "./network-answers.ts";
import { at, listAt, objectsAt, textAt, textsAt } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

const VERSION = "2024-05-01";
const VNET = "azure-native:network:VirtualNetwork";
const SUBNET = "azure-native:network:Subnet";
const ENDPOINT = "azure-native:network:PrivateEndpoint";
const ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup";

/** Private endpoints per virtual network (azure-docs: private-link-limits, 2020). */
const MAX_ENDPOINTS = 1000;

/** Group ids of a target's type, and the private zones of each (azure-docs: private-link/private-endpoint-dns.md). */
export const LINKS: Record<string, Record<string, readonly string[]>> = {
  "microsoft.keyvault/vaults": {
    vault: Object.values(CLOUDS).map(({ zones }) => zones.vault),
  },
  "microsoft.sql/servers": {
    sqlServer: Object.values(CLOUDS).map(({ zones }) => zones.sqlServer),
  },
  "microsoft.storage/storageaccounts": Object.fromEntries(
    ["blob", "queue", "table", "file", "dfs", "web"].map((part) => [
      part,
      ["core.windows.net", "core.usgovcloudapi.net", "core.chinacloudapi.cn"].map(
        (end) => `privatelink.${part}.${end}`,
      ),
    ]),
  ),
  "microsoft.eventhub/namespaces": {
    namespace: [
      "privatelink.servicebus.windows.net",
      "privatelink.servicebus.usgovcloudapi.net",
      "privatelink.servicebus.chinacloudapi.cn",
    ],
  },
  "microsoft.web/sites": {
    sites: ["privatelink.azurewebsites.net", "privatelink.azurewebsites.us", "privatelink.chinacloudsites.cn"],
  },
};

export const networkKinds: readonly Kind[] = [
  {
    type: VNET,
    path: arm("Microsoft.Network/virtualNetworks/{virtualNetworkName}"),
    apiVersion: VERSION,
    located: true,
    replaceOn: ["location"],
    queue: keyOf,
    returns: networkAnswer,
    outputs: ({ id }) => ({ ...succeeded, resourceGuid: guidOf("vnet", keyOf(id)) }),
    check: ({ id, inputs }) => {
      checkEncryption(id, inputs);
      checkInlineSubnets(id, inputs);
      const prefixes = listAt(inputs, "addressSpace.addressPrefixes");
      const wrong = prefixes.find(
        (prefix) => typeof prefix !== "string" || (!prefix.includes(":") && !rangeOf(prefix)),
      );
      if (prefixes.length === 0 || wrong !== undefined) {
        throw new AzureError(
          400,
          "InvalidAddressPrefixFormat",
          `Address prefix '${JSON.stringify(wrong ?? prefixes)}' of virtual network '${lastSegment(id)}' is not a valid address prefix.`,
        );
      }
    },
    written: writeInlineSubnets,
    checkDelete: (vnet, cloud) => {
      for (const subnet of cloud.childrenOf(vnet.id, SUBNET)) requireUnusedSubnet(subnet, cloud);
    },
  },
  {
    type: SUBNET,
    path: arm("Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}"),
    apiVersion: VERSION,
    // Azure answers 409 AnotherOperationInProgress, which azure-native waits out (its client_azcore.go).
    queue: (id) => keyOf(parentOf(id) ?? ""),
    // Not Resource Manager's words, but the network provider's own (recorded).
    parentMissing: (parent) => new AzureError(404, "NotFound", `Resource ${parent} not found.`),
    deleteMissing: "resource",
    defaults: () => ({ ...SUBNET_DEFAULTS }),
    returns: (sent, { id, cloud }) =>
      subnetAnswer(sent, id, textAt(cloud.get(parentOf(id) ?? "")?.properties, "location") ?? ""),
    outputs: ({ cloud, id }) => ({
      ...succeeded,
      ...lyingIn(cloud, id),
      type: "Microsoft.Network/virtualNetworks/subnets",
    }),
    check: checkSubnet,
    checkDelete: requireUnusedSubnet,
  },
  {
    type: "azure-native:network:NetworkSecurityGroup",
    path: arm("Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}"),
    apiVersion: VERSION,
    located: true,
    defaults: () => ({ securityRules: [] }),
    returns: securityGroupAnswer,
    outputs: ({ id }) => ({
      ...succeeded,
      resourceGuid: guidOf("nsg", keyOf(id)),
      defaultSecurityRules: defaultSecurityRules(id),
    }),
    check: checkSecurityRules,
    checkDelete: (group, cloud) => {
      const user = cloud
        .ofType(SUBNET)
        .find((subnet) => keyOf(textAt(subnet.properties, "networkSecurityGroup.id") ?? "-") === keyOf(group.id));
      if (user) {
        throw new AzureError(
          400,
          "InUseNetworkSecurityGroupCannotBeDeleted",
          `Network security group ${group.id} cannot be deleted because it is in use by the following resources: ${user.id}.`,
        );
      }
    },
  },
  {
    type: ENDPOINT,
    path: arm("Microsoft.Network/privateEndpoints/{privateEndpointName}"),
    apiVersion: VERSION,
    located: true,
    replaceOn: ["subnet"],
    writeOnly: ["subnet.privateEndpointNetworkPolicies", "subnet.privateLinkServiceNetworkPolicies"],
    // The names that it answers to, until a zone group says them (arm-template-whatif#61).
    defaults: (draft) => ({
      customDnsConfigs: draft.cloud.childrenOf(draft.id, ZONE_GROUP).length > 0 ? [] : namesOf(draft),
      manualPrivateLinkServiceConnections: [],
    }),
    returns: endpointAnswer,
    outputs: (draft) => ({
      ...succeeded,
      networkInterfaces: [
        {
          id: `/subscriptions/${draft.caller.subscriptionId}/resourceGroups/${draft.names["resourceGroupName"] ?? ""}/providers/Microsoft.Network/networkInterfaces/${draft.names["privateEndpointName"] ?? ""}.nic.${guidOf("nic", keyOf(draft.id))}`,
        },
      ],
    }),
    check: checkEndpoint,
    written: ({ cloud, caller, existing }, endpoint) => {
      if (caller.landingZone.zoneGroups !== true || existing) return;
      cloud.put({
        id: `${endpoint.id}/privateDnsZoneGroups/deployedByPolicy`,
        type: ZONE_GROUP,
        properties: { ...succeeded, name: "deployedByPolicy" },
        computed: ["provisioningState"],
        createdAt: caller.now().toISOString(),
      });
    },
  },
  {
    type: ZONE_GROUP,
    path: arm(
      "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
    ),
    apiVersion: VERSION,
    queue: (id) => keyOf(parentOf(id) ?? ""),
    deleteMissing: "resource",
    returns: (sent, draft) => zoneGroupAnswer(sent, draft, parentOf(draft.id) ?? ""),
    outputs: () => succeeded,
    check: checkZoneGroup,
    written: ({ cloud, id }) => {
      const endpoint = cloud.get(parentOf(id) ?? "");
      if (endpoint) cloud.put({ ...endpoint, properties: { ...endpoint.properties, customDnsConfigs: [] } });
    },
  },
  {
    type: "azure-native:network:PublicIPAddress",
    path: arm("Microsoft.Network/publicIPAddresses/{publicIpAddressName}"),
    apiVersion: VERSION,
    located: true,
    replaceOn: ["location", "publicIPAddressVersion", "publicIPPrefix", "sku"],
    returns: publicAddressAnswer,
    outputs: ({ id, cloud }) => ({
      ...succeeded,
      ...userOfAddress(cloud, id),
      resourceGuid: guidOf("ip", keyOf(id)),
    }),
    check: checkAddress,
    checkDelete: requireUnusedAddress,
  },
  {
    type: "azure-native:network:NatGateway",
    path: arm("Microsoft.Network/natGateways/{natGatewayName}"),
    apiVersion: VERSION,
    located: true,
    defaults: () => ({ idleTimeoutInMinutes: 4, sku: { tier: "Regional" } }),
    outputs: ({ id }) => ({ ...succeeded, resourceGuid: guidOf("nat", keyOf(id)) }),
    check: ({ cloud, inputs, id }) => {
      for (const address of objectsAt(inputs, "publicIpAddresses")) {
        requireReference(cloud, textAt(address, "id"));
        requireProvisioned(cloud, textAt(address, "id") ?? "", id);
      }
    },
    // Each address says from now on which gateway uses it (arm-template-whatif#59).
    written: ({ cloud, inputs }, gateway) => {
      for (const { id } of objectsAt(inputs, "publicIpAddresses")) {
        const address = typeof id === "string" ? cloud.get(id) : undefined;
        if (!address) continue;
        cloud.put({ ...address, properties: { ...address.properties, natGateway: { id: gateway.id } } });
      }
    },
  },
  {
    type: "azure-native:network:BastionHost",
    path: arm("Microsoft.Network/bastionHosts/{bastionHostName}"),
    apiVersion: VERSION,
    located: true,
    returns: bastionAnswer,
    outputs: ({ id }) => ({ ...succeeded, dnsName: `bst-${guidOf("bastion", keyOf(id))}.bastion.azure.com` }),
    check: ({ cloud, inputs }) => {
      if (inputs["sku"] !== undefined && textAt(inputs, "sku.name") === undefined) {
        throw new AzureError(
          400,
          "InvalidRequestContent",
          "The request content was invalid and could not be deserialized: Required property 'name' not found in 'sku'.",
        );
      }
      for (const configuration of objectsAt(inputs, "ipConfigurations")) {
        const subnet = textAt(configuration, "subnet.id");
        requireReference(cloud, subnet);
        requireReference(cloud, textAt(configuration, "publicIPAddress.id"));
        if (subnet !== undefined && lastSegment(subnet) !== "AzureBastionSubnet") {
          throw new AzureError(
            400,
            "BastionHostSubnetNameInvalid",
            `A bastion host needs the subnet 'AzureBastionSubnet', not '${lastSegment(subnet)}'.`,
          );
        }
      }
      requireReference(cloud, textAt(inputs, "virtualNetwork.id"));
    },
  },
];

/** `kv.vault.azure.net` for the vault `kv`, in the names of the caller's cloud. */
function namesOf(draft: Draft): Value[] {
  const { id, inputs, caller } = draft;
  const target = textAt(objectsAt(inputs, "privateLinkServiceConnections")[0], "privateLinkServiceId") ?? "";
  const type = resourceTypeOf(target).toLowerCase();
  const suffix =
    type === "microsoft.keyvault/vaults"
      ? caller.azure.vaultSuffix
      : type === "microsoft.sql/servers"
        ? caller.azure.sqlSuffix
        : undefined;
  if (suffix === undefined) return customDnsConfigs(draft);
  // 192.0.2.0/24 is set aside for documentation (RFC 5737).
  return [{ fqdn: `${lastSegment(target)}.${suffix}`, ipAddresses: [`192.0.2.${lastByteOf(id)}`] }];
}

function lastByteOf(id: string): number {
  return (Number.parseInt(guidOf("address", keyOf(id)).slice(0, 4), 16) % 254) + 1;
}

/** The network provider waits for nothing: it answers 429, and azure-native asks again. */
export function requireProvisioned(cloud: Cloud, used: string, user: string): void {
  const state = textAt(cloud.get(used)?.properties, "provisioningState");
  if (state === undefined || state === "Succeeded" || state === "Failed") return;
  throw new AzureError(
    429,
    "RetryableError",
    `A retryable error occurred. Cannot proceed with operation because resource ${used} used by resource ${user} is not in Succeeded state. Resource is in ${state} state.`,
  );
}

/** Subnets inside the request: in the network's space, and apart. */
function checkInlineSubnets(id: string, inputs: Props): void {
  const space = textsAt(inputs, "addressSpace.addressPrefixes").flatMap((prefix) => rangeOf(prefix) ?? []);
  const taken: { readonly name: string; readonly range: Range }[] = [];
  for (const subnet of objectsAt(inputs, "subnets")) {
    const name = textAt(subnet, "name") ?? "";
    for (const range of prefixesOf(subnet).flatMap((prefix) => rangeOf(prefix) ?? [])) {
      if (!space.some((outer) => contains(outer, range))) {
        throw new AzureError(
          400,
          "NetcfgInvalidSubnet",
          `Subnet '${name}' is not valid in virtual network '${lastSegment(id)}'.`,
        );
      }
      const clash = taken.find((other) => other.name !== name && overlaps(other.range, range));
      if (clash) {
        throw new AzureError(
          400,
          "NetcfgSubnetRangesOverlap",
          `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${lastSegment(id)}': '${clash.name}'.`,
        );
      }
      taken.push({ name, range });
    }
  }
}

function checkEncryption(id: string, inputs: Props): void {
  const encryption = at(inputs, "encryption");
  if (encryption === undefined) return;
  if (at(inputs, "encryption.enabled") !== undefined && at(inputs, "encryption.enforcement") !== undefined) return;
  throw new AzureError(
    400,
    "MustSpecifyBothEncryptionIntentAndEnforcementPolicy",
    `Cannot encrypt VirtualNetwork ${id} unless both encryption intent (Enabled true or false) and enforcement policy (AllowUnencrypted or DropUnencrypted) are specified.`,
  );
}

/** A prefix that is not there, and an address for all regions that is none of the standard tier (both recorded). */
function checkAddress({ cloud, id, inputs }: Draft): void {
  const prefix = textAt(inputs, "publicIPPrefix.id");
  if (prefix !== undefined && !cloud.get(prefix)) {
    throw new AzureError(404, "NotFound", `Resource ${prefix} not found.`);
  }
  if (textAt(inputs, "sku.tier") !== "Global" || (textAt(inputs, "sku.name") ?? "Basic") !== "Basic") return;
  throw new AzureError(
    400,
    "GlobalPublicIPAddressNotSupportedForBasicPublicIpAddress",
    `Global publicIP addresses are only supported for standard SKU public IP addresses. Public IP address ${id} is not standard SKU.`,
  );
}

const USERS_OF_ADDRESSES = ["azure-native:network:NatGateway", "azure-native:network:BastionHost"];

function requireUnusedAddress(address: Resource, cloud: Cloud): void {
  const user = USERS_OF_ADDRESSES.flatMap((type) => cloud.ofType(type)).find(({ properties }) =>
    [
      ...objectsAt(properties, "publicIpAddresses").map((used) => textAt(used, "id")),
      ...objectsAt(properties, "ipConfigurations").map((used) => textAt(used, "publicIPAddress.id")),
    ].some((id) => keyOf(id ?? "-") === keyOf(address.id)),
  );
  if (!user) return;
  throw new AzureError(
    400,
    "PublicIPAddressCannotBeDeleted",
    `Public IP address ${address.id} can not be deleted since it is still allocated to resource ${user.id}.`,
  );
}

function prefixesOf(subnet: Props): string[] {
  const one = textAt(subnet, "addressPrefix");
  const many = listAt(subnet, "addressPrefixes").filter((prefix) => typeof prefix === "string");
  return one === undefined ? many : [one, ...many];
}

/** A range that something lies in stays (azurerm#11211). */
function requireFreePrefix({ cloud, id, inputs, existing }: Draft): void {
  if (!existing) return;
  const wanted = prefixesOf(inputs);
  const lost = prefixesOf(existing.properties).find((prefix) => !wanted.includes(prefix));
  const used = cloud
    .ofType(ENDPOINT)
    .some((endpoint) => keyOf(textAt(endpoint.properties, "subnet.id") ?? "-") === keyOf(id));
  if (lost === undefined || !used) return;
  throw new AzureError(
    400,
    "InUsePrefixCannotBeDeleted",
    `IpPrefix ${lost} on Subnet ${lastSegment(id)} has active allocations and cannot be deleted.`,
  );
}

function checkSubnet(draft: Draft): void {
  const { cloud, id, inputs } = draft;
  requireFreePrefix(draft);
  const vnet = parentOf(id) ?? "";
  requireProvisioned(cloud, vnet, id);
  requireReference(cloud, textAt(inputs, "networkSecurityGroup.id"));
  requireReference(cloud, textAt(inputs, "natGateway.id"));
  const space = listAt(cloud.get(vnet)?.properties, "addressSpace.addressPrefixes").flatMap((prefix) =>
    typeof prefix === "string" ? (rangeOf(prefix) ?? []) : [],
  );
  const prefixes = prefixesOf(inputs);
  if (prefixes.length === 0) {
    throw new AzureError(400, "InvalidRequestFormat", `Subnet '${lastSegment(id)}' has no address prefix.`);
  }
  const others = cloud.childrenOf(vnet, SUBNET).filter((other) => keyOf(other.id) !== keyOf(id));
  for (const prefix of prefixes) {
    const range = rangeOf(prefix);
    if (!range) {
      if (prefix.includes(":")) continue; // IPv6 is taken as it comes.
      throw new AzureError(
        400,
        "InvalidAddressPrefixFormat",
        `Address prefix '${prefix}' of subnet '${lastSegment(id)}' is not valid.`,
      );
    }
    if (!space.some((outer) => contains(outer, range))) {
      throw new AzureError(
        400,
        "NetcfgSubnetRangeOutsideVnet",
        `Subnet '${lastSegment(id)}' is not valid in virtual network '${lastSegment(vnet)}': '${prefix}' is outside its address space.`,
      );
    }
    const clash = others.find((other) =>
      prefixesOf(other.properties).some((taken) => {
        const other = rangeOf(taken);
        return other !== undefined && overlaps(other, range);
      }),
    );
    if (clash) {
      throw new AzureError(
        400,
        "NetcfgSubnetRangesOverlap",
        `Subnet '${lastSegment(id)}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${lastSegment(vnet)}': '${lastSegment(clash.id)}'.`,
      );
    }
  }
}

/** Subnets written inside the network exist on their own too; the provider leaves the others alone. */
function writeInlineSubnets({ cloud, inputs, caller }: Draft, vnet: Resource): void {
  for (const subnet of objectsAt(inputs, "subnets")) {
    const name = textAt(subnet, "name");
    if (name === undefined) continue;
    const id = `${vnet.id}/subnets/${name}`;
    cloud.put({
      id,
      type: SUBNET,
      properties: { ...subnetAnswer(subnet, id, textAt(inputs, "location") ?? ""), ...succeeded, name },
      computed: ["provisioningState"],
      createdAt: cloud.get(id)?.createdAt ?? caller.now().toISOString(),
    });
  }
}

function requireUnusedSubnet(subnet: Resource, cloud: Cloud): void {
  const user = cloud
    .ofType(ENDPOINT)
    .find((endpoint) => keyOf(textAt(endpoint.properties, "subnet.id") ?? "-") === keyOf(subnet.id));
  if (!user) return;
  throw new AzureError(
    400,
    "InUseSubnetCannotBeDeleted",
    `Subnet ${lastSegment(subnet.id)} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  );
}

function checkSecurityRules({ id, inputs }: Draft): void {
  const seen = new Map<string, string>();
  for (const rule of objectsAt(inputs, "securityRules")) {
    const name = textAt(rule, "name") ?? "";
    const priority = at(rule, "priority");
    if (typeof priority !== "number" || priority < 100 || priority > 4096) {
      throw new AzureError(
        400,
        "SecurityRuleInvalidPriority",
        `Security rule '${name}' of '${lastSegment(id)}' has priority ${JSON.stringify(priority)}; 100 to 4096 are allowed.`,
      );
    }
    const slot = `${textAt(rule, "direction") ?? ""} ${priority}`;
    const other = seen.get(slot);
    if (other !== undefined) {
      throw new AzureError(
        400,
        "SecurityRuleConflict",
        `Security rule ${name} conflicts with rule ${other}. Rules cannot have the same Priority and Direction.`,
      );
    }
    seen.set(slot, name);
  }
}

function checkEndpoint({ cloud, id, inputs, existing }: Draft): void {
  const subnet = textAt(inputs, "subnet.id");
  if (subnet === undefined) {
    throw new AzureError(400, "InvalidRequestFormat", `Private endpoint '${lastSegment(id)}' has no subnet id.`);
  }
  requireReference(cloud, subnet);
  requireNear(cloud, id, subnet, textAt(inputs, "location"));
  const connections = [
    ...objectsAt(inputs, "privateLinkServiceConnections"),
    ...objectsAt(inputs, "manualPrivateLinkServiceConnections"),
  ];
  if (connections.length !== 1) {
    throw new AzureError(
      400,
      "PrivateEndpointMustHaveOneConnection",
      `Private endpoint '${lastSegment(id)}' has ${connections.length} private link service connections; exactly 1 is allowed.`,
    );
  }
  const connection = connections[0] ?? {};
  const target = textAt(connection, "privateLinkServiceId") ?? "";
  requireReference(cloud, target);
  const links = LINKS[resourceTypeOf(target).toLowerCase()];
  const allowed = Object.keys(links ?? {});
  const groups = listAt(connection, "groupIds");
  // Of a service that is not in the table, nobody here knows the groups.
  if (
    links &&
    (groups.length !== 1 || !groups.every((group) => typeof group === "string" && allowed.includes(group)))
  ) {
    throw new AzureError(
      400,
      "PrivateLinkServiceGroupIdNotSupported",
      `Private endpoint '${lastSegment(id)}': group ids ${JSON.stringify(groups)} do not fit '${resourceTypeOf(target)}'; one of ${JSON.stringify(allowed)} is allowed.`,
    );
  }
  if (existing) return;
  const vnet = keyOf(parentOf(subnet) ?? "");
  const count = cloud
    .ofType(ENDPOINT)
    .filter((other) => keyOf(parentOf(textAt(other.properties, "subnet.id") ?? "") ?? "-") === vnet).length;
  if (count >= MAX_ENDPOINTS) {
    throw new AzureError(
      400,
      "PrivateEndpointLimitExceeded",
      `Virtual network '${lastSegment(vnet)}' has ${count} private endpoints; at most ${MAX_ENDPOINTS} are allowed.`,
    );
  }
}

/** An endpoint lies in the subscription and region of its network (azure-docs, private-link/private-endpoint-overview.md). */
function requireNear(cloud: Cloud, id: string, subnet: string, location: string | undefined): void {
  const vnet = cloud.get(parentOf(subnet) ?? "");
  const there = textAt(vnet?.properties, "location");
  const far = there !== undefined && location !== undefined && region(there) !== region(location);
  if (!far && subscriptionOf(id)?.toLowerCase() === subscriptionOf(subnet)?.toLowerCase()) return;
  throw new AzureError(
    400,
    "InvalidResourceReference",
    `Resource ${subnet} referenced by resource ${id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

function checkZoneGroup({ cloud, id, inputs }: Draft): void {
  const endpointId = parentOf(id) ?? "";
  const others = cloud.childrenOf(endpointId, ZONE_GROUP).filter((other) => keyOf(other.id) !== keyOf(id));
  if (others[0]) {
    throw new AzureError(
      400,
      "MultiplePrivateDnsZoneGroupsNotAllowed",
      `Cannot create more than one private dns zone groups in the private endpoint '${lastSegment(endpointId)}': '${lastSegment(others[0].id)}' is there.`,
    );
  }
  const connection = objectsAt(cloud.get(endpointId)?.properties, "privateLinkServiceConnections")[0];
  const target = textAt(connection, "privateLinkServiceId") ?? "";
  const group = textsAt(connection, "groupIds")[0] ?? "";
  // Of another service's endpoint nobody here knows the zones.
  const zones = LINKS[resourceTypeOf(target).toLowerCase()]?.[group];
  for (const configuration of objectsAt(inputs, "privateDnsZoneConfigs")) {
    const zone = textAt(configuration, "privateDnsZoneId") ?? "";
    requireReference(cloud, zone);
    if (zones && !zones.includes(lastSegment(zone).toLowerCase())) {
      throw new AzureError(
        400,
        "PrivateDnsZoneDoesNotFit",
        `Private DNS zone '${lastSegment(zone)}' does not resolve '${group}' of ${resourceTypeOf(target)}; it must be one of ${JSON.stringify(zones)}. (Azure only warns; no name would ever resolve.)`,
      );
    }
  }
}
