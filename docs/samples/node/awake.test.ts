// A database that sleeps for 70 seconds, on a clock that nobody sits out.
import assert from "node:assert/strict";
import { it } from "node:test";
import { PATIENCE, whenAwake } from "./awake.ts";

const asleep = (): Error => new Error("Database 'ledger' on server 'sql-x' is not currently available.");

function clock() {
  let time = 0;
  return {
    now: () => time,
    sleep: (milliseconds: number) => {
      time += milliseconds;
      return Promise.resolve();
    },
  };
}

it("waits for a database that wakes after 70 seconds", async () => {
  const { now, sleep } = clock();

  const connected = await whenAwake(() => (now() < 70_000 ? Promise.reject(asleep()) : Promise.resolve("connected")), {
    now,
    sleep,
  });

  assert.equal(connected, "connected");
  assert.equal(now(), 70_000);
});

it("gives up after two minutes, with the database's own words", async () => {
  const { now, sleep } = clock();

  await assert.rejects(
    whenAwake(() => Promise.reject(asleep()), { now, sleep }),
    /is not currently available/,
  );

  assert.equal(now(), PATIENCE);
});

it("throws anything else at once", async () => {
  const { now, sleep } = clock();

  await assert.rejects(
    whenAwake(() => Promise.reject(new Error("Login failed for user '<token-identified principal>'.")), { now, sleep }),
    /Login failed/,
  );

  assert.equal(now(), 0);
});
