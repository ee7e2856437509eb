// A first `up` that ends half-way, in each of the ways it can: the command is killed while Azure is at work, the program is
// killed, Azure stops answering after it has done what it was asked. What docs/runbooks/interrupted-up.md says must complete it.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { RunResult, Session } from "../../simulator/engine/session.ts";
import { HELD } from "../../simulator/provider/faults.ts";
import { changes, OwnProject, readAzure, refused, succeed, UP } from "../support/own-project.ts";

/** Steps after which the program is killed: a platform, and parts of all applications. */
const HALF_WAY = 90;
/** Longer than any machine takes for what is waited for here. */
const PATIENCE_MS = 60_000;

describe("an `up` that is interrupted half-way, in the real engine", function () {
  this.timeout(240_000);
  let project: OwnProject;

  beforeEach(() => {
    project = new OwnProject();
  });
  afterEach(() => {
    project.remove();
  });

  it("is completed by the next in dev when the command is killed, once what Azure did is imported", async () => {
    const server = "urn:pulumi:dev::strongroom::strongroom:stack:Environment$strongroom:app:AppEnvironment";
    const urn = `${server}$strongroom:sql:SqlServer$azure-native:sql:Server::payments`;
    const gate = project.file("gate");
    writeFileSync(gate, "");
    const fault = { match: "servers/sql-payments-*", operation: "create", hold: gate };
    await project.session(
      async (session) => {
        const half = await session.start([...UP, "--parallel", "1"]);
        await until(() => readFileSync(gate, "utf8") === HELD);
        half.kill("SIGKILL");
        const { exitCode } = await half.result;
        const pending = readPending(session, "dev");
        rmSync(gate);
        await until(() =>
          Object.keys(readAzure(session.stateDir).resources).some((id) => /\/servers\/sql-payments-[^/]*$/.test(id)),
        );

        const warned = refused(await session.pulumi(UP));
        succeed(await session.pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]));
        await importWhatIsThere(session, "dev", warned);
        const completed = await session.pulumi(UP, { events: true });

        expect(exitCode).to.equal(128 + 9);
        expect(pending).to.deep.equal([urn]);
        expect(warned).to.include("1 pending operations").and.to.include("cannot create already existing resource");
        expect(withoutCreations(succeed(completed))).to.deep.equal(["update azure-native:sql:Server payments"]);
        expect(readPending(session, "dev")).to.deep.equal([]);
        expect(changes(succeed(await session.pulumi(["preview"], { events: true })))).to.deep.equal([]);
      },
      { faultsFile: withFaults(project, fault) },
    );
  });

  it("is completed by the next in staging when the program is killed", async () => {
    await project.session(async (session) => {
      let steps = 0;
      const half = await session.pulumi(UP, {
        stack: "staging",
        onEvent: ({ resOutputsEvent }) => {
          if (resOutputsEvent && ++steps === HALF_WAY) process.kill(programOf(project), "SIGKILL");
        },
      });
      const completed = await session.pulumi(UP, { stack: "staging", events: true });

      refused(half);
      expect(withoutCreations(succeed(completed))).to.deep.equal([]);
      expect(readPending(session, "staging")).to.deep.equal([]);
    });
  });

  it("is completed by the next in prod when Azure stops answering, once what it did is imported", async () => {
    const stack = "prod";
    const fault = { match: "servers/sql-storefront-*", operation: "create", stop: "after" };
    await project.session(
      async (session) => {
        refused(await session.pulumi(UP, { stack }));
      },
      { faultsFile: withFaults(project, fault) },
    );
    await project.session(async (session) => {
      const again = refused(await session.pulumi(UP, { stack }));
      const name = await importWhatIsThere(session, stack, again);
      const completed = await session.pulumi(UP, { stack, events: true });

      expect(name).to.match(/^storefront(-partner)?$/);
      expect(withoutCreations(succeed(completed))).to.deep.equal([`update azure-native:sql:Server ${name}`]);
      expect(readPending(session, stack)).to.deep.equal([]);
    });
    const { deleted, resources } = readAzure(project.stateDir);
    expect(deleted).to.deep.equal({});
    expect(Object.values(resources).filter(({ id }) => /\/servers\/sql-storefront-[^/]*$/.test(id))).to.have.length(2);
  });
});

function withFaults(project: OwnProject, fault: Readonly<Record<string, unknown>>): string {
  const file = project.file("faults.json");
  writeFileSync(file, JSON.stringify([fault]));
  return file;
}

/** URNs of what the engine began and does not know the end of. */
function readPending({ stateDir }: Session, stack: string): string[] {
  const file = path.join(stateDir, "state", ".pulumi", "stacks", "strongroom", `${stack}.json`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  // The engine replaces the file as a whole, but a reader may meet it between two writes.
  const state = text.endsWith("}") || text.endsWith("}\n") ? (JSON.parse(text) as State) : undefined;
  return (state?.checkpoint.latest?.pending_operations ?? []).map(({ resource }) => resource.urn);
}

interface State {
  readonly checkpoint: {
    readonly latest?: { readonly pending_operations?: readonly { readonly resource: { readonly urn: string } }[] };
  };
}

/** Takes a server that the engine says is there already into the state, below its component; gives the resource's name. */
async function importWhatIsThere(session: Session, stack: string, said: string): Promise<string> {
  const [, name = "", id = ""] =
    /azure-native:sql:Server \((\S+)\):\s+error: cannot create already existing resource '([^']+)'/.exec(said) ?? [];
  const { stdout } = succeed(await session.pulumi(["stack", "export"], { stack }));
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string }[] } };
  const component = `strongroom:sql:SqlServer::${name.replace("-partner", "")}`;
  const parent = deployment.resources.find(({ urn }) => urn.endsWith(component))?.urn ?? "";
  const what = ["azure-native:sql:Server", name, id, "--parent", `parent=${parent}`];
  succeed(await session.pulumi(["import", ...what, "--yes", "--skip-preview", "--generate-code=false"], { stack }));
  return name;
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isTrue()) {
    expect(Date.now(), "waited too long").to.be.lessThan(deadline);
    await delay(10);
  }
}

function withoutCreations(result: RunResult): string[] {
  return changes(result).filter((change) => !change.startsWith("create "));
}

/** The process that runs the program, as the language host starts it. */
function programOf(project: OwnProject): number {
  const runner = path.join("@pulumi", "pulumi", "cmd", "run");
  const line = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" })
    .split("\n")
    .find((text) => text.includes(project.programDir) && text.includes(runner) && !text.includes("/bin/sh"));
  // Signalled as 0 it would be this test's own process group.
  expect(line, "the program runs").to.be.a("string");
  return Number(line?.trim().split(" ")[0]);
}
