// What the settings say about networks: where private endpoints live, here and in the paired region, and how administrators
// and pipelines get in. Each part is created, or adopted by its id where a network team owns it already.
import { z } from "zod";
import {
  adopt,
  exactlyOne,
  NAME,
  ONE_OF_TWO,
  publicRange,
  range,
  resourceId,
  resourceName,
} from "./settings-values.ts";

const zone = () => resourceId(`Microsoft\\.Network/privateDnsZones/${NAME}`).optional();

/** A network and the subnet of its endpoints; both have a name unless one is given. */
const endpointNetwork = (suffix: "" | "-paired") => ({
  virtualNetwork: z
    .strictObject({
      create: z
        .strictObject({
          name: resourceName.optional().describe(`Unless given, \`vnet-strongroom-<environment>${suffix}\``),
          addressPrefix: range.describe("Private (RFC 1918), and of this network alone"),
        })
        .optional(),
      adopt: adopt(`Microsoft\\.Network/virtualNetworks/${NAME}`).optional(),
    })
    .refine(exactlyOne, ONE_OF_TWO),
  endpointSubnet: z
    .strictObject({
      create: z
        .strictObject({
          name: resourceName.optional().describe(`Unless given, \`snet-endpoints-<environment>${suffix}\``),
          addressPrefix: range.describe("A free range of the network"),
        })
        .optional(),
      adopt: adopt(`Microsoft\\.Network/virtualNetworks/${NAME}/subnets/${NAME}`).optional(),
    })
    .refine(exactlyOne, ONE_OF_TWO),
});

export const networkSchema = z
  .strictObject({
    ...endpointNetwork(""),
    adoptedZones: z
      .strictObject({ vault: zone().describe("Of vaults"), sqlServer: zone().describe("Of SQL servers") })
      .default({})
      .describe("Private DNS zones that exist already, often in a hub subscription; the others are created"),
    dns: z
      .enum(["here", "by-policy"])
      .default("here")
      .describe(
        "by-policy: a policy of the landing zone registers endpoints in zones of its own; none is created or linked here",
      ),
    linkAdoptedZones: z
      .boolean()
      .default(false)
      .describe("Links the adopted zones to the networks here; otherwise their owner does"),
    paired: z
      .strictObject({
        ...endpointNetwork("-paired"),
        peering: z
          .enum(["direct", "none"])
          .optional()
          .describe("Of two created networks: `direct` (unless given) peers them, `none` leaves it to a hub"),
      })
      .optional()
      .describe(
        "A network in the paired region, for what must survive this one; without it, its endpoints lie here too",
      ),
    runners: z
      .strictObject({
        name: resourceName.optional().describe("Unless given, `snet-runners-<environment>`"),
        addressPrefix: range.describe("A free range of the network"),
      })
      .optional()
      .describe("A subnet for self-hosted runners, with one known address to go out by"),
    bastion: z
      .strictObject({
        name: resourceName.optional().describe("Unless given, `bas-strongroom-<environment>`"),
        addressPrefix: range.describe("A free range of the network, /26 or wider"),
        allowedCidrs: z
          .array(publicRange)
          .min(1, "name at least one range")
          .max(20, "name at most 20 ranges")
          .describe("Where people come from: public IPv4 addresses or ranges of /24 or narrower"),
      })
      .optional()
      .describe("Azure Bastion, by which people get in"),
  })
  .describe("Where private endpoints live; each part is created, or adopted by its id");

export type EndpointNetwork = Pick<NetworkSettings, "virtualNetwork" | "endpointSubnet">;
export type NetworkSettings = z.output<typeof networkSchema>;
