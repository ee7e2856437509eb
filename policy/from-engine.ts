// What the engine hands to a policy pack, to what the rules judge. The pack's SDK throws when a rule reads an unknown value,
// which would end the rule; here unknown values become values like any other, and the rules decide.
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { Judged } from "./judged.ts";
import { UNKNOWN_SENTINELS } from "./from-state.ts";
import { isProps, overlay, toProps, UNKNOWN, type Props } from "./value.ts";

/** Inputs of one resource, before it is created or changed. */
export function fromArgs(args: ResourceValidationArgs): Judged {
  return {
    type: args.type,
    name: args.name,
    urn: args.urn,
    props: toProps(behindProxy(args.props), marker),
    marksSecrets: false,
    ...(args.opts.parent === undefined || args.opts.parent === "" ? {} : { parent: args.opts.parent }),
  };
}

/**
 * All resources of a stack. The engine gives their outputs only, and those do not name the server of a child or the vault of
 * a secret; the inputs that were seen before do.
 */
export function fromResources(resources: readonly PolicyResource[], inputs: ReadonlyMap<string, Props>): Judged[] {
  return resources.map((resource) => {
    const outputs = toProps(behindProxy(resource.props), marker);
    const merged = overlay(inputs.get(resource.urn), outputs);
    return {
      type: resource.type,
      name: resource.name,
      urn: resource.urn,
      props: isProps(merged) ? merged : outputs,
      marksSecrets: false,
      dependencies: resource.dependencies.map(({ urn }) => urn),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, from]) => [key, from.map(({ urn }) => urn)]),
      ),
      ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
    };
  });
}

/** The SDK's proxy guards reading a property, not its descriptor, whose value is the plain data. */
function behindProxy(proxy: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const descriptors = Object.getOwnPropertyDescriptors(proxy);
  return Object.fromEntries(Object.entries(descriptors).map(([key, { value }]): [string, unknown] => [key, value]));
}

function marker(raw: unknown): symbol | undefined {
  return typeof raw === "string" && UNKNOWN_SENTINELS.has(raw) ? UNKNOWN : undefined;
}
