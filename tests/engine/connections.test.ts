// A workload's way into a database comes and goes with the manifest. What is taken away leaves its secret in the vault, which
// nobody may read any more; what is given back must not stumble over it (docs/adr/0022).
import { expect } from "chai";
import { createHmac } from "node:crypto";
import { changes, readAzure, REFRESH, succeed, UP, type Azure } from "../support/own-project.ts";
import { SqlProject, type Settings } from "../support/sql-project.ts";

const DEV: Settings = { environment: "dev" };
const WITH_WORKER: Settings = { ...DEV, anotherReader: "true" };
const SECRET = /\/secrets\/payments-dev-ledger-worker-sql-conn$/;
const DEPLOYMENT = /\/deployments\/[^/]*\.payments-dev-ledger-worker-sql-conn$/;

const CREATED = [
  "create azure-native:authorization:RoleAssignment payments-ledger-worker-sql-conn-read-payments-worker",
  "create azure-native:resources:Deployment payments-ledger-worker-sql-conn",
  "create strongroom:sql:DatabaseUser payments-ledger-payments-worker-read",
];
const DELETED = CREATED.map((change) => change.replace("create", "delete"));

interface Version {
  readonly version: string;
  readonly valueHash?: string;
}

/** The versions of the worker's secret, the newest last. */
function versionsIn({ resources }: Azure): readonly Version[] {
  return Object.entries(resources).find(([key]) => SECRET.test(key))?.[1].facts?.versions ?? [];
}

/** All but the worker's secret and the record of what wrote it. */
function others({ resources }: Azure): Record<string, unknown> {
  return Object.fromEntries(Object.entries(resources).filter(([key]) => !SECRET.test(key) && !DEPLOYMENT.test(key)));
}

describe("connections in the real engine", function () {
  this.timeout(240_000);
  let project: SqlProject;

  before(async () => {
    project = new SqlProject();
    await project.deploy(WITH_WORKER);
  });
  after(() => {
    project.remove();
  });

  it("are given back as simply as they were taken away", async () => {
    const { given, stateDir, first } = await project.onDeployed(async (run, at) => {
      const azure = readAzure(at);
      const taken = succeed(await run(UP, DEV));
      expect(changes(taken)).to.deep.equal(DELETED);
      return { given: succeed(await run(UP, WITH_WORKER)), stateDir: at, first: azure };
    });

    expect(changes(given)).to.deep.equal(CREATED);
    const after = readAzure(stateDir);
    const [before, now] = [versionsIn(first), versionsIn(after)];
    expect(now).to.have.length(before.length + 1);
    expect(now.at(-1)?.valueHash).to.equal(before.at(-1)?.valueHash);
    expect(Object.keys(others(after))).to.deep.equal(Object.keys(others(first)));
    await project.again(
      stateDir,
      () => undefined,
      async (run) => {
        const again = succeed(await run(UP, WITH_WORKER));
        const refreshed = succeed(await run(REFRESH, WITH_WORKER));
        const preview = succeed(await run(["preview", "--expect-no-changes"], WITH_WORKER));

        expect(changes(again)).to.deep.equal([]);
        expect(changes(refreshed)).to.deep.equal([]);
        expect(changes(preview)).to.deep.equal([]);
      },
    );
    expect(versionsIn(readAzure(stateDir))).to.have.length(now.length);
  });

  it("say what is true when they come back: of a workload that is another identity now", async () => {
    const { text, stateDir } = await project.onDeployed(async (run, at) => {
      succeed(await run(UP, { ...DEV, withoutWorker: "true" }));
      succeed(await run(UP, WITH_WORKER));
      const outputs = succeed(await run(["stack", "output", "--json"], WITH_WORKER)).stdout;
      return { text: connectionOf(outputs, "worker"), stateDir: at };
    });

    const azure = readAzure(stateDir);
    const [first, now] = [versionsIn(azure).at(0), versionsIn(azure).at(-1)];
    expect(now?.valueHash).to.equal(createHmac("sha256", azure.salt).update(text).digest("hex"));
    expect(now?.valueHash).to.not.equal(first?.valueHash);
  });

  it("stay out of the state in the clear", async () => {
    await project.onDeployed(async (run) => {
      const exported = JSON.parse(succeed(await run(["stack", "export"], WITH_WORKER)).stdout) as {
        deployment: { resources: { type: string; urn: string }[] };
      };

      const deployments = exported.deployment.resources.filter(({ urn }) => urn.endsWith("-sql-conn"));
      expect(deployments).to.have.length(2);
      expect(JSON.stringify(deployments)).not.to.include("Server=tcp:");
    });
  });

  it("are written again where Azure has forgotten the deployment, and no grant is touched for it", async () => {
    const { gone, preview, up, again } = await project.onDeployed(
      async (run) => ({
        gone: succeed(await run(["refresh", "--yes", "--skip-preview"], WITH_WORKER)),
        preview: succeed(await run(["preview"], WITH_WORKER)),
        up: succeed(await run(UP, WITH_WORKER)),
        again: succeed(await run(UP, WITH_WORKER)),
      }),
      (resources) => {
        for (const key of Object.keys(resources).filter((id) => DEPLOYMENT.test(id))) {
          Reflect.deleteProperty(resources, key);
        }
      },
    );

    const create = ["create azure-native:resources:Deployment payments-ledger-worker-sql-conn"];
    expect(gone.exitCode).to.equal(0);
    expect(changes(preview)).to.deep.equal(create);
    expect(changes(up)).to.deep.equal(create);
    expect(changes(again)).to.deep.equal([]);
  });

  it("are written again when somebody asks for it", async () => {
    const { asked, again, stateDir } = await project.onDeployed(async (run, at) => ({
      asked: succeed(await run([...UP, "--replace", "**payments-ledger-worker-sql-conn"], WITH_WORKER)),
      again: succeed(await run(UP, WITH_WORKER)),
      stateDir: at,
    }));

    expect(new Set(changes(asked).map((change) => change.split(" ").slice(1).join(" ")))).to.deep.equal(
      new Set(["azure-native:resources:Deployment payments-ledger-worker-sql-conn"]),
    );
    expect(changes(again)).to.deep.equal([]);
    expect(versionsIn(readAzure(stateDir))).to.have.length(2);
  });
});

/** The string of one workload in the stack's outputs. */
function connectionOf(outputs: string, workload: string): string {
  const found: string[] = [];
  const search = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const text = (inner as { connectionString?: unknown } | null)?.connectionString;
      if (key === workload && typeof text === "string") found.push(text);
      search(inner);
    }
  };
  search(JSON.parse(outputs));
  expect(found, outputs).to.have.length(1);
  return found[0] ?? "";
}
