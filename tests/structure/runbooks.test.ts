// What a runbook must say before it is needed: who, with which right, from where, how long, and how one knows that it worked.
import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "../support/tiny-project.ts";

const FOLDER = join(ROOT, "docs", "runbooks");
const ASKED = ["who", "with which right", "from where", "how long", "how one knows"];
const PAGES = [
  "rotation",
  "suspected-exposure",
  "loss-of-a-region",
  "loss-of-the-state",
  "loss-of-the-deploy-identity",
  "break-glass",
];

describe("runbooks", () => {
  for (const page of PAGES) {
    it(`${page} says who, with which right, from where, how long, and how one knows`, () => {
      const text = readFileSync(join(FOLDER, `${page}.md`), "utf8");

      for (const what of ASKED) expect(text, what).to.match(new RegExp(`^\\| ${what} +\\| \\S.{10,}`, "m"));
      expect(text).to.contain("```sh");
    });
  }

  it("are all in the index", () => {
    const index = readFileSync(join(FOLDER, "README.md"), "utf8");

    const missing = globSync("*.md", { cwd: FOLDER }).filter(
      (file) => file !== "README.md" && !index.includes(`(${basename(file)})`),
    );
    expect(missing).to.deep.equal([]);
  });
});
