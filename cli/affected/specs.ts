// Which applications a change touches, from what the program is about to build before and after it: specifications hold every name,
// size and grant, so an application whose specification is the same is built the same, whatever else was edited.
import type { AppSpec } from "../../components/app/app-spec.ts";
import type { PartOfPlan, WholeProgram } from "../../infra/part.ts";
import { order } from "../../text/values.ts";
import { grantsOf, groupsOf, namedApplications, WITNESSES } from "../parts/spec-facts.ts";
import { perApplication, settingsThatDiffer } from "./differing-settings.ts";

/** One stack at one of two revisions. */
export interface ReadSide {
  readonly whole: WholeProgram;
  /** Flat settings as Pulumi gives them. */
  readonly config: Readonly<Record<string, string>>;
  /** What tells one version of each manifest from another, by application. */
  readonly manifests: ReadonlyMap<string, string>;
}

/** In one stack. */
export interface Affected {
  /** Why all can differ, platform included; empty where it cannot. */
  readonly everything: readonly string[];
  /** Why, by application. */
  readonly applications: ReadonlyMap<string, readonly string[]>;
  /** What to build of either side, so that a comparison of both says what one of all would say. */
  readonly part: PartOfPlan;
}

export function affectedIn(base: ReadSide, head: ReadSide): Affected {
  const everything = whatAllReads(base, head);
  const [before, after] = [specsOf(base), specsOf(head)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(order);
  const settings = settingsThatDiffer(base.config, head.config);
  const because = new Map<string, string[]>();
  const add = (name: string, reason: string): void => {
    because.set(name, [...new Set([...(because.get(name) ?? []), reason])]);
  };

  for (const name of names) {
    const isSame = JSON.stringify(before.get(name)) === JSON.stringify(after.get(name));
    // Other lines, too: a plan says which line asks for a resource.
    const manifest = base.manifests.get(name) !== head.manifests.get(name);
    if (manifest) add(name, "its manifest");
    if (isSame) continue;
    const own = perApplication(name, base.config, head.config);
    for (const key of own) add(name, key);
    if (!manifest && own.length === 0) for (const key of settings) add(name, key);
    if (!because.has(name)) add(name, "the manifests around it");
  }
  const changed = new Set(because.keys());
  for (const name of names) {
    for (const spec of [before.get(name), after.get(name)]) {
      for (const other of namedApplications(spec)) {
        if (changed.has(other) && other !== name) add(name, `what it grants to ${other}`);
      }
    }
  }
  return { everything, applications: because, part: partOf([...because.keys()], before, after) };
}

function specsOf({ whole }: ReadSide): ReadonlyMap<string, AppSpec> {
  return new Map(whole.args.applications.map((app) => [app.name, app]));
}

/** What every application is built by; in words. */
function whatAllReads(base: ReadSide, head: ReadSide): string[] {
  const shared = ({ whole: { args, shape } }: ReadSide): string => {
    const { applications: _each, neighbours: _none, ...rest } = args;
    return JSON.stringify({ ...rest, shape });
  };
  const foreign = settingsThatDiffer(base.config, head.config).filter((key) => !key.startsWith("strongroom:"));
  if (shared(base) === shared(head)) return foreign;
  const keys = settingsThatDiffer(base.config, head.config);
  return keys.length === 0 ? ["the platform"] : keys;
}

/** The applications that are named, those that a report looks at beside them, and the identities that both need. */
function partOf(
  affected: readonly string[],
  before: ReadonlyMap<string, AppSpec>,
  after: ReadonlyMap<string, AppSpec>,
): PartOfPlan {
  const own = new Set(affected);
  const sides = [before, after].map((specs) => [...specs.values()].toSorted((a, b) => order(a.name, b.name)));
  for (const specs of sides) {
    // A group that belongs to no application is called what the first one that names it calls it (access/principals.ts).
    const wanted = new Set(specs.filter(({ name }) => own.has(name)).flatMap(groupsOf));
    for (const spec of specs) {
      const first = groupsOf(spec).filter((id) => wanted.delete(id));
      if (first.length > 0) own.add(spec.name);
    }
  }
  const unaffected = (sides[1] ?? []).filter(({ name }) => !own.has(name) && before.has(name));
  // What is made of all grants is made of an identity as long as anybody grants it something, in whichever way.
  const concerned = new Set(
    sides
      .flatMap((specs) => specs.filter(({ name }) => own.has(name)).flatMap(grantsOf))
      .map(({ workload }) => workload),
  );
  const seen = new Set<string>();
  for (const spec of unaffected) {
    for (const { part, workload } of grantsOf(spec)) {
      if (!concerned.has(workload) || seen.has(`${part} ${workload}`)) continue;
      seen.add(`${part} ${workload}`);
      own.add(spec.name);
    }
  }
  for (const has of WITNESSES) {
    const witness = unaffected.find(has);
    if (witness !== undefined) own.add(witness.name);
  }
  const identitiesOf = sides.flatMap((specs) =>
    specs.filter(({ name }) => own.has(name)).flatMap((spec) => [...namedApplications(spec)]),
  );
  return {
    own: [...own].sort(order),
    identitiesOf: [...new Set(identitiesOf)].filter((name) => !own.has(name)).sort(order),
  };
}
