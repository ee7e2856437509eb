import { expect } from "chai";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { acquireLock } from "../../../simulator/engine/lock.ts";

const NOBODY = 2 ** 30;

describe("acquireLock", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "strongroom-lock-"));
    file = path.join(folder, "lock");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("names the process that holds it, and where the lock is", async () => {
    await acquireLock(file, { wait: false });

    const error = await acquireLock(file, { wait: false }).catch((thrown: unknown) => thrown);

    expect(error).to.have.property(
      "message",
      `another strongroom command (process ${process.pid}) is using ${folder}; wait for it to end, or delete ${file} if that process is not one`,
    );
  });

  it("is free again after its release", async () => {
    const release = await acquireLock(file, { wait: false });

    release();
    await acquireLock(file, { wait: false });

    expect(readFileSync(file, "utf8")).to.equal(String(process.pid));
  });

  for (const content of [String(NOBODY), "", "garbage"]) {
    it(`is taken over from a holder that is gone: ${JSON.stringify(content)}`, async () => {
      writeFileSync(file, content);

      await acquireLock(file, { wait: false });

      expect(readFileSync(file, "utf8")).to.equal(String(process.pid));
    });
  }

  it("is waited for, once announced", async () => {
    const release = await acquireLock(file, { wait: false });
    const announced: number[] = [];
    const second = acquireLock(file, {
      wait: true,
      onWait: (holder) => {
        announced.push(holder);
        release();
      },
    });

    const releaseSecond = await second;
    releaseSecond();

    expect(announced).to.deep.equal([process.pid]);
    expect(existsSync(file)).to.equal(false);
  });
});
