// Which cells grant something to workloads of other cells: the identity must be there before the grant, so the cell that grants waits
// for the one that holds the workload, unless its settings say that the grant waits instead (`strongroom:cell.awaits`).
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { MAX_FILE_BYTES } from "../../infra/input/yaml-document.ts";
import { inEnvironment } from "../../infra/manifest/in-environment.ts";
import { manifestSchema, type Manifest } from "../../infra/manifest/manifest.ts";
import { referencesOf } from "../../infra/manifest/references.ts";
import { order } from "../../text/values.ts";
import type { CellGrant, Stack } from "./stack.ts";

/** Every grant of a cell to a workload of another one, of the same environment. */
export function cellGrants(stacks: readonly Stack[], programDir: string): CellGrant[] {
  const cells = stacks.filter(({ part }) => part === "cell");
  if (cells.length < 2) return [];
  const folders = new Map<string, readonly Manifest[]>();
  return cells.flatMap((cell) => {
    const others = cells.filter((other) => other !== cell && other.environment === cell.environment);
    const read = folders.get(cell.applicationsFolder) ?? manifestsIn(join(programDir, cell.applicationsFolder));
    folders.set(cell.applicationsFolder, read);
    return read
      .filter(({ name }) => cell.applications.includes(name))
      .flatMap((manifest) => {
        const here = inEnvironment(manifest, cell.environment);
        return here === undefined ? [] : grantsOf(here, cell, others);
      });
  });
}

function grantsOf(manifest: Manifest, cell: Stack, others: readonly Stack[]): CellGrant[] {
  return referencesOf(manifest).flatMap(({ name, path }): CellGrant[] => {
    const [owner = "", workload] = name.split("/");
    const holder = workload === undefined ? undefined : others.find(({ applications }) => applications.includes(owner));
    if (holder === undefined) return [];
    const object = [manifest.name, ...path.slice(0, 2).map(String)].join(" ");
    return [{ from: cell.name, to: holder.name, workload: name, object, deferred: cell.awaits.includes(owner) }];
  });
}

/** What is wrong with a manifest, the plan of its stack says, with the line. */
function manifestsIn(folder: string): Manifest[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  } catch {
    return [];
  }
  return names.sort(order).flatMap((name) => {
    const file = join(folder, name);
    try {
      const stat = statSync(file);
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) return [];
      return manifestSchema.safeParse(parse(readFileSync(file, "utf8"))).data ?? [];
    } catch {
      return [];
    }
  });
}
