// Builds what is packed: JavaScript with declarations. In the repository itself the pack runs from its sources (main.mjs).
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

rmSync(join(import.meta.dirname, "dist"), { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "-p", import.meta.dirname], { stdio: "inherit" });
