// A plan whose names are attacks: each would do something if any part of the page took it for markup.
import type { Plan, PlanResource } from "../../../cli/plan/document.ts";
import { isFields } from "../../../text/values.ts";
import { planOf } from "../../support/plans.ts";

export const ATTACKS = [
  "<script>document.title='pwned'</script>",
  "</script><script>document.title='pwned'</script>",
  '"><img src=x onerror="document.title=\'pwned\'">',
  "</title></style><svg onload=\"document.title='pwned'\">",
  "' onfocus='document.title=1' autofocus x='",
  "]]><!--<iframe src=https://example.test>",
  "javascript:document.title='pwned'",
  "\u202egnp.exe\u0000\u001b[31m",
] as const;

/** The plan of dev with an attack in every place from which the page takes a name. */
export async function hostilePlan(): Promise<Plan> {
  const plan = await planOf("dev");
  let next = 0;
  const attack = (): string => ATTACKS[next++ % ATTACKS.length] ?? "";
  const spoil = (resource: PlanResource): PlanResource => {
    const inputs = { ...resource.inputs };
    const named = [
      "vaultName",
      "secretName",
      "keyName",
      "databaseName",
      "userName",
      "virtualNetworkName",
      "workspaceName",
    ];
    for (const key of named) if (typeof inputs[key] === "string") inputs[key] = `${attack()} ${inputs[key]}`;
    if (typeof inputs["subject"] === "string") inputs["subject"] = attack();
    if (isFields(inputs["tags"])) {
      inputs["tags"] = { owner: attack(), purpose: attack(), "rotated-by": attack() };
    }
    const spoilt = { ...resource, inputs };
    if (spoilt.origin !== undefined) spoilt.origin = { ...spoilt.origin, file: attack() };
    if (resource.type === "strongroom:app:AppEnvironment") spoilt.name = `${attack()}${resource.name}`;
    return spoilt;
  };
  return { ...plan, stack: ATTACKS[0], project: ATTACKS[1], resources: plan.resources.map(spoil) };
}
