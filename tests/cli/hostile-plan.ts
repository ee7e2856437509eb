// A plan with a hostile text in it, for the tests of what commands print.
import type { Plan, PlanResource } from "../../cli/plan/document.ts";

/** A plan with the text in every place that holds a name, a tag or an address of somebody's. */
export function spoilt(plan: Plan, text: string): Plan {
  const spoil = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => spoil(item, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, spoil(item, inner)]));
    }
    return typeof value === "string" && /name|owner|purpose|subject|title|contentType|description/i.test(key)
      ? `${value}${text}`
      : value;
  };
  const resources = plan.resources.map((resource): PlanResource => {
    const origin = resource.origin === undefined ? {} : { origin: { ...resource.origin, file: `x${text}` } };
    return { ...resource, ...origin, inputs: spoil(resource.inputs, "") as PlanResource["inputs"] };
  });
  return { ...plan, resources };
}
