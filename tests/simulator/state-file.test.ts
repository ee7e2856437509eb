import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { journalOf, readState } from "../../simulator/model/state-file.ts";
import { Store } from "../../simulator/model/store.ts";

/** Times that the file is rewritten under a reader's hands. */
const REWRITES = 300;

describe("the file of simulated Azure", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-state-"));
    file = path.join(folder, "azure.json");
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("is read with what the store has not yet taken into it", () => {
    const store = new Store(file);
    store.change("resources", "/a", { id: "/a" });
    store.change("resources", "/b", { id: "/b" });
    store.change("resources", "/a", null);
    store.change("deleted", "/a", { id: "/a" });

    const { tables } = readState(file);
    const alone = JSON.parse(fs.readFileSync(file, "utf8")) as { resources: object };
    store.close();

    expect([...tables.resources.keys()]).to.deep.equal(["/b"]);
    expect([...tables.deleted.keys()]).to.deep.equal(["/a"]);
    expect(alone.resources, "what the file alone says").to.deep.equal({});
  });

  it("is read as its session left it, and again by the next one, when that was killed", () => {
    const killed = new Store(file);
    killed.change("resources", "/a", { id: "/a" });
    killed.abandon();
    fs.appendFileSync(journalOf(file), '{"table":"resources","key":"/cut');

    const seen = readState(file);
    const next = new Store(file);
    next.close();

    expect([...seen.tables.resources.keys()]).to.deep.equal(["/a"]);
    expect([...next.tables.resources.keys()]).to.deep.equal(["/a"]);
    expect(next.salt).to.equal(seen.salt);
    expect(readState(file)).to.deep.equal(seen);
  });

  it("is never read between two states while another process rewrites it", async () => {
    new Store(file).close();
    const writer = new Worker(
      `
      const { workerData, parentPort } = require("node:worker_threads");
      const { appendFileSync } = require("node:fs");
      void import(workerData.module).then(({ readState, writeState, journalOf }) => {
        const { salt, tables } = readState(workerData.file);
        for (let n = 1; n <= workerData.rewrites; n++) {
          appendFileSync(journalOf(workerData.file), JSON.stringify({ table: "resources", key: "/n", value: n }) + "\\n");
          tables.resources.set("/n", n);
          writeState(workerData.file, salt, tables);
        }
        parentPort.postMessage("done");
      });
      `,
      {
        eval: true,
        workerData: {
          file,
          rewrites: REWRITES,
          module: new URL("../../simulator/model/state-file.ts", import.meta.url).href,
        },
      },
    );
    const seen: number[] = [];
    const ended = new Promise<void>((resolve, reject) =>
      writer
        .once("exit", () => {
          resolve();
        })
        .once("error", reject),
    );
    while ((seen.at(-1) ?? 0) < REWRITES) {
      seen.push(Number(readState(file).tables.resources.get("/n") ?? 0));
      await new Promise(setImmediate);
    }
    await ended;

    expect(seen).to.deep.equal(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size, "states that were seen").to.be.greaterThan(1);
  });
});
