// Settings and manifests are mended in one go: what is wrong with the one is no reason to keep silent about the other.
import { expect } from "chai";
import { planStack } from "../../cli/plan/evaluate-stack.ts";
import { OwnProject } from "../support/own-project.ts";

describe("settings and manifests", () => {
  it("are told of together where both are wrong", async () => {
    const project = new OwnProject();
    try {
      project.editSettings("dev", (config) => {
        config["strongroom:location"] = "westeuropa";
      });
      project.editManifest("payments", (manifest) => {
        manifest["costCenter"] = "4711";
      });

      const failure: unknown = await planStack({ programDir: project.programDir, stack: "dev" }).catch(
        (thrown: unknown) => thrown,
      );

      expect(failure).to.be.an("error").with.property("message").that.contains('unknown key "costCenter"');
      expect(failure).to.have.property("message").that.contains("strongroom:location");
    } finally {
      project.remove();
    }
  });
});
