// A provider that says yes to everything: enough for tests of the session, which are about processes and not about Azure.
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type * as provider from "@pulumi/pulumi/proto/provider_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { empty } from "../../simulator/engine/empty.ts";
import type { Providers } from "../../simulator/engine/session.ts";

export interface FakeProvider extends Providers {
  /** Names of the resources created, in order. */
  readonly created: readonly string[];
}

/** Starts the provider; `beforeCreate` may hold a creation back. */
export async function startFakeProvider(
  beforeCreate: (name: string) => Promise<void> = () => Promise.resolve(),
): Promise<FakeProvider> {
  const created: string[] = [];
  const server = new grpc.Server();
  const say =
    <Request, Response>(answer: (request: Request) => Response) =>
    (call: { readonly request: Request }, reply: grpc.sendUnaryData<Response>): void => {
      reply(null, answer(call.request));
    };

  server.addService(ResourceProviderService, {
    handshake: say(() => new providerPb.ProviderHandshakeResponse().setAcceptSecrets(true)),
    attach: say(() => empty()),
    getPluginInfo: say(() => new pluginPb.PluginInfo().setVersion("1.0.0")),
    checkConfig: say((request: provider.CheckRequest) => new providerPb.CheckResponse().setInputs(request.getNews())),
    diffConfig: say(() => new providerPb.DiffResponse().setChanges(providerPb.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: say(() => new providerPb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
    check: say((request: provider.CheckRequest) => new providerPb.CheckResponse().setInputs(request.getNews())),
    diff: say(() => new providerPb.DiffResponse().setChanges(providerPb.DiffResponse.DiffChanges.DIFF_NONE)),
    create: (
      call: grpc.ServerUnaryCall<provider.CreateRequest, provider.CreateResponse>,
      reply: grpc.sendUnaryData<provider.CreateResponse>,
    ) => {
      const name = call.request.getUrn().split("::").at(-1) ?? "";
      void beforeCreate(name).then(() => {
        created.push(name);
        reply(null, new providerPb.CreateResponse().setId(`id-${name}`).setProperties(call.request.getProperties()));
      });
    },
    read: say((request: provider.ReadRequest) =>
      new providerPb.ReadResponse()
        .setId(request.getId())
        .setInputs(request.getInputs())
        .setProperties(request.getProperties()),
    ),
    delete: say(() => empty()),
    cancel: say(() => empty()),
  });

  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) {
        reject(error);
      } else {
        resolve(bound);
      }
    });
  });
  return {
    port,
    created,
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}
