// The Node.js language host: what the Pulumi CLI asks to run a program. The official one comes with the official CLI only;
// a CLI built from Go modules has none. We attach ours (PULUMI_DEBUG_LANGUAGES) to both: the official one would report
// azure-native as required and have the CLI download hundreds of megabytes of a provider that a simulation does not use.
import * as path from "node:path";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import type * as language from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { empty } from "./empty.ts";
import { spawnLeashed } from "./leash.ts";
import { PULUMI_VERSION } from "./version.ts";

/** How a program ends when it has already told the user what is wrong (@pulumi/pulumi, cmd/run/index.js). */
const ALREADY_REPORTED = 32;

/** Milliseconds that a cancelled program gets after SIGTERM before SIGKILL. */
const GRACE_MS = 2_000;

/** The version we give: the CLI only prints it. */
const HOST_VERSION = PULUMI_VERSION;

export interface LanguageHost {
  readonly port: number;
  /** Kills what still runs and closes the port. */
  stop(): Promise<void>;
}

export interface LanguageHostOptions {
  /** The Node that runs programs. @default the one that runs us, which can run TypeScript */
  readonly node?: string;
  /** The environment of programs: the CLI's, which holds nothing of a user's own Pulumi or Azure. */
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a language host on a free loopback port. */
export async function startLanguageHost(options: LanguageHostOptions): Promise<LanguageHost> {
  const node = options.node ?? process.execPath;
  const running: Running = new Map();
  let engineAddress = "";

  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, {
    handshake: unary((request: language.LanguageHandshakeRequest) => {
      engineAddress = request.getEngineAddress();
      return new languagePb.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new pluginPb.PluginInfo().setVersion(HOST_VERSION)),
    // The providers are attached: there is nothing to install.
    getRequiredPackages: unary(() => new languagePb.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new languagePb.GetRequiredPluginsResponse()),
    about: unary(() => new languagePb.AboutResponse().setExecutable(node).setVersion(process.versions.node)),
    getProgramDependencies: unary((request: language.GetProgramDependenciesRequest) => programDependencies(request)),
    installDependencies: (call: grpc.ServerWritableStream<language.InstallDependenciesRequest, never>) => {
      call.emit("error", {
        code: grpc.status.FAILED_PRECONDITION,
        details: `install the program's dependencies with "npm ci"`,
      });
    },
    runtimeOptionsPrompts: unary(() => new languagePb.RuntimeOptionsResponse()),
    template: unary(() => new languagePb.TemplateResponse()),
    run: (call: RunCall, reply: grpc.sendUnaryData<language.RunResponse>) => {
      runProgram(call, { engineAddress, node, env: options.env, running }).then(
        (response) => {
          reply(null, response);
        },
        (error: unknown) => {
          reply({ code: grpc.status.INTERNAL, details: error instanceof Error ? error.message : String(error) });
        },
      );
    },
    runPlugin: (call: PluginCall) => {
      runPolicyPack(call, { engineAddress, node, env: options.env, running });
    },
    cancel: unary(() => {
      [...running.keys()].forEach(terminate);
      return empty();
    }),
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
    stop: async () => {
      [...running.keys()].forEach(terminate);
      await Promise.all(running.values());
      server.forceShutdown();
    },
  };
}

type PluginCall = grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>;
type RunCall = grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>;

/** A handler that answers at once, or with the error thrown. */
function unary<Request, Response>(answer: (request: Request) => Response) {
  return (call: { readonly request: Request }, reply: grpc.sendUnaryData<Response>): void => {
    try {
      reply(null, answer(call.request));
    } catch (error) {
      reply({ code: grpc.status.INVALID_ARGUMENT, details: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** What `pulumi about` lists. */
function programDependencies(request: language.GetProgramDependenciesRequest): language.GetProgramDependenciesResponse {
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const response = new languagePb.GetProgramDependenciesResponse();
  let manifest: { dependencies?: Record<string, unknown> };
  try {
    manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as typeof manifest;
  } catch {
    // A program below the package's folder has no package.json of its own: `about` then lists nothing.
    return response;
  }
  for (const [name, version] of Object.entries(manifest.dependencies ?? {})) {
    response.addDependencies(new languagePb.DependencyInfo().setName(name).setVersion(String(version)));
  }
  return response;
}

/** The command line of `@pulumi/pulumi/cmd/run`, as the official language host builds it. */
export function programArguments(request: language.RunRequest, engineAddress: string, runModule: string): string[] {
  const info = request.getInfo();
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>;
  if (options["typescript"] === true) {
    throw new Error(
      `Pulumi.yaml: runtime.options.typescript: true is not for this program: Node runs its TypeScript as it is; set it to false`,
    );
  }
  const nodeArguments = typeof options["nodeargs"] === "string" ? options["nodeargs"].split(/\s+/).filter(Boolean) : [];
  return [
    ...nodeArguments,
    runModule,
    "--monitor", request.getMonitorAddress(),
    "--engine", engineAddress,
    "--project", request.getProject(),
    "--stack", request.getStack(),
    "--organization", request.getOrganization(),
    "--root-directory", info?.getRootDirectory() ?? request.getPwd(),
    "--pwd", request.getPwd(),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    "--parallel", String(request.getParallel()),
    info?.getEntryPoint() ?? request.getProgram(),
    ...request.getArgsList(),
  ]; // prettier-ignore
}

/**
 * The processes that run, each with a promise of its end. The end is that of its output too: between a process's exit and
 * the close of its pipes there is a moment in which neither event is left to wait for.
 */
type Running = Map<ChildProcess, Promise<void>>;

/** Keeps `child` among the running until it and its output have ended. */
function keep(running: Running, child: ChildProcess): void {
  const end = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
    child.once("error", () => {
      resolve();
    });
  });
  running.set(child, end);
  void end.then(() => running.delete(child));
}

/** What every program of one host shares. */
interface Setting {
  readonly engineAddress: string;
  readonly node: string;
  readonly env: NodeJS.ProcessEnv;
  readonly running: Running;
}

async function runProgram(
  call: RunCall,
  { engineAddress, node, env, running }: Setting,
): Promise<language.RunResponse> {
  const request = call.request;
  const programDirectory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const runModule = createRequire(path.join(programDirectory, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  const engine = new EngineClient(engineAddress, grpc.credentials.createInsecure());
  const child = spawnLeashed(node, programArguments(request, engineAddress, runModule), {
    cwd: request.getPwd(),
    env: {
      ...env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
    stdio: "pipe",
    // A Ctrl-C in the terminal is the engine's to handle: it stops creating and lets what runs finish.
    ownGroup: true,
  });
  keep(running, child);
  call.on("cancelled", () => {
    terminate(child);
  });

  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (...end) => {
        resolve(end);
      });
      // Two stream ids, so that the engine never mixes a line of one stream with one of the other.
      relay(child.stdout, engine, 1);
      relay(child.stderr, engine, 2);
    });
    const response = new languagePb.RunResponse();
    if (code === ALREADY_REPORTED) {
      response.setBail(true);
    } else if (code !== 0) {
      response.setError(
        code === null
          ? `the program was stopped by ${signal ?? "a signal"}`
          : `the program ended with exit code ${code}`,
      );
    }
    return response;
  } finally {
    engine.close();
  }
}

/**
 * Runs a policy pack: a CLI that has a Node.js host of its own asks the attached one to. Other plugins are attached, never
 * run from here.
 */
function runPolicyPack(call: PluginCall, { node, env, running }: Setting): void {
  const request = call.request;
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  if (request.getKind() !== "analyzer") {
    const details = `a plugin of kind "${request.getKind()}" cannot run against simulated Azure`;
    call.emit("error", { code: grpc.status.UNIMPLEMENTED, details });
    return;
  }
  let runModule: string;
  try {
    runModule = createRequire(path.join(folder, "index.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  } catch {
    const details = `the policy pack in ${folder} lacks @pulumi/pulumi; run "npm ci" there`;
    call.emit("error", { code: grpc.status.FAILED_PRECONDITION, details });
    return;
  }
  const own = request.getEnvList().map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  const child = spawnLeashed(node, [runModule, ...request.getArgsList(), folder], {
    cwd: folder,
    env: { ...env, ...(Object.fromEntries(own) as Record<string, string>) },
    stdio: "pipe",
    ownGroup: true,
  });
  keep(running, child);
  child.stdout?.on("data", (data: Buffer) => call.write(new languagePb.RunPluginResponse().setStdout(data)));
  child.stderr?.on("data", (data: Buffer) => call.write(new languagePb.RunPluginResponse().setStderr(data)));
  call.on("cancelled", () => {
    terminate(child);
  });
  child.once("error", (error) => call.emit("error", { code: grpc.status.INTERNAL, details: error.message }));
  child.once("close", (code) => {
    call.write(new languagePb.RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
}

/** Shows what the program prints as messages of the engine: an attached host has no terminal of its own. */
function relay(stream: Readable | null, engine: EngineClient, streamId: number): void {
  if (!stream) {
    return;
  }
  createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => {
    const message = new enginePb.LogRequest()
      .setSeverity(enginePb.LogSeverity.INFO)
      .setMessage(`${line}\n`)
      .setStreamid(streamId);
    // An engine that is gone cannot show the line; the end of the program is noticed on its own.
    engine.log(message, () => undefined);
  });
}

/** Asks the program, and what it started, to stop; then makes them. */
function terminate(child: ChildProcess): void {
  let ended = false;
  child.once("close", () => {
    ended = true;
  });
  signalGroup(child, "SIGTERM");
  void delay(GRACE_MS, undefined, { ref: false }).then(() => {
    if (!ended) {
      signalGroup(child, "SIGKILL");
    }
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || process.platform === "win32") {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
