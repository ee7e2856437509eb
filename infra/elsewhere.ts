// A cell may let in workloads of another cell. It removes the risk of half a deployment and a stack trace when that other
// cell is not there yet: every such identity is looked for before the first resource.
import { getUserAssignedIdentity } from "@pulumi/azure-native/managedidentity/getUserAssignedIdentity.js";
import { deploys, type Catalogue } from "./catalogue.ts";
import { inEnvironment } from "./in-environment.ts";
import { identityName, resourceGroupName } from "./naming.ts";
import { InputErrors, type Problem } from "./problems.ts";
import { referencesOf, type Reference } from "./references.ts";
import type { Settings } from "./settings.ts";
import { pathText, quote } from "./words.ts";

/** Refuses to let in a workload of another cell that has no identity yet. */
export async function refuseMissingIdentities(catalogue: Catalogue, settings: Settings): Promise<void> {
  if (settings.part.kind !== "cell") return;
  const wanted = [...catalogue.manifests.values()].flatMap((manifest) => {
    const here = deploys(settings, manifest.name) ? inEnvironment(manifest, settings.environment) : undefined;
    return here === undefined ? [] : referencesOf(here).map((reference) => ({ app: manifest.name, reference }));
  });
  const found = new Map<string, Promise<boolean>>();
  const problems = await Promise.all(
    wanted.map(async ({ app, reference }): Promise<Problem[]> => {
      const [owner = "", workload] = reference.name.split("/");
      if (workload === undefined || deploys(settings, owner)) return [];
      const isThere = found.get(reference.name) ?? exists(owner, workload, settings);
      found.set(reference.name, isThere);
      return (await isThere) ? [] : [missing(app, reference, owner, catalogue)];
    }),
  );
  if (problems.flat().length > 0) throw new InputErrors(problems.flat());
}

async function exists(app: string, workload: string, { environment }: Settings): Promise<boolean> {
  try {
    await getUserAssignedIdentity({
      resourceName: identityName(app, environment, workload),
      resourceGroupName: resourceGroupName(app, environment),
    });
    return true;
  } catch (error) {
    // Azure's codes for an identity and for its whole resource group; anything else is another trouble than this one.
    if (/Resource(Group)?NotFound/.test(String(error))) return false;
    throw error;
  }
}

function missing(app: string, { path, name }: Reference, owner: string, catalogue: Catalogue): Problem {
  const place = catalogue.positionOf(app, path);
  return {
    file: place?.file ?? app,
    ...(place === undefined ? {} : { line: place.line }),
    path: pathText(path),
    message: `${quote(name)} has no identity yet; deploy the cell that holds ${quote(owner)} first`,
  };
}
