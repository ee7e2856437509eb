// The groups of people that the settings name for an application, with every name computed. It removes two risks: somebody
// who administers a vault and reads its secrets as well (R4), and standing access where access is to be asked for.
import { peopleProblems, type PeopleSpec, type PersonGroupSpec } from "../../components/identity/people-spec.ts";
import { elevationProblems } from "../../components/identity/elevation.ts";
import { shapeOf } from "../../stacks/shapes.ts";
import { shapeName } from "./environments.ts";
import type { Environment } from "../manifest/manifest.ts";
import { groupName } from "../names/naming.ts";
import type { Problem } from "../input/problems.ts";
import type { People } from "./settings-identities.ts";
import type { RawSettings } from "./settings-schema.ts";
import type { Path } from "../input/yaml-document.ts";

export function peopleSpec(app: string, environment: Environment, people: People): PeopleSpec {
  const { readers, operators, breakGlass, approversObjectId } = people;
  const named = (group: People["readers"] | People["operators"], suffix: string): PersonGroupSpec => ({
    name: group?.name ?? groupName(app, environment, suffix),
    ...(group?.objectId === undefined ? {} : { objectId: group.objectId }),
    ...(group === undefined || !("eligibleObjectId" in group) || group.eligibleObjectId === undefined
      ? {}
      : { eligibleObjectId: group.eligibleObjectId }),
  });
  return {
    ...(readers === undefined ? {} : { readers: named(readers, "readers") }),
    ...(operators === undefined ? {} : { operators: named(operators, "operators") }),
    ...(breakGlass === undefined ? {} : { breakGlass: named(breakGlass, "break-glass") }),
    ...(approversObjectId === undefined ? {} : { approversObjectId }),
  };
}

export function checkPeople(
  { environment, shape, people, builtInRoles }: Pick<RawSettings, "environment" | "shape" | "people" | "builtInRoles">,
  at: (path: Path, message: string) => Problem,
): Problem[] {
  const { operatorsAsk } = shapeOf(shapeName({ environment, shape })).people;
  return Object.entries(people).flatMap(([app, groups]) => {
    const spec = peopleSpec(app, environment, groups);
    const asks = (["operators", "breakGlass"] as const).flatMap((group) => {
      const { eligibleObjectId } = spec[group] ?? {};
      if (eligibleObjectId === undefined || spec.approversObjectId === undefined) return [];
      // The stack says how many hours; any that is allowed serves here.
      return elevationProblems({ eligibleObjectId, approversObjectId: spec.approversObjectId, hours: 1 });
    });
    const adopted = (["readers", "operators", "breakGlass"] as const).flatMap((group) =>
      groups[group]?.objectId === undefined || groups[group].name === undefined
        ? []
        : [`${group}.name: the group is adopted and keeps its own name; leave it out`],
    );
    const none = Object.keys(groups).length === 0 ? [at(["people", app], "names no group; leave it out")] : [];
    const isAskedFor = spec.breakGlass !== undefined || (spec.operators !== undefined && operatorsAsk);
    const idle =
      spec.approversObjectId !== undefined && !isAskedFor
        ? ["approversObjectId: nobody asks for access here; leave it out"]
        : [];
    // Azure's smallest role that can write a secret can also read it (R4).
    const own =
      builtInRoles !== undefined && spec.operators !== undefined
        ? ["operators: hold a role of our own, which strongroom:builtInRoles does without; leave them out"]
        : [];
    const problems = [...peopleProblems(spec, operatorsAsk), ...asks, ...adopted, ...idle, ...own].map((problem) => {
      const [, path = "", message = problem] = /^((?:\w+\.)?\w+): (.*)$/s.exec(problem) ?? [];
      return at(["people", app, ...path.split(".").filter((part) => part !== "")], message);
    });
    return [...none, ...problems];
  });
}
