// Networks that fit into each other: ranges are compared here as numbers, before Azure refuses one half-way through a
// deployment, or accepts two that can never be connected.
import { CLOUDS } from "../../facts/clouds.ts";
import { contains, isPrivate, overlaps, parseRange, type AddressRange } from "../input/address-range.ts";
import type { Problem } from "../input/problems.ts";
import type { EndpointTarget } from "./settings.ts";
import type { EndpointNetwork } from "./settings-network.ts";
import type { RawSettings } from "./settings-schema.ts";
import { quote } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

type ProblemAt = (path: Path, message: string) => Problem;

/** Azure's smallest and largest subnet (azure-docs: virtual-networks-faq). */
const NARROWEST_SUBNET = 29;
const WIDEST_NETWORK = 8;
/** azure-docs: bastion/configuration-settings, subnet. */
const NARROWEST_BASTION = 26;
/** Addresses that Azure keeps of each subnet: the first four and the last (azure-docs: virtual-networks-faq). */
const RESERVED_FIRST = 4;

const HOME_TARGETS: readonly EndpointTarget[] = ["vault", "sqlServer"];
const PAIRED_TARGETS: readonly EndpointTarget[] = ["pairedVault", "pairedSqlServer"];

/** A range that is written in the settings, and where. */
interface Written {
  readonly path: Path;
  readonly text: string;
  readonly range: AddressRange;
}

export function checkNetworks(settings: RawSettings, at: ProblemAt): Problem[] {
  const { network } = settings;
  const here = checkNetwork(["network"], network, settings, at);
  const there =
    network.paired === undefined ? undefined : checkNetwork(["network", "paired"], network.paired, settings, at);
  const problems = [...here.problems, ...(there?.problems ?? [])];

  if (here.outer !== undefined && there?.outer !== undefined && overlaps(here.outer.range, there.outer.range)) {
    const message = `${quote(there.outer.text)} overlaps ${quote(here.outer.text)}, the network here; the two could never be connected`;
    problems.push(at(there.outer.path, message));
  }
  /** By address: whose it is. */
  const taken = new Map<number, string>();
  return [
    ...problems,
    ...checkAdopted(["network"], network, at),
    ...(network.paired === undefined ? [] : checkAdopted(["network", "paired"], network.paired, at)),
    ...checkPeering(settings, at),
    ...checkSubscriptions(settings, at),
    ...checkBastion(settings, at),
    ...checkZones(settings, at),
    ...checkAddresses(settings, HOME_TARGETS, here.endpoints, at, taken),
    // Without a network in the paired region, its endpoints lie in the subnet here.
    ...(there === undefined
      ? checkAddresses(settings, PAIRED_TARGETS, here.endpoints, at, taken)
      : checkAddresses(settings, PAIRED_TARGETS, there.endpoints, at, new Map())),
  ];
}

interface Checked {
  readonly problems: Problem[];
  readonly outer: Written | undefined;
  readonly endpoints: Written | undefined;
}

function checkNetwork(where: Path, network: EndpointNetwork, settings: RawSettings, at: ProblemAt): Checked {
  const problems: Problem[] = [];
  const written = (path: Path, text: string | undefined, narrowest = NARROWEST_SUBNET): Written | undefined => {
    const range = text === undefined ? undefined : parseRange(text);
    if (range === undefined || text === undefined) return undefined;
    if (!isPrivate(range)) problems.push(at(path, `${quote(text)} is no private range (RFC 1918)`));
    if (range.prefix > narrowest || range.prefix < WIDEST_NETWORK) {
      problems.push(
        at(path, `${quote(text)} is not allowed: from /${String(WIDEST_NETWORK)} to /${String(narrowest)}`),
      );
    }
    return { path, text, range };
  };
  const { virtualNetwork, endpointSubnet } = network;
  const outer = written([...where, "virtualNetwork", "create", "addressPrefix"], virtualNetwork.create?.addressPrefix);
  const endpoints = written(
    [...where, "endpointSubnet", "create", "addressPrefix"],
    endpointSubnet.create?.addressPrefix,
  );
  const isHome = where.length === 1;
  const subnets = [
    endpoints,
    ...(isHome
      ? [
          written(["network", "runners", "addressPrefix"], settings.network.runners?.addressPrefix),
          written(["network", "bastion", "addressPrefix"], settings.network.bastion?.addressPrefix, NARROWEST_BASTION),
        ]
      : []),
  ].filter((subnet) => subnet !== undefined);

  for (const [index, subnet] of subnets.entries()) {
    if (outer !== undefined && !contains(outer.range, subnet.range)) {
      problems.push(at(subnet.path, `${quote(subnet.text)} lies outside the network ${quote(outer.text)}`));
    }
    const other = subnets.slice(0, index).find(({ range }) => overlaps(range, subnet.range));
    if (other !== undefined) {
      const name = other.path.filter((part) => part !== "network" && part !== "create" && part !== "addressPrefix");
      problems.push(at(subnet.path, `${quote(subnet.text)} overlaps ${quote(other.text)} of ${name.join(".")}`));
    }
  }
  return { problems, outer, endpoints };
}

