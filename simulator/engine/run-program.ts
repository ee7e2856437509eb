// Programs and policy packs as processes: started as the official language host starts them, their output handed to the
// engine, and ended together with whatever they started.
import * as path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import type * as language from "@pulumi/pulumi/proto/language_pb.js";
import { spawnLeashed } from "./leash.ts";

/** How a program ends when it has already told the user what is wrong (@pulumi/pulumi, cmd/run/index.js). */
const ALREADY_REPORTED = 32;

/** Milliseconds that a cancelled program gets after SIGTERM before SIGKILL. */
const GRACE_MS = 2_000;

export type PluginCall = grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>;
export type RunCall = grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>;

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
export type Running = Map<ChildProcess, Promise<void>>;

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
export interface Setting {
  readonly engineAddress: string;
  readonly node: string;
  readonly env: NodeJS.ProcessEnv;
  readonly running: Running;
  /** A module that a program loads before itself. */
  readonly preload?: string | undefined;
}

export async function runProgram(
  call: RunCall,
  { engineAddress, node, env, running, preload }: Setting,
): Promise<language.RunResponse> {
  const request = call.request;
  const programDirectory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
  const runModule = createRequire(path.join(programDirectory, "index.js")).resolve("@pulumi/pulumi/cmd/run");
  const engine = new EngineClient(engineAddress, grpc.credentials.createInsecure());
  const before = preload === undefined ? [] : ["--import", pathToFileURL(preload).href];
  const child = spawnLeashed(node, [...before, ...programArguments(request, engineAddress, runModule)], {
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
export function runPolicyPack(call: PluginCall, { node, env, running }: Setting): void {
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
  // Whoever asks says Pulumi's variables, and none by which Node or the loader would run something else.
  const own = request
    .getEnvList()
    .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const)
    .filter(([name]) => isPulumis(name));
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
export function terminate(child: ChildProcess): void {
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

/** Of `pulumi`, and no file or module that Node loads. */
export function isPulumis(name: string): boolean {
  return /^PULUMI_[A-Z_]+$/.test(name) && !/TSCONFIG|TRANSPILE|TYPESCRIPT/.test(name);
}
