// Whether Azure has a private way to the vault or server: endpoint, zone group, record, link. The name's own step says what
// that comes to from here; where the network cannot be seen from here, this is all that can be said about it.
import type { EndpointConnection, Evidence, RoadSeen } from "../evidence.ts";
import { of } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import { bad, ok, unknown, WAITABLE, type Outcome } from "../step.ts";

const zoneOf = ({ cloud, target }: Promised): string => cloud.zones[target.kind === "database" ? "sqlServer" : "vault"];

/** Undefined: Azure was not asked, or has everything as it should be. */
export function roadProblem(promised: Promised, evidence: Evidence): Outcome | undefined {
  return targetProblem(promised, evidence) ?? endpointProblem(promised, evidence) ?? zoneProblem(promised, evidence);
}

/** The vault or server itself is gone: then its name is, too. */
export function targetProblem({ stack, target }: Promised, { vault, server }: Evidence): Outcome | undefined {
  const again = `pulumi up --stack ${stack}`;
  if (target.kind === "database") {
    return of(server) === "absent"
      ? bad(
          "server-missing",
          "object",
          `there is no server ${target.host} in the stack's resource group`,
          `deploy it with ${again}, or compare the name with strongroom connect`,
          WAITABLE,
        )
      : undefined;
  }
  if (of(vault) === "absent") {
    return bad("vault-missing", "object", `there is no vault ${target.vaultName}`, `deploy it with ${again}`, WAITABLE);
  }
  if (of(vault) === "deleted") {
    return bad(
      "vault-deleted",
      "object",
      `vault ${target.vaultName} was deleted and can be recovered`,
      `recover it: az keyvault recover --name ${target.vaultName} (docs/runbooks/vault-recovery.md)`,
    );
  }
  return undefined;
}

function connectionsOf({ target }: Promised, { vault, server }: Evidence): readonly EndpointConnection[] | undefined {
  const found = target.kind === "database" ? of(server) : of(vault);
  return typeof found === "object" ? found.connections : undefined;
}

/** Public access is on, as an exception of the settings: the way over the internet is one, too. */
export function isOpen({ target }: Promised, { vault, server }: Evidence): boolean {
  const found = target.kind === "database" ? of(server) : of(vault);
  return typeof found === "object" && found.publicAccess;
}

function endpointProblem(promised: Promised, evidence: Evidence): Outcome | undefined {
  const connections = connectionsOf(promised, evidence);
  if (connections === undefined || isOpen(promised, evidence)) return undefined;
  if (connections.some(({ status }) => status === "Approved")) return undefined;
  const [first] = connections;
  const { stack, target } = promised;
  const name = target.kind === "database" ? target.host : target.vaultName;
  if (first === undefined) {
    return bad(
      "endpoint-missing",
      "network",
      `${name} has no private endpoint, and public access is off`,
      `deploy it with pulumi up --stack ${stack}; see who deleted it in the activity log`,
      WAITABLE,
    );
  }
  if (first.status === "Pending") {
    return bad(
      "endpoint-pending",
      "network",
      `the private endpoint of ${name} waits for its approval`,
      `approve it: az network private-endpoint-connection approve --id ID, where ID is in az network private-endpoint-connection list`,
      WAITABLE,
    );
  }
  return bad(
    "endpoint-rejected",
    "network",
    `the private endpoint's connection to ${name} is ${first.status.toLowerCase()}, and cannot be approved any more`,
    `make the endpoint anew: pulumi up --stack ${stack} --replace URN, with its URN from pulumi stack --show-urns`,
  );
}

function zoneProblem(promised: Promised, evidence: Evidence): Outcome | undefined {
  const road = of(evidence.road);
  if (road === undefined || isOpen(promised, evidence)) return undefined;
  const zone = zoneOf(promised);
  const { stack } = promised;
  if (road === "absent") return undefined;
  if (road.zoneId === undefined) {
    return bad(
      "zone-group-missing",
      "network",
      `the private endpoint has no zone group, so nobody writes its address into ${zone}`,
      `deploy it with pulumi up --stack ${stack}, or have the policy that makes zone groups remediated`,
      WAITABLE,
    );
  }
  if (road.record === "absent") {
    return bad(
      "zone-record-missing",
      "network",
      `the zone ${zone} has no record of this name`,
      "let the endpoint's zone group write it anew: delete the zone group and deploy again with pulumi up --refresh",
      WAITABLE,
    );
  }
  if (!road.record.some((address) => road.addresses.includes(address))) {
    return bad(
      "zone-record-stale",
      "network",
      `the record in ${zone} names ${road.record.join(", ")}, and the private endpoint is at ${road.addresses.join(", ")}`,
      "let the endpoint's zone group write it anew: delete the zone group and deploy again with pulumi up --refresh",
    );
  }
  // A zone that is linked elsewhere may be asked by a DNS server there: only no link at all is a fault by itself.
  if (road.linked.length === 0) {
    return bad(
      "zone-link-missing",
      "network",
      `the zone ${zone} is linked to no network, so nobody asks it`,
      `deploy the link with pulumi up --stack ${stack}, or have the zone's owner link it`,
      WAITABLE,
    );
  }
  return undefined;
}

/** What Azure has of the way. Where the name is measured to end where it should, it does not matter how it comes to that. */
export function lookAtRoad(promised: Promised, evidence: Evidence): Outcome {
  const problem =
    evidence.where === "outside"
      ? roadProblem(promised, evidence)
      : (targetProblem(promised, evidence) ?? endpointProblem(promised, evidence));
  if (problem !== undefined) return problem;
  if (isOpen(promised, evidence)) return ok("public access is on, as an exception");
  const connections = connectionsOf(promised, evidence);
  if (connections === undefined) return unknown(whyUnseen(promised, evidence));
  const road = of(evidence.road);
  if (road === undefined || road === "absent") {
    return unknown("unseen" in evidence.road ? evidence.road.unseen : "the private endpoint was not found");
  }
  return ok(`the private endpoint is approved, at ${addressesOf(road)}`);
}

function whyUnseen({ target }: Promised, { vault, server }: Evidence): string {
  const asked = target.kind === "database" ? server : vault;
  return "unseen" in asked ? asked.unseen : "not asked";
}

export const addressesOf = ({ addresses }: RoadSeen): string => addresses.join(", ");
