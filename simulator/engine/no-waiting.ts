// Loaded before a program that runs against simulated Azure: what the program waits for, simulated Azure's clock jumps over.
// So a deployment waits where it would wait for Azure, a test sees that it does, and nobody sits out a minute of it. Only
// `node:timers/promises` jumps: Pulumi's own connections keep time by the other timers.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { SimulatedClock } from "../model/clock.ts";

/** Names the file of the clock. */
export const CLOCK_FILE = "STRONGROOM_SIMULATED_CLOCK";

/** Milliseconds from which on a wait is one for Azure. */
const SHORTEST_MS = 1000;
/** Milliseconds that it takes all the same, so that others get their turn, as they would in the meantime. */
const TURN_MS = 25;

const file = process.env[CLOCK_FILE];
if (file !== undefined) {
  const clock = new SimulatedClock(file);
  const real = timers.setTimeout;
  timers.setTimeout = async <T>(ms?: number, value?: T, options?: Parameters<typeof real>[2]): Promise<T> => {
    if (ms === undefined || ms < SHORTEST_MS) return real(ms, value, options);
    const end = clock.now().getTime() + ms;
    await real(TURN_MS, undefined, options);
    clock.advanceTo(end);
    return value as T;
  };
  syncBuiltinESMExports();
}
