// Rules are written once, against azure-native's shape. This file brings the other shapes into it: the classic provider's
// flat names and the generic resource's ARM body, so that a resource cannot escape a rule by being written another way.
import { fromClassic } from "./classic.ts";
import type { Judged } from "./judged.ts";
import { CLASSIC, GENERIC, kindOf, type Kind } from "./kinds.ts";
import { compact, get, isHidden, isList, isProps, UNKNOWN, type Props, type Value } from "./value.ts";

/** A judged resource whose properties have azure-native's shape. */
export interface Resource extends Judged {
  readonly kind: Kind;
}

/** Kinds whose azure-native class keeps ARM's "properties" as one object; all others are flattened. */
const NESTED: ReadonlySet<Kind> = new Set<Kind>(["keyvault:Vault", "keyvault:Secret", "keyvault:Key"]);

/** What a rule sees; undefined for what is not Azure's. */
export function normalise(judged: Judged): Resource | undefined {
  const kind = kindOf(judged.type, judged.props);
  if (kind === undefined) return undefined;
  if (Object.hasOwn(CLASSIC, judged.type)) return { ...judged, kind, props: fromClassic(kind, judged.props) };
  if (judged.type.endsWith(":Resource")) return generic(kind, judged);
  return { ...judged, kind, props: lockProps(kind, judged.type, judged.props) };
}

/** A body that is not known yet says nothing at all, so only the rules for any resource look at it. */
function generic(kind: Kind, judged: Judged): Resource {
  if (isHidden(get(judged.props, "properties"))) return { ...judged, kind: GENERIC };
  return { ...judged, kind, props: genericProps(kind, judged.props) };
}

function genericProps(kind: Kind, props: Props): Props {
  const segments = ["resourceProviderNamespace", "parentResourcePath", "resourceType", "resourceName"].map((key) =>
    get(props, key),
  );
  const [provider = "", parent = "", type = "", name = ""] = segments.map((part) =>
    typeof part === "string" ? part : "",
  );
  const path = [...parent.split("/").filter((part) => part !== ""), type, name];
  const types = path.filter((_part, index) => index % 2 === 0);
  const names = path.filter((_part, index) => index % 2 === 1);
  return { ...props, ...fromArmBody(kind, [provider, ...types].join("/"), names, props) };
}

/** How azure-native calls the names of the resources above, by the ARM type that they are of. */
const PARENTS: Readonly<Record<string, string>> = {
  vaults: "vaultName",
  servers: "serverName",
  databases: "databaseName",
  virtualnetworks: "virtualNetworkName",
  privateendpoints: "privateEndpointName",
  userassignedidentities: "resourceName",
};

/** An ARM body in azure-native's shape: names as inputs, "properties" spread but for the kinds that keep it. */
export function fromArmBody(kind: Kind, armType: string, names: readonly (string | symbol)[], body: Props): Props {
  const parents = armType.split("/").slice(1, -1);
  const named = parents.map((type, index): [string, Value | undefined] => [
    PARENTS[type.toLowerCase()] ?? `${type}Name`,
    names[index] ?? UNKNOWN,
  ]);
  const own: [string, Value | undefined] = [nameProperty(kind), names.at(-1)];
  const shaped = NESTED.has(kind) ? { ...body, ...times(body) } : flatten(body);
  return compact({ ...(isProps(shaped) ? shaped : body), ...Object.fromEntries([...named, own]) });
}

/** How azure-native calls a secret's and a key's times (Azure's REST definitions, keyvault 2024-11-01, Attributes). */
const TIMES: Readonly<Record<string, string>> = { exp: "expires", nbf: "notBefore" };

function times(body: Props): Props {
  const properties = get(body, "properties");
  const attributes = get(properties, "attributes");
  if (!isProps(properties) || !isProps(attributes)) return {};
  const named = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [TIMES[key] ?? key, value]));
  return { properties: { ...properties, attributes: named } };
}

/** ARM puts what azure-native has side by side into "properties", in lists as well. */
function flatten(value: Value): Value {
  if (isList(value)) return value.map(flatten);
  if (!isProps(value)) return value;
  const { properties, ...rest } = value;
  const spread = isProps(properties) ? { ...rest, ...properties } : value;
  return Object.fromEntries(Object.entries(spread).map(([key, item]) => [key, flatten(item)]));
}

/** The input that holds a resource's Azure name. */
export function nameProperty(kind: Kind): string {
  const [, type = ""] = kind.split(":");
  const special: Readonly<Record<string, string>> = {
    UserAssignedIdentity: "resourceName",
    StorageAccount: "accountName",
    PrivateZone: "privateZoneName",
  };
  return special[type] ?? `${type.charAt(0).toLowerCase()}${type.slice(1)}Name`;
}

/** Locks can be placed on a group or a resource without writing the scope; the scope is what a rule wants to know. */
function lockProps(kind: Kind, type: string, props: Props): Props {
  if (kind !== "authorization:ManagementLockByScope" || get(props, "scope") !== undefined) return props;
  if (type.endsWith("AtSubscriptionLevel")) return { ...props, lockedSubscription: true };
  const resource = get(props, "resourceName");
  return type.endsWith("AtResourceLevel") && resource !== undefined ? { ...props, scope: resource } : props;
}
