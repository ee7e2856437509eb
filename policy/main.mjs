// The engine's loader registers a TypeScript compiler that knows neither ES modules nor type stripping, and loads this file with
// `require`, which waits for nothing. An `import` goes past both: to the sources where they are, and to what was built of them
// where the pack was installed. The process lives on until the pack answers, and what fails here ends it with its reason.
import { existsSync } from "node:fs";
import { URL } from "node:url";

void import(existsSync(new URL("index.ts", import.meta.url)) ? "./index.ts" : "./dist/policy/index.js");
