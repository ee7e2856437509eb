// The program in one process for many commands: a language host that imports the program once, and runs it as often as an engine
// asks; and, asked by its parent, what the program would register, as `strongroom plan` sees it. Starting Node and loading the program takes three quarters of a preview, and a walk over all edits makes a thousand.
// A run that fails for another reason than its input ends the process: nobody knows what the program leaves behind then.
// Started as `node --import …/no-waiting.ts warm-program.ts <folder of Pulumi.yaml>` by warm.ts, which gets its port.
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import type * as language from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { resetOptions } from "@pulumi/pulumi/runtime/settings.js";
import * as state from "@pulumi/pulumi/runtime/state.js";
import { evaluate } from "../../cli/plan/evaluate.ts";
import { empty } from "../../simulator/engine/empty.ts";
import type { Asked, Planned } from "./warm.ts";

/** What the Automation API runs inline programs with; not in the typings. */
const { withLocalStorage } = state as unknown as {
  readonly withLocalStorage: <T>(body: () => Promise<T>) => Promise<T>;
};
type RunCall = grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>;

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: warm-program.ts <folder of Pulumi.yaml>");
process.env["PULUMI_NODEJS_ROOT_DIRECTORY"] = folder;
process.chdir(folder);
const { default: program } = (await import(pathToFileURL(path.join(folder, "infra", "index.ts")).href)) as {
  readonly default: () => Promise<Record<string, unknown>>;
};

let engineAddress = "";
const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  handshake: unary((request: language.LanguageHandshakeRequest) => {
    engineAddress = request.getEngineAddress();
    return new languagePb.LanguageHandshakeResponse();
  }),
  getPluginInfo: unary(() => new pluginPb.PluginInfo().setVersion("1.0.0")),
  getRequiredPackages: unary(() => new languagePb.GetRequiredPackagesResponse()),
  getRequiredPlugins: unary(() => new languagePb.GetRequiredPluginsResponse()),
  run: (call: RunCall, reply: grpc.sendUnaryData<language.RunResponse>) => {
    void run(call.request).then((end) => {
      reply(null, new languagePb.RunResponse().setBail(end !== "well"));
      if (end === "badly") server.tryShutdown(() => process.exit(1));
    });
  },
  cancel: unary(() => empty()),
});
process.on("message", (asked: Asked) => {
  void plan(asked).then((answer) => process.send?.(answer));
});
// Its parent is gone: nobody asks any more.
process.once("disconnect", () => process.exit(0));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send?.(port);
});

/** How the run went; what went wrong has been told to the engine. */
function run(request: language.RunRequest): Promise<"well" | "refused" | "badly"> {
  return withLocalStorage(async () => {
    resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engineAddress,
      request.getMonitorAddress(),
      request.getDryrun(),
      request.getOrganization(),
    );
    const config = Object.fromEntries(request.getConfigMap().entries()) as Record<string, string>;
    pulumi.runtime.setAllConfig(config, request.getConfigsecretkeysList());
    const faults = new Set<unknown>();
    const note = (error: unknown): void => {
      faults.add(error);
    };
    process.on("uncaughtException", note).on("unhandledRejection", note);
    try {
      await pulumi.runtime.runInPulumiStack(program);
      await pulumi.runtime.disconnect();
    } catch (error) {
      note(error);
    }
    for (const fault of faults) if (!isOfEngine(fault)) await pulumi.log.error(messageOf(fault));
    await pulumi.runtime.disconnect().catch(() => undefined);
    process.off("uncaughtException", note).off("unhandledRejection", note);
    if ([...faults].some((fault) => !(fault instanceof Error && fault.name === "InputErrors"))) return "badly";
    return faults.size > 0 ? "refused" : pulumi.log.hasErrors() ? "badly" : "well";
  });
}

/** What the program would register with this configuration, as if everything had been created. */
function plan({ config, stack }: Asked): Promise<Planned> {
  return withLocalStorage(async (): Promise<Planned> => {
    try {
      const { registrations } = await evaluate(
        () => {
          pulumi.runtime.setAllConfig({ ...config });
          return program();
        },
        {
          project: "strongroom",
          stack,
          preview: false,
          subscriptionId: config["strongroom:subscriptionId"] ?? "",
          tenantId: config["strongroom:tenantId"] ?? "",
        },
      );
      // What a resource gives out is none of what it is.
      return { registrations: registrations.map(({ outputs: _, ...each }) => each) };
    } catch (error) {
      return { refused: messageOf(error) };
    }
  });
}

/** The engine has said it already: it ends the connection when a resource fails. */
function isOfEngine(fault: unknown): boolean {
  return fault instanceof Error && "code" in fault && "details" in fault;
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function unary<Request, Response>(answer: (request: Request) => Response) {
  return (call: { readonly request: Request }, reply: grpc.sendUnaryData<Response>): void => {
    reply(null, answer(call.request));
  };
}
