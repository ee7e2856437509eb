// Connection strings are Pulumi's, which writes them without ever looking: what became of them is seen here or nowhere.
import { expect } from "chai";
import type { ActualVault } from "../../../cli/vault/actual.ts";
import { compareConnections } from "../../../cli/vault/drift-connections.ts";
import { DESIRED } from "./fixtures.ts";

/** A vault with these secrets, and one that was deleted. */
function vault(secrets: ActualVault["listed"]["secrets"], deleted: readonly string[] = []): ActualVault {
  const none = new Map<string, never>();
  return {
    listed: { secrets, keys: [], certificates: [] },
    deleted: new Set(deleted),
    secrets: none,
    keys: none,
    certificates: none,
    chains: none,
    contacts: [],
    assignments: none,
  };
}

const said = (actual: ActualVault): string[] =>
  compareConnections(DESIRED, actual).findings.map(({ kind, subject, detail }) => `${kind}: ${subject} ${detail}`);

const connection = { name: "ledger-sql-conn", enabled: true, managed: false, tags: {} };
const AGAIN = "have pulumi write it again (docs/vault.md, connection strings)";

describe("strongroom vault: connection strings", () => {
  it("are as they should be when they are there", () => {
    expect(said(vault([connection]))).to.deep.equal([]);
  });

  it("are missed when they are gone", () => {
    expect(said(vault([]))).to.deep.equal([`decide: connection ledger-sql-conn is not in the vault; ${AGAIN}`]);
  });

  it("are recovered when somebody deleted them: their name is taken", () => {
    expect(said(vault([], ["ledger-sql-conn"]))).to.deep.equal([
      "decide: connection ledger-sql-conn is deleted; recover it (docs/vault.md, bringing back what was deleted)",
    ]);
  });

  it("are written again when somebody disabled them", () => {
    expect(said(vault([{ ...connection, enabled: false }]))).to.deep.equal([
      `decide: connection ledger-sql-conn is disabled; whoever reads it is refused; ${AGAIN}`,
    ]);
  });
});
