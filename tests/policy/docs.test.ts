// The documentation says what the rules say, today's rules.
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { withTables } from "../../policy/docs-table.ts";
import { RULES } from "../../policy/rules.ts";
import { parseConfig } from "../../policy/config.ts";

const ROOT = path.join(import.meta.dirname, "..", "..");
const DOCUMENT = readFileSync(path.join(ROOT, "docs", "policy.md"), "utf8");

/** Prettier lines the columns up, which says nothing. */
const plain = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/ *\| */g, "|").replace(/-{3,}/g, "---"))
    .join("\n");

describe("docs/policy.md", () => {
  it("lists today's rules and settings (else: node policy/print-rules.ts docs/policy.md)", () => {
    const current = withTables(DOCUMENT);

    expect(plain(DOCUMENT)).to.equal(plain(current));
  });

  it("shows a configuration that is accepted", () => {
    const [, example = ""] = /```yaml\n(.*?)```/s.exec(DOCUMENT) ?? [];

    const config = parseConfig(example, "docs/policy.md");

    expect(config.exceptions).to.have.length(1);
  });

  it("shows a pack configuration whose rules exist", () => {
    const [, example = "{}"] = /```json\n(.*?)```/s.exec(DOCUMENT) ?? [];

    const rules = Object.keys(JSON.parse(example) as Record<string, unknown>);

    expect(rules).to.not.have.length(0);
    expect(RULES.map(({ id }) => id)).to.include.members(rules);
  });
});

describe("the table of rules", () => {
  it("has one rule for each file, under the file's name", () => {
    const files = readdirSync(path.join(ROOT, "policy", "rules")).map((file) => file.replace(/\.ts$/, ""));

    expect(RULES.map(({ id }) => id).toSorted()).to.deep.equal(files.toSorted());
  });

  it("names controls of the general frameworks for every rule", () => {
    const without = RULES.filter(({ controls }) =>
      [controls.nist80053, controls.iso27001, controls.soc2, controls.pcidss].some((ids) => ids.length === 0),
    );

    expect(without.map(({ id }) => id)).to.deep.equal([]);
  });
});
