// From what was registered to the plan's document.
import type { Evaluated } from "./evaluate.ts";
import { PLAN_VERSION, type Plan, type PlanResource } from "./document.ts";
import { STACK_TYPE, type Registration } from "./monitor.ts";
import { readFields } from "./wire.ts";

export interface Origin {
  readonly file: string;
  readonly line: number;
}

export interface DocumentHead {
  readonly project: string;
  readonly stack: string;
  readonly environment: string;
  /** ISO date. */
  readonly date: string;
}

export function buildDocument({ registrations, outputs }: Evaluated, head: DocumentHead): Plan {
  const root = registrations.find(({ type }) => type === STACK_TYPE)?.urn;
  const resources = registrations
    .filter(({ urn }) => urn !== root)
    .map((registration) => resourceOf(registration, root));
  return { version: PLAN_VERSION, ...head, resources, outputs: readFields(outputs) };
}

function resourceOf(registration: Registration, root: string | undefined): PlanResource {
  const { urn, type, name, parent, custom, id, outputs = {}, ignoreChanges } = registration;
  return {
    urn,
    type,
    name,
    ...(parent === undefined || parent === root ? {} : { parent }),
    custom,
    inputs: readFields(registration.inputs),
    ...(id === undefined ? {} : { id }),
    dependencies: registration.dependencies.toSorted(),
    propertyDependencies: Object.fromEntries(
      Object.entries(registration.propertyDependencies)
        .filter(([, urns]) => urns.length > 0)
        .map(([key, urns]) => [key, urns.toSorted()]),
    ),
    ...(Object.keys(outputs).length > 0 ? { outputs: readFields(outputs) } : {}),
    ...(registration.protect ? { protect: true as const } : {}),
    ...(registration.retainOnDelete ? { retainOnDelete: true as const } : {}),
    ...(registration.deleteBeforeReplace ? { deleteBeforeReplace: true as const } : {}),
    ...(ignoreChanges.length > 0 ? { ignoreChanges: [...ignoreChanges] } : {}),
  };
}
