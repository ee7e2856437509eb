// An ARM template inside a deployment can hold a vault that no rule would see. This file looks inside: what the template says
// plainly is judged, and every expression that only Azure can evaluate is unknown.
import type { Judged } from "./judged.ts";
import { kindOfArm, type Kind } from "./kinds.ts";
import { fromArmBody, normalise, type Resource } from "./shapes.ts";
import { get, isHidden, isList, isProps, UNKNOWN, type Props, type Value } from "./value.ts";

export const DEPLOYMENT: Kind = "resources:Deployment";

/** The resource itself, in the rules' shape, and what its template would create. */
export function resourcesOf(judged: Judged): Resource[] {
  const resource = normalise(judged);
  if (resource === undefined) return [];
  return resource.kind === DEPLOYMENT ? [resource, ...contained(resource)] : [resource];
}

function contained(deployment: Resource): Resource[] {
  const template = get(deployment.props, "properties.template") ?? get(deployment.props, "template");
  const given = get(deployment.props, "properties.parameters") ?? get(deployment.props, "parameters");
  const parameters = (name: string) =>
    get(given, `${name}.value`) ?? get(template, `parameters.${name}.defaultValue`) ?? UNKNOWN;
  return listed(get(template, "resources")).flatMap((item, index) =>
    fromTemplate(item, { deployment, parameters, number: String(index), parentType: "", parentNames: [] }),
  );
}

interface Place {
  readonly deployment: Resource;
  readonly parameters: (name: string) => Value;
  /** Position in the template, which tells two resources of one deployment apart. */
  readonly number: string;
  readonly parentType: string;
  readonly parentNames: readonly (string | symbol)[];
}

function fromTemplate(raw: Value, place: Place): Resource[] {
  const { deployment, number } = place;
  const body = resolve(raw, place.parameters);
  const relative = get(body, "type");
  if (!isProps(body) || typeof relative !== "string") return [];
  const type = place.parentType === "" ? relative : `${place.parentType}/${relative}`;
  const names = [...place.parentNames, ...namesIn(get(body, "name"), relative, place.parentType === "")];
  const { resources: _children, type: _type, name: _name, ...rest } = body;
  const judged: Judged = {
    type: `azure-native:${type}`,
    name: `${deployment.name}/${names.map((name) => (typeof name === "string" ? name : "?")).join("/")}`,
    urn: `${deployment.urn}#${number}`,
    origin: deployment.urn,
    props: {},
    ...(deployment.marksSecrets === undefined ? {} : { marksSecrets: deployment.marksSecrets }),
    propertyDependencies: deployment.propertyDependencies ?? {},
  };
  const kind = kindOfArm(type);
  const inner = listed(get(raw, "resources")).flatMap((child, index) =>
    fromTemplate(child, { ...place, number: `${number}.${index}`, parentType: type, parentNames: names }),
  );
  if (kind === undefined) return inner;
  const props = { ...group(deployment), ...scoped(kind, rest), ...fromArmBody(kind, type, names, rest) };
  const resource: Resource = { ...judged, kind, props };
  return [resource, ...(kind === DEPLOYMENT ? contained({ ...resource, props: rest }) : []), ...inner];
}

function group(deployment: Resource): Props {
  const name = get(deployment.props, "resourceGroupName");
  return name === undefined ? {} : { resourceGroupName: name };
}

/** An extension resource names what it extends in "scope"; azure-native calls it resourceUri for diagnostic settings. */
function scoped(kind: Kind, body: Props): Props {
  const scope = get(body, "scope") ?? UNKNOWN;
  return kind === "monitor:DiagnosticSetting"
    ? { resourceUri: scope }
    : kind.startsWith("authorization:")
      ? { scope }
      : {};
}

/** A full name has one part for each type: "server/child". Where it is an expression, no part is known. */
function namesIn(name: Value | undefined, type: string, full: boolean): (string | symbol)[] {
  const parts = full ? Math.max(1, type.split("/").length - 1) : 1;
  const known = typeof name === "string" ? name.split("/") : [];
  return Array.from({ length: parts }, (_none, index) =>
    known.length === parts ? (known[index] ?? UNKNOWN) : UNKNOWN,
  );
}

const EXPRESSION = /^\[(?!\[)(.*)\]$/s;
const PARAMETER = /^parameters\(\s*'([A-Za-z_][\w-]*)'\s*\)$/;
const CONCAT = /^concat\((.*)\)$/s;
const ARGUMENT = /\s*(parameters\(\s*'[A-Za-z_][\w-]*'\s*\)|'(?:[^']|'')*')\s*(,|$)/y;

/** A template's value with its parameters filled in. */
function resolve(value: Value, parameters: (name: string) => Value): Value {
  if (isList(value)) return value.map((item) => resolve(item, parameters));
  if (isProps(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, parameters)]));
  const expression = typeof value === "string" ? EXPRESSION.exec(value)?.[1]?.trim() : undefined;
  // "[[" is how a template writes a text that begins with a bracket.
  if (expression === undefined) return typeof value === "string" && value.startsWith("[[") ? value.slice(1) : value;
  const parameter = PARAMETER.exec(expression)?.[1];
  if (parameter !== undefined) return parameters(parameter);
  const joined = CONCAT.exec(expression)?.[1];
  return joined === undefined ? UNKNOWN : concat(joined, parameters);
}

/** Texts and parameters put together; anything else in the list makes the whole unknown. */
function concat(list: string, parameters: (name: string) => Value): Value {
  const pattern = new RegExp(ARGUMENT);
  let text = "";
  while (pattern.lastIndex < list.length) {
    const part = pattern.exec(list)?.[1];
    if (part === undefined) return UNKNOWN;
    const name = PARAMETER.exec(part)?.[1];
    const value = name === undefined ? part.slice(1, -1).replaceAll("''", "'") : parameters(name);
    if (typeof value !== "string") return UNKNOWN;
    text += value;
  }
  return text;
}

function listed(value: Value | undefined): readonly Value[] {
  if (isHidden(value)) return [];
  // Newer templates name their resources instead of listing them.
  return isList(value) ? value : isProps(value) ? Object.values(value) : [];
}
