// Starts simulated Azure: a gRPC server on loopback that the engine takes for azure-native, azuread and random
// (PULUMI_DEBUG_PROVIDERS=azure-native:PORT,azuread:PORT,random:PORT). It removes two needs: an Azure account to try the
// program, and a deployment to find out that Azure would have refused it.
import * as grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { CLOUDS } from "../facts/clouds.ts";
import { KINDS } from "./kinds/index.ts";
import { PROFILES, type Profile } from "./model/ages.ts";
import { SimulatedClock } from "./model/clock.ts";
import { Cloud } from "./model/cloud.ts";
import type { Caller } from "./model/kind.ts";
import { Store } from "./model/store.ts";
import type { Props } from "./model/values.ts";
import { bodyContract, definitionsFolder } from "./contract/contract.ts";
import { AzureProvider } from "./provider/azure.ts";
import { Faults } from "./provider/faults.ts";
import type { Latencies } from "./provider/latencies.ts";
import { RandomProvider } from "./provider/random.ts";
import { ProviderService } from "./provider/service.ts";

export interface SimulatorOptions {
  /** Where the cloud is kept between runs: readable JSON, without secret values. */
  readonly stateFile: string;
  /** Faults to play, read again at every request; see docs/simulator.md. */
  readonly faultsFile?: string | undefined;
  /** Folder of Azure's REST definitions. @default STRONGROOM_AZURE_REST, else ../shared/azure-rest, else none */
  readonly azureRest?: string | undefined;
  /** Changes each answer about a resource, for a test that plays an Azure which differs. @default as the model has it */
  readonly answers?: ((type: string, properties: Props) => Props) | undefined;
  /** @default none: every request is answered at once */
  readonly latencies?: Latencies | undefined;
  /** Whether what is new is known at once ("lenient"), or only after a while, as in Azure. @default "strict" */
  readonly profile?: Profile | undefined;
  /** File of the clock, which waits of the program move on; see model/clock.ts. @default the machine's clock */
  readonly clockFile?: string | undefined;
  /** Who deploys. @default ARM_SUBSCRIPTION_ID and ARM_TENANT_ID, else GUIDs that are nobody's */
  readonly caller?: Partial<Caller> | undefined;
}

export interface Simulator {
  readonly port: number;
  /** Whether request bodies are held to Azure's REST definitions. */
  readonly validates: boolean;
  stop(): Promise<void>;
}

const NOBODY = {
  subscriptionId: "00000000-0000-4000-8000-00000000a0a0",
  tenantId: "00000000-0000-4000-8000-00000000b0b0",
  objectId: "00000000-0000-4000-8000-00000000c0c0",
  clientId: "00000000-0000-4000-8000-00000000d0d0",
};

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const store = new Store(options.stateFile);
  const cloud = new Cloud(store);
  const faults = new Faults(options.faultsFile);
  const folder = definitionsFolder(options.azureRest);
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const azure = new AzureProvider({
    cloud,
    kinds: KINDS,
    faults,
    latencies: options.latencies,
    contract: folder === undefined ? undefined : bodyContract(folder),
    crash: () => {
      server.forceShutdown();
      store.abandon();
    },
  });
  const service = new ProviderService({
    azure,
    random: new RandomProvider(),
    cloud,
    kinds: KINDS,
    faults,
    caller: callerOf(options),
    ...(options.answers === undefined ? {} : { answers: options.answers }),
  });
  server.addService(providerGrpc.ResourceProviderService, service.implementation());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return {
    port,
    validates: folder !== undefined,
    stop: () => {
      server.forceShutdown();
      store.close();
      return Promise.resolve();
    },
  };
}

function callerOf({ caller: given, profile = "strict", clockFile }: SimulatorOptions): Caller {
  const subscriptionId = process.env["ARM_SUBSCRIPTION_ID"];
  const tenantId = process.env["ARM_TENANT_ID"];
  return {
    ...NOBODY,
    ...(subscriptionId !== undefined && subscriptionId !== "" && { subscriptionId }),
    ...(tenantId !== undefined && tenantId !== "" && { tenantId }),
    insideNetwork: false,
    now: clockOf(clockFile),
    azure: CLOUDS.public,
    landingZone: {},
    ages: PROFILES[profile],
    ...given,
  };
}

function clockOf(file: string | undefined): () => Date {
  if (file === undefined) return () => new Date();
  const clock = new SimulatedClock(file);
  return () => clock.now();
}
