// A secret that was pasted into a manifest, in a value or in a comment. The message never repeats it.
import type { Problem } from "./problems.ts";
import { secretKind } from "./secret-values.ts";
import { pathText } from "./words.ts";
import { MAX_FILE_BYTES, type Path, type Positions } from "./yaml-document.ts";

const advice = (kind: string): string =>
  `this looks like a secret value (${kind}); a manifest holds none; rotate it now if it was ever committed: git's history keeps it`;

export function pastedSecrets(file: string, bytes: Uint8Array, value: unknown, positions: Positions): Problem[] {
  if (bytes.length > MAX_FILE_BYTES) return [];
  const problems: Problem[] = [];
  const seen = new Set<number>();
  const walk = (node: unknown, path: Path): void => {
    if (typeof node === "string") {
      const kind = secretKind(node);
      if (kind === undefined) return;
      const { line } = positions.of(path);
      seen.add(line);
      problems.push({ file, line, path: pathText(path), message: advice(kind) });
    } else if (Array.isArray(node)) {
      node.forEach((item, index) => {
        walk(item, [...path, index]);
      });
    } else if (typeof node === "object" && node !== null) {
      for (const [key, item] of Object.entries(node)) walk(item, [...path, key]);
    }
  };
  walk(value, []);

  // Comments, and files that could not be parsed.
  for (const [index, line] of new TextDecoder().decode(bytes).split("\n").entries()) {
    const text = value === undefined ? line : /(?:^|\s)#(.*)$/.exec(line)?.[1];
    const kind = text === undefined ? undefined : secretKind(text);
    if (kind !== undefined && !seen.has(index + 1))
      problems.push({ file, line: index + 1, path: "", message: advice(kind) });
  }
  return problems;
}
