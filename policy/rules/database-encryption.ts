// Azure encrypts new databases by itself; restored and old ones are not, and evidence wants it written.
import { both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { isPrimary, ofDatabase } from "../databases.ts";
import { mustHave } from "../expect.ts";
import { get, sameText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const databaseEncryption: StackRule = {
  id: "database-encryption",
  title: "Databases are encrypted at rest",
  severity: "high",
  controls: controls("encryptionAtRest", { mcsb: ["DP-4"] }),
  equals: ["CKV2_AZURE_25", "AZR-000191"],
  appliesTo: ["sql:Database"],
  needs: { "sql:TransparentDataEncryption": ["databaseName", "state"] },
  help: "add a TransparentDataEncryption with state Enabled",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["sql:Database"],
      ["sql:TransparentDataEncryption"],
      (encryption, database) =>
        both(
          ofDatabase(stack, encryption, database),
          holds(get(encryption.props, "state"), (state) => sameText(state, "Enabled")),
        ),
      "the database has no TransparentDataEncryption with state Enabled",
    ).filter(({ urn }) => isPrimary(stack, urn)),
};
