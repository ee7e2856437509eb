// No rule can be passed by leaving away what it looks at, none is raised by what does not concern it, and what is not known
// yet raises none: shown for every property of every resource of the fixture, not for chosen ones.
import { expect } from "chai";
import { judge } from "../../policy/judge.ts";
import type { Judged } from "../../policy/judged.ts";
import { kindOf, type Kind } from "../../policy/kinds.ts";
import type { Reads, Rule } from "../../policy/rule.ts";
import { RULES } from "../../policy/rules.ts";
import { get, UNKNOWN } from "../../policy/value.ts";
import { compliant, CONFIG, ENVIRONMENT, NOW, pathsOf, withValue } from "./fixtures.ts";

/** Ids of the rules that fail. */
function raised(resources: readonly Judged[]): string[] {
  const verdicts = judge(resources, CONFIG, ENVIRONMENT, { now: NOW });
  return [...new Set(verdicts.map((verdict) => verdict.rule))].toSorted();
}

/** Every resource of the fixture with every path in it. */
function everyPath(): { judged: Judged; kind: Kind; path: string }[] {
  return compliant().flatMap((judged) => {
    const kind = kindOf(judged.type, judged.props);
    return kind === undefined ? [] : pathsOf(judged.props).map((path) => ({ judged, kind, path }));
  });
}

function lists(reads: Reads | undefined, kind: Kind, path: string): boolean {
  return (reads?.[kind] ?? []).some(
    (read) => read === path || read.startsWith(`${path}.`) || path.startsWith(`${read}.`),
  );
}

function concerns(rule: Rule, kind: Kind, path: string): boolean {
  return lists(rule.needs, kind, path) || lists(rule.refuses, kind, path);
}

/** Names and places by which one resource finds another; without them a companion belongs to nobody. */
const REFERENCES = /^(?:vaultName|serverName|databaseName|privateEndpointName|resourceGroupName|scope|resourceUri)$/;

describe("the rules, under every mutation of the compliant stack", () => {
  it("raise nothing on the compliant stack", () => {
    const found = judge(compliant(), CONFIG, ENVIRONMENT, { now: NOW });

    expect(found.map(({ rule, name, message }) => `${rule} ${name}: ${message}`)).to.deep.equal([]);
  });

  for (const rule of RULES) {
    for (const [kind, paths] of Object.entries(rule.needs)) {
      for (const path of paths ?? []) {
        it(`${rule.id} fails without ${kind} ${path}`, () => {
          const holders = compliant().filter(
            ({ type, props }) => kindOf(type, props) === kind && get(props, path) !== undefined,
          );

          const failing = holders.filter(({ name }) => raised(withValue(name, path, undefined)).includes(rule.id));

          expect(holders, "the fixture has nothing to take away").to.not.have.length(0);
          expect(failing, "the rule is passed by removing what it looks at").to.not.have.length(0);
        });

        it(`${rule.id} fails when ${kind} ${path} has another type`, () => {
          const holders = compliant().filter(
            ({ type, props }) => kindOf(type, props) === kind && get(props, path) !== undefined,
          );

          const failing = holders.filter(({ name, props }) => {
            const other = typeof get(props, path) === "number" ? "seven" : 7;
            return raised(withValue(name, path, other)).includes(rule.id);
          });

          expect(failing).to.not.have.length(0);
        });
      }
    }
  }

  it("are raised only by properties that they are said to look at", () => {
    const surprises = everyPath().flatMap(({ judged, kind, path }) =>
      raised(withValue(judged.name, path, undefined))
        .filter((id) => !RULES.some((rule) => rule.id === id && concerns(rule, kind, path)))
        // A companion that lost its reference leaves its owner without it, whichever rule wanted it.
        .filter(() => !REFERENCES.test(path))
        .map((id) => `${id} by ${judged.name}.${path}`),
    );

    expect(surprises).to.deep.equal([]);
  });

  it("are never raised by a value that is not known yet", () => {
    const surprises = everyPath().flatMap(({ judged, path }) =>
      raised(withValue(judged.name, path, UNKNOWN)).map((id) => `${id} by ${judged.name}.${path}`),
    );

    expect(surprises).to.deep.equal([]);
  });

  it("notice when a companion is missing", () => {
    const companions = compliant().filter(({ name }) =>
      /-(?:endpoint|dns|diagnostics|lock|audit|audit-logs|alerts|protector|encryption|retention)$/.test(name),
    );

    const unnoticed = companions
      .filter(({ name }) => raised(compliant().filter((judged) => judged.name !== name)).length === 0)
      .map(({ name }) => name);

    expect(companions).to.have.length(13);
    expect(unnoticed).to.deep.equal([]);
  });
});
