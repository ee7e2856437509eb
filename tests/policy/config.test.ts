// A mistake in the configuration is a permission that nobody meant to give: each is refused, in one sentence that helps.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { levelOf, parseConfig, PolicyConfigError, type PolicyConfig } from "../../policy/config.ts";
import { toPackConfig } from "../../policy/pack-config.ts";
import { contextFor } from "../../policy/pack.ts";
import { ruleById } from "../../policy/rules.ts";
import type { Rule } from "../../policy/rule.ts";

const ROOT = path.join(import.meta.dirname, "..", "..");

function problems(text: string): readonly string[] {
  try {
    parseConfig(text, "policy.yaml");
  } catch (error) {
    if (error instanceof PolicyConfigError) return error.problems;
    throw error;
  }
  return [];
}

function rule(id: string): Rule {
  const found = ruleById(id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
}

const read = (text: string): PolicyConfig => parseConfig(text, "policy.yaml");

describe("the policy configuration", () => {
  it("of this project is valid", () => {
    const text = readFileSync(path.join(ROOT, "policy.yaml"), "utf8");

    const config = parseConfig(text, "policy.yaml");

    expect(config.settings.allowedRegions).to.include("westeurope");
  });

  it("needs nothing but its version", () => {
    const config = read("version: 1\n");

    expect(levelOf(rule("vault-rbac"), config, "dev")).to.equal("mandatory");
    expect(config.settings.forbiddenRoles).to.include("Owner");
  });

  it("tells all problems at once, with line and suggestion", () => {
    const text = [
      "version: 2",
      "settings:",
      "  allowedRegion: [westeurope]",
      "  softDeleteDays: 5",
      "enforcement:",
      "  default: strict",
      "  rules:",
      "    vault-purge-protecton: advisory",
      "exceptions:",
      "  - rule: vault-rbacc",
      "    resource: '*'",
      "    reason: ''",
      "    owner: us",
      "    until: 31.12.2026",
    ].join("\n");

    const found = problems(text);

    expect(found).to.have.members([
      "policy.yaml:1: version: must be 1",
      'policy.yaml:3: settings: no field "allowedRegion" (did you mean "allowedRegions"?)',
      "policy.yaml:4: settings.softDeleteDays: must be at least 7",
      'policy.yaml:6: enforcement.default: must be "advisory", "mandatory" or "disabled"',
      'policy.yaml:8: enforcement.rules: no rule "vault-purge-protecton" (did you mean "vault-purge-protection"?)',
      "policy.yaml:11: exceptions.0.resource: must name something: a pattern of only * would except everything",
      "policy.yaml:12: exceptions.0.reason: must say why",
      "policy.yaml:14: exceptions.0.until: must be a date like 2026-12-31",
      'policy.yaml:10: exceptions.0: no rule "vault-rbacc" (did you mean "vault-rbac"?)',
    ]);
  });

  it("moves no cursor, whatever a key or a value holds", () => {
    const found = problems('version: 1\n"a\\e[2J": 1\nenforcement: { rules: { "b\\e\\nc": { dev: no } } }\n');

    expect(found.length).to.be.greaterThan(1);
    expect(found.join("")).to.not.match(/\p{Cc}/u);
  });

  it("refuses a file larger than any policy, and is quick to say what is wrong with a large one", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `k${String(index)}: 1`).join("\n");
    // Of the processor: other work on the machine is none of it.
    const began = process.cpuUsage();

    expect(problems(many(40_000))).to.deep.equal(["policy.yaml:1: the file has 388889 bytes; allowed are 262144"]);
    expect(problems(many(20_000))).to.have.length.greaterThan(20_000);
    expect(process.cpuUsage(began).user / 1e6).to.be.lessThan(10);
  }).timeout(120_000);

  it("names the roles that it does not know", () => {
    const found = problems("version: 1\nsettings:\n  allowedRoles: [Key Vault Secret User]\n");

    expect(found).to.have.length(1);
    expect(found[0]).to.match(
      /^policy\.yaml:3: settings\.allowedRoles: .*Key Vault Secrets User.*not so: Key Vault Secret User$/,
    );
  });

  for (const [what, text, message] of [
    ["broken YAML", "version: [1", /^policy\.yaml:1: /],
    ["nothing", "", /^policy\.yaml:1: /],
    ["a key that stands twice", "version: 1\nversion: 1", /^policy\.yaml:2: Map keys must be unique$/],
    ["a list", "- 1", /^policy\.yaml:1: /],
    ["an alias", "version: 1\nsettings: &a {}\nenforcement: *a", /aliases \(\*name\) are not allowed/],
    ["a key of JavaScript's", "version: 1\n__proto__: { settings: {} }", /no field "__proto__"/],
    [
      "a level for an environment that does not exist",
      "version: 1\nenforcement: { environments: { prd: advisory } }",
      /^policy\.yaml:2: enforcement\.environments: no environment "prd" \(did you mean "prod"\?\)$/,
    ],
    [
      "a rule's level for an environment that does not exist",
      "version: 1\nenforcement: { rules: { vault-rbac: { stagin: disabled, default: mandatory } } }",
      /^policy\.yaml:2: enforcement\.rules\.vault-rbac: no environment "stagin" \(did you mean "staging"\?\)$/,
    ],
    [
      "an exception without an owner",
      "version: 1\nexceptions: [{ rule: vault-rbac, resource: kv, reason: r, until: 2026-12-31 }]",
      /^policy\.yaml:2: exceptions\.0\.owner: must say who answers for it$/,
    ],
    [
      "an owner of another type",
      "version: 1\nexceptions: [{ rule: vault-rbac, resource: kv, reason: r, owner: 7, until: 2026-12-31 }]",
      /^policy\.yaml:2: exceptions\.0\.owner: must say who answers for it$/,
    ],
    [
      "a number that is none",
      "version: 1\nsettings: { softDeleteDays: many }",
      /softDeleteDays: must be a (?:whole )?number$/,
    ],
    [
      "an exception without an end",
      "version: 1\nexceptions: [{ rule: vault-rbac, resource: kv, reason: r, owner: o }]",
      /exceptions\.0\.until/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      const found = problems(text);

      expect(found.join("\n")).to.match(message);
    });
  }

  it("knows the environments that it names, and makes no pack for another", () => {
    const config = read(
      "version: 1\nsettings: { environments: [prod, lab] }\nenforcement: { environments: { lab: advisory } }\n",
    );

    expect(toPackConfig(config, "lab")["vault-rbac"]).to.deep.equal({
      enforcementLevel: "advisory",
      level: "advisory",
    });
    expect(() => toPackConfig(config, "labs")).to.throw(
      'settings.environments: no environment "labs" (did you mean "lab"?); name it there if it exists',
    );
  });

  it("takes the level of the rule and environment first, then the rule's own, then the environment's", () => {
    const config = read(
      "version: 1\nenforcement:\n  environments: { dev: advisory }\n  rules: { vault-rbac: { dev: disabled, default: mandatory } }\n",
    );

    const levels = [
      levelOf(rule("vault-rbac"), config, "dev"),
      levelOf(rule("vault-rbac"), config, "prod"),
      levelOf(rule("key-hsm"), config, "prod"),
      levelOf(rule("vault-name"), config, "dev"),
      levelOf(rule("vault-name"), config, "prod"),
    ];

    expect(levels).to.deep.equal(["disabled", "mandatory", "advisory", "advisory", "mandatory"]);
  });

  it("becomes the engine's configuration without losing anything, and the pack reads it back", () => {
    const config = read(
      "version: 1\nsettings: { allowedRegions: [westeurope] }\nexceptions:\n  - { rule: allowed-regions, resource: kv-*, reason: r, owner: o, until: 2026-12-31 }\n",
    );

    const pack = toPackConfig(config, "prod");
    const own = contextFor(rule("allowed-regions"), pack["allowed-regions"] ?? {}, new Date());
    const all = contextFor(rule("exception-ended"), pack["exception-ended"] ?? {}, new Date());

    expect(pack["allowed-regions"]).to.include({ enforcementLevel: "mandatory" });
    expect(own.settings.allowedRegions).to.deep.equal(["westeurope"]);
    expect(own.exceptions).to.deep.equal(config.exceptions);
    expect(all.exceptions).to.deep.equal(config.exceptions);
    expect(pack["vault-rbac"]).to.deep.equal({ enforcementLevel: "mandatory", level: "mandatory" });
  });

  it("with an exception to a rule that does not exist is refused by the pack", () => {
    const exceptions = [{ rule: "vault-rbacc", resource: "kv", reason: "r", owner: "o", until: "2026-12-31" }];

    expect(() => contextFor(rule("exception-ended"), { exceptions }, new Date())).to.throw(/no rule "vault-rbacc"/);
  });

  it("is refused by the pack with the policy's name when it is wrong", () => {
    const read = () => contextFor(rule("role-allowed"), { allowedRoles: ["Root"] }, new Date());

    expect(read).to.throw(/^the configuration of policy role-allowed is wrong: allowedRoles: .*Root/);
  });
});
