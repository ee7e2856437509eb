// The first `up`, against an Azure that does not know everything at once: the program waits where it must, asks again where it
// was too early, and never waits in a preview. Nobody sits it out: simulated Azure's clock moves instead.
import { expect } from "chai";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Session } from "../../simulator/engine/session.ts";
import { changes, OwnProject, refused, succeed, UP } from "../support/own-project.ts";

const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const GRANT = "payments-session-signing-read-payments-worker";
const NEW = { status: 400, code: "PrincipalNotFound", message: "Principal 0f8f does not exist in the directory 2222." };

/** Seconds that the clock of simulated Azure is ahead of the machine's. */
function ahead({ stateDir }: Session): number {
  const file = path.join(stateDir, "clock");
  return existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) / 1000 : 0;
}

describe("waits for Azure, in the real engine", function () {
  this.timeout(240_000);
  let project: OwnProject;

  beforeEach(() => {
    project = new OwnProject();
  });
  afterEach(() => {
    project.remove();
  });

  it("bring the first `up` through, and are none of a preview or of an `up` that makes nothing", async () => {
    await project.session(async (session) => {
      succeed(await session.pulumi(["preview"]));
      const afterPreview = ahead(session);
      const first = succeed(await session.pulumi(UP));
      const afterUp = ahead(session);
      const second = await session.pulumi(UP, { events: true });

      expect(afterPreview).to.equal(0);
      expect(first.stdout).to.include("waits 60 s until Azure knows it everywhere");
      // What was waited for came before its use: nothing was refused, and nothing asked again.
      expect(first.stdout).not.to.include("retrying");
      expect(afterUp).to.be.greaterThan(60);
      expect(changes(succeed(second))).to.deep.equal([]);
      // The minutes between two commands, and no wait.
      expect(ahead(session)).to.be.lessThan(afterUp + 310);
    });
  });

  it("ask again what Azure did not know yet, and say so", async () => {
    const faultsFile = project.file("faults.json");
    writeFileSync(faultsFile, JSON.stringify([{ match: ASSIGNMENT, operation: "create", ...NEW, times: 3 }]));

    const first = await project.session((session) => session.pulumi(UP), { faultsFile });

    expect(succeed(first).stdout.split("retrying create").length - 1).to.be.greaterThan(2);
  });

  it("end after five minutes, with Azure's words", async () => {
    const late = [{ match: `${ASSIGNMENT}::${GRANT}`, operation: "create", ...NEW, times: 1000 }];

    const { said, failed } = await failing(late);

    expect(said)
      .to.include("PrincipalNotFound")
      .and.to.include("retrying create due to on-error hook request (12/100)");
    expect(said).not.to.include("(13/100)");
    expect(failed).to.deep.equal([GRANT]);
  });

  it("are none for another refusal", async () => {
    const forbidden = { match: `${ASSIGNMENT}::${GRANT}`, operation: "create", status: 403 };

    const { said, failed } = await failing([{ ...forbidden, code: "AuthorizationFailed" }]);

    expect(said).to.include("AuthorizationFailed").and.not.to.include("retrying");
    expect(failed).to.deep.equal([GRANT]);
  });

  /** A first `up` with these faults, which fails: what it says, and which resources failed. */
  async function failing(faults: readonly object[]): Promise<{ said: string; failed: (string | undefined)[] }> {
    const faultsFile = project.file("faults.json");
    writeFileSync(faultsFile, JSON.stringify(faults));
    const result = await project.session((session) => session.pulumi(UP, { events: true }), { faultsFile });
    const failed = result.events.flatMap(({ resOpFailedEvent: event }) => event?.metadata.urn.split("::").at(-1) ?? []);
    return { said: refused(result), failed };
  }
});
