// The pack must run for a team that has nothing of ours: three packages, its folder and `facts/` beside it.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { packArgs } from "../../policy/pack.ts";
import { RULES } from "../../policy/rules.ts";

const FACTS = path.join(import.meta.dirname, "..", "..", "facts");
const POLICY = path.join(import.meta.dirname, "..", "..", "policy");

/** Everything that a module of the pack imports, directly or by another. */
function imports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, from = ""] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export)\s(?:[^;]*?\sfrom\s)?"([^"]+)"/gm,
  )) {
    if (from.startsWith(".")) imports(path.resolve(path.dirname(file), from), seen);
    else seen.add(from);
  }
  return seen;
}

describe("the policy pack", () => {
  it("needs the packages that its package.json names, and no file but its own and the tables in facts/", () => {
    const declared = JSON.parse(readFileSync(path.join(POLICY, "package.json"), "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };

    const used = [...imports(path.join(POLICY, "index.ts"))];

    const packages = used.filter((name) => !path.isAbsolute(name) && !name.startsWith("node:"));
    expect(used.length).to.be.greaterThan(RULES.length);
    expect(Object.keys(declared.dependencies)).to.include.members(packages);
    expect(
      used.filter(
        (name) => path.isAbsolute(name) && !name.startsWith(POLICY + path.sep) && !name.startsWith(FACTS + path.sep),
      ),
    ).to.deep.equal([]);
  });

  it("is pinned to the versions that the tests ran with", () => {
    const read = (file: string) =>
      (JSON.parse(readFileSync(file, "utf8")) as { readonly dependencies: Readonly<Record<string, string>> })
        .dependencies;

    const own = read(path.join(POLICY, "package.json"));
    const ours = read(path.join(POLICY, "..", "package.json"));

    expect(Object.entries(own).filter(([name, version]) => ours[name] !== version)).to.deep.equal([]);
  });

  it("offers every rule as a policy with severity, remedy and configuration", () => {
    const { policies } = packArgs();

    expect(policies.map(({ name }) => name)).to.deep.equal(RULES.map(({ id }) => id));
    expect(
      policies.every(({ severity, remediationSteps }) => severity !== undefined && remediationSteps !== undefined),
    ).to.equal(true);
    expect(policies.every(({ configSchema }) => configSchema?.properties["exceptions"] !== undefined)).to.equal(true);
  });
});
