// What simulated Azure holds is a file and a journal. A reader who opens the file alone is right on most days.
import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.join(import.meta.dirname, "..", "..");
/** The one reader, and the tests that search what lies on the disk. */
const KNOW_THE_FILE = [
  "simulator/model/state-file.ts",
  "tests/engine/stacks.test.ts",
  "tests/engine/states/releases.ts",
  "tests/simulator/provider.test.ts",
  "tests/simulator/state-file.test.ts",
  "tests/structure/state-file.test.ts",
];

describe("simulated Azure's file", () => {
  it("is read and written through one function each: nobody else knows its name or opens it", () => {
    const files = globSync("{cli,infra,simulator,tests}/**/*.ts", { cwd: ROOT }).filter((file) => {
      const text = readFileSync(path.join(ROOT, file), "utf8");
      return (
        text.includes("azure.json") ||
        /(?:readFile|writeFile|copyFile|cp)(?:Sync)?\([^;]*?(?:azureFile|stateFile)\b/.test(text)
      );
    });

    expect(files.map((file) => file.replaceAll(path.sep, "/")).toSorted()).to.deep.equal(KNOW_THE_FILE);
  });
});