function checkAdopted(where: Path, { virtualNetwork, endpointSubnet }: EndpointNetwork, at: ProblemAt): Problem[] {
  const subnetId = endpointSubnet.adopt?.id;
  const networkId = virtualNetwork.adopt?.id;
  if (subnetId === undefined) return [];
  if (networkId === undefined) {
    const message = "the adopted subnet lies in a network that exists; adopt that as well";
    return [at([...where, "virtualNetwork"], message)];
  }
  return subnetId.toLowerCase().startsWith(`${networkId.toLowerCase()}/subnets/`)
    ? []
    : [at([...where, "endpointSubnet", "adopt", "id"], "the subnet lies in another network than the adopted one")];
}

/**
 * An endpoint lies in the subscription and the region of its network (azure-docs, private-link/private-endpoint-overview.md), and
 * the subnets and endpoints here are made in the stack's subscription. Zones and workspaces may live elsewhere.
 */
function checkSubscriptions({ network, subscriptionId }: RawSettings, at: ProblemAt): Problem[] {
  const networks: readonly (readonly [Path, EndpointNetwork | undefined])[] = [
    [["network"], network],
    [["network", "paired"], network.paired],
  ];
  return networks.flatMap(([where, part]) =>
    (["virtualNetwork", "endpointSubnet"] as const).flatMap((field): Problem[] => {
      const id = part?.[field].adopt?.id;
      const theirs = id?.split("/")[2]?.toLowerCase();
      if (theirs === undefined || theirs === subscriptionId.toLowerCase()) return [];
      const message = `lies in the subscription ${quote(theirs)}, this stack in ${quote(subscriptionId)}: Azure wants an endpoint in the subscription of its network; adopt a network of this subscription, which its owner may peer with the other`;
      return [at([...where, field, "adopt", "id"], message)];
    }),
  );
}

/** azure-docs, bastion/bastion-faq.md: in national clouds it does not work in a network that is linked to private DNS zones. */
function checkBastion({ network, cloud }: RawSettings, at: ProblemAt): Problem[] {
  if (network.bastion === undefined || CLOUDS[cloud].bastionBesidePrivateZones) return [];
  const message = `in the cloud ${cloud} Azure Bastion does not work in a network that is linked to private DNS zones, as this one is; leave it out, and let people in by a VPN or a machine of the runners' subnet`;
  return [at(["network", "bastion"], message)];
}

/** A network that is adopted is its owner's to peer: what is asked for here would be dropped. */
function checkPeering({ network }: RawSettings, at: ProblemAt): Problem[] {
  const { paired } = network;
  if (paired?.peering === undefined) return [];
  if (network.virtualNetwork.adopt === undefined && paired.virtualNetwork.adopt === undefined) return [];
  const adopted = network.virtualNetwork.adopt === undefined ? "paired.virtualNetwork" : "virtualNetwork";
  const message = `${quote(paired.peering)} is not for here: ${adopted} is adopted, and its owner connects it; leave peering out`;
  return [at(["network", "paired", "peering"], message)];
}

function checkZones({ network, cloud }: RawSettings, at: ProblemAt): Problem[] {
  const { adoptedZones, dns, linkAdoptedZones } = network;
  const problems = (["vault", "sqlServer"] as const).flatMap((kind): Problem[] => {
    if (dns === "by-policy" && adoptedZones[kind] !== undefined) {
      const message = `is not for here: with dns "by-policy" the landing zone's policy knows the zone; leave it out`;
      return [at(["network", "adoptedZones", kind], message)];
    }
    const zone = adoptedZones[kind]?.split("/").at(-1);
    const wanted = CLOUDS[cloud].zones[kind];
    if (zone === undefined || zone.toLowerCase() === wanted) return [];
    const message = `the zone ${quote(zone)} does not serve it; needed is ${quote(wanted)}`;
    return [at(["network", "adoptedZones", kind], message)];
  });
  if (linkAdoptedZones && adoptedZones.vault === undefined && adoptedZones.sqlServer === undefined) {
    const message = "there is nothing to link: no zone is adopted; zones that are created here are linked anyway";
    problems.push(at(["network", "linkAdoptedZones"], message));
  }
  return problems;
}

/** Fixed addresses lie in the subnet, are not Azure's own, and belong to one endpoint each. */
function checkAddresses(
  { endpointAddresses }: RawSettings,
  targets: readonly EndpointTarget[],
  subnet: Written | undefined,
  at: ProblemAt,
  taken: Map<number, string>,
): Problem[] {
  return Object.entries(endpointAddresses).flatMap(([app, addresses]) =>
    targets.flatMap((target): Problem[] => {
      const text = addresses[target];
      const path = ["endpointAddresses", app, target];
      const parsed = text === undefined ? undefined : parseRange(text);
      if (parsed === undefined) return [];
      const other = taken.get(parsed.first);
      taken.set(parsed.first, `${app}.${target}`);
      if (other !== undefined) return [at(path, `${quote(text)} is already that of ${other}`)];
      if (!isPrivate(parsed)) return [at(path, `${quote(text)} is no private address (RFC 1918)`)];
      if (subnet === undefined) return [];
      const { first, last } = subnet.range;
      if (!contains(subnet.range, parsed)) {
        return [at(path, `${quote(text)} lies outside the endpoint subnet ${quote(subnet.text)}`)];
      }
      return parsed.first < first + RESERVED_FIRST || parsed.first === last
        ? [at(path, `${quote(text)} is one that Azure keeps: the first four and the last of ${quote(subnet.text)}`)]
        : [];
    }),
  );
}
