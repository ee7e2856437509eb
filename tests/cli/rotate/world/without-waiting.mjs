// Loaded into a process before its program: what it would wait for minutes takes a millisecond.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const wait = timers.setTimeout;
timers.setTimeout = (milliseconds, ...rest) => wait(Math.min(milliseconds, 1), ...rest);
syncBuiltinESMExports();
