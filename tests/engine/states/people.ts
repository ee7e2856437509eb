// The one step of an upgrade to 0.2.0 that is not an `up`: groups of people leave the pipeline's stack, and the group of SQL
// administrators and that of break-glass become people's own. As docs/people.md says it, command by command.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { Session } from "../../../simulator/engine/session.ts";
import { succeed, type OwnProject, type Plain } from "../../support/own-project.ts";

/** The stack of people of an environment. */
export const PEOPLE = (stack: string): string => `${stack}-people`;

/** What a stack of people says of the platform. */
const KEPT =
  /^(azure-native|strongroom):(environment|tenantId|subscriptionId|location|pairedLocation|owner|securityContacts)$/;

interface Resource {
  readonly urn: string;
  readonly id?: string;
}

/** Whether the release had groups of people in the stack that a pipeline deploys. */
export function peopleIn(project: OwnProject, stack: string): boolean {
  const { config } = parse(readFileSync(join(project.programDir, `Pulumi.${stack}.yaml`), "utf8")) as { config: Plain };
  return config["strongroom:people"] !== undefined && config["strongroom:deployIdentity"] !== undefined;
}

export async function handPeopleOver(project: OwnProject, session: Session, stack: string): Promise<void> {
  const exported = succeed(await session.pulumi(["stack", "export"], { stack }));
  const { resources } = (JSON.parse(exported.stdout) as { deployment: { resources: readonly Resource[] } }).deployment;
  const called = (type: string, name: RegExp): readonly Resource[] =>
    resources.filter(
      ({ urn }) => urn.split("::").at(-2)?.endsWith(type) === true && name.test(urn.split("::").at(-1) ?? ""),
    );
  const people = called("strongroom:identity:AppPeople", /./).map(({ urn }) => urn);
  const [sqlAdministrators] = called(":GroupWithoutMembers", /^sql-administrators$/);
  const [breakGlass] = called(":GroupWithoutMembers", /-break-glass$/);
  const members = called(":GroupMember", /^sql-reconciler-administers$/).map(({ urn }) => urn);
  if (sqlAdministrators?.id === undefined || breakGlass?.id === undefined) throw new Error("the release has no groups");

  writeSettings(project, stack, { sqlAdministrators: objectId(sqlAdministrators), breakGlass: objectId(breakGlass) });

  const move = async (to: string, urns: readonly string[]): Promise<void> => {
    succeed(await session.pulumi(["stack", "init", to], {}));
    succeed(await session.pulumi(["state", "move", "--source", stack, "--dest", to, "--yes", ...urns], { stack }));
  };
  await move("handed-over", [sqlAdministrators.urn, breakGlass.urn, ...members]);
  await move(PEOPLE(stack), people);
  succeed(await session.pulumi(["stack", "rm", "--force", "--yes", "handed-over"], {}));
}

/** Entra's id: the provider's is `/groups/<object id>`. */
function objectId({ id = "" }: Resource): string {
  const found = id.split("/").at(-1) ?? "";
  expect(found).to.match(/^[0-9a-f-]{36}$/);
  return found;
}

function writeSettings(
  project: OwnProject,
  stack: string,
  groups: { readonly sqlAdministrators: string; readonly breakGlass: string },
): void {
  let people: Plain = {};
  project.editSettings(stack, (config) => {
    people = config["strongroom:people"] as Plain;
    delete config["strongroom:people"];
    config["strongroom:sqlAdministrators"] = { objectId: groups.sqlAdministrators };
  });
  project.addStack(PEOPLE(stack), stack, (config) => {
    const { virtualNetwork, endpointSubnet } = config["strongroom:network"] as Plain;
    for (const key of Object.keys(config)) if (!KEPT.test(key)) Reflect.deleteProperty(config, key);
    config["strongroom:part"] = "people";
    config["strongroom:network"] = { virtualNetwork, endpointSubnet };
    for (const of of Object.values(people) as Plain[]) {
      const breakGlass = of["breakGlass"] as Plain | undefined;
      if (breakGlass !== undefined) breakGlass["objectId"] = groups.breakGlass;
    }
    config["strongroom:people"] = people;
  });
}
