// Ledger proves that nobody changed the past. It cannot be turned off and costs writes, so it is for data that needs the proof.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const databaseLedger: ResourceRule = {
  id: "database-ledger",
  title: "Databases can prove that their history was not changed",
  severity: "low",
  controls: controls("integrity", { mcsb: ["DP-8"] }),
  equals: ["CKV_AZURE_224"],
  appliesTo: ["sql:Database"],
  needs: { "sql:Database": ["isLedgerOn"] },
  level: "advisory",
  help: "set isLedgerOn to true when the database is created",
  check: (database) => mustBeTrue(database, "isLedgerOn"),
};
