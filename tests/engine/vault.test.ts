// Vaults, identities and people in the real engine against simulated Azure: what a preview shows of things that Azure
// Resource Manager cannot change, and that taking something away takes away exactly that, in one `up`.
import { expect } from "chai";
import { cpSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { withSession, type RunResult, type Session } from "../../simulator/engine/session.ts";
import { readDesired } from "../../cli/vault/source.ts";
import { changes, REFRESH } from "../support/own-project.ts";
import { ROOT, tinyProject, type TinyProject } from "../support/tiny-project.ts";

/** Production with one application in two regions, people, and a pipeline. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { deployAs } from ${JSON.stringify(path.join(ROOT, "stacks/environment.ts"))};

const config = new pulumi.Config();
const tags = { owner: "payments-team@contoso.com", environment: "prod" };
const owner = "payments-team@contoso.com";
const workload = (name) => ({
  kind: "workload", app: "payments", workload: name, identityName: "id-payments-" + name, resourceGroupName: "rg-payments",
});
const github = (subject) => ({ issuer: "https://token.actions.githubusercontent.com", subject });
const guid = (digit) => "00000000-0000-4000-8000-00000000000" + digit;
const worker = config.getBoolean("withoutWorker") ? {} : {
  worker: {
    identityName: "id-payments-worker",
    federation: {
      "github-main": github("repo:contoso/payments:ref:refs/heads/main"),
      ...(config.getBoolean("withoutPullRequests") ? {} : { "github-pr": github("repo:contoso/payments:pull_request") }),
    },
  },
};
const readers = "worker" in worker ? [workload("api"), workload("worker")] : [workload("api")];
const legacyKey = config.getBoolean("withoutLegacyKey") ? {} : {
  "legacy-key": {
    name: "payments-prod-legacy-key", purpose: "The old provider", owner, contentType: "text/plain",
    rotationDays: 90, rotatedBy: "owner", readers: [workload("api")], writers: [],
    retiring: { until: "2026-03-31", reason: "The provider closes" },
  },
};

const stack = await deployAs("prod")({
  platform: {
    environment: "prod",
    cloud: "public",
    tenantId: "00000000-0000-4000-8000-00000000b0b0",
    subscriptionId: "00000000-0000-4000-8000-00000000a0a0",
    location: "westeurope",
    pairedLocation: "northeurope",
    resourceGroupName: "rg-strongroom",
    tags,
    network: {
      virtualNetwork: { create: { name: "vnet-strongroom", addressPrefix: "10.0.0.0/16" } },
      endpointSubnet: { create: { name: "snet-endpoints", addressPrefix: "10.0.1.0/24" } },
      adoptedZones: {},
    },
    workspace: { create: { name: "log-strongroom" } },
    sqlAdministrators: { name: "dbas" },
    alerts: { suffix: "payments" },
    securityContacts: ["security@contoso.com"],
    deployIdentity: {
      identityName: "id-strongroom-prod-deploy",
      federation: { "github-prod": github("repo:contoso/platform:environment:prod") },
    },
    sqlReconciler: { identityName: "id-strongroom-prod-sql", federation: {} },
  },
  applications: [{
    name: "payments",
    environment: "prod",
    owner,
    classification: "confidential",
    availability: "paired",
    resourceGroupName: "rg-payments",
    tags,
    workloads: { api: { identityName: "id-payments-api", federation: {} }, ...worker },
    people: {
      readers: { name: "grp-payments-readers" },
      operators: { name: "grp-payments-operators", eligibleObjectId: guid(1) },
      breakGlass: { name: "grp-payments-break-glass", eligibleObjectId: guid(2) },
      approversObjectId: guid(3),
    },
    vault: { name: "kv-payments-x1", pairedName: "kv-payments-x2" },
    secrets: {
      "stripe-key": {
        name: "payments-prod-stripe-key", purpose: config.get("purpose") ?? "Charges cards", owner,
        contentType: "text/plain", rotationDays: 90, rotatedBy: "owner", readers, writers: [],
      },
      ...legacyKey,
    },
    keys: {
      cards: {
        name: "payments-prod-cards", purpose: "Encrypts card numbers", owner, type: "RSA-HSM",
        rotationDays: config.getNumber("keyDays") ?? 90, grants: { sign: [], verify: [], encrypt: [workload("api")], decrypt: [], wrap: [], unwrap: [] },
      },
    },
    certificates: {
      callback: {
        name: "payments-prod-callback", purpose: "TLS", owner, subject: "CN=callback.contoso.com", dnsNames: [],
        issuer: "Self", validityMonths: 12, renewBeforeDays: 30, readers, dependents: [],
      },
    },
    sqlServer: { name: "sql-payments-x1", pairedName: "sql-payments-x2", failoverGroupName: "fog-payments-x1" },
    databases: {},
  }],
  part: { kind: "whole" },
  now: new Date(config.get("now") ?? "2026-01-15T12:00:00Z"),
  keepAliases: false,
});

export const applications = stack.applications;
`;

const UP = ["up", "--yes", "--skip-preview"];

describe("vaults in the real engine", function () {
  this.timeout(180_000);
  let project: TinyProject;
  let count = 0;

  // Production is deployed once; each test goes on from a copy of it.
  before(async () => {
    project = tinyProject("config: {}\n", PROGRAM);
    await withSession({ root: ROOT, programDir: project.programDir, stateDir: project.stateDir }, async (session) => {
      succeed(await run(session, UP));
    });
  });
  after(() => {
    project.remove();
  });

  /** On what `before` deployed. */
  function onProduction<T>(body: (session: Session) => Promise<T>): Promise<T> {
    const stateDir = `${project.stateDir}-${String(++count)}`;
    cpSync(project.stateDir, stateDir, { recursive: true });
    return withSession({ root: ROOT, programDir: project.programDir, stateDir }, body);
  }

  /** One command with these settings; fails with the engine's own words. */
  async function run(
    session: Session,
    command: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<RunResult> {
    const lines = Object.entries(settings).map(([key, value]) => `  tiny:${key}: ${JSON.stringify(value)}\n`);
    writeFileSync(
      path.join(project.programDir, "Pulumi.dev.yaml"),
      lines.length === 0 ? "config: {}\n" : `config:\n${lines.join("")}`,
    );
    return session.pulumi(command, { events: true });
  }
  const succeed = (result: RunResult): RunResult => {
    expect(result.exitCode, result.stdout + result.stderr).to.equal(0);
    return result;
  };

  it("finds nothing to do afterwards, today and tomorrow, and sees no drift", async () => {
    await onProduction(async (session) => {
      const tomorrow = succeed(await run(session, UP, { now: "2026-01-16T12:00:00Z" }));
      const refreshed = succeed(await run(session, REFRESH));

      expect(changes(tomorrow)).to.deep.equal([]);
      expect(changes(refreshed)).to.deep.equal([]);
    });
  });

  it("leaves in the stack's outputs what `strongroom vault` works from, and nothing secret", async () => {
    await onProduction(async (session) => {
      const { stdout } = succeed(await session.pulumi(["stack", "output", "--json"]));

      const nothing = () => Promise.reject(new Error("not asked"));
      const vaults = await readDesired(
        { stack: "dev" },
        { runPulumi: () => Promise.resolve(stdout), readFile: nothing, readStdin: nothing },
      );
      expect(vaults.map(({ name }) => name)).to.deep.equal(["kv-payments-x1", "kv-payments-x2"]);
      expect(vaults[1]?.readers.map(({ grantee }) => grantee)).to.deep.equal(["payments-api", "payments-worker"]);
      expect(stdout).not.to.match(/\[secret\]|"value"/);
    });
  });

  it("shows a changed purpose and a changed rotation as what they are, and writes neither secret nor key", async () => {
    await onProduction(async (session) => {
      const preview = succeed(
        await run(session, ["preview", "--diff"], { purpose: "Charges other cards", keyDays: "60" }),
      );

      expect(changes(preview)).to.deep.equal([
        "update strongroom:vault:Contents payments-contents",
        "update strongroom:vault:Contents payments-paired-contents",
      ]);
      expect(preview.stdout).to.match(/"Charges cards"\s*=>\s*"Charges other cards"/);
      expect(preview.stdout).to.match(/rotationDays\s*:\s*90\s*=>\s*60/);
    });
  });

  it("takes away a workload with its credentials and grants, and nothing else, from a locked production", async () => {
    await onProduction(async (session) => {
      const changed = succeed(await run(session, UP, { withoutWorker: "true" }));

      expect(changes(changed)).to.deep.equal([
        "delete azure-native:authorization:RoleAssignment payments-paired-stripe-key-read-payments-worker",
        "delete azure-native:authorization:RoleAssignment payments-stripe-key-read-payments-worker",
        "delete azure-native:managedidentity:FederatedIdentityCredential payments-worker-github-main",
        "delete azure-native:managedidentity:FederatedIdentityCredential payments-worker-github-pr",
        "delete azure-native:managedidentity:UserAssignedIdentity payments-worker",
        "delete strongroom:identity:WorkloadIdentity payments-worker",
        "delete strongroom:vault:CertificateReader payments-callback-read-payments-worker",
        "delete strongroom:vault:CertificateReader payments-paired-callback-read-payments-worker",
      ]);
    });
  });

  it("takes away one federated credential", async () => {
    await onProduction(async (session) => {
      const changed = succeed(await run(session, UP, { withoutPullRequests: "true" }));

      expect(changes(changed)).to.deep.equal([
        "delete azure-native:managedidentity:FederatedIdentityCredential payments-worker-github-pr",
      ]);
    });
  });

  it("takes a retired secret's grants away on the day after its last one", async () => {
    await onProduction(async (session) => {
      const lastDay = succeed(await run(session, UP, { now: "2026-03-31T23:00:00Z" }));
      const after = succeed(await run(session, UP, { now: "2026-04-01T01:00:00Z" }));

      expect(changes(lastDay)).to.deep.equal([]);
      expect(changes(after)).to.deep.equal([
        "delete azure-native:authorization:RoleAssignment payments-legacy-key-read-payments-api",
        "delete azure-native:authorization:RoleAssignment payments-paired-legacy-key-read-payments-api",
      ]);
    });
  });

  it("keeps a secret that leaves the manifest, and refuses to write over it when it comes back", async () => {
    await onProduction(async (session) => {
      succeed(await run(session, UP, { withoutLegacyKey: "true" }));
      const again = await run(session, UP);

      expect(again.exitCode).to.not.equal(0);
      expect(again.stdout + again.stderr).to.match(
        /cannot create already existing resource .*payments-prod-legacy-key/,
      );
    });
  });
});
