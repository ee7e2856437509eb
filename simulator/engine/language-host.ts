// The Node.js language host: what the Pulumi CLI asks to run a program. The official one comes with the official CLI only;
// a CLI built from Go modules has none. We attach ours (PULUMI_DEBUG_LANGUAGES) to both: the official one would report
// azure-native as required and have the CLI download hundreds of megabytes of a provider that a simulation does not use.
import * as path from "node:path";
import { readFileSync, realpathSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import type * as language from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { parse } from "yaml";
import { at } from "../../text/values.ts";
import { empty } from "./empty.ts";
import { runPolicyPack, runProgram, terminate, type PluginCall, type RunCall, type Running } from "./run-program.ts";
import { PULUMI_VERSION } from "./version.ts";

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
  /**
   * The folders of what it runs, programs and policy packs: they and what is below them. Every process on this machine can ask
   * on a loopback port, and what it asks for would run as this user.
   */
  readonly folders: readonly string[];
  /** The environment of programs: the CLI's, which holds nothing of a user's own Pulumi or Azure. */
  readonly env: NodeJS.ProcessEnv;
  /** A module that programs load before themselves. @default none */
  readonly preload?: string;
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
      const info = call.request.getInfo();
      const asked = [
        call.request.getPwd(),
        info?.getRootDirectory() ?? "",
        info?.getProgramDirectory() ?? "",
        path.resolve(info?.getProgramDirectory() ?? "", info?.getEntryPoint() ?? call.request.getProgram()),
      ];
      const refused = foreign(asked, options.folders) ?? otherArguments(call.request, options.folders[0] ?? "");
      if (refused !== undefined) {
        reply({ code: grpc.status.PERMISSION_DENIED, details: refused });
        return;
      }
      runProgram(call, { engineAddress, node, env: options.env, running, preload: options.preload }).then(
        (response) => {
          reply(null, response);
        },
        (error: unknown) => {
          reply({ code: grpc.status.INTERNAL, details: error instanceof Error ? error.message : String(error) });
        },
      );
    },
    runPlugin: (call: PluginCall) => {
      const place = call.request.getInfo()?.getProgramDirectory() ?? call.request.getPwd();
      const refused = foreign([place], options.folders) ?? otherPack(call.request, place, options.folders);
      if (refused !== undefined) {
        call.emit("error", { code: grpc.status.PERMISSION_DENIED, details: refused });
        return;
      }
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

/** Why something asked for is not run; links are followed first. */
function foreign(asked: readonly string[], folders: readonly string[]): string | undefined {
  const allowed = folders.map(real);
  const outside = asked
    .filter((place) => place !== "")
    .find((place) => !allowed.some((folder) => isBelow(folder, real(place))));
  return outside === undefined ? undefined : `this host runs the program of its own session, and not ${outside}`;
}

/** Arguments of Node can load any file: they are those of the session's own Pulumi.yaml. */
function otherArguments(request: language.RunRequest, folder: string): string | undefined {
  const options = (request.getInfo()?.getOptions()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>;
  const asked = options["nodeargs"];
  return asked === undefined || asked === nodeArgumentsOf(folder)
    ? undefined
    : "runtime.options.nodeargs is not what Pulumi.yaml says";
}

function nodeArgumentsOf(folder: string): unknown {
  try {
    return at(parse(readFileSync(path.join(folder, "Pulumi.yaml"), "utf8")), "runtime.options.nodeargs");
  } catch {
    return undefined;
  }
}

/** A policy pack gets the engine's address, and perhaps a folder. */
function otherPack(request: language.RunPluginRequest, place: string, folders: readonly string[]): string | undefined {
  const isAddress = (arg: string): boolean => /^(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}$/.test(arg);
  const named = request.getArgsList().filter((arg) => !isAddress(arg));
  return foreign(
    named.map((arg) => path.resolve(place, arg)),
    folders,
  );
}

function isBelow(folder: string, place: string): boolean {
  const way = path.relative(folder, place);
  return way === "" || (!way.startsWith("..") && !path.isAbsolute(way));
}

/** Where a path leads; as it is where there is nothing. */
function real(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    return path.resolve(place);
  }
}

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
