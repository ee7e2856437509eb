// The gRPC face: one ResourceProvider that plays azure-native, azuread and random, told apart by the type of the resource.
import type * as grpc from "@grpc/grpc-js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { CLOUD_NAMES, CLOUDS, type Cloud as AzureCloud, type CloudName } from "../../facts/clouds.ts";
import type { Cloud } from "../model/cloud.ts";
import { AzureError } from "../model/errors.ts";
import type { Caller, Kind } from "../model/kind.ts";
import { plainType } from "../../facts/local-packages.ts";
import { textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import type { AzureProvider } from "./azure.ts";
import { refuse, unary } from "./calls.ts";
import type { Faults } from "./faults.ts";
import { invoke } from "./invokes.ts";
import { packageOf, packageVersion, requested, schemaOf, type LocalPackage } from "./local-packages.ts";
import { diffResponse, isRandom, namingOf, typeOf, writtenType } from "./messages.ts";
import type { RandomProvider } from "./random.ts";
import { decode, encode } from "./wire.ts";

export interface ServiceParts {
  /** Changes each answer about a resource. @default answered as the model has it */
  readonly answers?: (type: string, properties: Props) => Props;
  readonly azure: AzureProvider;
  readonly random: RandomProvider;
  readonly cloud: Cloud;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly faults: Faults;
  readonly caller: Caller;
}

export class ProviderService {
  readonly #parts: ServiceParts;
  /** What each connection was configured with; a provider of the engine is one connection. */
  readonly #configured = new Map<string, Props>();
  /** What each connection was made into: a provider of the engine is one connection. */
  readonly #packages = new Map<string, LocalPackage>();
  #last: Props = {};
  /** The cloud that everything is in. */
  #azure: AzureCloud | undefined;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  implementation(): grpc.UntypedServiceImplementation {
    return {
      handshake: unary((_request: pb.ProviderHandshakeRequest) => {
        const response = new pb.ProviderHandshakeResponse();
        response.setAcceptSecrets(true);
        response.setSupportsAutonamingConfiguration(true);
        return response;
      }),
      // The engine warns about a provider without a version; this one plays three, and is newer than any of them.
      getPluginInfo: unary((_request: emptyPb.Empty) => {
        const info = new pluginPb.PluginInfo();
        info.setVersion("100.0.0");
        return info;
      }),
      getSchema: unary((_request: pb.GetSchemaRequest, peer) => {
        const response = new pb.GetSchemaResponse();
        const local = this.#packages.get(peer);
        response.setSchema(local === undefined ? "{}" : schemaOf(local));
        return response;
      }),
      checkConfig: unary((request: pb.CheckRequest) => {
        const response = new pb.CheckResponse();
        response.setInputs(request.getNews());
        return response;
      }),
      diffConfig: unary((_request: pb.DiffRequest) => new pb.DiffResponse()),
      configure: unary((request: pb.ConfigureRequest, peer) => this.#configure(request, peer)),
      cancel: unary((_request: emptyPb.Empty) => new emptyPb.Empty()),
      attach: unary((_request: pluginPb.PluginAttach) => new emptyPb.Empty()),
      check: unary((request: pb.CheckRequest, peer) => this.#check(request, peer)),
      diff: unary((request: pb.DiffRequest) => this.#diff(request)),
      create: unary((request: pb.CreateRequest, peer) => this.#create(request, peer)),
      read: unary((request: pb.ReadRequest, peer) => this.#read(request, peer)),
      update: unary((request: pb.UpdateRequest, peer) => this.#update(request, peer)),
      delete: unary((request: pb.DeleteRequest, peer) => this.#delete(request, peer)),
      invoke: unary((request: pb.InvokeRequest, peer) => this.#invoke(request, peer)),
      construct: refuse("simulated Azure has no components of its own"),
      call: refuse("simulated Azure has no methods"),
      parameterize: unary((request: pb.ParameterizeRequest, peer) => {
        const local = requested(request);
        this.#packages.set(peer, local);
        return new pb.ParameterizeResponse().setName(local.name).setVersion(packageVersion(local));
      }),
      getMapping: unary((_request: pb.GetMappingRequest) => new pb.GetMappingResponse()),
      getMappings: unary((_request: pb.GetMappingsRequest) => new pb.GetMappingsResponse()),
    };
  }

  #configure(request: pb.ConfigureRequest, peer: string): pb.ConfigureResponse {
    const { props } = decode(request.getArgs());
    const previous = this.#configured.get(peer) ?? {};
    this.#configured.set(peer, { ...previous, ...props });
    this.#last = { ...this.#last, ...props };
    const response = new pb.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  /** `type` of what is asked for: azure-native's connections say in which cloud they are. */
  #caller(peer: string, type = ""): Caller {
    const { caller, faults } = this.#parts;
    const own = this.#configured.get(peer) ?? this.#last;
    const azure = type.startsWith("azure-native:") ? this.#azureOf(own, caller) : (this.#azure ?? caller.azure);
    const location = textAt(own, "location") ?? caller.location;
    return {
      ...caller,
      subscriptionId: textAt(own, "subscriptionId") ?? caller.subscriptionId,
      tenantId: textAt(own, "tenantId") ?? textAt(this.#last, "tenantId") ?? caller.tenantId,
      ...(location !== undefined && { location }),
      azure,
      insideNetwork: faults.insideNetwork ?? caller.insideNetwork,
    };
  }

  /**
   * A provider is in the public cloud unless it is told otherwise (azure-native's provider.js), an explicit one beside the
   * stack's own too, and signs in there; a subscription is in one cloud only. Which one, the first connection says.
   */
  #azureOf(own: Props, caller: Caller): AzureCloud {
    const named = textAt(own, "environment") ?? caller.azure.name;
    const azure = CLOUD_NAMES.includes(named as CloudName) ? CLOUDS[named as CloudName] : caller.azure;
    this.#azure ??= azure;
    if (this.#azure === azure) return azure;
    const subscription = textAt(own, "subscriptionId") ?? caller.subscriptionId;
    throw new AzureError(404, "SubscriptionNotFound", `The subscription '${subscription}' could not be found.`);
  }

  #check(request: pb.CheckRequest, peer: string): pb.CheckResponse {
    const type = typeOf(request.getUrn());
    const news = decode(request.getNews());
    const olds = decode(request.getOlds());
    const { inputs, failures } = isRandom(type)
      ? this.#parts.random.check(type, news.props)
      : this.#parts.azure.check(
          type,
          request.getUrn(),
          olds.props,
          news.props,
          Buffer.from(request.getRandomseed_asU8()).toString("hex"),
          namingOf(request),
          this.#caller(peer, type),
        );
    const response = new pb.CheckResponse();
    response.setInputs(encode(inputs, news.secrets));
    response.setFailuresList(
      failures.map(({ property, reason }) => {
        const failure = new pb.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        return failure;
      }),
    );
    return response;
  }

  #diff(request: pb.DiffRequest): pb.DiffResponse {
    const type = typeOf(request.getUrn());
    const olds = decode(request.getOldInputs() ?? request.getOlds()).props;
    const news = decode(request.getNews()).props;
    if (isRandom(type)) return diffResponse(this.#parts.random.diff(type, olds, news), false);
    const { changes, deleteFirst } = this.#parts.azure.diff(type, olds, news);
    return diffResponse(changes, deleteFirst);
  }

  async #create(request: pb.CreateRequest, peer: string): Promise<pb.CreateResponse> {
    const type = typeOf(request.getUrn());
    const { props, secrets } = decode(request.getProperties());
    const response = new pb.CreateResponse();
    const { azure, random } = this.#parts;
    if (request.getPreview()) {
      const outputs = isRandom(type)
        ? random.preview(type, props)
        : azure.preview(type, props, secrets, undefined, this.#caller(peer, type));
      response.setProperties(encode(outputs, secrets));
      return response;
    }
    if (isRandom(type)) {
      const made = random.create(type, props);
      response.setId(made.id);
      response.setProperties(encode(made.properties, new Set([...secrets, ...made.secrets])));
      return response;
    }
    const written = await azure.create(type, request.getUrn(), props, secrets, this.#caller(peer, type));
    response.setId(written.id);
    response.setProperties(encode(this.#answer(request.getUrn(), written.properties), secrets));
    return response;
  }

  async #update(request: pb.UpdateRequest, peer: string): Promise<pb.UpdateResponse> {
    const type = typeOf(request.getUrn());
    const { props, secrets } = decode(request.getNews());
    const response = new pb.UpdateResponse();
    const { azure } = this.#parts;
    if (isRandom(type)) {
      const olds = decode(request.getOlds());
      response.setProperties(encode({ ...olds.props, ...props }, new Set([...olds.secrets, ...secrets])));
      return response;
    }
    if (request.getPreview()) {
      const olds = decode(request.getOlds()).props;
      response.setProperties(encode(azure.preview(type, props, secrets, olds, this.#caller(peer, type)), secrets));
      return response;
    }
    const written = await azure.update(
      type,
      request.getUrn(),
      request.getId(),
      props,
      secrets,
      this.#caller(peer, type),
    );
    response.setProperties(encode(this.#answer(request.getUrn(), written.properties), secrets));
    return response;
  }

  async #read(request: pb.ReadRequest, peer: string): Promise<pb.ReadResponse> {
    const type = typeOf(request.getUrn());
    const response = new pb.ReadResponse();
    if (isRandom(type)) {
      response.setId(request.getId());
      response.setProperties(request.getProperties());
      response.setInputs(request.getInputs());
      return response;
    }
    const olds = decode(request.getProperties());
    const inputs = decode(request.getInputs());
    const found = await this.#parts.azure.read(
      type,
      request.getUrn(),
      request.getId(),
      olds.props,
      inputs.props,
      this.#caller(peer, type),
    );
    if (!found) return response;
    response.setId(found.id);
    response.setProperties(encode(this.#answer(request.getUrn(), found.properties), olds.secrets));
    response.setInputs(encode(found.inputs, inputs.secrets));
    return response;
  }

  async #delete(request: pb.DeleteRequest, peer: string): Promise<emptyPb.Empty> {
    const type = typeOf(request.getUrn());
    if (!isRandom(type))
      await this.#parts.azure.delete(type, request.getUrn(), request.getId(), this.#caller(peer, type));
    return new emptyPb.Empty();
  }

  #invoke(request: pb.InvokeRequest, peer: string): pb.InvokeResponse {
    const { props } = decode(request.getArgs());
    const { cloud, kinds } = this.#parts;
    const response = new pb.InvokeResponse();
    response.setReturn(
      encode(invoke(request.getTok(), props, cloud, kinds, this.#caller(peer, request.getTok())), new Set()),
    );
    response.setReturn(encode(invoke(plainType(request.getTok()), props, cloud, kinds, this.#caller(peer)), new Set()));
    return response;
  }

  /** The answer names the API version that was called, which is the local package's. */
  #answer(urn: string, properties: Props): Props {
    const local = packageOf(writtenType(urn));
    const answered = this.#parts.answers?.(typeOf(urn), properties) ?? properties;
    return local === undefined ? answered : { ...answered, azureApiVersion: local.apiVersion };
  }
}
