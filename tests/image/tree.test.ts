// The tree that the image holds, put together in an empty folder from the same lines of the Dockerfile and the same lock: without
// development dependencies, owned by another, read-only, with nothing writable but what the jobs are given. What the jobs run
// runs there, as another user where the test may become one.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { rotating, START } from "../cli/rotate/fixtures.ts";
import { HttpWorld } from "../cli/rotate/world/http-world.ts";
import { rotateInProcess } from "../cli/rotate/world/process.ts";
import { ROOT } from "../support/plans.ts";
import { COPIED, REMOVED } from "./dockerfile.ts";

/** As in the Dockerfile. */
const NOBODY = 65_532;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

describe("the tree that the image holds", function () {
  this.timeout(300_000);
  let tree: string;
  const user = process.getuid?.() === 0 ? NOBODY : undefined;

  before(() => {
    tree = mkdtempSync(join(tmpdir(), "strongroom-tree-"));
    for (const name of COPIED) cpSync(join(ROOT, name), join(tree, name), { recursive: true });
    const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;
    const places = Object.entries(packages).flatMap(([place, { dev, devOptional }]) =>
      place === "" || dev === true || devOptional === true || !existsSync(join(ROOT, place)) ? [] : [place],
    );
    // A package brings what lies inside of it along.
    const wanted = places.filter(
      (place) =>
        place.lastIndexOf("node_modules/") === 0 &&
        !REMOVED.some((name) => place === `node_modules/${name}` || place.startsWith(`node_modules/${name}/`)),
    );
    const copied = spawnSync("cp", ["-R", "--parents", "--target-directory", tree, ...wanted], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(copied.status, copied.stderr).to.equal(0);
    const readOnly = spawnSync("chmod", ["-R", "a+rX,a-w", tree]);
    expect(readOnly.status).to.equal(0);
  });
  after(() => {
    spawnSync("chmod", ["-R", "u+w", tree]);
    rmSync(tree, { recursive: true, force: true });
  });

  const strongroom = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["cli/strongroom.mjs", ...args], {
      cwd: tree,
      encoding: "utf8",
      ...(user === undefined ? {} : { uid: user, gid: user }),
      env: { PATH: "/nonexistent", HOME: "/nonexistent", NODE_ENV: "production" },
    });

  it("holds no engine, no tests and no settings", () => {
    expect(readdirSync(tree).toSorted()).to.deep.equal([...COPIED, "node_modules"].toSorted());
    for (const name of ["@pulumi", "@grpc", "mocha", "typescript", "fast-check"]) {
      expect(existsSync(join(tree, "node_modules", name)), name).to.equal(false);
    }
  });

  it("can be written to by nobody", () => {
    const { stdout } = spawnSync("find", [tree, "-perm", "/222", "-not", "-type", "l"], { encoding: "utf8" });

    expect(stdout).to.equal("");
  });

  it("runs the commands of the jobs", () => {
    const folder = mkdtempSync(join(tmpdir(), "strongroom-declared-"));
    try {
      chmodSync(folder, 0o755);
      const vaults = join(folder, "vaults.json");
      const databases = join(folder, "databases.json");
      const { app, vaults: vaultObjects } = rotating("generated");
      writeFileSync(vaults, JSON.stringify({ applications: { [app]: { vaultObjects } } }));
      writeFileSync(databases, "[]");

      const shown = strongroom("vault", "show", "--input", vaults);
      const sql = strongroom("sql", "show", "--input", databases);
      const helps = ["sql", "vault", "rotate"].map((name) => strongroom(name, "--help"));

      expect(shown.stdout + shown.stderr).to.include("payments-dev-signing");
      expect(sql.status, sql.stdout + sql.stderr).to.equal(0);
      for (const { status, stderr } of helps) expect(status, stderr).to.equal(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const by of ["generated", "storage-account-key", "entra-application"] as const) {
    it(`rotates: ${by}`, async () => {
      const world = new HttpWorld({ rotating: rotating(by), start: START });
      try {
        const { code, text } = await rotateInProcess(world, { root: tree, ...(user === undefined ? {} : { user }) });

        expect(code, text).to.equal(0);
        expect(text).to.include("published a new value");
        expect(world.vaults[0]?.versions).to.have.length(2);
      } finally {
        await world.close();
      }
    });
  }
});
