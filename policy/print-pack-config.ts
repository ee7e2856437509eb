// node policy/print-pack-config.ts <policy.yaml> <environment>: the file for --policy-pack-config, on standard output.
import { readFileSync } from "node:fs";
import { parseConfig, PolicyConfigError } from "./config.ts";
import { toPackConfig } from "./pack-config.ts";
import { printableJson, printableLines } from "./printable.ts";

const [file, environment] = process.argv.slice(2);

if (file === undefined || environment === undefined) {
  console.error("usage: node policy/print-pack-config.ts <policy.yaml> <environment>");
  process.exitCode = 1;
} else {
  print(file, environment);
}

function print(path: string, name: string): void {
  try {
    console.log(printableJson(toPackConfig(parseConfig(readFileSync(path, "utf8"), path), name)));
  } catch (error) {
    const known = error instanceof PolicyConfigError || (error instanceof Error && "code" in error);
    if (!known) throw error;
    console.error(printableLines(error.message));
    process.exitCode = 1;
  }
}
