// Each predicate of each rule is dropped in turn, and a case must notice: otherwise the predicate is not tested, or not needed. The
// parser that finds the predicates is Microsoft's, the engine that evaluates what is left is not ours.
import { expect } from "chai";
import { ALERT_RULES } from "../../components/observability/alert-rules.ts";
import { asked } from "./ask.ts";
import { CASES } from "./all-cases.ts";
import { VALUES } from "./cases.ts";
import { evaluate, type Answer } from "./evaluate.ts";
import { mutationsOf, type Mutation } from "./predicates.ts";
import { rulePython } from "./python.ts";

/** The rule in which the predicates of a view are dropped: once is enough. */
const VIEW_IN: Readonly<Record<string, string>> = {
  vaultAudit: "undeclared-read",
  activity: "configuration-changed",
  sqlAudit: "sql-permission-changed",
};

/** What nothing can notice, with the reason. */
const NEEDLESS: Readonly<Record<string, string>> = {};

interface Dropped extends Mutation {
  readonly rule: string;
  readonly name: string;
}

function droppedFrom(rule: (typeof ALERT_RULES)[number]): Dropped[] {
  const { query } = asked(rule, VALUES);
  const views = Object.entries(VIEW_IN).filter(([view]) => query.includes(`let ${view} = `));
  const own = views.some(([, name]) => name === rule.name) ? 0 : bodyStart(query);
  return mutationsOf(query, own).map((mutation, index) => ({
    ...mutation,
    rule: rule.name,
    name: `${rule.name} #${String(index)}`,
  }));
}

/** Where the rule's own text begins: after the parameters and views, which are `let` statements at the start of a line. */
function bodyStart(query: string): number {
  const views = [...query.matchAll(/^let (?:vaultAudit|activity|sqlAudit|signIns|\w+ = datatable)\b[\s\S]*?;\n/gm)];
  const last = views.at(-1);
  return last === undefined ? 0 : last.index + last[0].length;
}

describe("predicates of alert rules", function () {
  // Thousands of small questions in one process of the engine.
  this.timeout(900_000);
  const dropped = ALERT_RULES.flatMap(droppedFrom);
  let answers: readonly Readonly<Record<string, Answer>>[] = [];

  before(function () {
    const { python, why } = rulePython();
    if (python === undefined) {
      console.log(`      skipped: ${why ?? ""}`);
      this.skip();
    }
    answers = evaluate(
      CASES.map(({ rule, rows, values }) => ({
        rows,
        at: "last",
        rules: ALERT_RULES.filter(({ name }) => name === rule).flatMap((found) =>
          values === undefined
            ? dropped
                .filter((one) => one.rule === rule)
                .map(({ name, query }) => ({ ...asked(found, VALUES), name, query }))
            : [],
        ),
      })),
    );
  });

  it("are found in every rule", () => {
    expect(
      ALERT_RULES.filter(({ name }) => !dropped.some(({ rule }) => rule === name)).map(({ name }) => name),
    ).to.deep.equal(["logs-silent"].filter((name) => !dropped.some(({ rule }) => rule === name)));
  });

  for (const { name, rule, dropped: what } of dropped) {
    it(`${name} is missed: ${what.slice(0, 160)}`, () => {
      const noticed = CASES.some(({ rule: of, fires }, index) => {
        const answer = answers[index]?.[name];
        return of === rule && answer !== undefined && (answer.error !== null || answer.fired.length > 0 !== fires);
      });

      expect(noticed || NEEDLESS[`${rule}: ${what}`] !== undefined).to.equal(true);
    });
  }
});
