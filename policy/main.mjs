// The engine's loader registers a TypeScript compiler that knows neither ES modules nor type stripping, and loads this file with
// `require`, which waits for nothing. Behind it Node itself loads the rest: the sources where they are, and what was built of
// them where the pack was installed.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { URL } from "node:url";

const built = "./dist/policy/index.js";
createRequire(import.meta.url)(existsSync(new URL("index.ts", import.meta.url)) ? "./index.ts" : built);
