// Which file imports which, read from the sources themselves: imports, re-exports, types and `import()` alike.
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";

const ROOT = path.join(import.meta.dirname, "..", "..");
const FOLDERS = ["infra", "stacks", "components", "policy", "simulator", "cli", "facts", "text", "tests"];

/** By file, what it imports of the project; paths from the project's root, with `/`. */
export type Imports = ReadonlyMap<string, readonly string[]>;

export function projectImports(): Imports {
  const files = globSync(`{${FOLDERS.join(",")}}/**/*.ts`, { cwd: ROOT })
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => !file.includes("/dist/"));
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(path.join(ROOT, file), "utf8"))]));
}

/** Relative imports only: the others are libraries. */
export function importsOf(file: string, text: string): readonly string[] {
  return ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => path.posix.join(path.posix.dirname(file), name));
}

/** The same between the folders in `parent`; files beside them, which all of them share, are left out. */
export function folderImports(imports: Imports, parent: string): Imports {
  const folderOf = (file: string): string | undefined => new RegExp(`^${parent}/([^/]+)/`).exec(file)?.[1];
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of imports) {
    const from = folderOf(file);
    if (from === undefined) continue;
    const others = targets
      .map(folderOf)
      .filter((to) => to !== undefined)
      .filter((to) => to !== from);
    folders.set(from, new Set([...(folders.get(from) ?? []), ...others]));
  }
  return new Map([...folders].map(([from, to]) => [from, [...to].sort()]));
}

/** Ways that lead back to where they began, each once, as `a → b → a`; none only where there is no circle. */
export function circles(imports: Imports): readonly string[] {
  const found = new Map<string, string>();
  const done = new Set<string>();
  const visit = (at: string, way: readonly string[]): void => {
    const since = way.indexOf(at);
    if (since >= 0) {
      const circle = way.slice(since);
      const first = circle.indexOf(circle.toSorted()[0] ?? at);
      const turned = [...circle.slice(first), ...circle.slice(0, first)];
      found.set(turned.join(), [...turned, turned[0]].join(" → "));
      return;
    }
    if (done.has(at)) return;
    for (const next of imports.get(at) ?? []) visit(next, [...way, at]);
    done.add(at);
  };
  for (const start of imports.keys()) visit(start, []);
  return [...found.values()].sort();
}
