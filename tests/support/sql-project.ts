// One confidential application with a database, deployed for real onto simulated Azure: in production (failover group, key
// of its own, two workloads), in development, or with a shape of which a test says tier and retention.
import { cpSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { withSession, type RunResult, type Session } from "../../simulator/engine/session.ts";
import { readAzure, succeed, UP, writeAzure, type Azure } from "./own-project.ts";
import { ROOT, tinyProject } from "./tiny-project.ts";

/** Production with one confidential application: failover group, key of its own, two workloads with access. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { deployAs } from ${JSON.stringify(path.join(ROOT, "stacks/environment.ts"))};
import { deployEnvironment } from ${JSON.stringify(path.join(ROOT, "stacks/environment.ts"))};

const config = new pulumi.Config();
const environment = config.get("environment") ?? "prod";
const tags = { owner: "payments-team@contoso.com", environment };
const workload = (name) => ({
  kind: "workload", app: "payments", workload: name, identityName: "id-payments-" + name, resourceGroupName: "rg-payments",
});
const readers = config.getBoolean("anotherReader") ? [workload("worker")] : [];

// A stack whose shape a platform team edits: tier and retention are nobody else's to say.
const edited = (args) => {
  const size = {
    compute: { kind: "provisioned", tier: config.require("tier"), vCores: 2 },
    maxSizeGib: 32,
    zoneRedundant: false,
    backupRedundancy: "Local",
    pointInTimeDays: config.requireNumber("days"),
    longTerm: { weekly: config.require("weekly"), monthly: "P12M", yearly: "P7Y" },
  };
  return deployEnvironment(args, {
    protection: { protect: false, lock: config.getBoolean("lock") ?? false },
    logRetentionDays: 30,
    vaultSku: "standard",
    alerts: "essential",
    people: { operatorsAsk: false, hours: 4 },
    sql: { failover: config.get("failover") ?? "never" },
    databases: { small: size, medium: size, large: size },
  });
};

const stack = await { prod: deployAs("prod"), dev: deployAs("dev"), edited }[environment]({
  platform: {
    environment: environment === "edited" ? "staging" : environment,
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
    sqlAdministrators: {
      name: config.get("administratorsName") ?? "dbas",
      objectId: config.get("administrators") ?? "33333333-3333-4333-8333-333333333333",
    },
    alerts: { suffix: "payments" },
    securityContacts: ["security@contoso.com"],
    ...(config.getBoolean("job") ? {
      sqlReconciler: { identityName: "id-strongroom-sql-reconciler", federation: {} },
      sqlReconcilerJob: {
        environmentName: "cae-strongroom-sql",
        jobName: "job-strongroom-sql",
        image: "registry.contoso.com/strongroom@sha256:" + "0123456789abcdef".repeat(4),
        subnetId: "/subscriptions/00000000-0000-4000-8000-00000000a0a0/resourceGroups/rg-strongroom/providers/Microsoft.Network/virtualNetworks/vnet-strongroom/subnets/snet-endpoints",
      },
    } : {}),
  },
  applications: [{
    name: "payments",
    environment: environment === "edited" ? "staging" : environment,
    owner: "payments-team@contoso.com",
    classification: config.get("classification") ?? "confidential",
    availability: "regional",
    resourceGroupName: "rg-payments",
    tags,
    workloads: {
      api: { identityName: "id-payments-api", federation: {} },
      ...(config.getBoolean("withoutWorker") ? {} : { worker: { identityName: "id-payments-worker", federation: {} } }),
    },
    vault: { name: "kv-payments-x1", pairedName: "kv-payments-x2" },
    secrets: {},
    keys: {},
    certificates: {},
    sqlServer: { name: "sql-payments-x1", pairedName: "sql-payments-x2", failoverGroupName: "fog-payments-x1" },
    databases: config.getBoolean("withoutDatabases") ? {} : {
      ...(config.getBoolean("withoutReports") ? {} : { reports: {
        name: "reports",
        purpose: "Figures of each month",
        owner: "payments-team@contoso.com",
        size: "small",
        ledger: false,
        access: { read: [], readWrite: [], execute: [], migrate: [], schemas: {} },
        connectionSecretNames: {},
      } }),
      ledger: {
        name: "ledger",
        purpose: "The ledger of record",
        owner: "payments-team@contoso.com",
        size: config.get("size") ?? "small",
        ledger: false,
        access: { read: readers, readWrite: [workload("api")], execute: [], migrate: [], schemas: {} },
        connectionSecretNames: {
          api: "payments-" + environment + "-ledger-api-sql-conn",
          worker: "payments-" + environment + "-ledger-worker-sql-conn",
        },
      },
    },
  }],
  part: { kind: "whole" },
  now: new Date(config.get("now") ?? "2026-01-15T12:00:00Z"),
  keepAliases: false,
});

export const sqlDatabases = stack.sqlDatabases;
export const applications = stack.applications;
`;

export type Settings = Readonly<Record<string, string>>;

/** One command with these settings. */
export type Run = (command: readonly string[], settings?: Settings) => Promise<RunResult>;

/** What somebody did to Azure past Pulumi; `generations` counts how often an id was used before. */
export type Hand = (resources: Azure["resources"], generations: Record<string, number>) => void;

export class SqlProject {
  readonly #project = tinyProject("config: {}\n", PROGRAM);
  #copies = 0;

  /** Deploys what `onDeployed` goes on from. */
  async deploy(settings?: Settings): Promise<void> {
    await this.#open(this.#project.stateDir, async (run) => {
      succeed(await run(UP, settings));
    });
  }

  /** Goes on from a copy of what is deployed, which `hand` has changed. */
  onDeployed<T>(body: (run: Run, stateDir: string) => Promise<T>, hand?: Hand): Promise<T> {
    const stateDir = this.#stateDir();
    cpSync(this.#project.stateDir, stateDir, { recursive: true });
    if (hand !== undefined) editAzure(stateDir, hand);
    return this.#open(stateDir, body);
  }

  /** Goes on where an earlier session ended, after `hand` has changed Azure. */
  again<T>(stateDir: string, hand: Hand, body: (run: Run) => Promise<T>): Promise<T> {
    editAzure(stateDir, hand);
    return this.#open(stateDir, body);
  }

  /** Begins with an empty Azure. */
  onNothing<T>(body: (run: Run, stateDir: string) => Promise<T>): Promise<T> {
    return this.#open(this.#stateDir(), body);
  }

  remove(): void {
    this.#project.remove();
  }

  #stateDir(): string {
    return `${this.#project.stateDir}-${String(++this.#copies)}`;
  }

  #open<T>(stateDir: string, body: (run: Run, stateDir: string) => Promise<T>): Promise<T> {
    const { programDir } = this.#project;
    const run =
      (session: Session): Run =>
      (command, settings = {}) => {
        const lines = Object.entries(settings).map(([key, value]) => `  tiny:${key}: ${JSON.stringify(value)}\n`);
        writeFileSync(
          path.join(programDir, "Pulumi.dev.yaml"),
          lines.length === 0 ? "config: {}\n" : `config:\n${lines.join("")}`,
        );
        return session.pulumi(command, { events: command[0] !== "stack" });
      };
    return withSession({ root: ROOT, programDir, stateDir }, (session) => body(run(session), stateDir));
  }
}

function editAzure(stateDir: string, hand: Hand): void {
  const azure = readAzure(stateDir);
  hand(azure.resources, azure.generations);
  writeAzure(stateDir, azure);
}
