// What a refusal says about the world before it: what was missing, or what stood in the way. The harness arranges that, and
// simulated Azure has to find it by itself: it is told neither code nor status.
import { guidOf, keyOf, parentOf } from "../../simulator/model/ids.ts";
import { isObject, textAt } from "../../simulator/model/values.ts";
import type { Props } from "../../simulator/model/values.ts";
import { above, idsIn } from "./existing.ts";
import { refusalOf } from "./recordings.ts";
import type { Recorded } from "./recordings.ts";
import type { World } from "./existing.ts";

type Exist = (id: string, properties?: Props) => void;

function messageOf({ response }: Recorded): string {
  return isObject(response) ? JSON.stringify(response) : "";
}

/** Keys of what was not there; everything below is not there either. */
export function missingFrom(exchange: Recorded, id: string): string[] {
  const refusal = refusalOf(exchange);
  const message = messageOf(exchange);
  const absent = /(\/subscriptions\/[^'"\\\s]+)'? was not found/.exec(message)?.[1];
  if (refusal !== undefined && absent !== undefined) return [keyOf(absent)];
  if (refusal?.status !== 404 && !/NotFound$/.test(refusal?.code ?? "")) return [];
  // App Service and Azure Storage say the name alone.
  const plan = /Cannot find ServerFarm with name ([^"\s]+?)\./.exec(message)?.[1];
  if (plan !== undefined)
    return idsIn(exchange.body)
      .map(keyOf)
      .filter((other) => other.endsWith(`/${plan}`.toLowerCase()));
  const parent = /Parent resource '([^']+)' not found/.exec(message)?.[1];
  if (parent !== undefined)
    return above(id)
      .map(keyOf)
      .filter((other) => other.endsWith(`/${parent}`.toLowerCase()));
  if (refusal?.code === "ResourceGroupNotFound") return [keyOf(id.split("/").slice(0, 5).join("/"))];
  const named = /\/subscriptions\/[^'"\\\s]+/.exec(message)?.[0];
  if (named !== undefined) return [keyOf(named)];
  // The Resource 'Microsoft.Network/virtualNetworks/vnet' under resource group 'rg' was not found.
  const [, types = "", group = ""] = /Resource '([^']+)' under resource group '([^']+)'/.exec(message) ?? [];
  if (types === "") return [keyOf(id)];
  const [provider = "", ...rest] = types.split("/");
  return [
    keyOf(`${id.split("/").slice(0, 3).join("/")}/resourceGroups/${group}/providers/${provider}/${rest.join("/")}`),
  ];
}

export function arrangeRefusal(world: World, exist: Exist): void {
  const code = refusalOf(world.exchange)?.code ?? "";
  const message = messageOf(world.exchange);
  ARRANGEMENTS.find(({ codes }) => codes.includes(code))?.arrange(world, exist, message);
}

const elsewhere = (id: string): string => id.replace(/\/resourceGroups\/[^/]+/i, "/resourceGroups/rg-of-somebody-else");

const ARRANGEMENTS: readonly {
  readonly codes: readonly string[];
  readonly arrange: (world: World, exist: Exist, message: string) => void;
}[] = [
  {
    // The name is taken, somewhere.
    codes: [
      "VaultAlreadyExists",
      "StorageAccountAlreadyTaken",
      "NameAlreadyExists",
      "NamespaceUnavailable",
      "Conflict",
      "ServerAlreadyExists",
    ],
    arrange: ({ id }, exist) => {
      exist(elsewhere(id));
    },
  },
  {
    codes: ["RoleAssignmentExists"],
    arrange: ({ id, exchange }, exist) => {
      const sent = isObject(exchange.body) && isObject(exchange.body["properties"]) ? exchange.body["properties"] : {};
      exist(`${id.slice(0, id.lastIndexOf("/"))}/${guidOf("another name")}`, {
        principalId: textAt(sent, "principalId") ?? "",
        roleDefinitionId: textAt(sent, "roleDefinitionId") ?? "",
      });
    },
  },
  {
    // It exists already, in another region.
    codes: ["InvalidResourceLocation", "InvalidResourceGroupLocation"],
    arrange: ({ id }, exist) => {
      exist(id, { location: "antarctica" });
    },
  },
  {
    codes: ["CannotDeleteResource"],
    arrange: ({ id }, exist) => {
      exist(id);
      exist(`${id}/virtualNetworkLinks/link`, { virtualNetwork: { id: `${parentOf(id) ?? ""}/nothing` } });
    },
  },
  {
    codes: ["InUseSubnetCannotBeDeleted"],
    arrange: ({ id }, exist, message) => {
      exist(id);
      const subnet = id.includes("/subnets/")
        ? id
        : `${id}/subnets/${/Subnet (\S+) is in use/.exec(message)?.[1] ?? "s"}`;
      exist(subnet);
      exist(`${parentOf(parentOf(subnet) ?? "") ?? ""}/providers/Microsoft.Network/privateEndpoints/user`, {
        subnet: { id: subnet },
      });
    },
  },
  {
    codes: [
      "PublicIPAddressCannotBeDeleted",
      "InUseNetworkSecurityGroupCannotBeDeleted",
      "InUseNatGatewayCannotBeDeleted",
    ],
    arrange: ({ id }, exist) => {
      exist(id);
      const group = parentOf(id) ?? "";
      const used = { id };
      exist(`${group}/providers/Microsoft.Network/natGateways/user`, { publicIpAddresses: [used] });
      const vnet = `${group}/providers/Microsoft.Network/virtualNetworks/user`;
      exist(vnet);
      exist(`${vnet}/subnets/user`, { networkSecurityGroup: used, natGateway: used });
    },
  },
  {
    // Something is still being written: what the message names, or the parent.
    codes: [
      "RetryableError",
      "AnotherOperationInProgress",
      "NamespaceInTransition",
      "ReferencedResourceNotProvisioned",
    ],
    arrange: ({ id, cloud }, exist, message) => {
      const named = [...message.matchAll(/\/subscriptions\/[^'"\\\s]+/g)].map(([text]) => text.replace(/\.$/, ""));
      exist(id);
      const busy = [
        ...named.filter((other) => keyOf(other) !== keyOf(id)),
        parentOf(id) ?? "",
        ...(named.length === 0 ? [id] : []),
      ];
      const itself =
        /AnotherOperationInProgress/.test(message) ||
        (named.some((other) => keyOf(other) === keyOf(id)) && /updating resource/.test(message));
      for (const other of itself ? [id] : busy.slice(0, named.length === 0 ? 2 : 1)) {
        const there = cloud.get(other);
        if (there) cloud.put({ ...there, properties: { ...there.properties, provisioningState: "Updating" } });
      }
    },
  },
  {
    codes: ["ResourceGroupBeingDeleted"],
    arrange: ({ id, cloud }, exist) => {
      const group = id.split("/").slice(0, 5).join("/");
      exist(group);
      const there = cloud.get(group);
      const going = { provisioningState: "Deleting" };
      if (there) cloud.put({ ...there, properties: { ...there.properties, properties: going } });
    },
  },
  {
    codes: ["ScopeLocked"],
    arrange: ({ id }, exist, message) => {
      exist(id);
      const scope = /locked: '([^']+)'/.exec(message)?.[1] ?? id;
      exist(`${scope}/providers/Microsoft.Authorization/locks/lock`, {
        level: /perform write/.test(message) ? "ReadOnly" : "CanNotDelete",
      });
    },
  },
];
