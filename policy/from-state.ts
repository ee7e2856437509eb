// What `pulumi stack export` prints to what the rules judge: Azure's own answer where it gave one, the program's input where
// Azure keeps silent (it never returns a secret's value, or the server's name of a child).
import { z } from "zod";
import type { Judged } from "./judged.ts";
import { isProps, isRecord, overlay, SECRET, toProps, UNKNOWN, type Props } from "./value.ts";

/** Pulumi's signature of a special object, and the one that marks a secret (pulumi/sdk, resource/properties.go). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** How the engine writes a value that is not known (pulumi/sdk, resource/plugin/rpc.go: one for each type). */
export const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

const properties = z.record(z.string(), z.unknown());

const resourceSchema = z.looseObject({
  urn: z.string().min(1),
  type: z.string().min(1),
  id: z.string().optional(),
  parent: z.string().optional(),
  inputs: properties.default({}),
  outputs: properties.default({}),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  delete: z.boolean().optional(),
});

const exportSchema = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resourceSchema).nullish() }),
});

/** A document that is not a stack's export: one sentence. */
export class StateError extends Error {
  override readonly name = "StateError";
}

export function fromState(document: unknown): Judged[] {
  const parsed = exportSchema.safeParse(document);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const where = first?.path.map(String).join(".");
    throw new StateError(
      `this is not a stack's state${where === undefined || where === "" ? "" : ` (at ${where}: ${first?.message ?? ""})`}, make it with pulumi stack export`,
    );
  }
  const resources = parsed.data.deployment.resources ?? [];
  // What is about to be deleted is no longer what the stack is.
  return resources
    .filter((resource) => resource.delete !== true)
    .map(({ urn, type, id, parent, inputs, outputs, dependencies, propertyDependencies }) => ({
      urn,
      type,
      name: nameOf(urn),
      props: merge(toProps(outputs, marker), toProps(inputs, marker)),
      dependencies: dependencies ?? [],
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies ?? {}).map(([key, urns]) => [key, urns ?? []]),
      ),
      ...(id === undefined || id === "" ? {} : { id }),
      ...(parent === undefined || parent === "" ? {} : { parent }),
    }));
}

export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}

function merge(answered: Props, asked: Props): Props {
  const merged = overlay(answered, asked);
  return isProps(merged) ? merged : answered;
}

function marker(raw: unknown): symbol | undefined {
  if (typeof raw === "string") return UNKNOWN_SENTINELS.has(raw) ? UNKNOWN : undefined;
  return isRecord(raw) && raw[SIGNATURE] === SECRET_SIGNATURE ? SECRET : undefined;
}
