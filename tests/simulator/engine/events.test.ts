import { expect } from "chai";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createEventReader, removeStaleEventLogs } from "../../../simulator/engine/events.ts";

describe("the engine's event log", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "strongroom-events-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is its owner's alone before the engine writes the first word, and gone at the end", () => {
    const reader = createEventReader(folder);
    const mode = statSync(reader.file).mode & 0o777;

    reader.finish();

    expect(mode).to.equal(0o600);
    expect(existsSync(reader.file)).to.equal(false);
  });

  it("gives the events but for the debug messages, in which the SDK repeats secrets", () => {
    const reader = createEventReader(folder);
    const diagnostic = (severity: string): string =>
      JSON.stringify({ diagnosticEvent: { severity, message: `a message of ${severity}` } });
    writeFileSync(reader.file, `${diagnostic("debug")}\n${diagnostic("info")}\n`);

    const events = reader.finish();

    expect(events.map(({ diagnosticEvent }) => diagnosticEvent?.message)).to.deep.equal(["a message of info"]);
  });

  it("does not outlive a killed command: the next one removes it, and nothing else", () => {
    const logs = path.join(folder, "logs");
    mkdirSync(logs);
    for (const name of ["events-0b1c.jsonl", "events-2d3e.jsonl", "fault-2026-01-01-7.log"]) {
      writeFileSync(path.join(logs, name), "");
    }

    removeStaleEventLogs(folder);

    expect(readdirSync(logs)).to.deep.equal(["fault-2026-01-01-7.log"]);
  });

  it("need not be there to be removed", () => {
    removeStaleEventLogs(folder);

    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
