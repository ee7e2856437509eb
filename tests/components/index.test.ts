// What the package shows to the outside: every component, each with an example in its doc comment.
import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as components from "../../components/index.ts";
import { ROOT } from "../support/plans.ts";

/** Parts of another component, or of a whole environment, which nobody makes alone. */
const INNER = [
  "Alerts",
  "QueryCatalogue",
  "AppDatabases",
  "AppPeople",
  "AppVaults",
  "CertificateReader",
  "DatabaseUser",
  "DeclaredMember",
  "PeopleIdentity",
  "VaultContents",
  "VaultReconciler",
];

interface Found {
  readonly name: string;
  readonly comment: string;
}

function classes(): Found[] {
  return globSync("components/**/*.ts", { cwd: ROOT, exclude: ["components/dist/**"] })
    .map((file) => readFileSync(join(ROOT, file), "utf8"))
    .flatMap((text) =>
      [...text.matchAll(/(?:^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\n)?^export class (\w+)/gm)].map(
        ([, comment = "", name = ""]) => ({
          name,
          comment,
        }),
      ),
    );
}

describe("the package of components", () => {
  it("exports every component, but those that are parts of another", () => {
    const missing = classes()
      .map(({ name }) => name)
      .filter((name) => !(name in components));

    expect(missing.toSorted()).to.deep.equal(INNER.toSorted());
  });

  it("has an example on each", () => {
    const without = classes().filter(({ name, comment }) => name in components && !comment.includes("@example"));

    expect(without.map(({ name }) => name)).to.deep.equal([]);
  });
});
