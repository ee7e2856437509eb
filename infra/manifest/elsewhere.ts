// A cell may let in workloads of another cell. It removes the risk of half a deployment and a stack trace when that other
// cell is not there yet: every such identity is looked for before the first resource. Where the settings say that an
// application is awaited (two cells that let each other in: one of them must begin), what is granted to its workloads waits,
// and is said to; otherwise nothing is left out.
import { getUserAssignedIdentity } from "@pulumi/azure-native/managedidentity/getUserAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { PendingGrantArgs } from "../../stacks/pending-grant.ts";
import { deploys, type Catalogue } from "./catalogue.ts";
import { inEnvironment } from "./in-environment.ts";
import { identityName, resourceGroupName } from "../names/naming.ts";
import { InputErrors, type Problem } from "../input/problems.ts";
import { referencesOf, type Reference } from "./references.ts";
import type { Settings } from "../settings/settings.ts";
import { pathText, quote } from "../input/words.ts";
import { printable } from "../../text/printable.ts";

/** A manifest's reference to a workload that has no identity yet. */
interface Missing {
  readonly app: string;
  readonly reference: Reference;
  /** Application of the workload. */
  readonly owner: string;
}

export interface Present {
  /** Names nobody who is not there. */
  readonly catalogue: Catalogue;
  readonly pending: readonly PendingGrantArgs[];
}

/** Refuses to let in a workload of another cell that has no identity yet, unless its application is awaited. */
export async function withoutMissingIdentities(catalogue: Catalogue, settings: Settings): Promise<Present> {
  const missing = await missingIdentities(catalogue, settings);
  const awaited = ({ owner }: Missing): boolean => settings.awaits.includes(owner);
  const problems = missing.filter((one) => !awaited(one)).map((one) => problemOf(one, catalogue));
  if (problems.length > 0) throw new InputErrors(problems);

  let present = catalogue;
  for (const { app, reference, owner } of missing) {
    const { file, line } = problemOf({ app, reference, owner }, catalogue);
    present = present.without(app, reference);
    await pulumi.log.warn(
      printable(
        `${file}${line === undefined ? "" : `:${String(line)}`}: ${pathText(reference.path)}: ${quote(reference.name)} has no identity yet, and the grant is left out; deploy the cell that holds ${quote(owner)}, then run this stack again`,
      ),
    );
  }
  for (const app of settings.awaits.filter((name) => !missing.some(({ owner }) => owner === name))) {
    await pulumi.log.warn(
      printable(
        `strongroom:cell.awaits: nothing waits for ${quote(app)} any more; take it out, so that an identity that is missing is refused again`,
      ),
    );
  }
  const pending = missing.map(({ app, reference: { path, name } }) => ({
    app,
    object: pathText(path.slice(0, -1)),
    workload: name,
  }));
  return { catalogue: present, pending };
}

async function missingIdentities(catalogue: Catalogue, settings: Settings): Promise<Missing[]> {
  if (settings.part.kind !== "cell") return [];
  const wanted = [...catalogue.manifests.values()].flatMap((manifest) => {
    const here = deploys(settings, manifest.name) ? inEnvironment(manifest, settings.environment) : undefined;
    return here === undefined ? [] : referencesOf(here).map((reference) => ({ app: manifest.name, reference }));
  });
  const found = new Map<string, Promise<boolean>>();
  const missing = await Promise.all(
    wanted.map(async ({ app, reference }): Promise<Missing[]> => {
      const [owner = "", workload] = reference.name.split("/");
      if (workload === undefined || deploys(settings, owner)) return [];
      const isThere = found.get(reference.name) ?? exists(owner, workload, settings);
      found.set(reference.name, isThere);
      return (await isThere) ? [] : [{ app, reference, owner }];
    }),
  );
  return missing.flat();
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

function problemOf({ app, reference: { path, name }, owner }: Missing, catalogue: Catalogue): Problem {
  const place = catalogue.positionOf(app, path);
  return {
    file: place?.file ?? app,
    ...(place === undefined ? {} : { line: place.line }),
    path: pathText(path),
    message: `${quote(name)} has no identity yet; deploy the cell that holds ${quote(owner)} first, or name ${quote(owner)} in strongroom:cell.awaits where each needs the other`,
  };
}
