// Writes the table of reasons into docs/plan-diff.md, so that the document and the command never disagree. A test holds it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reasonsTable } from "./reasons.ts";

const FILE = join(import.meta.dirname, "../..", "docs", "plan-diff.md");
const BLOCK = /(<!-- reasons: [^>]*-->\n)[^]*?(<!-- end of reasons -->)/;

/** The document with the table as the code has it. */
export function withReasons(document: string): string {
  return document.replace(BLOCK, (_, begin: string, end: string) => `${begin}\n${reasonsTable()}\n\n${end}`);
}

if (import.meta.main) writeFileSync(FILE, withReasons(readFileSync(FILE, "utf8")));
