// What the provider returns for a resource: what the program sent, what Azure fills in, what Azure computes.
import { lastSegment, parametersOf, resourceTypeOf } from "../model/ids.ts";
import type { Draft, Kind } from "../model/kind.ts";
import { identityOutputs } from "../model/references.ts";
import { UNKNOWN, isObject, leafPaths, merge, without } from "../model/values.ts";
import type { Props, Value } from "../model/values.ts";

/** Inputs that steer the provider and are not the resource's. */
const META = ["azureApiVersion", "__createBeforeDelete", "__defaults"];

export interface Outputs {
  readonly properties: Props;
  /** Paths that the program did not send. */
  readonly computed: string[];
}

/** Path parameters that Azure returns under another heading, if at all. */
export function hiddenParameters(kind: Kind): string[] {
  return parametersOf(kind.path).filter((name) => name !== "name" && !kind.returned?.includes(name));
}

export function compose(draft: Draft): Outputs {
  const { kind, inputs, id } = draft;
  const native = kind.type.startsWith("azure-native:");
  const sent = without(asAzureReturns(inputs), [...META, ...hiddenParameters(kind), ...(kind.writeOnly ?? [])]);
  const secrets = [...draft.secrets].filter((path) => !path.includes("["));
  const plain = without(sent, secrets);
  const body = kind.returns?.(plain, draft) ?? plain;
  const computed: Props = {
    ...(kind.outputs?.(draft) ?? {}),
    ...(native && { name: lastSegment(draft.existing?.id ?? kind.spelled?.(id) ?? id) }),
    ...(native && kind.outputs?.(draft)["type"] === undefined && { type: resourceTypeOf(id) }),
    ...(kind.apiVersion !== undefined && { azureApiVersion: kind.apiVersion }),
  };
  const defaults = kind.defaults?.(draft) ?? {};
  const withIdentity = merge(computed, identityOutputs(draft));
  return {
    properties: merge(merge(defaults, body), withIdentity),
    computed: leafPaths(withIdentity),
  };
}

/** The SDK takes a list of identities; Azure returns a map. */
function asAzureReturns(inputs: Props): Props {
  const block = inputs["identity"];
  if (!isObject(block) || !Array.isArray(block["userAssignedIdentities"])) return inputs;
  return { ...inputs, identity: without(block, ["userAssignedIdentities"]) };
}

/** Only what the program sent is known before the deployment; the rest is Azure's to say. */
export function previewOf(outputs: Props, inputs: Props, stable: Props = {}): Props {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, stable[key] ?? unknownUnlessSent(value, inputs[key])]),
  );
}

function unknownUnlessSent(value: Value, sent: Value | undefined): Value {
  if (sent === undefined) return UNKNOWN;
  if (isObject(value)) return isObject(sent) ? previewOf(value, sent) : sent === UNKNOWN ? UNKNOWN : value;
  return sent;
}
