#!/usr/bin/env node
// node policy/print-pack-config.ts <policy.yaml> <Pulumi.STACK.yaml>: the file for --policy-pack-config, on standard output. Of the
// settings, it reads what the environment is and what it is like.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseConfig, PolicyConfigError } from "./config.ts";
import { toPackConfig } from "./pack-config.ts";
import { printableJson, printableLines } from "./printable.ts";

const [file, settings] = process.argv.slice(2);

if (file === undefined || settings === undefined) {
  console.error("usage: node policy/print-pack-config.ts <policy.yaml> <Pulumi.STACK.yaml>");
  process.exitCode = 1;
} else {
  print(file, settings);
}

function print(path: string, stack: string): void {
  try {
    const config = parseConfig(readFileSync(path, "utf8"), path);
    console.log(printableJson(toPackConfig(config, environmentOf(stack))));
  } catch (error) {
    const known = error instanceof PolicyConfigError || (error instanceof Error && "code" in error);
    if (!known) throw error;
    console.error(printableLines(error.message));
    process.exitCode = 1;
  }
}

/** The environment's name, then its shape's. */
function environmentOf(path: string): string[] {
  const document = parse(readFileSync(path, "utf8")) as { readonly config?: Readonly<Record<string, unknown>> } | null;
  const names = ["strongroom:environment", "strongroom:shape"].map((key) => document?.config?.[key]);
  const [environment] = names;
  if (typeof environment !== "string")
    throw new PolicyConfigError([`${path}:1: config.strongroom:environment is missing`]);
  return names.filter((name) => typeof name === "string");
}
