// Everything that this program prints goes through text/door.ts. This holds every other writer to constants.
import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";

const ROOT = path.join(import.meta.dirname, "..", "..");
const ROOMS = "{cli,components,facts,infra,policy,simulator,stacks,text}/**/*.{ts,mjs}";

/** The door itself. */
const DOOR = ["text/door.ts", "text/through-door.ts"];

/** Who may write what is no constant, and why. */
const KNOWN = Object.fromEntries([
  // It runs on a Node that knows no TypeScript, so it cannot have the door; it names Node's version and a file of ours.
  ["cli/strongroom.mjs", ["console.error", "console.error"]],
  // Names that this program made of keys that the schema of manifests holds to letters, digits and hyphens.
  ["components/app/app-databases.ts", ["pulumi.log.warn"]],
  ["components/replication/replication.ts", ["pulumi.log.info"]],
]);

/** Who may hold a stream of ours, and why. */
const HOLDERS = Object.fromEntries([
  // The bars of cli-progress move the cursor; their texts are made printable one by one. readline asks a constant question.
  ["cli/reconcile-command.ts", ["process.stderr", "process.stdout"]],
  ["simulator/engine/progress.ts", ["process.stderr"]],
  // A child's output, into the door.
  ["simulator/engine/child-end.ts", ["process.stdout", "process.stderr"]],
]);

interface Found {
  /** Calls that write what is no constant. */
  readonly writes: readonly string[];
  /** Standard streams that are handed on. */
  readonly streams: readonly string[];
}

function look(file: string, text: string): Found {
  const writes: string[] = [];
  const streams: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText();
      const logs = /^pulumi\.log\./.test(called);
      // Whoever gets hold of a standard stream under another name is found by `streams` below.
      const writing = /^console\.|(?:^|\.)(?:stdout|stderr|stream|screen|terminal|output)\.(?:write|_write|end)$/.test(
        called,
      );
      if (writing || logs) {
        const harmless = (argument: ts.Expression): boolean =>
          ts.isStringLiteralLike(argument) || /^printable(?:Lines|Json)?\(/.test(argument.getText());
        if (!node.arguments.every(harmless)) writes.push(called);
      }
    }
    if (ts.isPropertyAccessExpression(node) && /^process\.(?:stdout|stderr)$/.test(node.getText())) {
      const use = ts.isPropertyAccessExpression(node.parent) ? node.parent.name.text : "";
      if (!["isTTY", "on", "write"].includes(use)) streams.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return { writes, streams };
}

describe("the door", () => {
  const files = globSync(ROOMS, { cwd: ROOT })
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter((file) => !DOOR.includes(file) && !file.endsWith(".d.ts"));
  const found = files.map((file) => [file, look(file, readFileSync(path.join(ROOT, file), "utf8"))] as const);

  it("is where all output goes: whoever else writes, writes constants", () => {
    const writing = found.filter(([, { writes }]) => writes.length > 0).map(([file, { writes }]) => [file, writes]);

    expect(files.length).to.be.greaterThan(300);
    expect(Object.fromEntries(writing)).to.deep.equal(KNOWN);
  });

  it("is what standard streams are handed to, but for bars and questions", () => {
    const holding = found.filter(([, { streams }]) => streams.length > 0).map(([file, { streams }]) => [file, streams]);

    expect(Object.fromEntries(holding)).to.deep.equal(HOLDERS);
  });

  it("has the same rules in the policy pack, which is taken into other projects without anything beside it", () => {
    const [own, packs] = ["text", "policy"].map((room) => readFileSync(path.join(ROOT, room, "printable.ts"), "utf8"));

    expect(packs).to.equal(own);
  });

  it("would be missed by none that writes past it", () => {
    const past = [
      "process.stdout.write(`${name}`);",
      "console.log(name);",
      "console.error(`a ${b}`);",
      "stream.write(name + '\\n');",
      "await pulumi.log.warn(`${file}: ${message}`);",
      "process.stdout.end(text);",
    ];

    for (const text of past) expect(look("x.ts", text).writes, text).to.have.length(1);
    expect(look("x.ts", "const { write } = process.stdout;").streams).to.have.length(1);
    expect(look("x.ts", 'console.error("constant"); pulumi.log.info("constant");').writes).to.deep.equal([]);
  });
});
