// A plan as lines that a person can read and compare: every resource with all that decides how safe it is. What names and
// places it is left out, since it stands in its ids; everything else is shown, so that no change of posture goes unseen.
import { createHash } from "node:crypto";
import { ROLES } from "../../components/authorization/roles.ts";
import type { Plan, PlanResource, PlanValue } from "../../cli/plan/document.ts";
import { isSecret, isUnknown } from "../../cli/plan/document.ts";

/** Inputs that name and place a resource, or describe it for people. */
const LEFT_OUT = /^(location|tags|notes|description|kind|version|.*Name)$/;

/** Inputs that end in "Name" and do decide something. */
const KEPT = /^(sku|curveName|userName|keyName|login)\b/;

const ROLE_NAMES = new Map<string, string>(Object.entries(ROLES).map(([name, id]) => [id, name]));

/** Shown in the picture of who may do what instead. */
const GRANTS = new Set(["authorization:RoleAssignment", "vault:CertificateReader", "sql:DatabaseUser"]);

/** Items; a longer list stands in the code, where its change is read, and here is only a number and a digest. */
const LONGEST_LIST = 12;

/** Seconds of a day. */
const DAY = 86_400;

/** One line for each resource: `type | name | what it is | how it is kept`. */
export function postureLines(plan: Plan): string[] {
  const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
  return plan.resources
    .filter(({ type, custom, inputs }) => !GRANTS.has(shortType(type)) && (custom || Object.keys(inputs).length > 0))
    .map((resource) => {
      const fields = Object.entries(resource.inputs)
        .filter(([key]) => KEPT.test(key) || !LEFT_OUT.test(key))
        .flatMap(([key, value]) => {
          const made = (resource.propertyDependencies[key] ?? []).map((urn) => names.get(urn) ?? urn).join(", ");
          return flatten(key, value, (path, leaf) => show(path, leaf, made, plan));
        });
      return [shortType(resource.type), resource.name, fields.join(" "), kept(resource)].join(" | ").trimEnd();
    });
}

/** One line for each grant, in Azure and in databases: `who | may what | on what | why`. */
export function accessLines(plan: Plan): string[] {
  const names = new Map(plan.resources.map(({ urn, name }) => [urn, name]));
  return plan.resources
    .flatMap((resource): string[] => {
      const { inputs, origin, propertyDependencies } = resource;
      const why = origin === undefined ? "the stack itself" : `${origin.file}:${String(origin.line)}`;
      const [urn] = propertyDependencies["principalId"] ?? propertyDependencies["principal"] ?? [];
      const who =
        urn === undefined ? text(inputs["userName"] ?? inputs["principalId"] ?? null) : (names.get(urn) ?? urn);
      switch (shortType(resource.type)) {
        case "authorization:RoleAssignment":
          return [
            [
              who,
              roleName(text(inputs["roleDefinitionId"] ?? null), plan),
              scopeOf(text(inputs["scope"] ?? null)),
              why,
            ].join(" | "),
          ];
        case "vault:CertificateReader":
          return [[who, text(inputs["role"] ?? null), scopeOf(text(inputs["scope"] ?? null)), why].join(" | ")];
        case "sql:DatabaseUser": {
          const schema = inputs["schema"] === undefined ? "" : ` schema ${text(inputs["schema"])}`;
          const object = `${text(inputs["server"] ?? null)} ${text(inputs["database"] ?? null)}${schema}`;
          return [[who, text(inputs["level"] ?? null), object, why].join(" | ")];
        }
        default:
          return [];
      }
    })
    .sort();
}

export function shortType(type: string): string {
  return type.replace(/^(azure-native|strongroom):/, "").replace(/:index\/[^:]+:/, ":");
}

/** `vaults/kv/secrets/name` of an ARM id; the whole id where it is no resource in a group. */
export function scopeOf(id: string): string {
  return /\/providers\/[^/]+\/(.*)$/.exec(id)?.[1] ?? id;
}

export function roleName(roleDefinitionId: string, plan: Plan): string {
  const guid = roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1);
  const defined = plan.resources.find(
    ({ type, inputs }) => shortType(type) === "authorization:RoleDefinition" && inputs["roleDefinitionId"] === guid,
  );
  return ROLE_NAMES.get(guid) ?? (defined === undefined ? guid : text(defined.inputs["roleName"] ?? null));
}

function kept({ protect, retainOnDelete, deleteBeforeReplace, ignoreChanges }: PlanResource): string {
  return [
    ...(protect ? ["protect"] : []),
    ...(retainOnDelete ? ["retain"] : []),
    ...(deleteBeforeReplace ? ["delete-first"] : []),
    ...(ignoreChanges ?? []).map((path) => `ignore:${path}`),
  ].join(" ");
}

/** `100 Inbound Allow Tcp VirtualNetwork:* → VirtualNetwork:443,1433`. */
function securityRule(rule: Readonly<Record<string, PlanValue>>): string {
  const field = (name: string): string =>
    [rule[name], rule[`${name}es`], rule[`${name}s`]].flatMap((part) => (part === undefined ? [] : plain(part))).join();
  const end = (side: "source" | "destination"): string =>
    `${field(`${side}AddressPrefix`)}:${field(`${side}PortRange`)}`;
  const head = ["priority", "direction", "access", "protocol"].map(field).join(" ");
  return `${head} ${end("source")} → ${end("destination")}`;
}

/** A value, or each of a list of them, as text. */
function plain(value: PlanValue): string[] {
  return Array.isArray(value) ? (value as readonly PlanValue[]).map(text) : [text(value)];
}

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 8);
}

/** `a.b=1` for every leaf; lists of plain values on one line. */
function flatten(path: string, value: PlanValue, showLeaf: (path: string, value: PlanValue) => string): string[] {
  if (isUnknown(value) || isSecret(value) || typeof value !== "object" || value === null) {
    return [`${path}=${showLeaf(path, value)}`];
  }
  if (path === "properties.template") return [`${path}=${digest(JSON.stringify(value))}`];
  if (Array.isArray(value)) {
    const items = value as readonly PlanValue[];
    if (path === "securityRules") return items.map((rule) => `[${securityRule(rule as Record<string, PlanValue>)}]`);
    if (items.every((item) => typeof item !== "object" || item === null)) {
      const shown = items.map((item) => showLeaf(path, item)).join(", ");
      return [`${path}=[${items.length > LONGEST_LIST ? `${String(items.length)} of them, ${digest(shown)}` : shown}]`];
    }
    return items.flatMap((item, index) => flatten(`${path}[${String(index)}]`, item, showLeaf));
  }
  return Object.entries(value)
    .filter(([key]) => key !== "tags")
    .flatMap(([key, item]) => flatten(`${path}.${key}`, item, showLeaf));
}

/** An unknown value is shown as what it is made of, ids and dates in the short form that a reader compares. */
function show(path: string, value: PlanValue, madeOf: string, plan: Plan): string {
  if (isUnknown(value)) return `<of ${madeOf === "" ? "Azure" : madeOf}>`;
  if (isSecret(value)) return "<secret>";
  if (typeof value === "number" && /\.expires(\.value)?$/.test(path)) {
    return `in ${String((value - Date.parse(plan.date) / 1000) / DAY)} days`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  // A query, a workbook: read where it is written.
  if (value.includes("\n")) return digest(value);
  return path === "roleDefinitionId"
    ? roleName(value, plan)
    : value.startsWith("/subscriptions/")
      ? scopeOf(value)
      : value;
}

function text(value: PlanValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
