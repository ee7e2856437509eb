// Simulated Azure, held to recorded answers of real Azure. Skipped where there are no recordings, and the report says so.
import { expect } from "chai";
import { agrees, conformance, lastLine } from "./conformance.ts";
import type { Conformance } from "./conformance.ts";
import { readDisagreements } from "./disagreements.ts";
import { recordingsFolder } from "./recordings.ts";

/** Percent of the exchanges that agree at least: what has been reached. */
const REACHED = 95;

const folder = recordingsFolder();
const missing = ": skipped, there are no recordings; set STRONGROOM_AZURE_RECORDINGS to their folder";

describe(`recorded answers of real Azure${folder === undefined ? missing : ""}`, () => {
  let result: Conformance;

  before(async function () {
    if (folder === undefined) return this.skip();
    this.timeout(300_000);
    result = await conformance(folder);
  });

  it("are those of simulated Azure, nearly all", () => {
    expect(result.total, "writes of known kinds").to.be.greaterThan(0);
    expect((result.agreed * 100) / result.total, lastLine(result)).to.be.at.least(REACHED);
  });

  it("differ where a reason is on record, and nowhere else", () => {
    const differing = result.played.filter((played) => !agrees(played)).map(({ exchange }) => exchange.source);

    expect(differing).to.have.members(readDisagreements().map(({ source }) => source));
  });
});
