// The Pulumi commands of the runbooks, word for word and in their order, on the real engine against simulated Azure: the state is
// lost and comes back from its copy, the deploy identity is lost and is made anew. Nothing else may change on the way.
import { expect } from "chai";
import { readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import type { RunResult, Session } from "../../simulator/engine/session.ts";
import { changes, OwnProject, readAzure, succeed, UP, writeAzure } from "../support/own-project.ts";
import { ROOT } from "../support/tiny-project.ts";

/** The commands of a runbook's blocks, without those of other programs. */
function commandsOf(runbook: string): readonly (readonly string[])[] {
  const text = readFileSync(path.join(ROOT, "docs", "runbooks", runbook), "utf8");
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line.startsWith("pulumi "))
    .map((line) => line.split(/\s+/).slice(1));
}

describe("runbooks in the real engine", function () {
  this.timeout(300_000);
  let project: OwnProject;

  /** As a person types it; the file lies beside the program. */
  const typed = async (session: Session, command: readonly string[]): Promise<RunResult> => {
    const at = command.indexOf("--stack");
    const stack = at < 0 ? command.at(-1) : command[at + 1];
    const words = command.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
    const args = words.map((word) => (word === "state-copy.json" ? project.file(word) : word));
    return succeed(await session.pulumi(args, { stack: stack ?? "dev", events: words[0] === "up" }));
  };

  before(async () => {
    project = new OwnProject();
    project.editSettings("dev", (config) => {
      config["strongroom:deployIdentity"] = {
        federatedWith: { github: { repository: "contoso/strongroom", environment: "dev" } },
      };
      // Beside a deploy identity the group is one that people own.
      config["strongroom:sqlAdministrators"] = { objectId: "4ab6f91c-52d8-437e-8a04-c6193aed527a" };
    });
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev" }));
    });
  });
  after(() => {
    project.remove();
  });

  it("brings the state back from its copy, with nothing changed in Azure", async () => {
    const [copy, ...rest] = commandsOf("loss-of-the-state.md");
    expect(rest.map(([name]) => name)).to.deep.equal(["stack", "stack", "refresh", "up", "preview"]);
    const before = readAzure(project.stateDir).resources;

    await project.session(async (session) => {
      await typed(session, copy ?? []);
    });
    renameSync(path.join(project.stateDir, "state"), path.join(project.stateDir, "lost"));
    const results = await project.session(async (session) => {
      const all: RunResult[] = [];
      // The session makes the stack itself, which is what the first command does.
      for (const command of rest.slice(1)) all.push(await typed(session, command));
      return all;
    });

    expect(results.flatMap(changes)).to.deep.equal([]);
    expect(Object.keys(readAzure(project.stateDir).resources)).to.deep.equal(Object.keys(before));
  });

  it("makes the deploy identity anew, with its grants, and nothing else", async () => {
    const azure = readAzure(project.stateDir);
    const gone = Object.keys(azure.resources).filter((key) =>
      /\/userassignedidentities\/id-strongroom-dev-deploy/i.test(key),
    );
    expect(gone.length).to.be.greaterThan(0);
    const resources = Object.fromEntries(Object.entries(azure.resources).filter(([key]) => !gone.includes(key)));
    writeAzure(project.stateDir, { ...azure, resources });

    const results = await project.session(async (session) => {
      const all: RunResult[] = [];
      for (const command of commandsOf("loss-of-the-deploy-identity.md")) all.push(await typed(session, command));
      return all;
    });

    const changed = results.flatMap(changes).map((change) => change.split(" ").slice(1).join(" "));
    expect(changed).to.include("azure-native:managedidentity:UserAssignedIdentity deploy");
    expect(changed.filter((each) => !/deploy/.test(each))).to.deep.equal([]);
    expect(results.at(-1)?.stdout).to.contain("clientId");
  });
});
