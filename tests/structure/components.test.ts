// Each class of components/ has three tests under its own name: `defaults` (the fewest arguments are the safe ones), `max`
// (every argument reaches the resource) and `hardened` (no argument weakens it).
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ROOT } from "../support/plans.ts";

const KINDS = ["defaults", "max", "hardened"] as const;

/** Made by one other class alone, and tested as part of it. */
const PART_OF: Readonly<Record<string, string>> = { AppVaults: "AppEnvironment", AppDatabases: "AppEnvironment" };

const texts = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), "utf8"));

const classesIn = (text: string): string[] =>
  [...text.matchAll(/^export (?:abstract )?class (\w+)/gm)].map(([, name = ""]) => name);

/** The kinds of test directly below `describe("<name>", …)`. */
function kindsOf(name: string, suites: readonly string[]): Set<string> {
  const own = suites.filter((suite) => suite.startsWith(`describe("${name}",`));
  return new Set(own.flatMap((suite) => [...suite.matchAll(/^ {2,4}it\(["`](\w+): /gm)].map(([, kind = ""]) => kind)));
}

/** `<class>: <kind>` for each test that is not there. */
function missing(classes: readonly string[], suites: readonly string[]): string[] {
  return classes.flatMap((name) => {
    const kinds = kindsOf(PART_OF[name] ?? name, suites);
    return KINDS.filter((kind) => !kinds.has(kind)).map((kind) => `${name}: ${kind}`);
  });
}

/** A test file's outermost suites. */
const suitesIn = (text: string): string[] => text.split(/^(?=describe\()/m);

describe("components", () => {
  const classes = texts("components/**/*.ts").flatMap(classesIn);
  const suites = texts("tests/components/**/*.test.ts").flatMap(suitesIn);

  it("have a test of their defaults, of every argument, and of what holds whatever the arguments", () => {
    expect(classes).to.include.members(["AppVault", "SqlServer", "VaultSecret", ...Object.keys(PART_OF)]);
    expect(missing(classes, suites)).to.deep.equal([]);
  });

  it("would show a missing test, and one that stands under another class", () => {
    const suite = 'describe("A", () => {\n  it("defaults: x", f);\n  it("max: y", f);\n});\n';
    const other = 'describe("B", () => {\n  it("hardened: z", f);\n});\n';

    expect(missing(["A", "B"], suitesIn(suite + other))).to.deep.equal(["A: hardened", "B: defaults", "B: max"]);
  });
});
