// YAML, read as data and nothing else, with the line of every entry. It removes the risks of a language that is larger than
// a manifest needs: aliases that explode, tags that construct, keys that hide each other, tabs that look like spaces.
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, type Node, type Scalar } from "yaml";
import type { Problem } from "./problems.ts";
import { pathText, quote } from "./words.ts";

/** Bytes: some hundred times a long manifest. */
export const MAX_FILE_BYTES = 256 * 1024;
/** Levels of nesting; a manifest has seven. */
const MAX_DEPTH = 24;

/** Problems of one file's form; more say nothing new. */
const MAX_PROBLEMS = 100;

export type Path = readonly (string | number)[];

export interface Position {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** Where each part of a document stands in its file. */
export class Positions {
  readonly #file: string;
  readonly #places = new Map<string, { readonly line: number; readonly column: number }>();

  constructor(file: string) {
    this.#file = file;
  }

  set(path: Path, line: number, column: number): void {
    this.#places.set(JSON.stringify(path), { line, column });
  }

  /** Of the path, or of the nearest part around it that the file has. */
  of(path: Path): Position {
    for (let length = path.length; length >= 0; length--) {
      const place = this.#places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return { file: this.#file, ...place };
    }
    return { file: this.#file, line: 1, column: 1 };
  }
}

export interface YamlDocument {
  readonly value: unknown;
  readonly positions: Positions;
  readonly problems: readonly Problem[];
}

/** Reads one document; with problems, `value` holds what could be read. */
export function readYaml(file: string, bytes: Uint8Array): YamlDocument {
  const positions = new Positions(file);
  const refuse = (message: string, line = 1): YamlDocument => ({
    value: undefined,
    positions,
    problems: [{ file, line, path: "", message }],
  });

  if (bytes.length > MAX_FILE_BYTES) {
    return refuse(`the file has ${String(bytes.length)} bytes; allowed are ${String(MAX_FILE_BYTES)}`);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("the file is not UTF-8 text; save it as UTF-8");
  }
  if (text.trim() === "") return refuse("the file is empty");
  const tab = text.indexOf("\t");
  if (tab >= 0) return refuse("tab character; indent with spaces", text.slice(0, tab).split("\n").length);
  // The parser is recursive: what nests deeper than a document may is refused before it.
  const deep = text.split("\n").findIndex((line) => nesting(line) > MAX_DEPTH);
  if (deep >= 0) return refuse(`nested deeper than ${String(MAX_DEPTH)} levels`, deep + 1);

  try {
    return parse(file, text, positions);
  } catch {
    return refuse("cannot be read as YAML: nested too deeply");
  }
}

/** Levels that one line opens at most: in flow style (`[[[`), block style (`- - -`, `a: a: a:`) or by indentation. */
function nesting(line: string): number {
  const flow = line.match(/[[{]/g)?.length ?? 0;
  const block = /^[^[{"'#]*/.exec(line)?.[0].match(/[-?:](?= |$)/g)?.length ?? 0;
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  return Math.max(flow, block, Math.floor(indent / 8));
}

function parse(file: string, text: string, positions: Positions): YamlDocument {
  const lines = new LineCounter();
  // Duplicate keys are found below: the parser compares each key with each other one, which takes minutes when there are many.
  const options = { lineCounter: lines, prettyErrors: false, logLevel: "silent", uniqueKeys: false } as const;
  const documents = parseAllDocuments(text, options);
  const problems: Problem[] = [];
  const add = (offset: number, path: Path, message: string): void => {
    problems.push({ file, line: lines.linePos(offset).line, path: pathText(path), message });
  };

  const [document, second] = "empty" in documents ? [] : documents;
  if (document === undefined) {
    return { value: undefined, positions, problems: [{ file, line: 1, path: "", message: "the file is empty" }] };
  }
  if (second !== undefined) {
    add(second.range[0], [], "a second document begins here; one file holds one document");
  }
  if (document.directives.yaml.explicit === true || text.startsWith("%")) {
    add(0, [], "a directive; remove the line that begins with %");
  }
  // The first error counts: the others follow from it.
  const error = document.errors[0];
  if (error !== undefined) add(error.pos[0], [], `cannot be read as YAML: ${plain(error.message)}`);
  if (problems.length > 0) return { value: undefined, positions, problems };
  if (document.contents === null) {
    return { value: undefined, positions, problems: [{ file, line: 1, path: "", message: "the file is empty" }] };
  }

  const mark = (offset: number, path: Path): void => {
    const { line, col } = lines.linePos(offset);
    positions.set(path, line, col);
  };
  const valueOf = (node: unknown, path: Path): unknown => {
    if (!isNode(node)) return null;
    const offset = node.range?.[0] ?? 0;
    if (path.length > MAX_DEPTH) {
      add(offset, path.slice(0, 3), `nested deeper than ${String(MAX_DEPTH)} levels`);
      return null;
    }
    refuseExtras(node, (message) => {
      add(offset, path, message);
    });
    if (isScalar(node)) {
      const doubt = ambiguity(node, file);
      if (doubt !== undefined) add(offset, path, doubt);
      return typeof node.value === "bigint" ? Number(node.value) : node.value;
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const at = [...path, index];
        mark((isNode(item) ? item.range?.[0] : undefined) ?? offset, at);
        return valueOf(item, at);
      });
    }
    if (!isMap(node)) return null;
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const keyOffset = (isNode(key) ? key.range?.[0] : undefined) ?? offset;
      if (!isScalar(key)) {
        add(keyOffset, path, "a key must be a plain word");
        continue;
      }
      refuseExtras(key, (message) => {
        add(keyOffset, path, message);
      });
      if (typeof key.value !== "string") {
        add(keyOffset, path, `the key ${quote(key.source ?? String(key.value))} is no text; put it in quotes`);
        continue;
      }
      const name = key.value;
      const at = [...path, name];
      if (name === "__proto__") {
        add(keyOffset, path, 'unknown key "__proto__"');
        continue;
      }
      if (entries.has(name)) {
        add(keyOffset, path, `duplicate key ${quote(name)}; the first is in line ${String(positions.of(at).line)}`);
        continue;
      }
      mark(keyOffset, at);
      entries.set(name, valueOf(value, at));
    }
    return Object.fromEntries(entries);
  };
  mark(document.contents.range[0], []);
  const value = valueOf(document.contents, []);
  return { value, positions, problems: problems.slice(0, MAX_PROBLEMS) };
}

function refuseExtras(node: Node, add: (message: string) => void): void {
  if (isAlias(node)) add(`alias *${quote(node.source).slice(1, -1)}; write the value out, aliases are not allowed`);
  else if (node.anchor !== undefined) {
    add(`anchor &${quote(node.anchor).slice(1, -1)}; write the value out, anchors are not allowed`);
  }
  if (!isAlias(node) && node.tag !== undefined)
    add(`tag ${quote(node.tag)}; write the value without it, tags are not allowed`);
}

/**
 * Written without quotes, and read otherwise by another reader of the same file. Settings are read by the Pulumi CLI too, and
 * by an older version of YAML (seen with CLI 3.259: 010 is 8 to it, 1_0 is 10, 0b11 is 3, a date gets a time of day).
 */
function ambiguity({ source = "", type }: Scalar, file: string): string | undefined {
  if (type !== "PLAIN") return undefined;
  if (/^[-+]?(0[0-9_]+|[0-9]+(_[0-9]+)+|0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+)$/i.test(source)) {
    return `${quote(source)} is not the same number to every reader; write it in plain digits, or in quotes if it is a text`;
  }
  const isSettings = /(^|\/)Pulumi\.[^/]*$/.test(file);
  return isSettings && /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]|$)/.test(source)
    ? `${quote(source)} is a date, to which Pulumi adds a time of day; put it in quotes`
    : undefined;
}

/** What the parser says most often, for somebody who does not know its grammar. */
const PARSER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Flow sequence .* end with a \]/i, "a list that begins with [ is not closed with ], or its lines are not indented"],
  [/^Flow map .* end with a \}/i, "what begins with { is not closed with }, or its lines are not indented"],
  [/^Missing closing "quote/, 'a text that begins with " does not end with "'],
  [/^Missing closing 'quote/, "a text that begins with ' does not end with '"],
  [/^All mapping items must start/, "keys that belong together must begin in the same column"],
  [/^All sequence items must start/, "the hyphens of a list must stand in the same column"],
  [
    /^Unexpected flow-map-start/,
    'a { follows a text; put a text that holds { or } in quotes, such as "${environment}"',
  ],
  [
    /^Nested mappings are not allowed in compact/,
    'a second ": " in one value, or a line that is indented more than the one before; put a text that holds ": " in quotes, or begin both keys in the same column',
  ],
  [
    /^Block collections are not allowed within flow/,
    'a second ": " in one value between { and }; put a text that holds ": " in quotes',
  ],
  [
    /^Implicit keys need to be on a single line/,
    'a line that is no key with ": " after it, as the marks of a merge conflict are; write one, or remove it',
  ],
];

/** The parser's words, in our style: lower case, one line, no full stop, nothing of the file's content. */
function plain(message: string): string {
  if (message.includes("call stack")) return "nested too deeply";
  const known = PARSER_WORDS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return known[1];
  const first = (message.split("\n")[0] ?? "")
    .replace(/: .*$/, "")
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")
    .replace(/[\s.:]+$/, "");
  return first.charAt(0).toLowerCase() + first.slice(1);
}
