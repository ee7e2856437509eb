// `strongroom rotate` as a container has it: a process of its own that signs in as its identity and speaks TLS to Azure's own
// addresses, on a world that answers on this machine.
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { HttpWorld } from "./http-world.ts";
import { TlsProxy, type Fate } from "./tls-proxy.ts";

export interface ProcessRun {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly text: string;
  /** What it asked with a token, in order. */
  readonly requests: readonly string[];
}

export interface ProcessArgs {
  /** What befalls the request of this number, counted from 1. */
  readonly fate?: (number: number) => Fate;
  /** Where the command is. @default this repository */
  readonly root?: string;
  /** Whom it runs as. @default who runs the tests */
  readonly user?: number;
}

export async function rotateInProcess(world: HttpWorld, { fate, root, user }: ProcessArgs = {}): Promise<ProcessRun> {
  const requests: string[] = [];
  const child: { kill: () => void } = { kill: () => undefined };
  const proxy = new TlsProxy({
    ports: await world.listen(),
    fate: (request) => {
      requests.push(request);
      return fate?.(requests.length) ?? "passes";
    },
    kill: () => {
      child.kill();
    },
  });
  try {
    const port = await proxy.listen();
    const { app, vaults } = world.args.rotating;
    const shared = mkdtempSync(path.join(tmpdir(), "strongroom-input-"));
    const input = path.join(shared, "vaults.json");
    const trusted = path.join(shared, "authority.pem");
    writeFileSync(input, JSON.stringify({ applications: { [app]: { vaultObjects: vaults } } }));
    writeFileSync(trusted, proxy.authority);
    // Whoever it runs as reads what it is given and what is loaded first; the test's own folder may be closed to others.
    const early = path.join(shared, "without-waiting.mjs");
    copyFileSync(path.join(import.meta.dirname, "without-waiting.mjs"), early);
    chmodSync(shared, 0o755);
    const quick = pathToFileURL(early).href;
    try {
      return await new Promise((resolve, reject) => {
        const started = spawn(process.execPath, ["cli/strongroom.mjs", "rotate", "--due", "--input", input], {
          cwd: root ?? path.join(import.meta.dirname, "../../../.."),
          stdio: ["ignore", "pipe", "pipe"],
          ...(user === undefined ? {} : { uid: user, gid: user }),
          env: {
            PATH: process.env["PATH"] ?? "",
            HOME: "/nonexistent",
            AZURE_CLIENT_ID: "44444444-4444-4444-8444-444444444444",
            IDENTITY_ENDPOINT: `http://127.0.0.1:${String(port)}/msi/token`,
            IDENTITY_HEADER: "h",
            HTTPS_PROXY: `http://127.0.0.1:${String(port)}`,
            NO_PROXY: "127.0.0.1",
            NODE_USE_ENV_PROXY: "1",
            NODE_EXTRA_CA_CERTS: trusted,
            NODE_OPTIONS: `--import ${quick}`,
          },
        });
        child.kill = () => started.kill("SIGKILL");
        let text = "";
        for (const stream of [started.stdout, started.stderr])
          stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
        started.on("error", reject);
        started.on("close", (code) => {
          resolve({ code, text, requests });
        });
      });
    } finally {
      rmSync(shared, { recursive: true, force: true });
    }
  } finally {
    await proxy.close();
  }
}
