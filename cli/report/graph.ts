// The environment as nodes and edges: who signs in from outside, who that is inside, and what that identity reaches. Grants on
// the secrets of one vault are one edge, since four hundred lines show nobody anything; the matrix has each of them.
import type { AccessRow } from "../access/row.ts";
import { scopeOf } from "../access/objects.ts";
import { applicationOf } from "../access/principals.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import { replicasOf } from "../access/replicas.ts";
import { order, text } from "../../text/values.ts";

export type NodeKind =
  "outside" | "identity" | "group" | "person" | "vault" | "database" | "network" | "logs" | "scope";
export type EdgeKind = "signs in" | "member" | "reads" | "writes" | "administers";

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  /** A second, smaller line. */
  readonly detail: string;
  /** The application, or "platform". */
  readonly lane: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** Each grant that the edge stands for, in words. */
  readonly grants: readonly string[];
}

export interface Graph {
  /** Applications by name, then the platform. */
  readonly lanes: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export const PLATFORM = "platform";

export function graphOf(snapshot: Snapshot, rows: readonly AccessRow[]): Graph {
  const byUrn = new Map(snapshot.resources.map((record) => [record.urn, record]));
  const nodes = new Map<string, GraphNode>();
  const add = (node: GraphNode): void => {
    if (!nodes.has(node.id)) nodes.set(node.id, node);
  };

  const holders = holdersOf(snapshot, byUrn);
  for (const { node } of holders.values()) add(node);
  for (const node of platformNodes(snapshot)) add(node);

  const lanes = new Set(snapshot.resources.filter(isApplication).map(({ name }) => name));
  for (const [principal, his] of Map.groupBy(rows, (row) => row.principal)) {
    const [first] = his;
    if (first !== undefined) add(principalNode(principal, first, laneOf(principal, his, lanes)));
  }

  const edges = new Map<string, { from: string; to: string; kind: EdgeKind; grants: string[] }>();
  for (const row of rows) {
    const to = targetOf(row, holders, nodes);
    if (to === undefined) continue;
    const from = `who ${row.principal}`;
    const kind = edgeKind(row);
    const key = JSON.stringify([from, to, kind]);
    const edge = edges.get(key) ?? { from, to, kind, grants: [] };
    edge.grants.push(`${row.role} on ${row.object}`);
    edges.set(key, edge);
  }
  return {
    lanes: [...[...lanes].sort(order), PLATFORM],
    nodes: [...nodes.values()].sort((a, b) => order(a.kind, b.kind) || order(a.label, b.label)),
    edges: [...edges.values()],
  };
}

const isApplication = ({ type }: ResourceRecord): boolean => type === "strongroom:app:AppEnvironment";

interface Holder {
  readonly node: GraphNode;
}

/** Vaults and databases by the names that grants use; a copy in the paired region belongs to its first. */
function holdersOf(snapshot: Snapshot, byUrn: ReadonlyMap<string, ResourceRecord>): ReadonlyMap<string, Holder> {
  const found = new Map<string, Holder>();
  const vaults = snapshot.resources.filter(({ kind }) => kind === "keyvault:Vault");
  for (const [lane, own] of Map.groupBy(vaults, (record) => applicationOf(record, byUrn))) {
    const names = own.map((record) => text(record.inputs["vaultName"]) ?? text(record.props["name"]) ?? record.name);
    const [first = "?", ...copies] = names;
    const detail = copies.length === 0 ? "Key Vault" : `Key Vault, and ${copies.join(", ")}`;
    const node: GraphNode = { id: `vault ${lane}`, kind: "vault", label: first, detail, lane };
    for (const name of names) found.set(`vault ${name.toLowerCase()}`, { node });
  }
  const replicas = Map.groupBy(replicasOf(snapshot.resources), ({ database }) => database.urn);
  for (const record of snapshot.resources.filter(({ kind }) => kind === "sql:Database")) {
    const lane = applicationOf(record, byUrn);
    const name = text(record.inputs["databaseName"]) ?? text(record.props["name"]) ?? record.name;
    const server = text(record.inputs["serverName"]) ?? "?";
    const node: GraphNode = {
      id: `database ${lane}/${name}`,
      kind: "database",
      label: `${lane}/${name}`,
      detail: `on ${[server, ...(replicas.get(record.urn) ?? []).map((replica) => replica.server)].join(" and ")}`,
      lane,
    };
    found.set(`database ${lane}/${name}`.toLowerCase(), { node });
    found.set(`server ${server.toLowerCase()}`, { node });
  }
  return found;
}

function platformNodes(snapshot: Snapshot): GraphNode[] {
  const count = (kind: string): number => snapshot.resources.filter((record) => record.kind === kind).length;
  const nodes: GraphNode[] = snapshot.resources
    .filter(({ kind }) => kind === "network:VirtualNetwork")
    .map((record) => ({
      id: `network ${record.urn}`,
      kind: "network",
      label: text(record.inputs["virtualNetworkName"]) ?? record.name,
      detail: text(record.inputs["location"]) ?? "virtual network",
      lane: PLATFORM,
    }));
  const endpoints = count("network:PrivateEndpoint");
  if (endpoints > 0) {
    const zones = count("privatedns:PrivateZone");
    const detail = `${String(zones)} private DNS zones`;
    nodes.push({
      id: "endpoints",
      kind: "network",
      label: `${String(endpoints)} private endpoints`,
      detail,
      lane: PLATFORM,
    });
  }
  for (const record of snapshot.resources.filter(({ kind }) => kind === "operationalinsights:Workspace")) {
    const label = text(record.inputs["workspaceName"]) ?? record.name;
    const detail = `logs of ${String(count("monitor:DiagnosticSetting"))} sources`;
    nodes.push({ id: `logs ${record.urn}`, kind: "logs", label, detail, lane: PLATFORM });
  }
  return nodes;
}

function principalNode(principal: string, row: AccessRow, lane: string): GraphNode {
  const id = `who ${principal}`;
  if (row.principalKind === "federated") {
    const [subject = principal, issuer = ""] = principal.split(" of ");
    return { id, kind: "outside", label: subject, detail: hostOf(issuer), lane };
  }
  const kind: NodeKind =
    row.principalKind === "group"
      ? "group"
      : row.principalKind === "person" || row.principalKind === "unknown"
        ? "person"
        : "identity";
  const details = { group: "Entra group", person: "outside the program", identity: "managed identity" };
  return { id, kind, label: principal.replace(/^(?:group|person|unknown) /, ""), detail: details[kind], lane };
}

function hostOf(issuer: string): string {
  try {
    return new URL(issuer).host;
  } catch {
    return issuer;
  }
}

/** The lane of the application that it belongs to; of the platform where it is several's. */
function laneOf(principal: string, rows: readonly AccessRow[], lanes: ReadonlySet<string>): string {
  const own = principal.split("/")[0] ?? "";
  if (lanes.has(own) && rows.every(({ principalKind }) => principalKind !== "federated")) return own;
  const applications = new Set(rows.map(({ application }) => application));
  const [only = PLATFORM] = applications;
  return applications.size === 1 && lanes.has(only) ? only : PLATFORM;
}

/** The node that the grant is drawn to; made here for a scope wider than a vault. */
function targetOf(
  row: AccessRow,
  holders: ReadonlyMap<string, Holder>,
  nodes: Map<string, GraphNode>,
): string | undefined {
  if (row.via === "sign-in") return known(nodes, `who ${row.object.replace(/^identity /, "")}`);
  if (row.via === "group membership" || row.via === "eligible membership") return known(nodes, `who ${row.object}`);
  if (row.via === "contained database user") {
    return holders.get(row.object.replace(/ schema .*$/, "").toLowerCase())?.node.id;
  }
  if (row.via === "SQL administrator") return holders.get(`server ${row.scope.toLowerCase()}`)?.node.id;
  const vault = /\/vaults\/([^/]+)/i.exec(row.scope)?.[1];
  const holder = vault === undefined ? undefined : holders.get(`vault ${vault.toLowerCase()}`);
  if (holder !== undefined) return holder.node.id;
  if (!row.scope.startsWith("/")) return undefined;
  const { kind, name } = scopeOf(row.scope);
  const id = `scope ${row.scope.toLowerCase()}`;
  if (!nodes.has(id)) nodes.set(id, { id, kind: "scope", label: name, detail: kind, lane: PLATFORM });
  return id;
}

const known = (nodes: ReadonlyMap<string, GraphNode>, id: string): string | undefined =>
  nodes.has(id) ? id : undefined;

/** What the holder of a role can do with what it is on; the matrix has the role itself. */
export function edgeKind({ via, role, wildcard, breadth }: AccessRow): EdgeKind {
  if (via === "sign-in") return "signs in";
  if (via === "group membership" || via === "eligible membership") return "member";
  if (via === "SQL administrator" || wildcard || /administrator|migrate|owner|contributor/i.test(role))
    return "administers";
  if (breadth === "subscription" || breadth === "tenant" || breadth === "resource group") return "administers";
  return /^(?:read|Key Vault Reader|Reader)$|Secrets User|Secret Reader|Certificate User/.test(role)
    ? "reads"
    : "writes";
}
