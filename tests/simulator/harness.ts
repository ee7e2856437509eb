// Drives simulated Azure as the engine does, over gRPC, but without an engine: a rule's test takes milliseconds.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { azureFileIn } from "../../simulator/model/state-file.ts";
import { startSimulator } from "../../simulator/server.ts";
import type { Simulator, SimulatorOptions } from "../../simulator/server.ts";
import type { Props } from "../../simulator/model/values.ts";

export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
export const TENANT = "22222222-2222-4222-8222-222222222222";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export function secret(value: string): Props {
  return { [SIGNATURE]: SECRET_SIGNATURE, value };
}

export interface Made {
  readonly id: string;
  readonly outputs: Props;
}

export interface Diffed {
  readonly replaces: string[];
  readonly changes: string[];
  readonly deleteFirst: boolean;
}

/** A simulator with a state file of its own, and the calls of an engine. */
export class Azure {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-simulator-"));
  readonly stateFile = azureFileIn(this.folder);
  readonly faultsFile = path.join(this.folder, "faults.json");
  /** What the clock of the simulated cloud shows. */
  time = Date.parse("2026-01-01T00:00:00Z");
  /** Seconds that pass after each creation and deletion, so that Azure knows of it everywhere. */
  pause = 120;
  #simulator: Simulator | undefined;
  #client: grpc.Client | undefined;

  static async start(options: Partial<SimulatorOptions> = {}): Promise<Azure> {
    const azure = new Azure();
    await azure.open(options);
    return azure;
  }

  async open(options: Partial<SimulatorOptions> = {}): Promise<void> {
    this.#simulator = await startSimulator({
      stateFile: this.stateFile,
      faultsFile: this.faultsFile,
      ...options,
      caller: {
        subscriptionId: SUBSCRIPTION,
        tenantId: TENANT,
        insideNetwork: true,
        now: () => new Date(this.time),
        ...options.caller,
      },
    });
    this.#client = new providerGrpc.ResourceProviderClient(
      `127.0.0.1:${this.#simulator.port}`,
      grpc.credentials.createInsecure(),
    );
  }

  /** Ends the server but keeps its file. */
  async close(): Promise<void> {
    this.#client?.close();
    await this.#simulator?.stop();
  }

  async stop(): Promise<void> {
    await this.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  faults(content: unknown): void {
    fs.writeFileSync(this.faultsFile, JSON.stringify(content));
  }

  /** Everything that is on disk, to search for what must not be there. */
  stored(): string {
    return fs
      .readdirSync(this.folder)
      .map((file) => fs.readFileSync(path.join(this.folder, file), "utf8"))
      .join("\n");
  }

  async configure(args: Props): Promise<void> {
    const request = new pb.ConfigureRequest();
    request.setArgs(struct(args));
    await this.#call<pb.ConfigureResponse>("configure", request);
  }

  /** What `pulumi package add` sends. */
  async parameterize(...args: readonly string[]): Promise<string> {
    const request = new pb.ParameterizeRequest();
    request.setArgs(new pb.ParameterizeRequest.ParametersArgs().setArgsList([...args]));
    return this.#parameterized(request);
  }

  /** What the SDK of a local package sends: the bytes that the provider gave it. */
  async parameterizeAgain(name: string, value: Uint8Array): Promise<string> {
    const request = new pb.ParameterizeRequest();
    request.setValue(new pb.ParameterizeRequest.ParametersValue().setName(name).setValue(value));
    return this.#parameterized(request);
  }

  async #parameterized(request: pb.ParameterizeRequest): Promise<string> {
    const response = await this.#call<pb.ParameterizeResponse>("parameterize", request);
    return `${response.getName()}@${response.getVersion()}`;
  }

  async schema(): Promise<unknown> {
    const response = await this.#call<pb.GetSchemaResponse>("getSchema", new pb.GetSchemaRequest());
    return JSON.parse(response.getSchema());
  }

  async check(type: string, inputs: Props, olds: Props = {}): Promise<{ inputs: Props; failures: string[] }> {
    const request = new pb.CheckRequest();
    request.setUrn(urn(type));
    request.setNews(struct(inputs));
    request.setOlds(struct(olds));
    const response = await this.#call<pb.CheckResponse>("check", request);
    return {
      inputs: props(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(type: string, olds: Props, news: Props): Promise<Diffed> {
    const request = new pb.DiffRequest();
    request.setUrn(urn(type));
    request.setOldInputs(struct(olds));
    request.setNews(struct(news));
    const response = await this.#call<pb.DiffResponse>("diff", request);
    return {
      replaces: response.getReplacesList(),
      changes: response.getDiffsList(),
      deleteFirst: response.getDeletebeforereplace(),
    };
  }

  async preview(type: string, inputs: Props): Promise<Made> {
    return this.#create(type, inputs, true);
  }

  async create(type: string, inputs: Props): Promise<Made> {
    return this.#create(type, inputs, false);
  }

  async #create(type: string, inputs: Props, preview: boolean): Promise<Made> {
    const request = new pb.CreateRequest();
    request.setUrn(urn(type));
    request.setProperties(struct((await this.check(type, inputs)).inputs));
    request.setPreview(preview);
    const response = await this.#call<pb.CreateResponse>("create", request);
    if (!preview) this.time += this.pause * 1000;
    return { id: response.getId(), outputs: props(response.getProperties()) };
  }

  async update(type: string, made: Made, inputs: Props): Promise<Made> {
    const request = new pb.UpdateRequest();
    request.setUrn(urn(type));
    request.setId(made.id);
    request.setOlds(struct(made.outputs));
    request.setNews(struct((await this.check(type, inputs, inputs)).inputs));
    const response = await this.#call<pb.UpdateResponse>("update", request);
    return { id: made.id, outputs: props(response.getProperties()) };
  }

  /** As a refresh does; undefined where the resource is gone. */
  async read(type: string, made: Made, inputs?: Props): Promise<(Made & { inputs: Props }) | undefined> {
    const request = new pb.ReadRequest();
    request.setUrn(urn(type));
    request.setId(made.id);
    request.setProperties(struct(made.outputs));
    if (inputs) request.setInputs(struct(inputs));
    const response = await this.#call<pb.ReadResponse>("read", request);
    if (response.getId() === "") return undefined;
    return { id: response.getId(), outputs: props(response.getProperties()), inputs: props(response.getInputs()) };
  }

  async delete(type: string, made: Made): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setUrn(urn(type));
    request.setId(made.id);
    request.setProperties(struct(made.outputs));
    await this.#call("delete", request);
    this.time += this.pause * 1000;
  }

  async invoke(token: string, args: Props = {}): Promise<Props> {
    const request = new pb.InvokeRequest();
    request.setTok(token);
    request.setArgs(struct(args));
    return props((await this.#call<pb.InvokeResponse>("invoke", request)).getReturn());
  }

  #call<Response>(method: string, request: unknown): Promise<Response> {
    return new Promise((resolve, reject) => {
      const client = this.#client as unknown as Record<
        string,
        (request: unknown, callback: (error: grpc.ServiceError | null, response: Response) => void) => void
      >;
      client[method]?.(request, (error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response);
      });
    });
  }
}

export function urn(type: string): string {
  return `urn:pulumi:dev::test::${type}::subject`;
}

function struct(value: Props): structPb.Struct {
  return structPb.Struct.fromJavaScript(value);
}

function props(value: structPb.Struct | undefined): Props {
  return value?.toJavaScript() ?? {};
}

/** The message of a refusal; a promise that is kept is a failure of the test. */
export async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("expected a refusal, but the request was accepted");
}
