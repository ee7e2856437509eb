// The groups of people of an environment, in a stack of their own: what they may do with the vaults of its applications, and how
// one gets in. Another identity deploys it than the pipeline's, after a person has started it and another one has approved
// (docs/adr/0030).
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../components/aliases.ts";
import { AppPeople, type PeopleShape, type PeopleVault } from "../components/identity/app-people.ts";
import type { PeopleSpec } from "../components/identity/people-spec.ts";

/** The people of one application, and where its vaults are. */
export interface AppPeopleSpec {
  readonly name: string;
  readonly resourceGroupName: string;
  readonly vaults: readonly { readonly place: PeopleVault["place"]; readonly name: string }[];
  readonly people: PeopleSpec;
}

export interface PeopleStackArgs {
  readonly environment: string;
  readonly subscriptionId: string;
  /** Those that have groups of people. */
  readonly applications: readonly AppPeopleSpec[];
  readonly shape: PeopleShape;
  /** Keep azure-native's aliases, for the one deployment after a major upgrade of the provider. */
  readonly keepAliases: boolean;
}

/** Object ids of the groups, by application and kind. */
export type PeopleOutputs = Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>>;

class People extends pulumi.ComponentResource {
  constructor({ environment, keepAliases }: PeopleStackArgs) {
    super("strongroom:stack:People", environment, {}, { transformations: keepAliases ? [] : [withoutProviderAliases] });
  }

  complete(): void {
    this.registerOutputs();
  }
}

export function deployPeople(args: PeopleStackArgs): PeopleOutputs {
  const parent = new People(args);
  // `pulumi state move` puts what it moves below the stack itself: groups that the environment's stack made before are known as
  // this one's own, so that nothing is made anew (docs/people.md).
  const opts = { parent, aliases: [{ parent: pulumi.rootStackResource }] };
  const outputs = args.applications.map((app): [string, Record<string, pulumi.Output<string>>] => {
    const { readers, operators, breakGlass } = new AppPeople(
      `${app.name}-people`,
      {
        platform: args,
        people: app.people,
        shape: args.shape,
        of: `${app.name} in ${args.environment}`,
        vaults: vaultsOf(app, args.subscriptionId),
      },
      opts,
    );
    const groups = Object.entries({ readers, operators, breakGlass });
    return [
      app.name,
      Object.fromEntries(groups.flatMap(([kind, group]) => (group === undefined ? [] : [[kind, group.principalId]]))),
    ];
  });
  parent.complete();
  return Object.fromEntries(outputs);
}

/** By their names, which are the same wherever they are computed: the vaults are another stack's. */
function vaultsOf(app: AppPeopleSpec, subscriptionId: string): readonly PeopleVault[] {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${app.resourceGroupName}`;
  return app.vaults.map(({ place, name }) => ({ place, id: `${group}/providers/Microsoft.KeyVault/vaults/${name}` }));
}
