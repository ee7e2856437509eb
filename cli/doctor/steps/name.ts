// Does the name end at the private endpoint's address, from here? Where it does not, what Azure has of the way says why: no
// endpoint, no record, no link, or a DNS server of the network's own that does not ask Azure.
import { isPublic } from "../../vault/public-road.ts";
import { of, type Evidence } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import { bad, ok, skipped, unknown, type Outcome, WAITABLE } from "../step.ts";
import { isOpen, roadProblem } from "./road.ts";

/** Azure's own resolver (azure-docs: "What is IP address 168.63.129.16?"). */
const AZURE_RESOLVER = "168.63.129.16";

export function lookAtName(promised: Promised, evidence: Evidence): Outcome {
  if (evidence.where === "outside") return skipped("the network cannot be seen from here");
  const resolution = of(evidence.resolution);
  if (resolution === undefined) return unknown("unseen" in evidence.resolution ? evidence.resolution.unseen : "");
  const { host } = promised.target;
  const problem = roadProblem(promised, evidence);
  if (resolution.kind === "no-answer") {
    return bad(
      "dns-silent",
      "network",
      `the DNS server of this network does not answer for ${host}: it forwards to nowhere`,
      `let the network's DNS server forward to ${AZURE_RESOLVER}, or to a resolver that does`,
      WAITABLE,
    );
  }
  if (resolution.kind === "unknown-name") {
    return (
      problem ??
      bad(
        "dns-unknown-name",
        "network",
        `${host} does not resolve from here: this network's private zone has no record of it`,
        "link the zone that has the record to this network, and no other zone of the same name",
        WAITABLE,
      )
    );
  }
  const { addresses } = resolution;
  const listed = addresses.join(", ");
  const road = of(evidence.road);
  const known = typeof road === "object" ? road.addresses : undefined;
  if (known !== undefined && addresses.some((address) => known.includes(address))) {
    return ok(`${host} is ${listed}, the private endpoint`);
  }
  if (addresses.every(isPublic)) {
    if (isOpen(promised, evidence)) return ok(`${host} is ${listed}, and public access is on`);
    return (
      problem ??
      bad(
        "dns-public",
        "network",
        `${host} ends at the public address ${listed} from here, and public access is off`,
        `link the private zone to this network; where the network has a DNS server of its own, let it forward to ${AZURE_RESOLVER}`,
        WAITABLE,
      )
    );
  }
  if (known === undefined) return ok(`${host} is ${listed}, a private address`);
  return (
    problem ??
    bad(
      "dns-other-address",
      "network",
      `${host} is ${listed} from here, and the private endpoint is at ${known.join(", ")}`,
      "take the stale entry out of the hosts file or the DNS server that answers here",
    )
  );
}
