// What a stack is given: the platform's settings, the applications of this deployment, and where the platform comes from.
import type { AppSpec } from "../components/app/app-spec.ts";
import type { PendingGrantArgs } from "./pending-grant.ts";
import type { PlatformSpec } from "./platform-spec.ts";

/** Which part of the environment this deployment is (design: Growing). */
export type Part =
  /** Platform and all applications in one stack. */
  | { readonly kind: "whole" }
  /** The platform alone; cells read it. */
  | { readonly kind: "platform" }
  /** Some of the applications, on the platform that the stack `platformStack` deployed. */
  | { readonly kind: "cell"; readonly platformStack: string };

export interface EnvironmentArgs {
  readonly platform: PlatformSpec;
  readonly applications: readonly AppSpec[];
  /** In a plan of a part: applications of which only the identities are built, for those that name them. @default none */
  readonly neighbours?: readonly AppSpec[];
  readonly part: Part;
  /** What waits for workloads of other cells. @default none */
  readonly pendingGrants?: readonly PendingGrantArgs[];
  /** When the program runs; what expires is counted from here. */
  readonly now: Date;
  /** Keep azure-native's aliases: for the one deployment after a major upgrade of the provider. */
  readonly keepAliases: boolean;
}
