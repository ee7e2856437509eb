// Runs the program in a process of its own, since Pulumi's runtime is one per process and reads its settings once. Started by
// evaluate-stack.ts with the environment that the Pulumi CLI would give; answers on file descriptor 3, so that whatever the
// program prints stays apart from the plan.
import { Socket } from "node:net";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { takeNoTraces } from "../../infra/traces.ts";
import { buildDocument } from "./build-document.ts";
import type { Plan } from "./document.ts";
import { evaluate } from "./evaluate.ts";
import type { ChildMessage } from "./message.ts";

const [main = "", date = ""] = process.argv.slice(2);

takeNoTraces();

const answer = new Socket({ fd: 3, readable: false, writable: true });
// Not awaited at the top: Node would print a warning of its own about a program that never ends.
void run().then((message) => answer.end(JSON.stringify(message)));

async function run(): Promise<ChildMessage> {
  const config = pulumi.runtime.allConfig();
  const setting = (key: string): string => config[`strongroom:${key}`] ?? "";
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  try {
    const started = performance.now();
    let first: number | undefined;
    const evaluated = await evaluate(
      async () => {
        const { default: program, ...exports } = (await import(pathToFileURL(main).href)) as Record<string, unknown>;
        return typeof program === "function" ? (program as () => unknown)() : (program ?? exports);
      },
      {
        project,
        stack,
        preview: true,
        subscriptionId: setting("subscriptionId"),
        tenantId: setting("tenantId"),
        onRegistered: () => (first ??= performance.now()),
      },
    );
    const totalMs = performance.now() - started;
    // Kilobytes and microseconds (Node.js documentation, process.resourceUsage).
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const document = buildDocument(evaluated, { project, stack, environment: setting("environment"), date });
    return {
      kind: "plan",
      plan: await withSettings(document),
      cost: {
        firstResourceMs: (first ?? performance.now()) - started,
        totalMs,
        peakBytes: maxRSS * 1024,
        processorMs: (userCPUTime + systemCPUTime) / 1000,
      },
    };
  } catch (thrown) {
    if (pulumi.RunError.isInstance(thrown)) return { kind: "refused", message: thrown.message };
    return { kind: "fault", stack: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}

/** What the environment is, and where in which manifest each resource was asked for; nothing for a program that is none of ours. */
async function withSettings(document: Plan): Promise<Plan> {
  const { InputErrors } = await import("../../infra/input/problems.ts");
  try {
    const { readSettings } = await import("../../infra/settings/read-settings.ts");
    const { readCatalogue } = await import("../../infra/manifest/catalogue.ts");
    const { withOrigins } = await import("./origins.ts");
    const settings = readSettings();
    const { everyEnd } = await import("../../infra/read-ends.ts");
    const { stage, shape } = settings;
    const catalogue = readCatalogue(settings);
    const ends = everyEnd(catalogue, settings);
    const resources = withOrigins(document.resources, catalogue, settings);
    return { ...document, stage, shape, ...(ends.length === 0 ? {} : { ends }), resources };
  } catch (error) {
    // Our own program has read them without a problem; another one may have no manifests at all.
    if (error instanceof InputErrors) return document;
    throw error;
  }
}
