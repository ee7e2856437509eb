// What people may do with one application's vaults in one environment: look at what is there, put values in and bring
// deleted ones back, and, in an emergency and for a few hours, read. Three groups, since whoever administers a vault must
// not read its secrets (R4).
import * as pulumi from "@pulumi/pulumi";
import { customRole, type RoleHome } from "../authorization/custom-role.ts";
import { grant } from "../authorization/grant.ts";
import type { RoleName, RoleRef } from "../authorization/roles.ts";
import type { AppVault } from "../vault/app-vault.ts";
import { AccessGroup } from "./access-group.ts";
import { peopleProblems, type PeopleSpec, type PersonGroupSpec } from "./people-spec.ts";

/** How access of people differs by environment. */
export interface PeopleShape {
  /** Operators, too, hold their right only after asking for it. Break-glass always does. */
  readonly operatorsAsk: boolean;
  /** Hours that an approved access lasts, 1 to 12. */
  readonly hours: number;
}

/** A vault, in this stack or in another. */
export interface PeopleVault {
  readonly id: pulumi.Input<string>;
  readonly place: AppVault["place"];
}

export interface AppPeopleArgs {
  readonly platform: RoleHome;
  readonly people: PeopleSpec;
  readonly shape: PeopleShape;
  /** What the groups are for, such as `payments-prod`. */
  readonly of: string;
  readonly vaults: readonly PeopleVault[];
}

export class AppPeople extends pulumi.ComponentResource {
  readonly readers: AccessGroup | undefined;
  readonly operators: AccessGroup | undefined;
  readonly breakGlass: AccessGroup | undefined;

  constructor(name: string, args: AppPeopleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("strongroom:identity:AppPeople", name, {}, opts);
    const { people, shape, platform } = args;
    const problems = peopleProblems(people, shape.operatorsAsk);
    if (problems.length > 0) {
      throw new pulumi.RunError(problems.map((problem) => `AppPeople ${name}: ${problem}`).join("\n"));
    }

    this.readers = this.#group(
      name,
      "readers",
      args,
      people.readers,
      `Sees what is in the vaults of ${args.of}`,
      false,
    );
    this.operators = this.#group(
      name,
      "operators",
      args,
      people.operators,
      `Writes and recovers secrets of ${args.of}, reads none`,
      shape.operatorsAsk,
    );
    this.breakGlass = this.#group(
      name,
      "break-glass",
      args,
      people.breakGlass,
      `Reads the secrets of ${args.of} in an emergency`,
      true,
    );

    this.#grant(name, args, this.readers, "Key Vault Reader");
    this.#grant(name, args, this.operators, customRole("Secret Operator", platform));
    this.#grant(name, args, this.breakGlass, "Key Vault Secrets User");
    this.registerOutputs();
  }

  #group(
    name: string,
    what: string,
    { people, shape }: AppPeopleArgs,
    spec: PersonGroupSpec | undefined,
    description: string,
    asks: boolean,
  ): AccessGroup | undefined {
    if (spec === undefined) return undefined;
    const { eligibleObjectId } = spec;
    const { approversObjectId } = people;
    return new AccessGroup(
      `${name}-${what}`,
      {
        displayName: spec.name,
        description,
        ...(spec.objectId === undefined ? {} : { objectId: spec.objectId }),
        ...(asks && eligibleObjectId !== undefined && approversObjectId !== undefined
          ? { elevation: { eligibleObjectId, approversObjectId, hours: shape.hours } }
          : {}),
      },
      { parent: this },
    );
  }

  #grant(name: string, args: AppPeopleArgs, to: AccessGroup | undefined, role: RoleName | RoleRef): void {
    if (to === undefined) return;
    for (const vault of args.vaults) {
      grant(
        `${to.granteeName}-${vault.place}`,
        { to, role, scope: vault.id, subscriptionId: args.platform.subscriptionId, description: `People of ${name}` },
        { parent: this },
      );
    }
  }
}
