// Where `pulumi up` begins: settings and manifests in, one environment out.
import * as pulumi from "@pulumi/pulumi";
import { deployAs } from "../stacks/environment.ts";
import { deployPeople } from "../stacks/people-stack.ts";
import { withoutMissingIdentities } from "./manifest/elsewhere.ts";
import { refuseForeignSignIn } from "./guard.ts";
import { withoutStack } from "./input/problems.ts";
import { partToBuild } from "./part.ts";
import { withoutEnded } from "./ends.ts";
import { readEnds } from "./read-ends.ts";
import { resolve } from "./resolve.ts";
import { resolvePeople } from "./resolve-people.ts";
import { readInput } from "./read-input.ts";
import { printable } from "../text/printable.ts";
import { takeNoTraces } from "./traces.ts";

takeNoTraces();

export default withoutStack(async () => {
  const { settings, catalogue } = readInput();
  await refuseForeignSignIn(settings);
  if (settings.part.kind === "people") {
    return { people: deployPeople(resolvePeople(catalogue, settings)) };
  }
  const present = await withoutMissingIdentities(catalogue, settings);

  const whole = { ...resolve(present.catalogue, settings), pendingGrants: present.pending };
  const toBuild = partToBuild({ args: whole, shape: settings.shape });
  if (toBuild === undefined) return {};
  for (const { warning } of toBuild.quiet ? [] : readEnds(catalogue, settings)) {
    void pulumi.log.warn(printable(warning));
  }

  const environment = await deployAs(settings.shape)(withoutEnded(toBuild.args));

  return {
    // A cell has no platform of its own, and an output without a value is a warning.
    ...(environment.platformOutputs === undefined ? {} : { platform: environment.platformOutputs }),
    applications: environment.applications,
    sqlDatabases: environment.sqlDatabases,
    ...(environment.sqlReconcilerJob === undefined ? {} : { sqlReconcilerJob: environment.sqlReconcilerJob }),
    ...(environment.vaultReconcilerJob === undefined ? {} : { vaultReconcilerJob: environment.vaultReconcilerJob }),
    ...(environment.rotationJob === undefined ? {} : { rotationJob: environment.rotationJob }),
  };
});
