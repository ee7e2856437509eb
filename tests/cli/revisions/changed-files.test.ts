// What counts as data, as rules, as nothing, and as code that every plan may be made by.
import { expect } from "chai";
import { sortFiles } from "../../../cli/revisions/changed-files.ts";

const where = { prefix: "deploy/", settingsFolder: ".", applicationFolders: ["apps", "./more/apps/"] };

describe("the files of a change", () => {
  it("are manifests and settings where these are read", () => {
    const files = ["deploy/apps/shop.yaml", "deploy/more/apps/pay.yaml", "deploy/Pulumi.prod.yaml"];

    expect(sortFiles(files, where)).to.deep.equal({
      code: [],
      policy: false,
      settings: ["deploy/Pulumi.prod.yaml"],
      manifests: ["deploy/apps/shop.yaml", "deploy/more/apps/pay.yaml"],
    });
  });

  it("are rules, which make no plan", () => {
    expect(sortFiles(["deploy/policy.yaml"], where)).to.deep.include({ policy: true, code: [] });
  });

  it("are nothing where only people and runners read them", () => {
    const files = ["README.md", "deploy/docs/a.png", ".github/workflows/x.yml", ".azuredevops/x.yml", "CODEOWNERS"];

    expect(sortFiles(files, where).code).to.deep.equal([]);
  });

  for (const file of [
    "package-lock.json",
    "deploy/package-lock.json",
    "deploy/Pulumi.yaml",
    "deploy/index.ts",
    "deploy/apps/nested/shop.yaml",
    "deploy/apps/shop.json",
    "apps/shop.yaml",
    "Pulumi.prod.yaml",
    "policy.yaml",
    "deploy/stacks/shapes/prod.ts",
  ]) {
    it(`are code, or may be: ${file}`, () => {
      expect(sortFiles([file], where).code).to.deep.equal([file]);
    });
  }
});
