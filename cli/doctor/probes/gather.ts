// Looks at everything that lies on the way to one target. Questions that need an answer of another come after it; what cannot
// be asked leaves its reason, and never stops the rest.
import {
  nothingSeen,
  unseen,
  of,
  type Asked,
  type Evidence,
  type ObjectSeen,
  type Present,
  type Where,
} from "../evidence.ts";
import type { DatabaseTarget, Promised, VaultTarget } from "../promise.ts";
import { whoAnswers } from "./answerer.ts";
import { Arm } from "./arm.ts";
import { isDeleted, readCertificate, readVersions } from "./data-plane.ts";
import type { Machine } from "./machine.ts";
import { asServer, findServer, lookInside, ownSession, readDatabase } from "./of-database.ts";
import { identityEvidence } from "./of-identity.ts";
import { readRoad } from "./of-road.ts";
import { readAssignments, readDenies, readObject, readVault } from "./of-vault.ts";
import { ownCall, ownToken } from "./own.ts";

const NOT_HERE = unseen("only the workload's own host can call as the workload");
const NO_VAULT = unseen("no vault lies on this way");
const NO_DATABASE = unseen("no database lies on this way");
const OUTSIDE = unseen("the network cannot be seen from here");

type Network = Pick<Evidence, "resolution" | "connected" | "tls" | "answerer">;

export async function gather(promised: Promised, where: Where, machine: Machine): Promise<Evidence> {
  const arm = new Arm(machine.credential, promised.cloud, machine.fetch);
  const own = where === "workload" ? await ownToken(promised, machine) : undefined;
  const { target } = promised;
  const none = nothingSeen(where, machine.now(), "not asked");
  const [network, identity] = await Promise.all([
    where === "outside" ? nothing() : lookAtNetwork(promised, machine),
    // What must be closed is closed whoever signs in.
    promised.expected ? identityEvidence(arm, promised) : none,
  ]);
  // A token goes to nobody but who has proved to be the one that was called; what a proxy answers is no answer.
  const answered =
    of(network.tls)?.kind === "trusted" && (target.kind === "database" || of(network.answerer)?.kind === "vault");
  const common = {
    ...none,
    ...network,
    ...identity,
    token: own === undefined ? unseen("only the workload's own host holds its token") : { seen: own.evidence },
  };
  return target.kind === "database"
    ? { ...common, ...(await ofDatabase(arm, promised, target, where, answered, machine)) }
    : { ...common, ...(await ofVault(arm, promised, target, where, answered, machine, own?.token)) };
}

const nothing = (): Promise<Network> =>
  Promise.resolve({ resolution: OUTSIDE, connected: OUTSIDE, tls: OUTSIDE, answerer: OUTSIDE });

export async function lookAtNetwork({ target }: Promised, machine: Machine): Promise<Network> {
  const port = target.kind === "database" ? 1433 : 443;
  const resolution = await machine.resolve(target.host);
  const [address] = resolution.kind === "addresses" ? resolution.addresses : [];
  const before = unseen("a step before it failed");
  if (address === undefined)
    return { resolution: { seen: resolution }, connected: before, tls: before, answerer: before };
  const connected = await machine.dial(address, port);
  if (connected.kind !== "open")
    return { resolution: { seen: resolution }, connected: { seen: connected }, tls: before, answerer: before };
  const tls = await machine.handshake(address, port, target.host);
  const answerer =
    target.kind === "database"
      ? NO_VAULT
      : tls.kind === "trusted"
        ? await whoAnswers(target.host, machine.fetch)
        : before;
  return { resolution: { seen: resolution }, connected: { seen: connected }, tls: { seen: tls }, answerer };
}

type OfTarget = Pick<
  Evidence,
  "vault" | "road" | "assignments" | "denies" | "object" | "server" | "database" | "inside" | "call"
>;

async function ofVault(
  arm: Arm,
  promised: Promised,
  target: VaultTarget,
  where: Where,
  answered: boolean,
  machine: Machine,
  token: string | undefined,
): Promise<OfTarget> {
  const [vault, assignments, denies, object, call] = await Promise.all([
    readVault(arm, target),
    readAssignments(arm, promised, target),
    readDenies(arm, promised, target),
    objectState(arm, target, where !== "outside" && answered, machine),
    where !== "workload"
      ? NOT_HERE
      : token === undefined
        ? unseen("there is no token to call with")
        : !answered
          ? unseen("nothing answers to be called")
          : ownCall(target, token, machine.fetch),
  ]);
  const found = of(vault);
  const road =
    typeof found === "object"
      ? await readRoad(arm, found.connections, target.vaultName, promised.cloud.zones.vault)
      : unseen("the vault's own state is not known");
  return {
    vault,
    road,
    assignments,
    denies,
    object,
    call,
    server: NO_DATABASE,
    database: NO_DATABASE,
    inside: NO_DATABASE,
  };
}

/** The vault's own answer where it can be had, since it knows versions; Azure Resource Manager's otherwise. */
async function objectState(
  arm: Arm,
  target: VaultTarget,
  inside: boolean,
  machine: Machine,
): Promise<Evidence["object"]> {
  const managed: Asked<Present<ObjectSeen>> =
    target.kind === "certificate"
      ? unseen("only the vault itself knows its certificates")
      : await readObject(arm, target);
  const own: Asked<Present<ObjectSeen>> =
    !inside || target.kind === "key"
      ? unseen("")
      : target.kind === "secret"
        ? await readVersions(target, machine)
        : await readCertificate(target, machine);
  const best = "seen" in own ? own : managed;
  if ("unseen" in best || best.seen !== "absent") return best;
  if (inside && (await isDeleted(target, machine)) === true) return { seen: "deleted" };
  for (const other of target.kind === "certificate" ? [] : target.otherVaults) {
    const vaultId = target.vaultId.replace(/[^/]+$/, other);
    const there = of(await readObject(arm, { ...target, vaultId }));
    if (there !== undefined && there !== "absent") return { seen: { elsewhere: other } };
  }
  return best;
}

async function ofDatabase(
  arm: Arm,
  { cloud }: Promised,
  target: DatabaseTarget,
  where: Where,
  answered: boolean,
  machine: Machine,
): Promise<OfTarget> {
  const found = await findServer(arm, target);
  const [server, database] = await Promise.all([asServer(arm, found), readDatabase(arm, found, target.name)]);
  const record = of(found);
  const name = typeof record === "object" ? record.name : "";
  const known = of(server);
  const road =
    typeof known === "object"
      ? await readRoad(arm, known.connections, name, cloud.zones.sqlServer)
      : unseen("the server's own state is not known");
  const silent = unseen(where === "outside" ? "the network cannot be seen from here" : "nothing answers to be called");
  // One session at a time, and none that would only wake a database to hear that it is not there.
  const inside =
    where === "network" && answered
      ? await lookInside(machine.connect, target)
      : where === "workload"
        ? unseen("only an administrator sees the users")
        : silent;
  const call = where !== "workload" ? NOT_HERE : answered ? await ownSession(machine.connect, target) : silent;
  return {
    server,
    database,
    road,
    inside,
    call,
    vault: NO_VAULT,
    assignments: NO_VAULT,
    denies: NO_VAULT,
    object: NO_VAULT,
  };
}
