// Runs a Pulumi program in this process and gives back what it registered. Used by the plan (as a preview) and by the tests
// (as if everything had been created), so that both see the program through the same eyes.
import * as pulumi from "@pulumi/pulumi";
import { CLOUD_NAMES, CLOUDS, type Cloud } from "../../facts/clouds.ts";
import { invent, predict } from "./answers.ts";
import { RecordingMonitor, STACK_TYPE, type Registration } from "./monitor.ts";

export interface EvaluateOptions {
  readonly project: string;
  readonly stack: string;
  /** @default "organization", the file backend's only one */
  readonly organization?: string;
  /** Nothing exists yet: outputs of resources are unknown, unless they can be predicted. */
  readonly preview: boolean;
  /** In a preview, Azure's ids are predicted. @default true */
  readonly predictIds?: boolean;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** Called at each registration. */
  readonly onRegistered?: () => void;
  /** What other stacks give, by their names. @default unknown */
  readonly stackOutputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What providers' functions give, by token. @default unknown, but for the signed-in accounts */
  readonly calls?: Readonly<
    Record<string, (args: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
  >;
}

export interface Evaluated {
  /** A parent comes before its children; siblings by name, then type: the same in every run. */
  readonly registrations: readonly Registration[];
  /** The stack's outputs, over the wire. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Who is signed in, as each provider says it. */
const SIGNED_IN = new Set([
  "azure-native:authorization:getClientConfig",
  "azuread:index/getClientConfig:getClientConfig",
]);

/** Pulumi's runtime is one per process, so evaluations take turns. */
let turn: Promise<unknown> = Promise.resolve();

/** Evaluates the program; throws what it threw. */
export function evaluate(program: () => unknown, options: EvaluateOptions): Promise<Evaluated> {
  const result = turn.then(() => evaluateNow(program, options));
  turn = result.catch(() => undefined);
  return result;
}

async function evaluateNow(program: () => unknown, options: EvaluateOptions): Promise<Evaluated> {
  const { project, stack, preview, subscriptionId, tenantId, calls = {}, stackOutputs = {} } = options;
  const monitor = new RecordingMonitor({
    project,
    stack,
    answer: (question) => {
      options.onRegistered?.();
      const answer = preview ? predict(question, subscriptionId) : invent(question, subscriptionId, cloud());
      return preview && options.predictIds === false ? { ...answer, id: undefined, outputs: question.inputs } : answer;
    },
    call: (token, args) =>
      calls[token]?.(args) ??
      (SIGNED_IN.has(token) ? { clientId: tenantId, objectId: tenantId, subscriptionId, tenantId } : undefined),
    stackOutputs: (name) => stackOutputs[name],
  });
  pulumi.runtime.setMockOptions(monitor, project, stack, preview, options.organization ?? "organization");

  const failure = watchForFailure();
  let programEnds: Promise<unknown> = Promise.resolve();
  try {
    const run = pulumi.runtime.runInPulumiStack(() => {
      const result = Promise.resolve().then(program);
      programEnds = result.catch(() => undefined);
      return result;
    }) as Promise<unknown>;
    await Promise.race([run.then(() => pulumi.runtime.disconnect()), failure.happened]);
    await turns(REPORTING);
    failure.check();
  } finally {
    // What a failed program goes on to register, and what it left behind, must not reach the next one.
    await Promise.race([programEnds, turns(LEAVING)]);
    await turns(REPORTING);
    failure.stop();
    pulumi.runtime.setMockOptions(undefined, project, stack, preview);
  }
  const registrations = [...monitor.registrations.values()];
  const root = registrations.find(({ type }) => type === STACK_TYPE);
  return { registrations: inTreeOrder(registrations, root?.urn), outputs: root?.outputs ?? {} };
}

/** The provider's own, as its setting says; the checks of the settings refuse one that is none. */
function cloud(): Cloud {
  const name = new pulumi.Config("azure-native").get("environment") ?? "public";
  return CLOUDS[CLOUD_NAMES.find((known) => known === name) ?? "public"];
}

/** Turns of the event loop in which Node reports rejections that nobody handles; handling one may make others. */
const REPORTING = 5;
/** Turns that a program gets that failed in one place and goes on in another; one that waits for ever is left. */
const LEAVING = 1000;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

interface FailureWatch {
  /** Rejects with the first failure of a registration. */
  readonly happened: Promise<never>;
  /** Throws it, if there was one. */
  check(): void;
  stop(): void;
}

/** Pulumi leaves what goes wrong in a registration as a rejection that nobody handles; here somebody does. */
function watchForFailure(): FailureWatch {
  const others = process.listeners("unhandledRejection");
  let first: { readonly reason: unknown } | undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const happened = new Promise<never>((_, fail) => (reject = fail));
  happened.catch(() => undefined);
  const listen = (reason: unknown): void => {
    first ??= { reason };
    reject(reason);
  };
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", listen);
  return {
    happened,
    check: () => {
      if (first !== undefined) throw first.reason;
    },
    stop: () => {
      process.off("unhandledRejection", listen);
      for (const other of others) process.on("unhandledRejection", other);
    },
  };
}

function inTreeOrder(registrations: readonly Registration[], root: string | undefined): Registration[] {
  const children = Map.groupBy(registrations, ({ parent, type }) =>
    type === STACK_TYPE ? undefined : (parent ?? root),
  );
  const ordered: Registration[] = [];
  const visit = (parent: string | undefined): void => {
    for (const child of (children.get(parent) ?? []).toSorted(compare)) {
      ordered.push(child);
      visit(child.urn);
    }
  };
  visit(undefined);
  return ordered;
}

interface NamedResource {
  readonly name: string;
  readonly type: string;
}

/** By code units, so that the order is the same in every locale. */
export function compare(a: NamedResource, b: NamedResource): number {
  const [left, right] = [`${a.name}\0${a.type}`, `${b.name}\0${b.type}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
