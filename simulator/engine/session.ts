// Everything that a Pulumi command needs to run against simulated Azure, started with it and stopped with it: the simulated
// providers, the language host, a state folder of its own. A user's own Pulumi login, stacks and settings are never touched.
import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { createEventReader, removeStaleEventLogs, type EngineEvent, type EventReader } from "./events.ts";
export type { EngineEvent } from "./events.ts";
import type { SimulatorOptions } from "../server.ts";
import { findCli, type Cli } from "./cli.ts";
import { SimulatedClock } from "../model/clock.ts";
import { compileCache } from "./compile-cache.ts";
import { ended, shown } from "./child-end.ts";
import { azureFileIn } from "../model/state-file.ts";
import { messageOf, UserError } from "../../text/errors.ts";
import { startLanguageHost } from "./language-host.ts";
import { spawnLeashed } from "./leash.ts";
import { acquireLock } from "./lock.ts";
import { CLOCK_FILE } from "./no-waiting.ts";
import { initializeStack, localSettings, removeStaleLocks } from "./stack.ts";

/**
 * What encrypts the local state's secrets. A fixed text is right here: simulated Azure holds placeholders only, nothing in
 * that state is worth stealing, and a prompt would stop the demo and every test. Real stacks name their own provider.
 */
const PASSPHRASE = "simulated-azure-holds-no-secret";

/** What the program loads first; see there. */
const NO_WAITING = path.join(import.meta.dirname, "no-waiting.ts");

/** Variables of the user's shell that could point a local command at something real. */
const REAL = /^(PULUMI_|ARM_|AZURE_)/;

export interface Providers {
  readonly port: number;
  stop(): Promise<void>;
}

/** What a session is made of; faults, latencies and the caller are passed on to simulated Azure. */
export interface SessionOptions extends Omit<SimulatorOptions, "stateFile" | "clockFile" | "profile"> {
  /** Where node_modules is: the repository. */
  readonly root: string;
  /** The folder of the Pulumi.yaml to run. @default root */
  readonly programDir?: string;
  /** Holds state, settings, simulated Azure and logs. @default `<root>/.strongroom` */
  readonly stateDir?: string;
  /**
   * The engine saves state once at the end instead of after each step: for the benchmark only, as an interrupted `up`
   * then loses what it did. @default false
   */
  readonly skipCheckpoints?: boolean;
  /** False for commands that talk to no provider, such as `stack output`. @default true */
  readonly azure?: boolean;
  /** Whether what is new is known at once, or after a while. @default "strict" */
  readonly azureProfile?: SimulatorOptions["profile"];
  /** The CLI to use. @default found or built */
  readonly cli?: Cli;
  /** Plays azure-native, azuread and random. @default simulated Azure */
  readonly startProviders?: (stateFile: string) => Promise<Providers>;
}

export interface RunOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** @default the session's programDir */
  readonly cwd?: string;
  /** Added to the command's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * "inherit" uses our terminal; "pipe" gives the output back; "show" prints it as it comes, through the door, since a log
   * may be read by a runner that looks for commands. @default "pipe"
   */
  readonly stdio?: "inherit" | "pipe" | "show";
  /** Makes the stack on first use; false for commands about no stack, such as `version`. @default true */
  readonly initialize?: boolean;
  /** Collects the engine's events (`preview`, `up`, `refresh`, `destroy`). @default false, true with onEvent */
  readonly events?: boolean;
  /** Called with each event of the engine as it happens. */
  readonly onEvent?: (event: EngineEvent) => void;
}

export interface RunResult {
  /** As the shell would say it: 128 + n when signal n ended the CLI. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly EngineEvent[];
}

export interface Running {
  readonly result: Promise<RunResult>;
  /** The Pulumi CLI's process id. */
  readonly pid: number | undefined;
  /** Signals the CLI alone, as a crash or the out-of-memory killer would. */
  kill(signal: NodeJS.Signals): void;
}

