// What the Dockerfile says, as far as a test can follow it without building: what it stands on, and what the image holds.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/plans.ts";

export const DOCKERFILE = readFileSync(join(ROOT, "Dockerfile"), "utf8");

const lines = (word: string): string[] =>
  DOCKERFILE.split("\n").flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1).trim()] : []));

/** What each stage stands on. */
export const BASES = lines("FROM").map((line) => line.split(" ", 1)[0] ?? "");
export const USERS = lines("USER");
export const ENTRYPOINT = JSON.parse(lines("ENTRYPOINT").at(-1) ?? "[]") as string[];

/** Of this work tree, in the last stage. */
export const COPIED = DOCKERFILE.slice(DOCKERFILE.lastIndexOf("\nFROM "))
  .split("\n")
  .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
  .map((line) => line.split(" ")[1] ?? "");

/** Packages that the image does without. */
export const REMOVED = [...(/rm -rf ([^\n]*)/.exec(DOCKERFILE)?.[1] ?? "").matchAll(/node_modules\/(\S+)/g)].map(
  ([, name = ""]) => name,
);
