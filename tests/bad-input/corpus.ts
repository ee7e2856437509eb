// The corpus of broken input: one text file a case, with its files after `=== name` lines, and what it must be told.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseCatalogue, readCatalogue } from "../../infra/manifest/catalogue.ts";
import { NOW, problemsOf, settingsFrom, stackSettings } from "../infra/support.ts";

export const CASES = join(import.meta.dirname, "cases");

export interface BadInput {
  readonly name: string;
  /** By name; `Pulumi.dev.yaml` and manifests. */
  readonly files: ReadonlyMap<string, string>;
  /** The exact lines. */
  readonly expected: string;
}

export function readCorpus(): BadInput[] {
  return readdirSync(CASES)
    .sort()
    .map((file) => {
      const parts = readFileSync(join(CASES, file), "utf8")
        .split(/^=== (.+)\n/m)
        .slice(1);
      const files = new Map<string, string>();
      for (let index = 0; index < parts.length; index += 2) files.set(parts[index] ?? "", parts[index + 1] ?? "");
      const expected = (files.get("expected") ?? "").trimEnd();
      files.delete("expected");
      return { name: basename(file, ".txt"), files, expected };
    });
}

/** What the program says to the case's settings and manifests. A case without settings takes the committed ones. */
export function complaints({ files }: BadInput): string {
  const yaml = files.get("Pulumi.dev.yaml");
  const manifests = [...files].filter(([name]) => name.startsWith("apps/"));
  const others = [...files]
    .filter(([name]) => /^Pulumi\./.test(name) && name !== "Pulumi.dev.yaml")
    .map(([file, text]) => ({ file, bytes: Buffer.from(text) }));
  return problemsOf(() => {
    const settings =
      yaml === undefined ? stackSettings("dev") : settingsFrom(yaml, "Pulumi.dev.yaml", NOW, others);
    if (manifests.length === 0) return readCatalogue(settings);
    return parseCatalogue(
      manifests.map(([file, text]) => ({ file, bytes: Buffer.from(text) })),
      settings,
    );
  }).join("\n");
}
