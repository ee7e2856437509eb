// What the engine's messages hold that takes more than one call to read or to write.
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { plainType } from "../../facts/local-packages.ts";
import type { PropertyChange } from "./diff.ts";
import type { Naming } from "./naming.ts";

/** `urn:pulumi:dev::project::parent$azure-native:keyvault:Vault::name`; what a local package names otherwise is the same to Azure. */
export function typeOf(urn: string): string {
  return plainType(writtenType(urn));
}

/** As the program's SDK names it. */
export function writtenType(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

export function isRandom(type: string): boolean {
  return type.startsWith("random:");
}

export function namingOf(request: pb.CheckRequest): Naming | undefined {
  const options = request.getAutonaming();
  if (!options) return undefined;
  const { Mode } = pb.CheckRequest.AutonamingOptions;
  const mode = options.getMode();
  return {
    mode: mode === Mode.DISABLE ? "disable" : mode === Mode.ENFORCE ? "enforce" : "propose",
    name: options.getProposedName(),
  };
}

export function diffResponse(changes: Map<string, PropertyChange>, deleteFirst: boolean): pb.DiffResponse {
  const response = new pb.DiffResponse();
  const { DiffChanges } = pb.DiffResponse;
  const top = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;
  response.setChanges(changes.size > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setDiffsList([...new Set([...changes.keys()].map(top))]);
  response.setReplacesList([...changes].flatMap(([path, change]) => (change.replace ? [path] : [])));
  response.setDeletebeforereplace(deleteFirst);
  response.setHasdetaileddiff(true);
  const kinds = pb.PropertyDiff.Kind;
  for (const [path, { kind, replace }] of changes) {
    const diff = new pb.PropertyDiff();
    if (kind === "add") diff.setKind(replace ? kinds.ADD_REPLACE : kinds.ADD);
    else if (kind === "delete") diff.setKind(replace ? kinds.DELETE_REPLACE : kinds.DELETE);
    else diff.setKind(replace ? kinds.UPDATE_REPLACE : kinds.UPDATE);
    diff.setInputdiff(true);
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}
