// Builds what is packed: JavaScript with declarations, and beside it the files that are read as they are.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const HERE = import.meta.dirname;
const OUT = join(HERE, "dist");
/** The vendored SDK is JavaScript already; queries are read from beside the code. */
const AS_THEY_ARE = ["azure/keyvault-v20260201", "observability/queries"];

rmSync(OUT, { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "-p", HERE], { stdio: "inherit" });
for (const folder of AS_THEY_ARE) {
  cpSync(join(HERE, folder), join(OUT, "components", folder), { recursive: true });
}
