// The commands that print, fed with names that try to be commands of a runner, escape sequences or further lines.
import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerWith as registerAccess } from "../../cli/commands/access.ts";
import { registerWith as registerCheck } from "../../cli/commands/check.ts";
import { registerWith as registerIsolation } from "../../cli/commands/isolation.ts";
import type { Plan } from "../../cli/plan/document.ts";
import { summarize } from "../../cli/plan/summary.ts";
import { printableLines } from "../../text/printable.ts";
import { planOf } from "../support/plans.ts";
import { expectHarmless, HOSTILE } from "../support/runners.ts";
import { run, sourcesOf } from "./access/fixtures.ts";
import { spoilt } from "./hostile-plan.ts";
import { Server } from "./sql/double/server.ts";
import { API, desired, Hand, SERVER, TARGET, user } from "./sql/helpers.ts";
import { runSql } from "./sql/run-sql.ts";

/** As a command's output leaves: the commands of these tests write to doubles, which lie before the door. */
const shown = (...outputs: readonly string[]): string => printableLines(outputs.join("\n"));

describe("what a command prints of hostile names", () => {
  let folder: string;
  let plan: Plan;

  before(async () => {
    plan = await planOf("dev");
    folder = mkdtempSync(join(tmpdir(), "strongroom-hostile-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [index, text] of HOSTILE.entries()) {
    it(`is text in plan, access, isolation and check: ${String(index)}`, async function () {
      this.timeout(60_000);
      const hostile = spoilt(plan, text);
      const sources = sourcesOf({ plans: { dev: hostile }, programDir: folder });
      const commands = [
        [registerAccess, ["access", "--stack", "dev", "--no-state"]],
        [registerAccess, ["access", "--stack", "dev", "--no-state", "--json"]],
        [registerAccess, ["access", "--stack", "dev", "--no-state", "--what", text]],
        [registerIsolation, ["isolation", "--stack", "dev"]],
        [registerCheck, ["check", "--stack", "dev"]],
        [registerCheck, ["check", "--stack", "dev", "--json"]],
      ] as const;

      for (const [register, args] of commands) {
        const ran = await run((program, watched) => {
          const sourcesAt = () => Promise.reject(new Error("no revision is asked for"));
          register(program, { ...watched, sources: () => Promise.resolve(sources), sourcesAt });
        }, args).catch((error: unknown) => ({ out: error instanceof Error ? error.message : String(error) }));
        expectHarmless(shown(ran.out), args.join(" "));
      }
      expectHarmless(shown(summarize(hostile)), "plan");
    });

    it(`is text in sql: users, roles, schemas, logins: ${String(index)}`, async () => {
      const server = new Server();
      const database = server.database(TARGET);
      const hand = new Hand(database);
      const principal = hand.principal({ name: `stranger${text}`, type: "S", sid: "0x0105", authentication: 2 });
      hand.role(`role${text}`);
      hand.schema(`schema${text}`, principal.id);
      database.state.triggers.push({ name: `trigger${text}`, disabled: false });
      hand.permission({ granteeId: principal.id, permission: "CONTROL" });
      server
        .database({ server: SERVER, database: "master" })
        .state.logins.push({ name: `login${text}`, disabled: false });
      const declared = JSON.stringify({ sqlDatabases: [desired(user("id-api", API, "readWrite"))] });

      for (const args of [["show"], ["check"], ["check", "--json"], ["apply", "--dry-run"], ["apply", "--yes"]]) {
        const {
          text: out,
          notes,
          failure,
        } = await runSql(server, args, {
          runPulumi: () => Promise.resolve(declared),
        });
        expect(out.length + failure.length).to.be.greaterThan(0);
        expectHarmless(shown(out, notes, failure), `sql ${args.join(" ")}`);
      }
    });
  }
});
