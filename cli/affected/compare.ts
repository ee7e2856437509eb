// Two plans of one stack, each of no more than what differs between two revisions and what a report looks at beside it. Where it is
// not certain that comparing these says what comparing whole plans would say, it says so, and whole plans are made.
import type { Plan, PlanResource } from "../plan/document.ts";
import { applicationOf } from "../plan/summary.ts";
import { endsOfAll, inputVersion, manifestVersions } from "../parts/manifests.ts";
import { look, planPart } from "../parts/run-part.ts";
import type { Place } from "../parts/stand.ts";
import { affectedIn, type Affected, type ReadSide } from "./specs.ts";

export interface ToCompare {
  readonly base: Place;
  readonly head: Place;
  /** The program: the same of both. */
  readonly program: () => unknown;
  /** The day that expiries are counted from (ISO date). */
  readonly date: string;
  /** Plans are wanted, and not only names. */
  readonly plans: boolean;
}

export type Compared =
  | { readonly kind: "affected"; readonly affected: Affected; readonly before?: Plan; readonly after?: Plan }
  /** Whole plans are needed. */
  | { readonly kind: "whole"; readonly because: string; readonly affected?: Affected };

const NOT_OURS = "settings or manifests differ, and its program is planned as a whole";

const NOTHING: Affected = { everything: [], applications: new Map(), part: { own: [], identitiesOf: [] } };

export async function compareSides(what: ToCompare): Promise<Compared> {
  const [base, head] = [await read(what.base, what.program), await read(what.head, what.program)];
  if (base === undefined || head === undefined) {
    // The same program on the same input: nothing can differ, whatever the program makes of it.
    const isSame = inputVersion(what.base) === inputVersion(what.head);
    return isSame && !what.plans ? { kind: "affected", affected: NOTHING } : { kind: "whole", because: NOT_OURS };
  }
  const affected = affectedIn(base, head);
  if (!what.plans) return { kind: "affected", affected };
  if (affected.everything.length > 0) {
    return { kind: "whole", because: `${affected.everything.join(", ")}: all applications read it`, affected };
  }
  const { program, date } = what;
  // What ends soon a report tells of all applications, whatever changes.
  const before = { ...(await planPart(what.base, affected.part, program, date)), ...endsOfAll(base.whole.args) };
  const after = { ...(await planPart(what.head, affected.part, program, date)), ...endsOfAll(head.whole.args) };
  const seen = [before, after].map(readsAllApplications).find((found) => found !== undefined);
  if (seen !== undefined) return { kind: "whole", because: `${seen} is made of all applications`, affected };
  const only = [...affected.part.own];
  return { kind: "affected", affected, before: { ...before, only }, after: { ...after, only } };
}

async function read(place: Place, program: () => unknown): Promise<ReadSide | undefined> {
  const whole = await look(place, program);
  return whole && { whole, config: place.values, manifests: manifestVersions(place) };
}

/**
 * A resource of the whole stack that is made of applications, and of which a plan knows what it will say: made of fewer of them it
 * would say something else. Where it is not known yet, it is not known with more of them either, and no report shows it.
 */
function readsAllApplications({ resources }: Plan): string | undefined {
  const owner = applicationOf(resources);
  const found = resources.find(
    (resource) =>
      !owner.has(resource.urn) &&
      Object.entries(resource.propertyDependencies).some(
        ([key, urns]) => urns.some((urn) => owner.has(urn)) && !holdsUnknown(resource.inputs[key]),
      ),
  );
  return found === undefined ? undefined : nameOf(found);
}

function nameOf({ type, name }: PlanResource): string {
  return `${type.slice(type.indexOf(":") + 1)} ${name}`;
}

function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("$unknown" in value) return true;
  return Object.values(value).some(holdsUnknown);
}
