// Runs the program for a planner of parts: to look at what it is about to build, or to build a part of it.
import { choosePart, type ChoosePart, type PartOfPlan, type WholeProgram } from "../../infra/part.ts";
import { buildDocument } from "../plan/build-document.ts";
import type { Plan } from "../plan/document.ts";
import { evaluate, type Evaluated } from "../plan/evaluate.ts";
import { withSettings } from "./manifests.ts";
import { standAt, type Place } from "./stand.ts";

export type Program = () => unknown;

/** What the program is about to build; undefined for one that nobody can ask. Nothing is built. */
export async function look(place: Place, program: Program): Promise<WholeProgram | undefined> {
  const seen: WholeProgram[] = [];
  await run(place, program, (whole) => {
    seen.push(whole);
    return undefined;
  });
  return seen.length === 1 ? seen[0] : undefined;
}

/** The plan of a part, without the files of its settings and policy. `date`: the day that expiries are counted from (ISO date). */
export async function planPart(place: Place, part: PartOfPlan, program: Program, date: string): Promise<Plan> {
  const evaluated = await run(place, program, () => part);
  const { project, stack, values } = place;
  const environment = values["strongroom:environment"] ?? "";
  const document = buildDocument(evaluated, { project, stack, environment, date });
  return withSettings(document, new Set([...part.own, ...part.identitiesOf]));
}

async function run(place: Place, program: Program, choose: ChoosePart): Promise<Evaluated> {
  const { project, stack, values } = place;
  choosePart(choose);
  try {
    return await evaluate(
      () => {
        standAt(place);
        return program();
      },
      {
        project,
        stack,
        preview: true,
        subscriptionId: values["strongroom:subscriptionId"] ?? "",
        tenantId: values["strongroom:tenantId"] ?? "",
      },
    );
  } finally {
    choosePart(undefined);
  }
}
