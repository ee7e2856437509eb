// Everything in which environments differ. A shape is data and loads no resource, since settings are judged by it as well.
import type { AppShape } from "../components/app/app-environment.ts";
import type { PlatformShape } from "./platform-facts.ts";
import type { Stage } from "./stage.ts";
import type { WatchShape } from "./watched.ts";

export type EnvironmentShape = PlatformShape &
  WatchShape &
  AppShape & {
    /** Unless an environment's settings say another (strongroom:stage). */
    readonly stage: Stage;
    /** Shapes whose environments are deployed first, so that a fault shows there. */
    readonly after: readonly string[];
  };
