import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { PULUMI_VERSION } from "../../../simulator/engine/version.ts";
import { ROOT } from "../../support/tiny-project.ts";

describe("the Pulumi CLI's version", () => {
  it("is the one that Go builds", () => {
    const module = readFileSync(path.join(ROOT, "simulator", "engine", "go", "go.mod"), "utf8");

    expect(/github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(module)?.[1]).to.equal(PULUMI_VERSION);
  });
});
