// A circle of imports has no bottom: none of its files can be read, tested or moved without all the others.
import { expect } from "chai";
import { circles, folderImports, importsOf, projectImports } from "./imports.ts";

describe("imports", () => {
  it("form no circle between files", () => {
    const imports = projectImports();

    const found = circles(imports);

    expect(imports.size).to.be.greaterThan(500);
    expect(found).to.deep.equal([]);
  });

  it("form no circle between the rooms of the command: its commands know all of them, none knows a command", () => {
    const folders = folderImports(projectImports(), "cli");

    const found = circles(folders);

    expect(folders.get("commands")).to.include.members(["access", "plan", "sql", "vault"]);
    expect(found).to.deep.equal([]);
  });

  it("would show a circle, with every file on it", () => {
    const imports = new Map([
      ["infra/index.ts", ["infra/settings.ts"]],
      ["infra/settings.ts", importsOf("infra/settings.ts", 'import { checks } from "./checks.ts";')],
      ["infra/checks.ts", importsOf("infra/checks.ts", 'import type { Settings } from "../infra/settings.ts";')],
    ]);

    const found = circles(imports);

    expect(found).to.deep.equal(["infra/checks.ts → infra/settings.ts → infra/checks.ts"]);
  });
});
