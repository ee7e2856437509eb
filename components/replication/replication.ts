// Waits for Azure. Two kinds, and both are hooks of a resource: they run in an `up`, never in a preview; the engine shows them;
// nothing is installed for them and nothing of them is kept but their names (docs/adr/0034).
// What is created and used at once is given time before anybody uses it. And a request that is refused because Azure does not
// know everywhere yet what it names is asked again: the request itself is the one question whose answer counts, since a look
// at the same object may be answered by another replica.
import { setTimeout as wait } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { isNotYet, pauseAfter } from "./not-yet.ts";

/** Seconds that each needs, as people report it; what takes longer is asked again. */
const SECONDS = {
  /** Until federated credentials, grants and memberships find it. */
  identity: 20,
  group: 20,
  /** 30 to 60 (pulumi-azure#840, azure-docs#99810). */
  roleDefinition: 60,
} as const;

export type Replicated = keyof typeof SECONDS;

/** The options with a wait after the creation: whatever depends on the resource comes later. */
export function onceKnown(what: Replicated, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const hook = hooks()?.known[what];
  return hook === undefined ? opts : { ...opts, hooks: { ...opts.hooks, afterCreate: [hook] } };
}

/** The options with further tries, where a refusal says that Azure does not know yet what the resource names. */
export function patiently(opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const hook = hooks()?.retry;
  return hook === undefined ? opts : { ...opts, hooks: { ...opts.hooks, onError: [hook] } };
}

interface Hooks {
  readonly known: Readonly<Record<Replicated, pulumi.ResourceHook>>;
  readonly retry: pulumi.ErrorHook;
}

/** A program has each hook once, by its name; one process may run several, as the Automation API does. */
const registered = new WeakMap<pulumi.Resource, Hooks>();

/** None in a preview, and none where no engine could call one: a plan, or a test with mocks. */
function hooks(): Hooks | undefined {
  const stack = pulumi.runtime.getStackResource();
  if (pulumi.runtime.isDryRun() || pulumi.runtime.getEngine() === undefined || stack === undefined) return undefined;
  const known = registered.get(stack) ?? newHooks();
  registered.set(stack, known);
  return known;
}

function newHooks(): Hooks {
  return {
    known: { identity: settle("identity"), group: settle("group"), roleDefinition: settle("roleDefinition") },
    retry: new pulumi.ErrorHook("strongroom-ask-azure-again", async ({ type, failedOperation, errors }) => {
      const pause = pauseAfter(errors.length);
      const message = errors[0] ?? "";
      if (pause === undefined || !isNotYet({ type, operation: failedOperation, message })) return false;
      await wait(pause * 1000);
      return true;
    }),
  };
}

function settle(what: Replicated): pulumi.ResourceHook {
  const seconds = SECONDS[what];
  return new pulumi.ResourceHook(`strongroom-wait-for-${what}`, async ({ name }) => {
    await pulumi.log.info(
      `${name}: waits ${String(seconds)} s until Azure knows it everywhere`,
      undefined,
      undefined,
      true,
    );
    await wait(seconds * 1000);
  });
}
