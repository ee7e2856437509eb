// The engine's loader registers a TypeScript compiler that knows neither ES modules nor type stripping. Behind this plain
// module Node itself loads the rest: the sources where they are, and what was built of them where the pack was installed.
import { existsSync } from "node:fs";

await import(existsSync(new URL("index.ts", import.meta.url)) ? "./index.ts" : "./dist/policy/index.js");
