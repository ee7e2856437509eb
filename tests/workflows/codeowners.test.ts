// An application's team approves its own manifest and nothing else; a manifest without its line would belong to nobody who
// knows it, and a line too wide would let a team change what others get.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { ROOT } from "../support/plans.ts";

const lines = readFileSync(join(ROOT, "CODEOWNERS"), "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => line.trim().split(/\s+/));

/** `payments-team@contoso.com` is the team `payments-team`. */
function teams(): readonly (readonly string[])[] {
  const folder = join(ROOT, "apps");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => {
      const { owner } = parse(readFileSync(join(folder, file), "utf8")) as { readonly owner: string };
      return [`/apps/${file}`, `@contoso/${owner.split("@")[0] ?? ""}`];
    });
}

describe("CODEOWNERS", () => {
  it("gives everything to the platform team first", () => {
    expect(lines[0]).to.deep.equal(["*", "@contoso/platform-team"]);
    expect(lines.filter(([pattern]) => pattern === "*")).to.have.length(1);
  });

  it("gives each manifest to the team that it names, and nothing else to anybody", () => {
    expect(lines.slice(1)).to.deep.equal(teams());
  });
});
