#!/usr/bin/env node
// The entry of the `strongroom` command. It is plain JavaScript because it may start on a Node that cannot run
// TypeScript; it then hands over to the Node 24 that comes with the project's dev dependencies.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = join(dirname(fileURLToPath(import.meta.url)), "main.ts");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

// Node 22.18 is the first that runs TypeScript without a flag (Node.js changelog, "type stripping").
if (major > 22 || (major === 22 && minor >= 18)) {
  await start();
} else {
  handOver();
}

async function start() {
  try {
    const { run } = await import(main);
    await run();
  } catch (error) {
    if (error.code !== "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING") throw error;
    console.error(
      "strongroom: Node.js runs no TypeScript that lies in node_modules: take this package into the repository as an npm workspace (docs/operate.md)",
    );
    process.exit(1);
  }
}

/** The binary of the npm package `node`, or undefined when it is not installed. */
function newerNode() {
  try {
    const root = dirname(createRequire(import.meta.url).resolve("node/package.json"));
    return [join(root, "bin", "node"), join(root, "bin", "node.exe")].find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}

function handOver() {
  const node = newerNode();
  if (node === undefined) {
    console.error(
      `strongroom: Node ${process.versions.node} cannot run TypeScript: run "npm ci" once in the project, or use Node 22.18 or later`,
    );
    process.exit(1);
  }

  // The fourth channel tells the child when this process is gone, whatever killed it.
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // A terminal sends Ctrl-C to both processes itself.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on("error", (error) => {
    console.error(`strongroom: cannot start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}
