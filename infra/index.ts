// Where `pulumi up` begins: settings and manifests in, one environment out.
import * as pulumi from "@pulumi/pulumi";
import { deployAs } from "../stacks/environment.ts";
import { withoutMissingIdentities } from "./manifest/elsewhere.ts";
import { refuseForeignSignIn } from "./guard.ts";
import { withoutStack } from "./input/problems.ts";
import { issuerAdvisories } from "./federation/advisories.ts";
import { partToBuild } from "./part.ts";
import { resolve } from "./resolve.ts";
import { readInput } from "./read-input.ts";
import { printable } from "../text/printable.ts";
import { takeNoTraces } from "./traces.ts";

takeNoTraces();

export default withoutStack(async () => {
  const { settings, catalogue } = readInput();
  await refuseForeignSignIn(settings);
  const present = await withoutMissingIdentities(catalogue, settings);

  const whole = { ...resolve(present.catalogue, settings), pendingGrants: present.pending };
  const args = partToBuild({ args: whole, shape: settings.shape });
  if (args === undefined) return {};
  for (const advice of issuerAdvisories(whole)) void pulumi.log.warn(printable(advice));

  const environment = await deployAs(settings.shape)(args);

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
