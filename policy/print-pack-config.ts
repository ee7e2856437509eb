// node policy/print-pack-config.ts <policy.yaml> <environment>: the file for --policy-pack-config, on standard output.
import { readFileSync } from "node:fs";
import { parseConfig, PolicyConfigError } from "./config.ts";
import { toPackConfig } from "./pack-config.ts";

const [file, environment] = process.argv.slice(2);

if (file === undefined || environment === undefined) {
  console.error("usage: node policy/print-pack-config.ts <policy.yaml> <environment>");
  process.exitCode = 1;
} else {
  print(file, environment);
}

function print(path: string, name: string): void {
  try {
    console.log(JSON.stringify(toPackConfig(parseConfig(readFileSync(path, "utf8"), path), name), undefined, 2));
  } catch (error) {
    const known = error instanceof PolicyConfigError || (error instanceof Error && "code" in error);
    if (!known) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
