// Stands where Pulumi's engine stands when the program registers its resources: in the same process, so that a plan needs no
// engine, no provider, no cloud and no credentials. What it gives back is what a preview would, with one difference: the ids
// that Azure will give are predicted, so that a reader sees what a grant is on.
import * as pulumi from "@pulumi/pulumi";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import type * as resource from "@pulumi/pulumi/proto/resource_pb.js";
import type { Answer, Question } from "./answers.ts";
import { plainType } from "../../facts/local-packages.ts";
import { struct } from "./struct.ts";

type Callback<T> = (error: Error | undefined, response?: T) => void;
type Fields = Readonly<Record<string, unknown>>;

/** One resource or component, as the program registered it. */
export interface Registration {
  readonly urn: string;
  /** As azure-native's own SDK names it. */
  readonly type: string;
  /** The local package of azure-native that it was registered with; undefined: azure-native's own SDK. */
  readonly localPackage?: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly custom: boolean;
  /** As they came over the wire. */
  readonly inputs: Fields;
  readonly id: string | undefined;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: readonly string[];
  /** How many earlier names and types it may have had. */
  readonly aliases: number;
  /** Set by a component about itself, over the wire. */
  outputs?: Fields;
}

export interface MonitorOptions {
  readonly project: string;
  readonly stack: string;
  /** What a created resource says. */
  readonly answer: (question: Question) => Answer;
  /** What a provider's function gives; undefined: unknown. */
  readonly call: (token: string, args: Fields) => Fields | undefined;
  /** What another stack gives; undefined: unknown. */
  readonly stackOutputs: (stack: string) => Fields | undefined;
}

export const STACK_TYPE = "pulumi:pulumi:Stack";

const {
  RESOURCE_MONITOR_FEATURE_SECRETS,
  RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  RESOURCE_MONITOR_FEATURE_DELETED_WITH,
} = resourcePb.ResourceMonitorFeature;
const FEATURES = [
  RESOURCE_MONITOR_FEATURE_SECRETS,
  resourcePb.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  resourcePb.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  resourcePb.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
];

export class RecordingMonitor {
  readonly registrations = new Map<string, Registration>();
  readonly #options: MonitorOptions;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  registerResource(
    request: resource.RegisterResourceRequest,
    reply: Callback<resource.RegisterResourceResponse>,
  ): void {
    // What a local package names otherwise is the same kind: whoever reads a plan knows one name of it.
    const type = plainType(request.getType());
    const name = request.getName();
    const custom = request.getCustom();
    const urn = this.#urn(request.getParent(), type, name);
    if (this.registrations.has(urn)) {
      // The engine's own words (pulumi, pkg/resource/deploy/step_generator.go).
      reply(new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`));
      return;
    }
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Fields;
    const answer = custom
      ? this.#options.answer({ urn, type, name, inputs })
      : { id: undefined, outputs: {}, secrets: [] };
    this.registrations.set(urn, {
      urn,
      type,
      ...(type === request.getType() ? {} : { localPackage: request.getType().split(":")[0] ?? "" }),
      name,
      parent: request.getParent() || undefined,
      custom,
      inputs,
      id: answer.id,
      dependencies: request.getDependenciesList(),
      propertyDependencies: Object.fromEntries(
        [...request.getPropertydependenciesMap().entries()].map(([key, value]) => [key, value.getUrnsList()]),
      ),
      protect: request.getProtect() ?? false,
      retainOnDelete: request.getRetainondelete() ?? false,
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      aliases: request.getAliasesList().length,
    });
    reply(
      undefined,
      new resourcePb.RegisterResourceResponse()
        .setUrn(urn)
        .setId(answer.id ?? "")
        .setObject(struct(withSecrets(answer))),
    );
  }

  registerResourceOutputs(request: resource.RegisterResourceOutputsRequest, reply: Callback<unknown>): void {
    const registration = this.registrations.get(request.getUrn());
    if (registration !== undefined) registration.outputs = request.getOutputs()?.toJavaScript() ?? {};
    reply(undefined, {});
  }

  /** What exists already and is only looked at: another stack, or a resource of another program. */
  readResource(request: resource.ReadResourceRequest, reply: Callback<resource.ReadResourceResponse>): void {
    const type = request.getType();
    const outputs = type === "pulumi:pulumi:StackReference" ? this.#options.stackOutputs(request.getName()) : undefined;
    const properties = outputs === undefined ? {} : { name: request.getName(), outputs, secretOutputNames: [] };
    reply(
      undefined,
      new resourcePb.ReadResourceResponse()
        .setUrn(this.#urn(request.getParent(), type, request.getName()))
        .setProperties(struct(properties)),
    );
  }

  invoke(request: resource.ResourceInvokeRequest, reply: Callback<resource.ResourceInvokeResponse>): void {
    const result = this.#options.call(request.getTok(), request.getArgs()?.toJavaScript() ?? {});
    const response = new resourcePb.ResourceInvokeResponse();
    if (result === undefined) response.setUnknown(true);
    else response.setReturn(struct(result));
    reply(undefined, response);
  }

  getDeploymentInfo(_: unknown, reply: Callback<resource.DeploymentInfo>): void {
    reply(undefined, new resourcePb.DeploymentInfo().setSupportedfeaturesList(FEATURES));
  }

  registerPackage(_: unknown, reply: Callback<resource.RegisterPackageResponse>): void {
    reply(undefined, new resourcePb.RegisterPackageResponse().setRef("plan"));
  }

  /** As the engine makes it: the types of all parents but the stack, then the own one. */
  #urn(parent: string, type: string, name: string): string {
    const parentType = parent.split("::")[2];
    const qualified = parentType === undefined || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
    return `urn:pulumi:${this.#options.stack}::${this.#options.project}::${qualified}::${name}`;
  }
}

function withSecrets({ outputs, secrets }: Answer): Fields {
  if (secrets.length === 0) return outputs;
  const { specialSigKey, specialSecretSig, unknownValue } = pulumi.runtime;
  const marked = secrets.map((key) => [
    key,
    { [specialSigKey]: specialSecretSig, value: key in outputs ? outputs[key] : unknownValue },
  ]);
  return { ...outputs, ...(Object.fromEntries(marked) as Fields) };
}
