// Point-in-time restore ends after 35 days at most; some mistakes are older.
import { best, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { isPrimary, ofDatabase } from "../databases.ts";
import { mustHave } from "../expect.ts";
import { durationDays } from "../time.ts";
import { get } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const databaseLongTermRetention: StackRule = {
  id: "database-long-term-retention",
  title: "Databases have backups that outlast point-in-time restore",
  severity: "medium",
  controls: controls("resilience", { mcsb: ["BR-1", "BR-2"] }),
  equals: ["POL-d38fc420"],
  appliesTo: ["sql:Database"],
  needs: { "sql:LongTermRetentionPolicy": ["databaseName", "weeklyRetention"] },
  help: "add a LongTermRetentionPolicy with a weekly, monthly or yearly retention",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["sql:Database"],
      ["sql:LongTermRetentionPolicy"],
      (policy, database) =>
        both(
          ofDatabase(stack, policy, database),
          best(
            ["weekly", "monthly", "yearly"].map((every) =>
              holds(get(policy.props, `${every}Retention`), (time) => (durationDays(time) ?? 0) > 0),
            ),
          ),
        ),
      "the database has no long-term retention",
    ).filter(({ urn }) => isPrimary(stack, urn)),
};
