// A plan document, as `strongroom plan --json` writes it, to what the rules judge. The document may come from a pull request,
// so nothing in it is believed before its shape was checked.
import { z } from "zod";
import type { Judged } from "./judged.ts";
import { isRecord, SECRET, show, toProps, toValue, UNKNOWN } from "./value.ts";

const urns = z.array(z.string());

const resourceSchema = z.looseObject({
  urn: z.string().min(1),
  type: z.string().min(1),
  name: z.string(),
  parent: z.string().optional(),
  // An id that only Azure can give is marked as unknown, like any other value.
  id: z.unknown().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  dependencies: urns.default([]),
  propertyDependencies: z.record(z.string(), urns).default({}),
});

const planSchema = z.looseObject({
  version: z.literal(1),
  environment: z.string().optional(),
  resources: z.array(resourceSchema),
});

/** A document that is not a plan, or is one of another version: one sentence. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

export function fromPlan(document: unknown): Judged[] {
  if (!isRecord(document)) throw new PlanError("the plan is not a JSON object, make one with strongroom plan --json");
  const version = document["version"];
  if (version !== 1) {
    const has = version === undefined ? "no schema version" : `schema version ${show(toValue(version, marker))}`;
    throw new PlanError(`the plan has ${has}, this program reads version 1; make it again with strongroom plan --json`);
  }
  const parsed = planSchema.safeParse(document);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const where = first === undefined || first.path.length === 0 ? "the plan" : first.path.map(String).join(".");
    throw new PlanError(
      `the plan is broken at ${where}: ${first?.message ?? "unknown"}; make it again with strongroom plan --json`,
    );
  }
  return parsed.data.resources.map(({ urn, type, name, parent, id, inputs, dependencies, propertyDependencies }) => ({
    urn,
    type,
    name,
    props: toProps(inputs, marker),
    dependencies,
    propertyDependencies: withSources(inputs, propertyDependencies),
    ...(parent === undefined ? {} : { parent }),
    ...(typeof id === "string" && id !== "" ? { id } : {}),
  }));
}

/** An unknown and a secret are objects with one of these keys set to true. */
function marker(raw: unknown): symbol | undefined {
  if (!isRecord(raw)) return undefined;
  if (raw["$secret"] === true) return SECRET;
  return raw["$unknown"] === true ? UNKNOWN : undefined;
}

/** An unknown may name the resources that it comes from; they count as the property's dependencies. */
function withSources(
  inputs: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> {
  const keys = new Set([...Object.keys(declared), ...Object.keys(inputs)]);
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const own = Object.hasOwn(declared, key) ? (declared[key] ?? []) : [];
      const sources = [...new Set([...own, ...sourcesOf(inputs[key])])];
      return sources.length === 0 ? [] : [[key, sources]];
    }),
  );
}

function sourcesOf(raw: unknown): string[] {
  if (Array.isArray(raw)) return raw.flatMap(sourcesOf);
  if (!isRecord(raw)) return [];
  if (raw["$unknown"] !== true) return Object.values(raw).flatMap(sourcesOf);
  const of = raw["of"];
  return Array.isArray(of) ? of.filter((urn): urn is string => typeof urn === "string") : [];
}
