// Every query is bound by Microsoft's own parser: an unknown column, a wrong type, or an alert that splits by a column which
// its answer does not have, is found here and not by Azure.
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { ALERT_RULES, LONGEST_WINDOW, monthlyCost, queryOf } from "../../components/observability/alert-rules.ts";
import { PARAMETERS, parameterText, queryNamed, queryText } from "../../components/observability/queries.ts";
import { LOG_TABLES } from "../../facts/log-tables.ts";
import { ROOT } from "../support/plans.ts";
import { bind } from "./bind.ts";

const FOLDER = path.join(ROOT, "components/observability/queries");
const NAMES = globSync("*.kql", { cwd: FOLDER }).map((file) => path.basename(file, ".kql"));
const VIEWS = globSync("views/*.kql", { cwd: FOLDER }).map((file) => path.basename(file, ".kql"));
const source = (file: string): string => readFileSync(path.join(FOLDER, file), "utf8");

describe("queries", () => {
  for (const name of NAMES) {
    it(`${name} is bound without an error`, () => {
      expect(bind(queryText(name)).errors).to.deep.equal([]);
    });

    it(`${name} says in its header what it reads and what it is given`, () => {
      const { what, tables, parameters, text } = queryNamed(name);
      const words = new Set(text.split(/\W+/));

      expect(what).not.to.equal("");
      expect([...tables].sort()).to.deep.equal(
        Object.keys(LOG_TABLES)
          .filter((table) => words.has(table))
          .sort(),
      );
      expect([...parameters].sort()).to.deep.equal(
        Object.keys(PARAMETERS)
          .filter((item) => words.has(item))
          .sort(),
      );
    });
  }

  it("use every view, and no other", () => {
    const used = NAMES.flatMap((name) => /^\/\/ views: (.+)$/m.exec(source(`${name}.kql`))?.[1]?.split(/,\s*/) ?? []);

    expect([...new Set(used)].sort()).to.deep.equal([...VIEWS].sort());
  });

  it("would not get away with an unknown column, a wrong type or a missing table", () => {
    expect(bind("AZKVAuditLogs | where HttpStatuscode == 200").errors.join()).to.contain("HttpStatuscode");
    expect(bind("AZKVAuditLogs | where OperationName > 5").errors.join()).to.contain("operator '>'");
    expect(bind("KeyVaultLogs | take 1").errors.join()).to.contain("KeyVaultLogs");
  });

  it("take what a manifest chose as data", () => {
    const hostile = 'x"] | union AZKVAuditLogs //\n\\';

    const text = parameterText("declaredSubjects", [["https://issuer", hostile]]);

    expect(text.split("\n")).to.have.length(1);
    expect(bind(`${text}\ndeclaredSubjects`).errors).to.deep.equal([]);
    expect([...bind(`${text}\ndeclaredSubjects`).columns.keys()]).to.deep.equal(["Issuer", "Subject"]);
  });

  it("may be given nothing", () => {
    expect(bind(`${parameterText("pipelines", [])}\npipelines`).errors).to.deep.equal([]);
  });
});

describe("alert rules", () => {
  for (const rule of ALERT_RULES) {
    it(`${rule.name} splits and finds its resource by texts that its answer has`, () => {
      const { columns } = bind(queryText(rule.name));
      const wanted = [...rule.split, ...(rule.resourceColumn === undefined ? [] : [rule.resourceColumn])];

      expect(wanted.map((column) => `${column}: ${columns.get(column) ?? "missing"}`)).to.deep.equal(
        wanted.map((column) => `${column}: string`),
      );
    });

    it(`${rule.name} says how often it fires in a quiet week, looks back far enough and not too far`, () => {
      expect(queryOf(rule).quietWeek, rule.name).not.to.equal(undefined);
      expect(rule.windowMinutes).to.be.at.least(rule.frequencyMinutes).and.at.most(LONGEST_WINDOW);
    });
  }

  it("are named once, and none splits by more than three columns", () => {
    expect(new Set(ALERT_RULES.map(({ name }) => name)).size).to.equal(ALERT_RULES.length);
    // Azure allows six dimensions; the resource is one of them (learn: log search alert rules, split by dimensions).
    expect(ALERT_RULES.filter(({ split }) => split.length > 3)).to.deep.equal([]);
  });
});

describe("docs/watching.md", () => {
  const page = readFileSync(path.join(ROOT, "docs/watching.md"), "utf8");

  it("has a line for every rule, with how often it is asked and its level", () => {
    for (const { name, severity, level } of ALERT_RULES) {
      expect(page).to.match(
        new RegExp(
          `\\| \`${name}\` \\(${severity}\\) +\\|.*\\| ${level} +\\| ${queryNamed(name).quietWeek?.alerts ?? -1} +\\|`,
        ),
      );
    }
  });

  it("says what the rules cost", () => {
    expect(page.replaceAll(/\s+/g, " ")).to.contain(
      `${monthlyCost(ALERT_RULES.filter(({ level }) => level === "essential"))} US dollars a month for the essential rules, ${monthlyCost(ALERT_RULES)} for all`,
    );
  });
});
