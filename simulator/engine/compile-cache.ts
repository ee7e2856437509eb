// Code that Node compiled in earlier runs. A program loads Pulumi's SDK and a hundred of azure-native's modules; with this
// kept, it starts a second earlier.
import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { userCache } from "./cli.ts";

/** The folder for NODE_COMPILE_CACHE, per user as the CLI's is; one that cannot be made only costs time. */
export function compileCache(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env["NODE_COMPILE_CACHE"];
  if (chosen) return chosen;
  const folder = path.join(userCache(env), "node");
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // Node itself ignores a folder that it cannot write.
  }
  return folder;
}
