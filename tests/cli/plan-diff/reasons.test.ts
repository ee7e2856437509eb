// One list of reasons: what the command says, its help and the documents.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Command } from "commander";
import { registerDiff } from "../../../cli/commands/plan-diff.ts";
import { approvals } from "../../../cli/plan-diff/approvals.ts";
import { needsApproval } from "../../../cli/plan-diff/report.ts";
import { REASON_IDS, REASONS, type ReasonId } from "../../../cli/plan-diff/reasons.ts";
import type { StackDiff } from "../../../cli/plan-diff/stack-diff.ts";
import { diffPlans } from "../../../cli/plan-diff/diff.ts";
import { identity, plan } from "../access/fixtures.ts";
import { ROOT } from "../../support/plans.ts";

const clean = (): StackDiff => diffPlans({ before: plan([]), after: plan([]) });

describe("the reasons for an approval", () => {
  it("stand in the help of the command", () => {
    let help = "";
    const command = new Command("plan").configureOutput({ writeOut: (text) => (help += text) });
    registerDiff(command);

    command.commands[0]?.outputHelp();

    for (const { title } of Object.values(REASONS)) expect(help).to.include(title);
  });

  it("stand in the document, with where they count", () => {
    const rows = readFileSync(join(ROOT, "docs", "plan-diff.md"), "utf8").split("\n");

    for (const { title, reach, means } of Object.values(REASONS)) {
      const row = rows.find((line) => line.startsWith(`| ${title} `));
      expect(row?.split("|").map((cell) => cell.trim())).to.deep.equal(["", title, reach, means, ""]);
    }
  });

  for (const id of REASON_IDS) {
    it(`count alone, where they reach: ${id}`, () => {
      const record = { ...identity("api"), kind: "k" } as unknown as StackDiff["classed"][number]["record"];
      const told = { ...clean(), classed: [{ record, reason: id satisfies ReasonId, message: "new" }] };

      expect(approvals(told, [], true)).to.deep.equal([`${REASONS[id].title}: 1`]);
      expect(approvals(told, [], false)).to.have.length(REASONS[id].reach === "everywhere" ? 1 : 0);
    });
  }

  it("ask for an approval by being one", () => {
    expect(needsApproval({ diffs: [clean()], policy: [], unknown: [] })).to.equal(false);
    expect(
      needsApproval({
        diffs: [clean(), { ...clean(), approvals: ["access widened: 1"] }],
        policy: [],
        unknown: [],
      }),
    ).to.equal(true);
    expect(
      needsApproval({ diffs: [clean()], policy: [{ message: "a rule is off", approval: true }], unknown: [] }),
    ).to.equal(true);
    expect(
      needsApproval({ diffs: [clean()], policy: [{ message: "a rule is on", approval: false }], unknown: [] }),
    ).to.equal(false);
  });
});
