// What must hold for the image, whoever edits its recipe.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ROOT } from "../support/plans.ts";
import { BASES, COPIED, DOCKERFILE, ENTRYPOINT, USERS } from "./dockerfile.ts";

describe("the Dockerfile", () => {
  it("stands on images that a tag cannot move", () => {
    expect(BASES).to.have.length(2);
    expect(BASES.filter((base) => !/^[^@]+:[^@]+@sha256:[0-9a-f]{64}$/.test(base))).to.deep.equal([]);
  });

  it("runs as nobody in particular, with no shell in between", () => {
    expect(USERS).to.deep.equal(["65532:65532"]);
    expect(ENTRYPOINT).to.deep.equal(["/nodejs/bin/node", "/app/cli/strongroom.mjs"]);
    expect(BASES.at(-1)).to.match(/^gcr\.io\/distroless\/nodejs24-debian12:nonroot@/);
  });

  it("installs what is locked, without a script of a package and without what only tests need", () => {
    expect(DOCKERFILE).to.match(/^RUN npm ci --omit=dev --ignore-scripts /m);
    expect(DOCKERFILE).not.to.match(/^RUN .*(apt|curl|wget|npm install)/m);
  });

  it("takes in what it names, and the build sees nothing else", () => {
    const seen = readFileSync(join(ROOT, ".dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));

    expect(seen[0]).to.equal("*");
    expect(seen.slice(1)).to.have.members([...COPIED, "package-lock.json"].map((name) => `!${name}`));
    expect(COPIED.filter((name) => !existsSync(join(ROOT, name)))).to.deep.equal([]);
    expect(COPIED.filter((name) => /^(apps|Pulumi|tests|docs|\.)/.test(name))).to.deep.equal([]);
  });
});
