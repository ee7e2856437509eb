// What the tools read that others have written: what pulumi answers, a file, a pipe. Nothing is run through a shell, and
// what comes back is checked before it is used.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../text/errors.ts";
import { printable } from "../text/printable.ts";

/** Bytes that are read: more than a thousand databases need, less than a machine chokes on. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Asks the pulumi on PATH, without a shell. */
export function runPulumi(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("pulumi", [...args], { maxBuffer: MAX_BYTES, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      if ("code" in error && error.code === "ENOENT") {
        reject(
          new UserError(
            "pulumi is not on the PATH: install it, or give the stack's outputs with --input FILE; those of simulated Azure come from: strongroom local stack output --json --stack dev > FILE",
          ),
        );
        return;
      }
      const said = stderr.trim().split("\n")[0] ?? "";
      reject(new UserError(`pulumi ${args.join(" ")} failed: ${printable(said === "" ? messageOf(error) : said)}`));
    });
  });
}

export const readFileText = (path: string): Promise<string> => readFile(path, "utf8");

export async function readStdin(stream: AsyncIterable<unknown> = process.stdin): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new UserError(`standard input: is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${printable(source)}: is no JSON (${printable(messageOf(error))})`);
  }
}
