// Every alert rule on rows that must bring an alert and on rows that must not, evaluated by an engine that is not ours.
import { expect } from "chai";
import { ALERT_RULES } from "../../components/observability/alert-rules.ts";
import { asked } from "./ask.ts";
import { VALUES } from "./cases.ts";
import { CASES } from "./all-cases.ts";
import { evaluate, type Answer, type Case } from "./evaluate.ts";
import { rulePython } from "./python.ts";

describe("alert rules over log rows", function () {
  // All cases in one process of the engine, which takes longer than one test may.
  this.timeout(300_000);
  let answers: readonly Readonly<Record<string, Answer>>[] = [];

  before(function () {
    const { python, why } = rulePython();
    if (python === undefined) {
      console.log(`      skipped: ${why ?? ""}`);
      this.skip();
    }
    answers = evaluate(
      CASES.map(({ rule, rows, values }): Case => ({
        rows,
        at: "last",
        rules: ALERT_RULES.filter(({ name }) => name === rule).map((found) => asked(found, values ?? VALUES)),
      })),
    );
  });

  it("have cases that fire and cases that do not, each of them", () => {
    const names = ALERT_RULES.map(({ name }) => name);

    expect(names.filter((name) => !CASES.some(({ rule, fires }) => rule === name && fires))).to.deep.equal([]);
    expect(names.filter((name) => !CASES.some(({ rule, fires }) => rule === name && !fires))).to.deep.equal([]);
    expect(CASES.filter(({ rule }) => !names.includes(rule))).to.deep.equal([]);
  });

  CASES.forEach(({ rule, title, fires, says }, index) => {
    it(`${rule} ${fires ? "fires" : "is quiet"}: ${title}`, () => {
      const { fired = [], error = "no answer" } = answers[index]?.[rule] ?? {};

      expect(error).to.equal(null);
      expect(fired.length > 0).to.equal(fires);
      if (says !== undefined) expect(fired[0]?.rows[0]).to.include(says);
    });
  });
});
