// A secret that was pasted into a manifest or into settings, in a value or in a comment. The message never repeats it.
import type { Problem } from "./problems.ts";
import { secretKind } from "./secret-values.ts";
import { pathText } from "./words.ts";
import { MAX_FILE_BYTES, type Path, type Positions } from "./yaml-document.ts";

export const SETTINGS_HOLD_NONE = "settings hold none";

export const pastedAdvice = (kind: string, holder = "a manifest holds none"): string =>
  `this looks like a secret value (${kind}); ${holder}; rotate it now if it was ever committed: git's history keeps it`;

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
      problems.push({ file, line, path: pathText(path), message: pastedAdvice(kind) });
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
  for (const { line, kind } of secretsInLines(bytes, value === undefined ? (text) => text : commentIn)) {
    if (!seen.has(line)) problems.push({ file, line, path: "", message: pastedAdvice(kind) });
  }
  return problems;
}

/** Secrets in the comments of settings; their values are looked at as Pulumi gives them. */
export function pastedIntoComments(file: string, bytes: Uint8Array): Problem[] {
  if (bytes.length > MAX_FILE_BYTES) return [];
  return secretsInLines(bytes, commentIn).map(({ line, kind }) => ({
    file,
    line,
    path: "",
    message: pastedAdvice(kind, SETTINGS_HOLD_NONE),
  }));
}

const commentIn = (line: string): string | undefined => /(?:^|\s)#(.*)$/.exec(line)?.[1];

function secretsInLines(
  bytes: Uint8Array,
  partOf: (line: string) => string | undefined,
): readonly { readonly line: number; readonly kind: string }[] {
  return new TextDecoder()
    .decode(bytes)
    .split("\n")
    .flatMap((text, index) => {
      const part = partOf(text);
      const kind = part === undefined ? undefined : secretKind(part);
      return kind === undefined ? [] : [{ line: index + 1, kind }];
    });
}
