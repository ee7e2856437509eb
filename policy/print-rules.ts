// node policy/print-rules.ts <document>: makes the tables of rules and settings in a document anew, between their marks.
import { readFileSync, writeFileSync } from "node:fs";
import { withTables } from "./docs-table.ts";

const [file] = process.argv.slice(2);

if (file === undefined) {
  console.error("usage: node policy/print-rules.ts docs/policy.md");
  process.exitCode = 1;
} else {
  writeFileSync(file, withTables(readFileSync(file, "utf8")));
}
