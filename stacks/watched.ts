// What is watched of a stack: what it was asked for, and what came of it.
import type { AppEnvironment } from "../components/app/app-environment.ts";
import type { AlertLevel } from "../components/observability/alerts.ts";
import type { Platform } from "../components/platform.ts";
import type { BuiltPlatform } from "./built-platform.ts";
import type { EnvironmentArgs } from "./environment-args.ts";
import type { PlatformJobs } from "./platform-jobs.ts";

/** How an environment is watched. */
export interface WatchShape {
  /** "essential" where few rules are wanted, for what they cost (docs/watching.md). */
  readonly alerts: AlertLevel;
}

export interface Watched {
  readonly args: EnvironmentArgs;
  readonly shape: WatchShape;
  readonly platform: Platform;
  readonly built: BuiltPlatform | undefined;
  readonly apps: readonly AppEnvironment[];
  readonly jobs: PlatformJobs;
}