export interface Session {
  readonly stateDir: string;
  /** Where simulated Azure keeps what exists. */
  readonly azureFile: string;
  readonly cli: Cli;
  /** Runs one Pulumi command to its end. */
  pulumi(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts one Pulumi command. */
  start(args: readonly string[], options?: RunOptions): Promise<Running>;
}

/** Gives `body` a session and stops everything when it ends, however it ends. */
export async function withSession<T>(options: SessionOptions, body: (session: Session) => Promise<T>): Promise<T> {
  const programDir = options.programDir ?? options.root;
  const stateDir = path.resolve(options.stateDir ?? path.join(options.root, ".strongroom"));
  makeFolder(path.join(stateDir, "state"));
  const cli = options.cli ?? (await findCli());
  const release = await acquireLock(path.join(stateDir, "session.lock"), { wait: false });
  const azureFile = azureFileIn(stateDir);
  const clockFile = path.join(stateDir, "clock");
  const running = new Set<Running>();
  let providers: Providers | undefined;
  try {
    removeStaleEventLogs(stateDir);
    if (options.azure !== false) {
      providers = await (options.startProviders ?? simulatedAzure(options, clockFile))(azureFile);
    }
    const context: Context = { options, programDir, stateDir, cli, providersPort: providers?.port, clockFile };
    const start = async (args: readonly string[], run: RunOptions = {}): Promise<Running> => {
      const started = await startPulumi(context, args, run);
      running.add(started);
      void started.result.finally(() => running.delete(started)).catch(() => undefined);
      return started;
    };
    return await body({
      stateDir,
      azureFile,
      cli,
      start,
      pulumi: async (args, run) => (await start(args, run)).result,
    });
  } finally {
    for (const left of running) {
      left.kill("SIGKILL");
      await left.result.catch(() => undefined);
    }
    await providers?.stop();
    release();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(
      `${folder}: cannot be made, and local state and simulated Azure need it; make the project's folder writable (${messageOf(error)})`,
    );
  }
}

function simulatedAzure(
  { azureProfile: profile, ...options }: SessionOptions,
  clockFile: string,
): (stateFile: string) => Promise<Providers> {
  return async (stateFile) => {
    const { startSimulator } = await import("../server.ts");
    const { faultsFile, azureRest, answers, latencies, caller } = options;
    return startSimulator({ stateFile, faultsFile, azureRest, answers, latencies, profile, clockFile, caller });
  };
}

interface Context {
  readonly options: SessionOptions;
  readonly programDir: string;
  readonly stateDir: string;
  readonly cli: Cli;
  readonly providersPort: number | undefined;
  /** Where simulated Azure and the program, which waits for it, agree on the time. */
  readonly clockFile: string;
}

async function startPulumi(context: Context, args: readonly string[], run: RunOptions): Promise<Running> {
  const stack = run.stack ?? "dev";
  const cwd = run.cwd ?? context.programDir;
  const base = environment(context);
  const place = { programDir: cwd, stateDir: context.stateDir, stack };
  const settings = run.initialize === false ? undefined : localSettings(place);
  if (settings) {
    await initializeStack({ ...place, cli: context.cli, env: base });
    settings.write();
  }
  removeStaleLocks(context.stateDir);

  const clock = new SimulatedClock(context.clockFile);
  clock.beginCommand();
  const host = await startLanguageHost({
    folders: [cwd, ...policyPacks(args, cwd)],
    env: { ...base, ...run.env, [CLOCK_FILE]: context.clockFile },
    preload: NO_WAITING,
  });
  let reader: EventReader | undefined;
  try {
    const collect = run.events === true || run.onEvent !== undefined;
    reader = collect ? createEventReader(context.stateDir, run.onEvent) : undefined;
    const child = spawnLeashed(context.cli.path, withDefaults(args, run), {
      cwd,
      env: {
        ...base,
        ...(settings && { PULUMI_STACK: stack, PULUMI_OPTION_CONFIG_FILE: settings.file }),
        PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}`,
        ...(reader && { PULUMI_DEBUG_COMMANDS: "true", PULUMI_OPTION_EVENT_LOG: reader.file }),
        ...run.env,
      },
      stdio: run.stdio === "show" ? "read" : (run.stdio ?? "pipe"),
      // A terminal's Ctrl-C must reach the CLI, and its prompts must be able to read: only then it shares our group.
      ownGroup: (run.stdio ?? "pipe") === "pipe" || !process.stdin.isTTY,
    });
    const result = withEvents(run.stdio === "show" ? shown(child) : ended(child), reader);
    return {
      pid: child.pid,
      kill: (signal) => child.kill(signal),
      result: result.finally(async () => {
        await host.stop();
        clock.endCommand();
        settings?.restore();
      }),
    };
  } catch (error) {
    reader?.finish();
    await host.stop();
    throw error;
  }
}

/** Folders that the command line names by `--policy-pack`. */
function policyPacks(args: readonly string[], cwd: string): string[] {
  return args.flatMap((arg, index) => {
    const named = arg === "--policy-pack" ? args[index + 1] : /^--policy-pack=(.+)$/.exec(arg)?.[1];
    return (named ?? "")
      .split(",")
      .filter((folder) => folder !== "")
      .map((folder) => path.resolve(cwd, folder));
  });
}

/** Also a CLI that could not be started leaves no event log. */
async function withEvents(
  end: Promise<Omit<RunResult, "events">>,
  reader: EventReader | undefined,
): Promise<RunResult> {
  await Promise.allSettled([end]);
  const events = reader?.finish() ?? [];
  return { ...(await end), events };
}

/** Flags that a command read through pipes needs; never added to one that has a terminal. */
function withDefaults(args: readonly string[], run: RunOptions): string[] {
  if ((run.stdio ?? "pipe") !== "pipe") {
    return [...args];
  }
  const has = (flag: string): boolean => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  return [
    ...args,
    ...(has("--non-interactive") ? [] : ["--non-interactive"]),
    ...(has("--color") ? [] : ["--color=never"]),
  ];
}

/** The CLI's environment, without what could lead it to a real account. */
function environment(context: Context): NodeJS.ProcessEnv {
  const { options, stateDir, providersPort } = context;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !REAL.test(name)));
  const bin = path.join(options.root, "node_modules", ".bin");
  const analyzer = path.join(import.meta.dirname, "bin");
  return {
    ...own,
    PATH: [bin, analyzer, process.env["PATH"] ?? ""].join(path.delimiter),
    NODE_COMPILE_CACHE: compileCache(),
    PULUMI_HOME: path.join(stateDir, "home"),
    PULUMI_BACKEND_URL: backendUrl(stateDir),
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // What simulated Azure does not know is refused, never downloaded.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // `stack rm` would delete the committed settings file with the stack.
    PULUMI_OPTION_PRESERVE_CONFIG: "true",
    ...(providersPort !== undefined && {
      PULUMI_DEBUG_PROVIDERS: ["azure-native", "azuread", "random"].map((name) => `${name}:${providersPort}`).join(","),
    }),
    ...(options.skipCheckpoints && { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
  };
}

/**
 * State is replaced by renaming, so that a killed CLI leaves the old one or the new one; but its sidecar `.attrs` file, which
 * nobody needs, is written in place, and a half-written one makes the state unreadable (gocloud.dev, blob/fileblob).
 */
function backendUrl(stateDir: string): string {
  const url = pathToFileURL(path.join(stateDir, "state"));
  url.searchParams.set("metadata", "skip");
  return url.href;
}
