// A real process is killed in the moment in which something has changed and it has not heard of it, for each strategy; the next
// process finds what it left, and the promises hold in between and afterwards. STRONGROOM_ROTATE_KILLS=all kills it at every
// request, before that took effect and after.
import { expect } from "chai";
import { rotating, START } from "./fixtures.ts";
import { HttpWorld } from "./world/http-world.ts";
import { rotateInProcess } from "./world/process.ts";
import { always } from "./world/promises.ts";
import type { By } from "./world/world.ts";

const ALL = process.env["STRONGROOM_ROTATE_KILLS"] === "all";

/** Requests that change something at the target or the vault. */
const CHANGES = /(POST .*(regenerateKey|addPassword))|(PUT .*secrets)/;

describe("strongroom rotate: a process that is killed", function () {
  this.timeout(ALL ? 1_800_000 : 300_000);
  const open: HttpWorld[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((world) => world.close()));
  });

  const made = (by: By): HttpWorld => {
    const world = new HttpWorld({ rotating: rotating(by), start: START });
    open.push(world);
    return world;
  };

  for (const by of ["generated", "storage-account-key", "entra-application"] as const) {
    it(`is followed by one that brings it to its end: ${by}`, async () => {
      const whole = made(by);
      const { code, text, requests } = await rotateInProcess(whole);
      expect(code, text).to.equal(0);
      expect(text).to.include("payments-dev-signing: published a new value");
      for (const value of whole.values) expect(text).not.to.include(value);
      always(whole);

      const at = requests.flatMap((request, index) => (ALL || CHANGES.test(request) ? [index + 1] : []));
      for (const number of at) {
        for (const fate of ALL ? (["killed before", "killed after"] as const) : (["killed after"] as const)) {
          const world = made(by);

          const killed = await rotateInProcess(world, { fate: (each) => (each === number ? fate : "passes") });
          always(world);
          const next = await rotateInProcess(world);

          const when = `${fate} ${requests[number - 1] ?? ""}`;
          expect(killed.code, when).to.equal(null);
          expect(next.code, `${when}\n${next.text}`).to.equal(0);
          always(world);
          const published = world.vaults[0]?.newest?.value ?? "";
          expect(world.vaults[0]?.versions.length, when).to.be.greaterThan(1);
          if (by !== "generated") expect(world.opens(published), when).to.equal(true);
          if (by === "entra-application") expect(world.openers, when).to.have.length(1);
        }
      }
      expect(at.length).to.be.greaterThan(0);
    });
  }
});
